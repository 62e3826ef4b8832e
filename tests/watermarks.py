"""Random histories of loads with a watermark: a list in any order, read whole
or asked for by times in any format, inclusive or not, cut into parts or not,
which changes between and during runs, with programs killed at any moment.

Of records that are made once, each comes once.  Of records that change, each
version comes at most once, and in the end the last one of each has come.  Some
lists are read with --recheck: records of that time are deleted, absent or
listed with a mark, come back, and change without a new time, whenever; in the
end what was sent of that time is what is there.

usage: watermarks.py COUNT FIRST_SEED [WORKERS]
"""
import collections
import datetime
import http.server
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from multiprocessing import Pool

UTC = datetime.timezone.utc
HOUR = 3600.0
DAY = 24 * HOUR

PARENTS = ["a", "b/c", "7"]

# The names of formats, how the server writes and reads them, and their unit.
FORMATS = {
    "rfc3339": "%Y-%m-%dT%H:%M:%SZ",
    "date": "%Y-%m-%d",
    "epoch": None,
    "epoch_ms": None,
    "%Y-%m-%dT%H:%M:%S.%fZ": "%Y-%m-%dT%H:%M:%S.%fZ",
    "%Y-%m-%dT%H:%M:%S%z": "%Y-%m-%dT%H:%M:%S%z",
    "%Y-%m-%dT%H:%M:%S.%_ms%:z": "ms",
    "%Y-%m-%d %H:%M:%S": "%Y-%m-%d %H:%M:%S",
    "updated:gt:%Y%m%dT%H%M": "updated:gt:%Y%m%dT%H%M",
    "%d/%m/%Y %H:%M": "%d/%m/%Y %H:%M",
}


