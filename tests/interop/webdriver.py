"""A browser through its driver: the WebDriver protocol, as far as needed.

Protocol facts: W3C WebDriver, https://www.w3.org/TR/webdriver2/.
"""
import base64
import json
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request


def missing():
    """What is not there of the browser and its driver, or None."""
    for name in ("chromium", "chromedriver"):
        if shutil.which(name) is None:
            return "no %s here" % name
    return None


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Browser:
    """Chromium without a window; "with" closes it."""

    def __init__(self, dark=False):
        self.base = "http://127.0.0.1:%d" % free_port()
        self.driver = subprocess.Popen(
            ["chromedriver", "--port=" + self.base.rsplit(":", 1)[1]],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.session = None
        try:
            self.start(dark)
        except BaseException:
            self.driver.kill()
            raise

    def start(self, dark):
        args = ["--headless=new", "--no-sandbox", "--disable-gpu",
                "--force-device-scale-factor=1", "--hide-scrollbars",
                "--blink-settings=preferredColorScheme=%d" % (not dark)]
        wanted = {"capabilities": {"alwaysMatch": {
            "browserName": "chrome",
            "goog:loggingPrefs": {"browser": "ALL"},
            "goog:chromeOptions": {"args": args}}}}
        for _ in range(100):
            try:
                self.call("GET", "/status")
                break
            except OSError:
                time.sleep(0.1)
        self.session = self.call("POST", "/session", wanted)["sessionId"]

    def call(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            self.base + path, data=data, method=method,
            headers={"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as e:
            raise RuntimeError(e.read().decode()) from e

    def do(self, method, path, body=None):
        return self.call(method, "/session/%s%s" % (self.session, path), body)

    def open(self, url):
        self.do("POST", "/url", {"url": url})

    def run(self, script, *args):
        return self.do("POST", "/execute/sync",
                       {"script": script, "args": list(args)})

    def size(self, width, height):
        """The size of what is seen, whatever the window has around it."""
        self.do("POST", "/goog/cdp/execute", {
            "cmd": "Emulation.setDeviceMetricsOverride",
            "params": {"width": width, "height": height,
                       "deviceScaleFactor": 1, "mobile": False}})

    def media(self, name="", scheme="light"):
        self.do("POST", "/goog/cdp/execute", {
            "cmd": "Emulation.setEmulatedMedia",
            "params": {"media": name, "features": [
                {"name": "prefers-color-scheme", "value": scheme}]}})

    def keys(self, *keys):
        actions = []
        for key in keys:
            actions += [{"type": "keyDown", "value": key},
                        {"type": "keyUp", "value": key}]
        self.do("POST", "/actions", {"actions": [
            {"type": "key", "id": "keyboard", "actions": actions}]})

    def log(self):
        return self.do("POST", "/se/log", {"type": "browser"})

    def picture(self, path):
        with open(path, "wb") as f:
            f.write(base64.b64decode(self.do("GET", "/screenshot")))

    def __enter__(self):
        return self

    def __exit__(self, *what):
        try:
            self.call("DELETE", "/session/" + self.session)
        finally:
            self.driver.terminate()
            self.driver.wait()
