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
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from multiprocessing import Pool

IO = ("open,read,write,pread,pwrite,close,fsync,rename,link,unlink,mkdir,"
      "ftruncate,flock,dup")
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
LIMIT = 60


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


def tree(folder):
    """The files below, but for hidden folders, with what they hold."""
    found = {}
    for where, folders, names in os.walk(folder):
        folders[:] = [f for f in folders if not f.startswith(".")]
        for name in names:
            path = os.path.join(where, name)
            with open(path, "rb") as file:
                found[os.path.relpath(path, folder)] = file.read()
    return found


def slurp(path):
    try:
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None


class Scenario:
    """A program, what it starts from, and what may come of it."""

    def __init__(self, base, name, command, stdin="empty", start=None):
        self.base = base
        self.name = name
        self.command = command
        self.stdin = os.path.join(base, stdin)
        self.start = os.path.join(base, start) if start else None

    def prepare(self, place):
        """Make place what it is before the program runs."""
        shutil.rmtree(place, ignore_errors=True)
        if self.start:
            shutil.copytree(self.start, place)
        else:
            os.mkdir(place)

    def run(self, place, failing=None, kill=0, library=None):
        """Run it in place: status (None: it hung), what it said."""
        env = dict(os.environ)
        command = self.command
        if failing:
            env["FAILING"] = failing
            env["LD_PRELOAD"] = library
        if kill:
            command = ["killat", str(kill)] + command
        with open(self.stdin, "rb") as stdin, \
                open(place + ".out", "wb") as out, \
                open(place + ".err", "wb") as err:
            try:
                status = subprocess.run(
                    command, cwd=place, env=env, stdin=stdin, stdout=out,
                    stderr=err, timeout=LIMIT, check=False).returncode
            except subprocess.TimeoutExpired:
                status = None
        return status, slurp(place + ".err").decode("utf-8", "replace")

    def reference(self):
        """What there is before it and after it, when nothing goes wrong."""
        place = os.path.join(self.base, self.name)
        self.prepare(place)
        self.old = self.seen(place)
        status, said = self.run(place)
        if status != 0:
            raise SystemExit("%s: status %s: %s" % (self.name, status, said))
        self.new = self.seen(place)
        self.stdout = slurp(place + ".out")

    def seen(self, place):
        return tree(place)


class Folder(Scenario):
    """A sink that publishes place/out, with place/st.json perhaps."""

    again = True

    def judge(self, place, status):
        # The next program to open the folder carries out what was listed.
        if os.path.isdir(place + "/out"):
            subprocess.run(self.command[:1] + ["-q", "-o", "out"], cwd=place,
                           stdin=subprocess.DEVNULL, check=False,
                           stderr=subprocess.DEVNULL)
        for left in ("stage", "commit"):
            if os.path.exists("%s/out/.aai/%s" % (place, left)):
                return "leaves .aai/" + left
        now = self.seen(place)
        if status == 0 and now != self.new:
            return "ends with 0 without the new tables"
        state = {"st.json", "st.json.new"}
        tables = {k: v for k, v in now.items() if k not in state}
        for known in (self.old, self.new):
            if tables == {k: v for k, v in known.items() if k not in state}:
                break
        else:
            return "shows neither the old tables nor the new ones"
        stored = now.get("st.json")
        if stored not in (self.old.get("st.json"), self.new.get("st.json")):
            return "stores another state"
        if stored != self.old.get("st.json") and tables != {
                k: v for k, v in self.new.items() if k not in state}:
            return "stores the state before the tables"
        return self.mend(place, now)

    def mend(self, place, now):
        """Run again, nothing goes wrong any more."""
        if not self.again and now == self.new:
            return None
        status, said = self.run(place)
        stored = now.get("st.json", b"") == self.new.get("st.json")
        if status != (6 if stored else 0):
            return "ends with %s when run again: %s" % (status, said)
        if self.seen(place) != self.new:
            return "shows other tables when run again"
        return None


class Append(Folder):
    """One that adds another part when it is run again."""

    again = False


