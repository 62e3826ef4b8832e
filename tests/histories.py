"""Random histories of incremental loads: an account that changes between and
during runs, a pipeline whose programs are killed at any moment.  Whatever
happens, after a run whose sink ended well no transcript is in the tables twice
(a killed one may leave a commit for the next to carry out); a run that ended
well leaves none out; in the end each final one is there, with its sentences.

In some, a server in front of the account answers for several keys, and alters
lists: pages that contradict themselves, are in another order, or come with
errors.  Such a run ends well only when what it has is right.  The key is changed
for another of the same account, and another project's key is used by mistake,
which changes nothing.

usage: histories.py COUNT FIRST_SEED [WORKERS]
"""
import csv
import glob
import http.client
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
import urllib.error
import urllib.request
from multiprocessing import Pool

KEY = "test-key"

# What a server in front does to a list, once a page or always.
WRONGS = ["fewer", "more", "error", "beside", "text", "refused", "reversed",
          "swapped", "again"]


class Account:
    """A stand-in server of its own."""

    def __init__(self, rng, folder):
        port = os.path.join(folder, "port")
        args = ["aai-mock", "-p", "0", "--port-file", port, "--control",
                "--features", "lean", "-s", str(rng.randrange(1 << 30)),
                "-t", str(rng.choice([0, 1, 5, 20, 40])), "--words", "12",
                "--pending", str(rng.choice([0, 200, 500])),
                "--step", rng.choice(["1ms", "1s", "10m", "3h"]),
                "--zone", rng.choice(["z", "none", "mixed"]),
                "--error-key", rng.choice(["null", "empty", "absent"]),
                "--last-page", rng.choice(["null", "empty"])]
        for what in ("add", "finish", "fail", "delete"):
            if rng.random() < 0.5:
                args += ["-f", "kind=none,%s=%d,every=%d,max=%d" % (
                    what, rng.randrange(1, 3), rng.randrange(2, 9),
                    rng.randrange(1, 12))]
        if rng.random() < 0.2:
            args += ["-f", "kind=%s,every=%d,max=2" % (rng.choice(
                ["500", "cut", "drop", "half-token", "429,retry-after=0"]),
                rng.randrange(5, 40))]
        if rng.random() < 0.2:
            args += ["-f", "kind=duplicate,rows=2,every=2,max=5"]
        self.args = args
        self.process = subprocess.Popen(args, stdout=subprocess.DEVNULL)
        while not os.path.exists(port) or os.path.getsize(port) == 0:
            time.sleep(0.005)
        self.url = "http://127.0.0.1:" + open(port).read().strip()

    def ask(self, path, post=True):
        request = urllib.request.Request(self.url + "/_mock/" + path,
                                         method="POST" if post else "GET")
        with urllib.request.urlopen(request) as answer:
            return answer.read().decode()

    def transcripts(self):
        lines = self.ask("transcripts", post=False).splitlines()
        return [json.loads(line) for line in lines if line]

    def finals(self):
        return {t["id"] for t in self.transcripts()
                if t["status"] in ("completed", "error")}

    def change(self, rng):
        for _ in range(rng.randrange(4)):
            what = rng.choice(["add", "add", "finish", "fail", "delete"])
            if what == "add":
                self.ask("add?n=%d&status=%s" % (rng.randrange(1, 6), rng.choice(
                    ["completed", "processing", "queued", "error"])))
                continue
            everyone = self.transcripts()
            if what == "delete":
                fit = [t for t in everyone if t["status"] == "completed"]
            else:
                fit = [t for t in everyone
                       if t["status"] in ("processing", "queued")]
            if fit:
                self.ask("%s?id=%s" % (what, rng.choice(fit)["id"]))

    def close(self):
        self.process.kill()
        self.process.wait()


