"""One step of a program goes wrong: each call of some kind fails once, each
allocation, or the program is killed at each of its system calls.  Whatever it
is, a folder shows the old tables or the new ones, a stream that was cut does
not pass for a whole one, the program ends with a status of its own and says
why, and the next run makes it good.

usage: steps.py [-n MOST] [-j WORKERS] [-s SCENARIO] [-l FAILING.so] SUITE...

A suite is io, full, memory, short, again, net or kill.  At most MOST steps of
each scenario are tried, evenly spread; 0 is all.
"""
import argparse
import glob
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from multiprocessing import Pool

from scenario import slurp, write
from setups import scenarios

IO = ("open,read,write,pread,pwrite,close,fsync,rename,link,unlink,mkdir,"
      "ftruncate,flock,dup,readdir")
# What is done, to which calls: the words for failing.c.
SUITES = {
    "io": ["calls=%s errno=5" % IO, "calls=%s errno=28" % IO],
    "full": ["calls=write,pwrite,mkdir,rename,link,ftruncate errno=28 forever"],
    "memory": ["calls=malloc errno=12"],
    "short": ["calls=read,write,pread,pwrite errno=short"],
    "again": ["calls=read,write,pread,pwrite,poll,waitpid errno=again"],
    "net": ["calls=socket,send,recv errno=104"],
    "kill": ["kill"],
}
TITLES = {"errno=5": "EIO", "errno=28": "ENOSPC", "errno=12": "ENOMEM",
          "errno=104": "ECONNRESET", "errno=short": "short",
          "errno=again": "EINTR"}
KILLED = 137
STATUSES = {1, 2, 5, 6, 7}


def keep_programs(base):
    """Take copies, so that building them anew does not disturb us."""
    kept = os.path.join(base, "bin")
    os.mkdir(kept)
    for folder in os.environ["PATH"].split(":"):
        for name in ("aai-*", "killat", "statehash"):
            for path in glob.glob(os.path.join(folder, name)):
                to = os.path.join(kept, os.path.basename(path))
                if not os.path.exists(to):
                    shutil.copy(path, to)
    os.environ["PATH"] = kept + ":" + os.environ["PATH"]


def start_mock(folder):
    port = os.path.join(folder, "port")
    mock = subprocess.Popen(
        ["aai-mock", "-p", "0", "--port-file", port, "-t", "7", "--words",
         "9", "--features", "lean", "--failed", "0", "--deleted", "0",
         "--pending", "0"], stdout=subprocess.DEVNULL)
    while not os.path.exists(port) or os.path.getsize(port) == 0:
        time.sleep(0.01)
    os.environ["ASSEMBLYAI_BASE_URL"] = "http://127.0.0.1:%s" % (
        open(port).read().strip())
    os.environ["ASSEMBLYAI_API_KEY"] = "test-key"
    return mock


def counted(scenario, how, library, place):
    """How many of those calls there are when nothing goes wrong."""
    scenario.prepare(place)
    tally = place + ".tally"
    write(tally, bytes(32))
    scenario.run(place, "%s tally=%s" % (how, tally), library=library)
    return int.from_bytes(slurp(tally)[:4], sys.byteorder)


def complaint(scenario, status, said, fired):
    """What is wrong with how it ended."""
    if status is None:
        return "hangs"
    if status == KILLED:
        return None
    if status < 0 or status >= 128:
        # libjq 1.6 does not look whether it got the memory for a filter.
        if fired == "malloc" and "--jq" in scenario.command and \
                status in (-signal.SIGABRT, -signal.SIGSEGV):
            return None
        return "crashes (%d)" % status
    if status == 0:
        return None
    if status == 3 and "--failed" in scenario.command:
        return None
    if status not in STATUSES:
        return "ends with %d" % status
    # What libjq 1.7 writes by itself where it has no memory.
    if fired == "malloc" and "--jq" in scenario.command:
        said = said.removeprefix("jq: error: cannot allocate memory\n")
    if not said.startswith(os.path.basename(scenario.command[0]) + ": "):
        return "does not say why"
    return None


