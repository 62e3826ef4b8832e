"""Loads over a network that breaks at random: answers are cut, late, wrong or
missing, servers refuse and redirect.  However that goes, tables that are
published are those of a load without faults, or lack what a program said it
left out; or else nothing is published, and a program said why.

usage: network.py COUNT FIRST_SEED [WORKERS]
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
from collections import Counter
from multiprocessing import Pool

LIMIT = 240
ROUTES = ["list", "transcript", "sentences", "srt"]
# Subtitles have no end that one could look for: the same wrong text, again and
# again, is taken for the right one.
LIES = ("cut", "half-token", "empty", "gzip-cut", "close")
NAMES = ["fetch", "fanout", "flatten", "sink"]
STATUSES = [{0, 5, 6, 7, 8}, {0, 3, 5, 6}, {0, 6}, {0, 6}]


def fault(rng):
    """One fault that takes nothing from an account, as an option of the mock's."""
    kind = rng.choice([
        "500", "502", "503", "504", "429,retry-after=0", "503,retry-after=-1",
        "500,body=none", "502,body=html", "429,retry-after=soon", "cut",
        "cut,at=0", "cut,at=1", "cut,at=99%", "cut,reset=yes", "drop",
        "half-utf8", "half-token", "garbage", "html", "empty", "gzip-cut",
        "close", "delay,ms=30", "drip,bytes=200,ms=1", "stall,ms=2500",
        "redirect,to=same", "redirect,to=other", "redirect,to=loop",
        "type,type=text/html", "bomb,size=4M", "big,size=3M", "deep", "loop",
        "missing", "404", "400", "401"])
    spec = "kind=" + kind
    routes = ROUTES
    if kind.startswith(LIES):
        routes = ROUTES[:3]
    if rng.random() < 0.3:
        spec += ",framing=" + rng.choice(["length", "chunked", "close"])
    if kind == "loop":
        routes = ["list"]
    if len(routes) < len(ROUTES) or rng.random() < 0.7:
        spec += ",route=" + rng.choice(routes)
    if rng.random() < 0.15:
        return spec + ",every=%d" % rng.randrange(2, 9)
    if rng.random() < 0.5:
        return spec + ",times=%d" % rng.choice([1, 1, 1, 2, 3])
    return spec + ",every=%d,max=%d" % (rng.randrange(1, 12),
                                        rng.randrange(1, 5))


class Mock:
    def __init__(self, folder, args):
        port = os.path.join(folder, "port")
        if os.path.exists(port):
            os.remove(port)
        self.process = subprocess.Popen(
            ["aai-mock", "-p", "0", "--port-file", port, "--control"] + args,
            stdout=subprocess.DEVNULL)
        while not os.path.exists(port) or os.path.getsize(port) == 0:
            time.sleep(0.01)
        self.url = "http://127.0.0.1:" + open(port).read().strip()

    def leaks(self):
        with urllib.request.urlopen(self.url + "/_mock/stats") as answer:
            return json.load(answer)["leaks"]

    def close(self):
        self.process.kill()
        self.process.wait()


def load(url, folder, options):
    """Run the pipeline: the statuses of its programs (None: it hung)."""
    env = dict(os.environ, ASSEMBLYAI_BASE_URL=url,
               ASSEMBLYAI_API_KEY="test-key")
    commands = [
        ["aai-fetch", "-q", "--rate", "0"] + options["fetch"] +
        ["transcripts"],
        ["aai-fanout", "-q", "--rate", "0", "--pass"] + options["fanout"] +
        ["transcript_details", "sentences", "subtitles"],
        ["aai-flatten", "-q"],
        ["aai-sink-csv", "-q", "-o", os.path.join(folder, "out")]]
    processes, before = [], subprocess.DEVNULL
    for name, command in zip(NAMES, commands):
        with open(os.path.join(folder, name), "wb") as said:
            process = subprocess.Popen(
                command, stdin=before, stdout=subprocess.PIPE
                if name != "sink" else subprocess.DEVNULL, stderr=said,
                env=env, cwd=folder)
        if before != subprocess.DEVNULL:
            before.close()
        before = process.stdout
        processes.append(process)
    until = time.monotonic() + LIMIT
    statuses = []
    for process in processes:
        try:
            statuses.append(process.wait(max(0, until - time.monotonic())))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            statuses.append(None)
    return statuses


