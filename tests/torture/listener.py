"""A webhook receiver that fails or is killed while deliveries come: what it
answered with 200 comes out, at once or after the next start, and once."""
import csv
import glob
import http.client
import json
import os
import signal
import subprocess
import time

from scenario import Scenario, slurp, write

TRIES = 3


def post(port, name):
    """Send a delivery, some of them too long for memory; whether it was
    answered with 200."""
    service = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    delivery = {"transcript_id": name}
    if sum(name.encode()) % 3 == 0:
        delivery["long"] = "x" * 70000
    try:
        service.request("POST", "/", json.dumps(delivery),
                        {"Content-Type": "application/json"})
        return service.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        service.close()


def deliver(place, process, names):
    """Send deliveries to it, each until it is answered, and write down which
    were."""
    path = os.path.join(place, "port")
    while process.poll() is None and not slurp(path):
        time.sleep(0.002)
    with open(os.path.join(place, "acks"), "a", encoding="utf-8") as acks:
        for name in names:
            for _ in range(TRIES):
                if process.poll() is not None:
                    return
                if post(int(slurp(path)), name):
                    acks.write(name + "\n")
                    break


def signalled(process, signo):
    """Send it a signal; to the one below, when it runs below killat."""
    pid = process.pid
    if process.args[0] == "killat":
        below = slurp("/proc/%d/task/%d/children" % (pid, pid)) or b""
        pid = int(below.split()[0]) if below.split() else None
    try:
        if pid and process.poll() is None:
            os.kill(pid, signo)
    except ProcessLookupError:
        pass


def ids(stream):
    """The deliveries that its whole lines tell of."""
    records = [json.loads(line) for line in stream.split(b"\n")[:-1] if line]
    return [r["transcript_id"] for r in records if "transcript_id" in r]


class Listener(Scenario):
    """aai-listen, to standard output."""

    # What an earlier run gave out, what it has only in its journal, and what
    # comes now; one comes again.
    given = ["a1", "a2", "a3"]
    left = ["b1", "b2"]
    sent = ["c1", "c2", "c1", "c3", "c4"]
    options = ["--end"]

    def __init__(self, base, name):
        self.plain = ["aai-listen", "-q", "-p", "0", "--port-file", "port",
                      "-j", "hooks", "--rotate", "200", "--keep", "3"]
        super().__init__(base, name, self.plain + self.options)
        self.start = os.path.join(base, "begun-" + name.replace(" ", ""))

    def prepare(self, place):
        if os.path.isdir(self.start):
            super().prepare(place)
            return
        os.mkdir(self.start)
        self.set_up(self.start)
        self.begin(self.command, self.given, signal.SIGTERM)
        self.begin(self.plain, self.left, signal.SIGKILL)
        os.unlink(os.path.join(self.start, "acks"))
        super().prepare(place)

    def set_up(self, place):
        """Make what its command needs."""

    def begin(self, command, names, signo):
        """A run of before, without a fault."""
        process = subprocess.Popen(command, cwd=self.start,
                                   stdout=subprocess.DEVNULL)
        deliver(self.start, process, names)
        signalled(process, signo)
        process.wait()
        os.unlink(os.path.join(self.start, "port"))

    def attend(self, place, process):
        answered = (slurp(os.path.join(place, "acks")) or b"").decode().split()
        # The service sends again what was not answered well.
        deliver(place, process, [n for n in self.sent if n not in answered])
        signalled(process, signal.SIGTERM)

    def after_power_cut(self, place, answers):
        write(os.path.join(place, "acks"), *self.acks[:answers])

    def seen(self, place):
        return None

    def reference(self):
        super().reference()
        bad = self.judge(os.path.join(self.base, self.name), 0)
        if bad:
            raise SystemExit("%s: %s" % (self.name, bad))

    def again(self, place):
        """Start it again, nothing goes wrong any more."""
        if os.path.exists(os.path.join(place, "port")):
            os.unlink(os.path.join(place, "port"))
        status, said = self.run(place)
        if status != 0:
            return "ends with %s when run again: %s" % (status, said)
        return None

    def judge(self, place, status):
        first = slurp(place + ".out")
        whole = first.endswith(b"\n")
        if whole != (b'"_table":"_aai_end","records":%d' % len(ids(first))
                     in first):
            return "leaves a stream that passes for a whole one"
        if status == 0 and not whole:
            return "ends with 0 and a cut stream"
        bad = self.again(place)
        if bad:
            return bad
        return self.compare(ids(first) if whole else [],
                            ids(slurp(place + ".out")), status)

    def compare(self, first, second, status):
        """What came out, in two runs."""
        wanted = set(self.left + self.sent)
        if len(set(first)) < len(first) or len(set(second)) < len(second):
            return "gives a delivery twice"
        if wanted - set(first) - set(second):
            return "loses %s" % sorted(wanted - set(first) - set(second))
        if not set(first + second) <= wanted:
            return "gives again what was given before"
        if set(first) & set(second) and (
                status == 0 or set(second) != wanted):
            return "gives a part again"
        return None


class Windows(Listener):
    """aai-listen, to a command."""

    options = ["--end", "--every-records", "2", "--exec", "sh ./load.sh"]
    script = """exec 2>>load.err
cat >w.new && tail -n 1 w.new | grep -q '"_table":"_aai_end"' &&
    sync w.new && mv w.new "w.$AAI_WINDOW" && sync .
"""

    def set_up(self, place):
        with open(place + "/load.sh", "w", encoding="utf-8") as file:
            file.write(self.script)

    def judge(self, place, status):
        everything = set(self.given + self.left + self.sent)
        now = self.loaded(place)
        if len(now) > len(set(now)):
            return "gives a delivery twice"
        if status == 0 and set(now) != everything:
            return "ends with 0 and gives %s" % now
        bad = self.again(place)
        if bad:
            return bad
        now = self.loaded(place)
        if sorted(now) != sorted(everything):
            return "gives %s when run again" % now
        return None

    def loaded(self, place):
        return [name for path in glob.glob(place + "/w.0*")
                for name in ids(slurp(path))]


class Loads(Windows):
    """aai-listen, to a sink that stores the state."""

    options = ["--state", "st.json", "--every-records", "2", "--exec",
               "sh ./load.sh"]
    script = """exec 2>>load.err
aai-flatten -q -t webhooks | aai-sink-csv -q -o out --state st.json
"""

    def __init__(self, base, name):
        super().__init__(base, name)
        self.plain += ["--state", "st.json"]

    def loaded(self, place):
        found = []
        for path in glob.glob(place + "/out/webhooks/*.csv"):
            with open(path, newline="", encoding="utf-8") as file:
                found += [r["transcript_id"] for r in csv.DictReader(file)]
        return found