def step(task):
    """Let one step go wrong; (scenario, how, status, complaint)."""
    scenario, how, at, library, base = task
    place = os.path.join(base, "place-%d" % os.getpid())
    scenario.prepare(place)
    scenario.at = at
    fired = None
    if how == "kill":
        status, said = scenario.run(place, kill=at)
    else:
        tally = place + ".tally"
        write(tally, bytes(32))
        status, said = scenario.run(
            place, "%s tally=%s at=%d" % (how, tally, at), library=library)
        fired = slurp(tally)[8:].split(b"\0")[0].decode()
    bad = complaint(scenario, status, said, fired)
    if not bad and ("errno=short" in how or "errno=again" in how) and \
            status != scenario.ends:
        bad = "ends with %d" % status
    if not bad:
        bad = scenario.judge(place, status)
    if bad:
        bad = "step %d (%s): %s; status %s: %s" % (
            at, fired, bad, status, said.strip()[:300])
    return scenario.name, how, status, bad


def spread(count, most):
    """Up to most numbers of 1 to count, evenly."""
    if most == 0 or count <= most:
        return list(range(1, count + 1))
    return sorted({1 + i * (count - 1) // (most - 1) for i in range(most)})


def kills(scenario, base, most, library):
    """The steps at which a kill cuts it, up to the first that comes late (or
    beyond, when there are only some to be tried)."""
    low, high = 0, 64
    place = os.path.join(base, "place")

    def survives(n):
        scenario.prepare(place)
        return scenario.run(place, kill=n)[0] != KILLED

    while not survives(high):
        low, high = high, 2 * high
    while most == 0 and low + 1 < high:
        middle = (low + high) // 2
        low, high = (low, middle) if survives(middle) else (middle, high)
    return [(scenario, "kill", n, library, base) for n in spread(high, most)]


def tasks_of(suite, scenario, base, options):
    if suite == "kill":
        return kills(scenario, base, options.most, options.library)
    tasks = []
    for how in SUITES[suite]:
        n = counted(scenario, how, options.library,
                    os.path.join(base, "place"))
        if suite in ("short", "again"):
            n = min(n, 1)
        tasks += [(scenario, how, at, options.library, base)
                  for at in spread(n, options.most)]
    return tasks


def title(how):
    if how == "kill":
        return "SIGKILL"
    words = how.split()
    return TITLES[words[1]] + (" from then on" if "forever" in words else "")


def report(results):
    """Print what came of it; how many steps were well, and how many not."""
    table = {}
    for name, how, status, bad in results:
        statuses, faults = table.setdefault((name, how), (Counter(), []))
        statuses["none" if status is None else status] += 1
        if bad:
            faults.append(bad)
    failed = 0
    for (name, how), (statuses, faults) in table.items():
        ends = ", ".join("%d x %s" % (n, s) for s, n in
                         sorted(statuses.items(), key=str))
        print("%-18s %-20s %5d steps, %d wrong; ended with %s" % (
            name, title(how), sum(statuses.values()), len(faults), ends),
            flush=True)
        for bad in faults[:5]:
            print("    " + bad)
        failed += len(faults)
    return len(results) - failed, failed


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("-n", dest="most", type=int, default=0)
    parser.add_argument("-j", dest="workers", type=int, default=2)
    parser.add_argument("-s", dest="scenario", default="")
    parser.add_argument("-l", dest="library", default="")
    parser.add_argument("suites", nargs="+", choices=sorted(SUITES))
    options = parser.parse_args()
    # What is flushed thousands of times is best flushed to memory.
    fast = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    base = tempfile.mkdtemp(prefix="steps-", dir=fast)
    keep_programs(base)
    mock = start_mock(base)
    try:
        passed = failed = 0
        with Pool(options.workers) as pool:
            for scenario in scenarios(base):
                if options.scenario not in scenario.name:
                    continue
                tasks = [task for suite in options.suites
                         for task in tasks_of(suite, scenario, base, options)]
                good, bad = report(pool.map(step, tasks, chunksize=4))
                passed += good
                failed += bad
        print("%d passed, %d failed" % (passed, failed))
    finally:
        mock.kill()
        mock.wait()
        shutil.rmtree(base)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
