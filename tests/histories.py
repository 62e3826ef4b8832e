"""Random histories of incremental loads: an account that changes between and
during runs, a pipeline whose programs are killed at any moment.  Whatever
happens, after a run whose sink ended well no transcript is in the tables twice
(a killed one may leave a commit for the next to carry out); a run that ended
well leaves none out; in the end each final one is there, with its sentences.

usage: histories.py COUNT FIRST_SEED [WORKERS]
"""
import csv
import glob
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from multiprocessing import Pool

KEY = {"ASSEMBLYAI_API_KEY": "test-key"}


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


class Load:
    """The pipeline, its folder and its state."""

    def __init__(self, rng, account, folder):
        self.account = account
        self.folder = folder
        self.out = os.path.join(folder, "out")
        self.state = os.path.join(folder, "st.json")
        self.took = 0.08
        self.log = []

    def commands(self, rng, last):
        fetch = ["aai-fetch", "-q", "--state", self.state,
                 "-p", "limit=%d" % rng.choice([1, 3, 7, 200])]
        if not last and rng.random() < 0.2:
            fetch += ["--max-records", str(rng.randrange(1, 9))]
        if not last and rng.random() < 0.1:
            fetch += ["--max-requests", str(rng.randrange(1, 5))]
        if rng.random() < 0.08:
            fetch += ["--full-refresh"]
        fanout = ["aai-fanout", "-q", "--pass", "-j",
                  str(rng.choice([1, 4, 64])), "sentences"]
        if rng.random() < 0.3:
            fanout += ["--unordered"]
        return [fetch + ["transcripts"], fanout, ["aai-flatten", "-q"],
                ["aai-sink-csv", "-q", "-o", self.out, "--state", self.state]]

    def run(self, rng, last=False):
        """One run; the statuses of its programs."""
        env = dict(os.environ, ASSEMBLYAI_BASE_URL=self.account.url, **KEY)
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
        self.log.append((commands[0][3:], commands[1][3:], killed, statuses))
        return statuses

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


def history(seed):
    rng = random.Random(seed)
    folder = tempfile.mkdtemp(prefix="history-", dir=os.getcwd())
    account = Account(rng, folder)
    load = Load(rng, account, folder)
    try:
        for _ in range(rng.randrange(2, 7)):
            account.change(rng)
            finals = account.finals()
            statuses = load.run(rng)
            if statuses[3] == 0:
                check(load, finals, statuses == [0, 0, 0, 0])
        settle(load, account, rng)
    except AssertionError as error:
        return "seed %d: %s\n%s\n%s\n%s" % (
            seed, error, " ".join(account.args),
            "\n".join(map(repr, load.log)),
            open(os.path.join(folder, "err")).read()[-2000:])
    finally:
        account.close()
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
