"""A stand-in for the tests of the SDKs, and its answers as they come."""

import json
import os
import subprocess
import time
import urllib.request

WORK = os.environ["WORK"]


class Mock:
    """A stand-in with these options."""

    def __init__(self, *options):
        port = os.path.join(WORK, "sdk-port")
        if os.path.exists(port):
            os.unlink(port)
        self.process = subprocess.Popen(
            ["aai-mock", "-p", "0", "--port-file", port, "-t", "60", "--seed",
             "7", "--redacted-waits", "0", "--control", *options],
            stdout=subprocess.DEVNULL)
        while not os.path.exists(port):
            time.sleep(0.05)
        with open(port) as f:
            self.base = "http://127.0.0.1:" + f.read().strip()

    def raw(self, path):
        request = urllib.request.Request(
            self.base + path, headers={"Authorization": "test-key"})
        with urllib.request.urlopen(request) as answer:
            return answer.read()

    def get(self, path):
        return json.loads(self.raw(path))

    def close(self):
        self.process.kill()
        self.process.wait()


def whole(mock):
    """The ids of what is completed and not deleted."""
    return [t["id"] for t in mock.get("/v2/transcript?limit=200")["transcripts"]
            if t["status"] == "completed"
            and not t["audio_url"].startswith("http://deleted_by_")]