def alter(what, page, before):
    """A page of the list, altered; None for one that is lost on the way."""
    rows = page.get("transcripts")
    if not isinstance(rows, list):
        return page
    if what == "fewer" and rows:
        del rows[len(rows) // 2]
    elif what == "more":
        page["page_details"]["result_count"] += 1
    elif what == "error":
        return {"error": "backend is away"}
    elif what == "beside":
        page["errors"] = [{"message": "some are missing"}]
        del rows[:len(rows) // 2]
    elif what == "text":
        return "Service started"
    elif what == "refused":
        return {"ok": False, "message": "come back later"}
    elif what == "reversed":
        rows.reverse()
    elif what == "swapped" and len(rows) > 1:
        rows[0], rows[-1] = rows[-1], rows[0]
    elif what == "again" and before:
        # As when others were added in front: it is not lost, but moved.
        rows.insert(0, before)
        page["page_details"]["result_count"] += 1
    return page


class Front:
    """A server in front of accounts, each behind a key."""

    def __init__(self, accounts):
        front = self
        self.accounts = accounts  # by key
        self.wrong = self.always = None
        self.seen = set()
        self.last = None
        self.lock = threading.Lock()

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1

            def do_GET(self):
                try:
                    front.answer(self)
                except (OSError, http.client.HTTPException):
                    self.close_connection = True

            def log_message(self, *args):
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, request, client_address):
                if not isinstance(sys.exc_info()[1], OSError):
                    super().handle_error(request, client_address)

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = "http://127.0.0.1:%d" % self.server.server_port
        threading.Thread(target=self.server.serve_forever,
                         kwargs={"poll_interval": 0.05}, daemon=True).start()

    def begin(self, wrong, always):
        """A run begins, in which lists are wrong in this way."""
        with self.lock:
            self.wrong, self.always = wrong, always
            self.seen = set()
            self.last = None

    def is_wrong(self, path):
        with self.lock:
            first = path not in self.seen
            self.seen.add(path)
            return self.wrong is not None and (first or self.always)

    def answer(self, request):
        account = self.accounts.get(request.headers.get("Authorization"))
        if account is None:
            status, body, headers = 401, b'{"error":"no such key"}', {}
        else:
            ask = urllib.request.Request(account.url + request.path,
                                         headers={"Authorization": KEY})
            try:
                with urllib.request.urlopen(ask) as got:
                    status, body, headers = got.status, got.read(), got.headers
            except urllib.error.HTTPError as got:
                status, body, headers = got.code, got.read(), got.headers
        if status == 200 and request.path.startswith("/v2/transcript?"):
            body = self.page(request.path, body)
        request.send_response(status)
        request.send_header("Content-Length", str(len(body)))
        for name in ("Content-Type", "Retry-After"):
            if headers.get(name):
                request.send_header(name, headers[name])
        request.end_headers()
        request.wfile.write(body)

    def page(self, path, body):
        try:
            page = json.loads(body)
        except ValueError:  # one of the account's own faults
            return body
        before, rows = self.last, page.get("transcripts", [])
        self.last = rows[-1] if rows else before
        if self.is_wrong(path):
            page = alter(self.wrong, page, before)
            body = (page if isinstance(page, str)
                    else json.dumps(page)).encode()
        return body

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Load:
    """The pipeline, its folder and its state."""

    def __init__(self, rng, account, folder):
        self.account = account
        self.url = account.url
        self.key = KEY
        self.same_account = False
        self.folder = folder
        self.out = os.path.join(folder, "out")
        self.state = os.path.join(folder, "st.json")
        self.took = 0.08
        self.log = []

    def commands(self, rng, last):
        fetch = ["aai-fetch", "-q", "--retries", "4", "--state", self.state,
                 "-p", "limit=%d" % rng.choice([1, 3, 7, 200])]
        if self.same_account:
            fetch += ["--same-account"]
        if not last and rng.random() < 0.2:
            fetch += ["--max-records", str(rng.randrange(1, 9))]
        if not last and rng.random() < 0.1:
            fetch += ["--max-requests", str(rng.randrange(1, 5))]
        if rng.random() < 0.08 and self.same_account is not None:
            fetch += ["--full-refresh"]
        fanout = ["aai-fanout", "-q", "--pass", "--retries", "6", "-j",
                  str(rng.choice([1, 4, 64])), "sentences"]
        if rng.random() < 0.3:
            fanout += ["--unordered"]
        return [fetch + ["transcripts"], fanout, ["aai-flatten", "-q"],
                ["aai-sink-csv", "-q", "-o", self.out, "--state", self.state]]

    def run(self, rng, last=False):
        """One run; the statuses of its programs."""
        env = dict(os.environ, ASSEMBLYAI_BASE_URL=self.url,
                   ASSEMBLYAI_API_KEY=self.key)
        commands = self.commands(rng, last)
        processes = []
        before = None
        errors = open(os.path.join(self.folder, "err"), "ab")
        for i, command in enumerate(commands):
            process = subprocess.Popen(
                command, stdin=before or subprocess.DEVNULL,
                stdout=subprocess.PIPE if i < 3 else subprocess.DEVNULL,
                stderr=errors, env=env)
            if before:
                before.close()
            before = process.stdout
            processes.append(process)
        started = time.monotonic()
        killed = None
        if not last and rng.random() < 0.6:
            killed = rng.randrange(4)
            time.sleep(rng.random() * self.took * 1.5)
            processes[killed].send_signal(rng.choice(
                [signal.SIGKILL, signal.SIGKILL, signal.SIGTERM]))
        statuses = [p.wait() for p in processes]
        errors.close()
        if statuses == [0, 0, 0, 0]:
            self.took = 0.7 * self.took + 0.3 * (time.monotonic() - started)
        self.log.append((commands[0][5:], commands[1][5:], killed, statuses))
        return statuses

    def knows_account(self):
        """Whether there is a state that says whose it is."""
        try:
            return '"account"' in open(self.state).read()
        except OSError:
            return False

    def contents(self):
        """All tables, to see whether something changed."""
        return {path: open(path).read() for path in
                glob.glob(os.path.join(self.out, "*", "*.csv"))}

    def table(self, name, columns):
        rows = []
        for path in sorted(glob.glob(os.path.join(self.out, name, "*.csv"))):
            with open(path, newline="") as file:
                for row in csv.DictReader(file):
                    rows.append(tuple(row[c] for c in columns))
        return rows


def once(rows, what):
    if len(rows) != len(set(rows)):
        seen, twice = set(), []
        for row in rows:
            if row in seen:
                twice.append(row)
            seen.add(row)
        raise AssertionError("%s twice: %s" % (what, twice[:5]))


def check(load, finals, whole):
    ids = load.table("transcripts", ["transcript_id"])
    once(ids, "transcripts")
    once(load.table("sentences", ["transcript_id", "sentences_idx"]),
         "sentences")
    missing = finals - {i for (i,) in ids}
    if whole and missing:
        raise AssertionError("missing: %s" % sorted(missing)[:5])


def settle(load, account, rng):
    """Run until nothing changes any more; then all must be there."""
    for _ in range(40):
        finals = account.finals()
        statuses = load.run(rng, last=True)
        if statuses == [0, 0, 0, 0] and account.finals() == finals:
            break
    else:
        raise AssertionError("it does not come to rest")
    check(load, finals, True)
    got = {i for (i,) in load.table("transcripts", ["transcript_id"])}
    if got != finals:
        raise AssertionError("there is more: %s" % sorted(got - finals)[:5])
    parents = {i for (i, _) in load.table("sentences", ["transcript_id",
                                                        "sentences_idx"])}
    want = {t["id"] for t in account.transcripts()
            if t["status"] == "completed" and not t["deleted"]}
    if want - parents:
        raise AssertionError("no sentences: %s" % sorted(want - parents)[:5])


def mistake(load, front, rng, key):
    """A run with a key that the state does not know: nothing changes."""
    if not load.knows_account():
        return False
    load.run(rng, last=True)  # what a killed run has left is carried out
    if not load.knows_account():
        return False
    front.begin(None, False)
    mine, load.key, was = load.key, key, load.contents()
    load.same_account = None
    statuses = load.run(rng, last=True)
    load.key, load.same_account = mine, False
    if statuses[0] != 2:
        raise AssertionError("another key ends with %s" % statuses)
    if load.contents() != was:
        raise AssertionError("another key changed the tables")
    return True


def fronted(load, front, rng, number):
    """What happens between runs where a server stands in front."""
    front.begin(None, False)
    if rng.random() < 0.2:
        mistake(load, front, rng, "other-key")
    if rng.random() < 0.2:
        new = "key-%d" % number
        front.accounts[new] = front.accounts.pop(load.key)
        load.key = new
        if load.knows_account():
            load.same_account = None
            statuses = load.run(rng, last=True)
            load.same_account = True
            if statuses[0] != 2:
                raise AssertionError("a new key ends with %s" % statuses)
    wrong = rng.choice(WRONGS) if rng.random() < 0.6 else None
    front.begin(wrong, rng.random() < 0.4)
    load.log.append((wrong, front.always, load.key))


def history(seed):
    rng = random.Random(seed)
    folder = tempfile.mkdtemp(prefix="history-", dir=os.getcwd())
    account = Account(rng, folder)
    load = Load(rng, account, folder)
    front = other = None
    try:
        if rng.random() < 0.4:
            os.mkdir(os.path.join(folder, "other"))
            other = Account(rng, os.path.join(folder, "other"))
            front = Front({KEY: account, "other-key": other})
            load.url = front.url
        for number in range(rng.randrange(2, 7)):
            account.change(rng)
            if front:
                fronted(load, front, rng, number)
            finals = account.finals()
            statuses = load.run(rng)
            if statuses[3] == 0:
                check(load, finals, statuses == [0, 0, 0, 0])
            if statuses == [0, 0, 0, 0]:
                load.same_account = False
        if front:
            front.begin(None, False)
        settle(load, account, rng)
    except AssertionError as error:
        return "seed %d: %s\n%s\n%s\n%s" % (
            seed, error, " ".join(account.args),
            "\n".join(map(repr, load.log)),
            open(os.path.join(folder, "err")).read()[-2000:])
    finally:
        account.close()
        if front:
            front.close()
            other.close()
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