class Stream(Scenario):
    """A program that writes to standard output, in the same way each time."""

    def judge(self, place, status):
        out = slurp(place + ".out")
        if status == 0 and out != self.stdout:
            return "ends with 0 and another stream"
        if status == 3:
            return self.partly(place, out)
        if not self.stdout.startswith(out):
            return "writes something else"
        # What is all there may have been told to have failed, by close().
        if status != 0 and out != self.stdout and self.whole(out):
            return "leaves a stream that passes for a whole one"
        return self.mend(place)

    def whole(self, out):
        return out.endswith(b"\n")

    def partly(self, place, out):
        """Some parents were put aside: the others are there, in order."""
        if not self.whole(out) or not slurp(place + "/failed"):
            return "leaves parts out and does not put them aside"
        lines = iter(self.stdout.splitlines())
        if not all(line in lines for line in out.splitlines()):
            return "writes something else"
        return self.mend(place)

    def mend(self, place):
        status, said = self.run(place)
        if status != 0:
            return "ends with %s when run again: %s" % (status, said)
        if slurp(place + ".out") != self.stdout:
            return "writes another stream when run again"
        return None


class Script(Scenario):
    """One whose output does nothing without its end, and names a folder that
    nobody can guess."""

    def judge(self, place, status):
        out = slurp(place + ".out")
        secret = re.compile(rb"/aai-[0-9a-f]{32}")
        whole = secret.sub(b"", out) == secret.sub(b"", self.stdout)
        if status == 0 and not whole:
            return "ends with 0 and another script"
        last = self.stdout.splitlines(True)[-1]
        if status != 0 and not whole and out.endswith(last):
            return "leaves a script that passes for a whole one"
        return None


class Text(Stream):
    """One whose output is for people or has an ending of its own."""

    def whole(self, _):
        return False


def write(path, *lines):
    with open(path, "wb") as file:
        file.writelines(lines)


def rows(base, name, seed, count):
    """Make rows of a made-up account, and its records."""
    dump = subprocess.run(
        ["aai-mock", "--dump", "transcript_details", "-t", str(count), "-s",
         str(seed), "--words", "12", "--no-drift"], check=True,
        stdout=subprocess.PIPE).stdout
    write(os.path.join(base, name + ".records"), dump)
    flat = subprocess.run(["aai-flatten", "-q"], input=dump, check=True,
                          stdout=subprocess.PIPE).stdout
    write(os.path.join(base, name + ".rows"), flat)


def ended(base):
    """Rows with a state behind them, of two loads after each other."""
    columns = (b'{"_table":"t","_columns":[{"name":"id","type":"bigint",'
               b'"key":true},{"name":"v","type":"text"}]}\n')
    chosen = b'{"resource":"x"}'
    for name, first, mark in (("one", b"", b"one"), ("two", None, b"two")):
        if first is None:
            with open(os.path.join(base, "one", "st.json"), "rb") as state:
                first = subprocess.run(
                    ["statehash"], input=state.read().rstrip(b"\n"),
                    stdout=subprocess.PIPE, check=True).stdout.strip()
        write(os.path.join(base, name + ".ended"), columns,
              *(b'{"_table":"t","id":%d,"v":"%s"}\n' % (i, mark)
                for i in range(3)),
              b'{"_table":"_aai_end","records":3,"selection":%s,"state":{'
              b'"from":"%s","selection":%s,"mark":"%s"}}\n'
              % (chosen, first, chosen, mark))
        if name == "one":
            make_start(base, "one", "csv", "one.ended", "--state", "st.json")
    make_start(base, "one-parquet", "parquet", "one.ended", "--state",
               "st.json")


def make_start(base, name, sink, stdin, *options):
    place = os.path.join(base, name)
    os.mkdir(place)
    with open(os.path.join(base, stdin), "rb") as file:
        subprocess.run(["aai-sink-" + sink, "-q", "-o", "out", *options],
                       stdin=file, cwd=place, check=True)