def write(form, t, zone=0):
    """The time t, seconds since 1970, rounded down."""
    if form == "epoch":
        return str(int(t // 1))
    if form == "epoch_ms":
        return str(int(t * 1000 // 1))
    pattern = FORMATS[form]
    when = datetime.datetime.fromtimestamp(t, UTC)
    if form in ("date", "%Y-%m-%d %H:%M:%S", "updated:gt:%Y%m%dT%H%M",
                "%d/%m/%Y %H:%M"):
        when += datetime.timedelta(minutes=zone)
    if pattern == "ms":
        return when.strftime("%Y-%m-%dT%H:%M:%S.") + "%03d+00:00" % (
            when.microsecond // 1000)
    return when.strftime(pattern)


def read(form, text, zone=0):
    if form == "epoch":
        return float(int(text))
    if form == "epoch_ms":
        return int(text) / 1000
    pattern = FORMATS[form]
    if pattern == "ms":
        pattern = "%Y-%m-%dT%H:%M:%S.%f%z"
    when = datetime.datetime.strptime(text, pattern)
    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
        if form in ("date", "%Y-%m-%d %H:%M:%S", "updated:gt:%Y%m%dT%H%M",
                    "%d/%m/%Y %H:%M"):
            when -= datetime.timedelta(minutes=zone)
    return when.timestamp()


class Shape:
    """What the API is like, and its description."""

    def __init__(self, rng):
        self.order = rng.choice(["oldest", "any", "newest", "any"])
        self.changes = rng.random() < 0.6
        self.since = rng.random() < 0.7
        self.until = self.since and rng.random() < 0.5
        if self.order == "newest" and not self.since:
            self.changes = True
        self.format = rng.choice(list(FORMATS))
        self.until_format = rng.choice([self.format, rng.choice(
            list(FORMATS))])
        self.exclusive = rng.random() < 0.4
        self.until_exclusive = rng.random() < 0.4
        self.step = None
        if self.until and rng.random() < 0.7:
            self.step = rng.choice(["1d", "7d", "1w", "1mo", "1y", "30d"])
        self.paging = rng.choice(["cursor", "offset", "page"])
        self.size = rng.choice([1, 2, 3, 7, 20] if self.paging == "cursor"
                               else [5, 7, 20])
        self.zone = rng.choice([0, 0, 120, -330])
        self.grain = rng.choice([1e-6, 0.001, 1.0, 60.0])
        self.record_format = rng.choice(
            ["epoch", "%Y-%m-%d %H:%M:%S"] if self.grain >= 1 else
            ["%Y-%m-%dT%H:%M:%S.%fZ"])
        self.lookback = rng.choice([None, "1h", "2d", "0s"])
        if self.lookback == "0s":   # nothing is late, to the second
            self.grain = min(self.grain, 1.0)
        self.start = rng.choice([None, "60d", datetime.datetime.fromtimestamp(
            time.time() - 60 * DAY, UTC).strftime("%Y-%m-%d")])
        self.composite = rng.random() < 0.2
        self.skew = rng.choice([0, 0, -40, 40])
        self.final = rng.random() < 0.2
        # Where the bounds stand: parameters, or texts of templates.
        self.place = rng.choice(["param", "param", "query", "body", "path"])
        if not self.since:
            self.place = "param"
        if self.place == "path":
            self.start = self.start or "60d"
        # Whether it is a list for each of some parents.
        self.children = rng.random() < 0.35
        # How far back lists are read again; None: not.
        self.recheck = rng.choice([None, 30, 90])
        if self.composite or self.children:
            self.recheck = None
        self.marks = rng.random() < 0.5   # deletions, rather than lack them
        # Whether the list is walked from its newest record, to no watermark.
        self.walk = self.recheck and rng.random() < 0.3
        if self.walk:
            self.order = "newest"
            self.changes = self.since = self.until = False
            self.start = self.step = None
            self.place = "param"

    def floor(self, t):
        return read(self.until_format, write(self.until_format, t, self.zone),
                    self.zone)

    def steady(self):
        """Whether others may be passed over when records change meanwhile:
        what leaves the list moves all after it."""
        return self.paging == "cursor" or not (
            self.recheck or (self.changes and self.until))

    def describe(self):
        incremental = {"time": "at", "order": self.order}
        incremental["id"] = ["id", "part"] if self.composite else "id"
        if self.walk:
            del incremental["order"]
            incremental["overlap"] = "1h"
        if self.changes:
            incremental["changes"] = True
        if self.since:
            incremental["since"] = {"format": self.format,
                                    "inclusive": not self.exclusive}
        if self.until:
            incremental["until"] = {"format": self.until_format,
                                    "inclusive": not self.until_exclusive}
        if self.place == "param":
            if self.since:
                incremental["since"]["param"] = "since[gte]"
            if self.until:
                incremental["until"]["param"] = "until"
        if self.step:
            incremental["step"] = self.step
        if self.lookback and not self.walk:
            incremental["lookback"] = self.lookback
        if self.start or self.until:
            incremental["start"] = self.start or "60d"
        if self.recheck and self.marks:
            incremental["deleted"] = [{"at": "gone", "is": [True]}]
        if self.final:
            incremental["final"] = [{"at": "done", "is": [True]}]
        path = "/parents/{parent_id}/list" if self.children else "/list"
        resource = {"path": path, "records": "data",
                    "params": {"limit": {"default": self.size,
                                         "selects": False}},
                    "table": {"key": {"id": "thing_id", "part": "part"}
                              if self.composite else {"id": "thing_id"}},
                    "incremental": incremental}
        if self.paging == "cursor":
            resource["pages"] = {"kind": "cursor", "next": "next",
                                 "param": "after"}
        elif self.paging == "offset":
            resource["pages"] = {"kind": "offset", "param": "offset",
                                 "size": "limit"}
        else:
            resource["pages"] = {"kind": "page", "param": "page",
                                 "size": "limit"}
        if self.place == "query":
            resource["params"]["q"] = {"value": "[{since}%s]" % (
                "|{until}" if self.until else "")}
        elif self.place == "body":
            body = {"filter": {"since": "{since}"}}
            if self.until:
                body["filter"]["until"] = "{until}"
            resource.update(method="POST", body=body)
        elif self.place == "path":
            resource["path"] = path + "/{since}" + (
                "/{until}" if self.until else "")
        if self.children:
            resource.update(parent_key="parent_id",
                            parents={"things": {"id": "id"}})
        sign = "-" if self.zone < 0 else "+"
        return {"version": 2, "name": "trial", "zone": "%s%02d:%02d" % (
            sign, abs(self.zone) // 60, abs(self.zone) % 60),
            "base_url": "http://127.0.0.1:1", "resources": {"list": resource}}


class World:
    """The records, and the server that shows them."""

    def __init__(self, rng, shape):
        self.rng = rng
        self.shape = shape
        self.lock = threading.Lock()
        self.records = {}
        self.made = 0
        self.busy = False
        now = self.now()
        for _ in range(rng.choice([0, 1, 5, 30, 60])):
            back = rng.choice([HOUR / 2, DAY, 20 * DAY, 55 * DAY])
            self.add(now - rng.random() * back)
        for r in list(self.records.values()):
            if rng.random() < 0.3:   # equal times
                r["t"] = rng.choice(list(self.records.values()))["t"]
            elif rng.random() < 0.3:   # and those where parts meet
                r["t"] = r["t"] // DAY * DAY
        world = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1

            def do_GET(self, body="{}"):
                parts = urllib.parse.urlsplit(self.path)
                q = dict(urllib.parse.parse_qsl(parts.query))
                path = [urllib.parse.unquote(s)
                        for s in parts.path.split("/")[2:]]
                parent = None
                if shape.children:
                    parent, path = path[0], path[2:]
                texts = q.pop("q", "[]")[1:-1]
                texts = path or (texts.split("|") if texts else [])
                for name, text in zip(["since[gte]", "until"], texts):
                    q[name] = text
                for name, value in json.loads(body).get("filter", {}).items():
                    number = {"since": shape.format,
                              "until": shape.until_format}[name]
                    assert number.startswith("epoch") == isinstance(value, int)
                    q["since[gte]" if name == "since" else name] = str(value)
                body = json.dumps(world.answer(q, parent)).encode()
                self.send_response(200)
                if world.dated:
                    self.send_header("Date", time.strftime(
                        "%a, %d %b %Y %H:%M:%S GMT", time.gmtime(world.now())))
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
                self.wfile.flush()

            def do_POST(self):
                size = int(self.headers["Content-Length"])
                self.do_GET(self.rfile.read(size).decode())

            def send_response(self, code):
                self.send_response_only(code)

            def log_message(self, *unused):
                pass

            def handle(self):
                try:
                    super().handle()
                except OSError:
                    pass   # who asked was killed

        self.dated = shape.skew != 0 or rng.random() < 0.5
        self.server = http.server.ThreadingHTTPServer(
            ("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever,
                         kwargs={"poll_interval": 0.01}, daemon=True).start()
        self.url = "http://127.0.0.1:%d" % self.server.server_port

    def now(self):
        return time.time() + self.shape.skew

    def grain(self, t):
        g = self.shape.grain
        return round(t // g * g, 6)

    def add(self, t):
        self.made += 1
        key = "r%d" % self.made
        self.records[key] = {"id": key, "parent": self.rng.choice(PARENTS), "part": self.made % 3,
                             "t": self.grain(t), "v": 1, "gone": False,
                             "done": not self.shape.final or
                             self.rng.random() < 0.8,
                             "place": self.rng.random()}

    def change(self, rng):
        """Something happens, now."""
        with self.lock:
            for _ in range(rng.randrange(1, 4)):
                what = rng.random()
                everyone = list(self.records.values())
                if self.shape.recheck and everyone and rng.random() < 0.6:
                    # Nothing says when.
                    r = rng.choice(everyone)
                    r["gone"] = not r["gone"] and what < 0.6
                    r["v"] += 1
                elif what < 0.4 or not everyone:
                    self.add(self.now())
                elif what < 0.5 and self.shape.lookback != "0s":  # it is late
                    self.add(self.now() - rng.random() * 0.9 * HOUR)
                elif self.shape.changes and what < 0.9:
                    r = rng.choice(everyone)
                    r["t"] = max(self.grain(self.now()), r["t"])
                    r["v"] += 1
                else:
                    r = rng.choice(everyone)
                    if not r["done"]:
                        r["done"] = True
                        r["v"] += 1

    def bound(self, text, form):
        return read(form, text, self.shape.zone)

    def listed(self, q, parent):
        s = self.shape
        some = [r for r in self.records.values()
                if (parent is None or r["parent"] == parent) and
                (s.marks or not r["gone"])]
        if "since[gte]" in q:
            low = self.bound(q["since[gte]"], s.format)
            some = [r for r in some
                    if r["t"] > low or (r["t"] == low and not s.exclusive)]
        if "until" in q:
            high = self.bound(q["until"], s.until_format)
            some = [r for r in some if r["t"] < high or
                    (r["t"] == high and not s.until_exclusive)]
        return some

    def answer(self, q, parent):
        s = self.shape
        with self.lock:
            some = self.listed(q, parent)
            if s.order == "any":
                key = lambda r: (r["place"], r["id"])
            else:
                sign = -1 if s.order == "newest" else 1
                key = lambda r: (sign * r["t"], r["id"])
            some.sort(key=key)
            size = int(q["limit"])
            page = {}
            if s.paging == "cursor":
                if "after" in q:
                    after = tuple(json.loads(q["after"]))
                    some = [r for r in some if key(r) > after]
                if len(some) > size:
                    page["next"] = json.dumps(key(some[size - 1]))
                some = some[:size]
            else:
                at = int(q["offset"]) if "offset" in q else \
                    (int(q.get("page", "1")) - 1) * size
                some = some[at:at + size]
            page["data"] = [
                {"id": r["id"], "part": r["part"], "v": r["v"],
                 "done": r["done"], "gone": r["gone"],
                 "at": self.stamp(r["t"])} for r in some]
        if self.busy and self.rng.random() < 0.3:
            self.change(self.rng)
        return page

    def stamp(self, t):
        text = write(self.shape.record_format, t, self.shape.zone)
        return int(text) if self.shape.record_format == "epoch" else text

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Load:
    def __init__(self, rng, world, folder):
        self.world = world
        self.folder = folder
        self.state = os.path.join(folder, "st.json")
        self.api = os.path.join(folder, "api.json")
        with open(self.api, "w") as f:
            json.dump(world.shape.describe(), f)
        self.table = {}
        self.sent = collections.Counter()
        self.took = 0.05
        self.log = []

    def run(self, rng, quiet=False):
        children = self.world.shape.children
        command = ["aai-fanout" if children else "aai-fetch", "-q", "--api",
                   self.api, "--base-url", self.world.url, "--state",
                   self.state, "--retries", "0"]
        ids = PARENTS
        if children:
            command += ["--ids"]
            if not quiet:
                ids = rng.sample(PARENTS, rng.randrange(1, 4))
                command += ["--failed", os.path.join(self.folder, "aside")]
        if not quiet and rng.random() < 0.2:
            command += ["--max-records", str(rng.randrange(1, 9))]
        if not quiet and rng.random() < 0.1:
            command += ["--max-requests", str(rng.randrange(1, 5))]
        self.again = self.world.shape.recheck and (
            quiet or rng.random() < 0.8 or not os.path.exists(self.state))
        if self.again:
            command += ["--recheck", "%dd" % self.world.shape.recheck,
                        "--allow-deletions"]
        command += ["list"]
        self.world.busy = not quiet and self.world.shape.steady()
        # A pipe would be waited on for a sink that takes the state.
        said = open(os.path.join(self.folder, "out"), "w+b")
        with open(os.path.join(self.folder, "ids"), "w") as f:
            f.write("".join(i + "\n" for i in ids))
        process = subprocess.Popen(
            command, stdin=open(f.name) if children else subprocess.DEVNULL,
            stdout=said, stderr=subprocess.PIPE)
        killed = not quiet and rng.random() < 0.3
        if killed:
            threading.Timer(rng.random() * self.took, lambda:
                            process.send_signal(rng.choice(
                                [signal.SIGKILL, signal.SIGTERM]))).start()
        self.began = time.time() - 1
        started = time.monotonic()
        err = process.communicate()[1]
        said.seek(0)
        out = said.read()
        said.close()
        self.world.busy = False
        status = process.returncode
        if status == 0:
            self.took = 0.7 * self.took + 0.3 * (time.monotonic() - started)
        stored = status in (0, 3, 8) and (quiet or rng.random() < 0.9)
        self.log.append((command[10:-1], killed, status, stored))
        # Where as many were added as a page has, a page is there again.
        if status == 1 and b"has the records of" in err:
            return status
        if status not in (0, 3 if children else 0, 8) and not killed:
            raise AssertionError("status %d: %s" % (status, err.decode()))
        if stored:
            self.commit(out.decode())
        return status

    def commit(self, text):
        if not text.endswith("}\n"):
            raise AssertionError("a stream that ended well is cut")
        lines = [json.loads(line) for line in text.splitlines()]
        end = lines.pop()
        if end["_table"] != "_aai_end" or end["records"] != len(lines):
            raise AssertionError("the end record is wrong: %s" % end)
        if end.get("merge", False) != bool(self.world.shape.changes or
                                           self.again):
            raise AssertionError("merge is wrong: %s" % end)
        for r in lines:
            if r["_table"] == "_aai_deleted":
                self.table.pop(r["record"]["id"], None)
                continue
            shape = self.world.shape
            key = r["id"], r["v"] if shape.changes or shape.recheck else 0
            self.sent[key] += 1
            if self.sent[key] > 1:
                raise AssertionError("%s came twice" % (key,))
            self.table[r["id"]] = r
        with open(self.state, "w") as f:
            f.write(json.dumps(end["state"], separators=(",", ":")) + "\n")

    def check(self):
        """All that there is has come."""
        start = -1
        if self.world.shape.start or self.world.shape.until:
            start = time.time() - 59 * DAY
        shape = self.world.shape
        end = time.time() + DAY
        if shape.until:   # what is later than the bound waits
            end = shape.floor(self.began) - shape.grain
        self.check_again(max(start, time.time() - 29 * DAY), end)
        for r in self.world.records.values():
            if r["t"] < start or r["t"] > end or not r["done"] or r["gone"]:
                continue
            # What is known of the oldest ones is what there was.
            if shape.recheck and r["t"] < time.time() - 29 * DAY:
                continue
            got = self.table.get(r["id"])
            if got is None:
                raise AssertionError("missing: %s %s" % (
                    r, self.world.stamp(r["t"])))
            if (shape.changes or shape.recheck) and got["v"] != r["v"]:
                raise AssertionError("old: %s, not %s" % (got, r))


    def check_again(self, start, end):
        """What was deleted is gone."""
        for r in self.world.records.values():
            if self.world.shape.recheck and r["gone"] and \
                    start <= r["t"] <= end and r["id"] in self.table:
                raise AssertionError("deleted, and there: %s" % r)


def history(seed):
    rng = random.Random(seed)
    folder = tempfile.mkdtemp(prefix="watermark-", dir=os.getcwd())
    shape = Shape(rng)
    world = World(rng, shape)
    load = Load(rng, world, folder)
    try:
        for _ in range(rng.randrange(1, 7)):
            if rng.random() < 0.8:
                world.change(rng)
            load.run(rng)
        # Where a list may pass over a record, two have to lack it.
        for _ in range(3 if shape.recheck else 2):
            if load.run(rng, quiet=True) != 0:
                raise AssertionError("it does not come to rest")
        load.check()
    except AssertionError as error:
        state = open(load.state).read() if os.path.exists(load.state) else ""
        return "seed %d: %s\n%s\n%s\n%s" % (
            seed, error, json.dumps(shape.describe()),
            "\n".join(map(repr, load.log)), state[:1000])
    finally:
        world.close()
        shutil.rmtree(folder)
    return None


def main():
    count, first = int(sys.argv[1]), int(sys.argv[2])
    workers = int(sys.argv[3]) if len(sys.argv) > 3 else 2
    failed = 0
    with Pool(workers) as pool:
        for text in pool.imap_unordered(history, range(first, first + count)):
            if text:
                failed += 1
                print(text, flush=True)
    print("%d histories, %d failed" % (count, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