def tables(folder):
    """Table name: how often each row is there, as text."""
    found = {}
    for path in glob.glob(os.path.join(folder, "out", "*.csv")):
        with open(path, newline="") as file:
            found[os.path.basename(path)] = Counter(
                json.dumps(row, sort_keys=True)
                for row in csv.DictReader(file))
    return found


def within(got, want):
    """Whether rows are left out, and nothing else; columns may lack, too."""
    for name, rows in got.items():
        if sum(rows.values()) > sum(want.get(name, Counter()).values()):
            return False
    return True


def judge(folder, statuses, reference):
    """What is wrong, or None; and in a word how it ended."""
    for at, (name, status, may) in enumerate(zip(NAMES, statuses, STATUSES)):
        if status is None:
            return name + " hangs", "hung"
        # Its reader had a reason to leave, which that one tells.
        if status == -signal.SIGPIPE and any(statuses[at + 1:]):
            continue
        if status not in may | {1, 2, 4}:
            return "%s ends with %d" % (name, status), "odd"
        if status != 0 and not open(os.path.join(folder, name)).read():
            return "%s ends with %d and says nothing" % (name, status), "mute"
    got = tables(folder)
    if statuses[3] != 0:
        if got:
            return "a sink that failed published tables", "published"
        if statuses[:2] == [0, 0]:
            return "it failed without a cause", "failed"
        return None, "nothing published"
    if statuses[0] != 0 or statuses[1] not in (0, 3) or statuses[2] != 0:
        return "tables of a cut stream were published", "published"
    if statuses[1] == 3:
        return (None if within(got, reference) else "other tables"), \
            "items left out and counted"
    return (None if got == reference else "other tables"), "the whole load"


def trial(seed):
    rng = random.Random(seed)
    folder = tempfile.mkdtemp(prefix="network-", dir=os.getcwd())
    account = ["-s", str(rng.randrange(1 << 30)), "-t",
               str(rng.randrange(1, 25)), "--words", "10", "--no-drift"]
    options = {
        "fetch": ["-p", "limit=%d" % rng.choice([3, 10, 200])],
        "fanout": ["-j", str(rng.choice([1, 4, 64]))]}
    args = account + (["--gzip"] if rng.random() < 0.5 else [])
    for _ in range(rng.randrange(1, 4)):
        args += ["-f", fault(rng)]
    patient = ["--stall-timeout", "1s", "--retry-after-max", "1s",
               "--max-response", "1M", "--retries", "6"]
    try:
        mock = Mock(folder, account)
        plain = load(mock.url, folder, options)
        mock.close()
        reference = tables(folder)
        shutil.rmtree(os.path.join(folder, "out"))
        if plain != [0, 0, 0, 0]:
            return "seed %d: without faults: %s" % (seed, plain), "odd"
        if rng.random() < 0.3:
            options["fanout"].append("--unordered")
        if rng.random() < 0.3:
            options["fanout"] += ["--failed", "failed"]
        options = {k: v + patient for k, v in options.items()}
        mock = Mock(folder, args)
        statuses = load(mock.url, folder, options)
        leaks = mock.leaks()
        mock.close()
        bad, how = judge(folder, statuses, reference)
        if leaks and not bad:
            bad = "the key was sent elsewhere"
        if bad:
            said = "".join(open(os.path.join(folder, n)).read()[-500:]
                           for n in NAMES)
            bad = "seed %d: %s; %s\n%s\n%s\n%s" % (
                seed, bad, statuses, " ".join(args), options, said)
        return bad, how
    finally:
        shutil.rmtree(folder)


def main():
    count, first = int(sys.argv[1]), int(sys.argv[2])
    workers = int(sys.argv[3]) if len(sys.argv) > 3 else 8
    ends, failed = Counter(), 0
    with Pool(workers) as pool:
        for bad, how in pool.imap_unordered(trial,
                                            range(first, first + count)):
            ends[how] += 1
            if bad:
                failed += 1
                print(bad, flush=True)
    print("%d loads: %s" % (count, ", ".join(
        "%d %s" % (n, how) for how, n in ends.most_common())))
    print("%d passed, %d failed" % (count - failed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