def widening(base):
    """A table whose column becomes wider, and one that gets a column."""
    line = b'{"_table":"%s","_columns":[{"name":"a","type":"%s"}%s]}\n'
    more = b',{"name":"b","type":"text"}'
    write(os.path.join(base, "narrow.rows"), line % (b"t", b"bigint", b""),
          b'{"_table":"t","a":1}\n', line % (b"u", b"bigint", b""),
          b'{"_table":"u","a":1}\n')
    write(os.path.join(base, "wide.rows"), line % (b"t", b"bigint", b""),
          b'{"_table":"t","a":2}\n', line % (b"t", b"double", more),
          b'{"_table":"t","a":2.5,"b":"x"}\n', line % (b"u", b"text", b""),
          b'{"_table":"u","a":"x"}\n')


def scenarios(base):
    write(os.path.join(base, "empty"))
    rows(base, "old", 1, 3)
    rows(base, "new", 2, 5)
    ended(base)
    widening(base)
    for sink in ("csv", "parquet"):
        make_start(base, "old-" + sink, sink, "old.rows")
        make_start(base, "narrow-" + sink, sink, "narrow.rows", "--append")
        make_start(base, "few-" + sink, sink, "narrow.rows")
    out = ["-q", "-o", "out"]
    csv, parquet = ["aai-sink-csv"] + out, ["aai-sink-parquet"] + out
    flatten = ["aai-flatten", "-q"]
    fetch = ["aai-fetch", "-q", "-p", "limit=3", "--rate", "0"]
    fanout = ["aai-fanout", "-q", "--rate", "0", "-j", "2", "--pass"]
    write(os.path.join(base, "parents"), subprocess.run(
        fetch + ["transcripts"], check=True, stdout=subprocess.PIPE).stdout)
    shown = os.path.join(base, "old-parquet", "out")
    found = [
        Folder(base, "csv", csv, "new.rows", "old-csv"),
        Folder(base, "csv replacing", csv, "wide.rows", "few-csv"),
        Folder(base, "csv -z", csv + ["-z"], "new.rows"),
        Folder(base, "csv --state", csv + ["--state", "st.json"],
               "two.ended", "one"),
        Append(base, "csv --append", csv + ["--append"], "wide.rows",
               "narrow-csv"),
        Folder(base, "parquet", parquet, "new.rows", "old-parquet"),
        Folder(base, "parquet --state", parquet + ["--state", "st.json"],
               "two.ended", "one-parquet"),
        Append(base, "parquet --append", parquet + ["--append"], "wide.rows",
               "narrow-parquet"),
        Folder(base, "parquet spilling", parquet + [
            "--group-rows", "40", "--memory", "8M", "--verify"], "new.rows"),
        Text(base, "csv to a pipe", ["aai-sink-csv", "-q", "-t", "t", "-o",
                                     "-"], "wide.rows"),
        Script(base, "sql", ["aai-sink-sql", "-q", "-d", "sqlite"],
               "new.rows"),
        Stream(base, "flatten", flatten, "new.records"),
        Stream(base, "flatten --jq", flatten + ["--jq", ".id |= ."],
               "new.records"),
        Stream(base, "flatten --infer", flatten + ["--infer"], "new.records"),
        Stream(base, "fetch", fetch + ["transcripts"]),
        Stream(base, "fetch --state", fetch + [
            "--state", "st.json", "--spool", "spool", "transcripts"]),
        Stream(base, "fanout", fanout + ["sentences"], "parents"),
        Stream(base, "fanout --spool", fanout + [
            "--spool", "spool", "--failed", "failed", "subtitles"], "parents"),
        Text(base, "show", ["aai-show", "-l", shown]),
        Stream(base, "show --json", ["aai-show", "--json", shown]),
        Stream(base, "mock --dump", ["aai-mock", "--dump", "sentences", "-t",
                                     "5"]),
    ]
    for scenario in found:
        scenario.reference()
    return found


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
    if not said.startswith(os.path.basename(scenario.command[0]) + ": "):
        return "does not say why"
    return None


def step(task):
    """Let one step go wrong; (scenario, how, status, complaint)."""
    scenario, how, at, library, base = task
    place = os.path.join(base, "place-%d" % os.getpid())
    scenario.prepare(place)
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
    if not bad and ("errno=short" in how or "errno=again" in how) and status:
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
