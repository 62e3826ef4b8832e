"""The power fails while a program runs, at each moment: what was not flushed
may be lost.  What is on the disk then keeps the promises of steps.py: a folder
shows the old tables or the new ones and the next run makes it good, a state is
never ahead of the tables, a delivery that was answered is in the journal; and
what a program ended well with is there.

usage: power.py [-n MOST] [-j WORKERS] [-s SCENARIO] [-x SEED] [-u SUBSETS]
           [-i PATTERN] [-v] -l RECORDING.so

Each scenario is run once and recorded (recording.c).  After every call that
changed something, all that waits to be flushed is lost, none of it, each change
alone, all but each, and SUBSETS (1000) random choices; all choices when there
are no more (disk.py).  MOST different ones of the disks that come of it are
judged, chosen at random after those with all and nothing lost; 0 is all.  -i:
as if what has such a path below the scenario's folder had not been flushed, to
see what that flush is for.
"""
import argparse
import hashlib
import os
import random
import shutil
import sys
import tempfile
from fnmatch import fnmatch
from multiprocessing import Pool

from disk import ANSWERED, FLUSHED, WRITTEN, Disk, lay_out, records, said
from scenario import slurp, take_away, write
from setups import scenarios
from steps import KILLED, keep_programs, start_mock

def choices(n, subsets, rng):
    """Which of n changes are kept: tuples of booleans, the first two that all
    are and that none is."""
    yield (True,) * n
    if n == 0:
        return
    yield (False,) * n
    if 2 ** n <= subsets + 2 * n + 2:
        for i in range(1, 2 ** n - 1):
            yield tuple(bool(i >> k & 1) for k in range(n))
        return
    for i in range(n):
        yield tuple(k == i for k in range(n))
        yield tuple(k != i for k in range(n))
    for _ in range(subsets):
        share = rng.random()
        yield tuple(rng.random() < share for _ in range(n))


def digest(found, promised):
    h = hashlib.blake2b(repr(promised).encode(), digest_size=16)
    for path in sorted(found):
        mode, content = found[path]
        h.update(b"%s\0%o\0" % (path.encode(), mode))
        h.update(b"folder" if content is None else
                 hashlib.blake2b(content, digest_size=16).digest())
    return h.digest()


class Case:
    """A disk after a power failure, and what was promised until then."""

    def __init__(self, found, step, lost, out, answers, status):
        self.found = found
        self.step = step
        self.lost = lost
        self.out = out
        self.answers = answers
        self.status = status


class Collection:
    """The different disks that there may be."""

    def __init__(self, options, seed):
        self.options = options
        self.rng = random.Random(seed)
        self.seen = set()
        self.sure = []
        self.others = []
        self.tried = 0

    def take(self, disk, step, out, answers, status):
        changes = disk.waiting
        for i, kept in enumerate(choices(
                len(changes), self.options.subsets, self.rng)):
            found = disk.after_power_cut(
                [c for c, keep in zip(changes, kept) if keep])
            self.tried += 1
            key = digest(found, (len(out), answers, status))
            if key in self.seen:
                continue
            self.seen.add(key)
            (self.sure if i < 2 else self.others).append(
                Case(found, step, [c for c, keep in zip(changes, kept)
                                   if not keep], out, answers, status))

    def cases(self):
        most = self.options.most
        if most == 0 or len(self.seen) <= most:
            return self.sure + self.others
        sure = self.sure
        if len(sure) > most // 2:
            # The end is always among them.
            sure = self.rng.sample(sure[:-1], most // 2) + sure[-1:]
        return sure + self.fairly(most - len(sure))

    def fairly(self, most):
        """That many of the others, of each step as many."""
        steps = {}
        self.rng.shuffle(self.others)
        for case in self.others:
            steps.setdefault(case.step, []).append(case)
        found, waiting = [], list(steps.values())
        while len(found) < most:
            self.rng.shuffle(waiting)
            found += [cases.pop() for cases in waiting[:most - len(found)]]
            waiting = [cases for cases in waiting if cases]
        return found


def ignored(record, place, pattern):
    return record.kind == FLUSHED and pattern is not None and fnmatch(
        os.path.relpath(record.a, place), pattern)


def collect(scenario, place, options):
    """Run it, and think of all the disks."""
    log = place + ".recording"
    write(log)
    scenario.prepare(place)
    disk = Disk(place)
    status, said = scenario.run(place, recording=log,
                                library=options.library)
    if status != scenario.ends:
        raise SystemExit("%s: status %s: %s" % (scenario.name, status, said))
    found = Collection(options, "%s %d" % (scenario.name, options.seed))
    out, answers, steps = b"", 0, []
    for step, record in enumerate(records(log)):
        given = record.kind == WRITTEN and record.a == place + ".out"
        if given:
            out += record.data
        elif record.kind == ANSWERED:
            answers += record.data.startswith(b"HTTP/1.1 200")
        elif ignored(record, place, options.ignored) or \
                not disk.take_record(record):
            continue
        steps.append(record)
        found.take(disk, step, out, answers, KILLED)
    if any(r.a != place + ".out" for r in steps):
        # It has ended well: what it promised by that is there.
        found.take(disk, len(steps), out, answers, scenario.ends)
        return found
    return None


def judge(scenario, place, case):
    """What is wrong with that disk."""
    take_away(place)
    os.mkdir(place)
    lay_out(case.found, place)
    scenario.after_power_cut(place, case.answers)
    write(place + ".out", case.out)
    scenario.at = case.step
    return scenario.judge(place, case.status)


def power(task):
    """All of a scenario: its name, and what came of it."""
    scenario, options, base = task
    place = os.path.join(base, "place-%d" % os.getpid())
    found = collect(scenario, place, options)
    if found is None:
        return scenario.name, 0, 0, 0, []
    # What was answered is written down by who sends it.
    scenario.acks = (slurp(place + "/acks") or b"").splitlines(True)
    faults = []
    cases = found.cases()
    for case in cases:
        bad = judge(scenario, place, case)
        if bad:
            faults.append("call %d, status %d: %s; lost: %s" % (
                case.step, case.status, bad, ", ".join(
                    said(change) for change in case.lost) or "nothing"))
    return scenario.name, found.tried, len(found.seen), len(cases), faults


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("-n", dest="most", type=int, default=0)
    parser.add_argument("-j", dest="workers", type=int, default=2)
    parser.add_argument("-s", dest="scenario", default="")
    parser.add_argument("-x", dest="seed", type=int, default=1)
    parser.add_argument("-u", dest="subsets", type=int, default=1000)
    parser.add_argument("-i", dest="ignored")
    parser.add_argument("-l", dest="library", required=True)
    parser.add_argument("-v", dest="faults", action="store_const", const=0,
                        default=5)
    options = parser.parse_args()
    fast = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    base = os.path.realpath(tempfile.mkdtemp(prefix="power-", dir=fast))
    keep_programs(base)
    mock = start_mock(base)
    passed = failed = 0
    try:
        tasks = [(scenario, options, base) for scenario in scenarios(
            base, options.scenario)]
        with Pool(options.workers) as pool:
            for name, tried, disks, judged, faults in pool.imap(power, tasks):
                print("%-22s %7d failures, %6d disks, %5d judged, %d wrong" % (
                    name, tried, disks, judged, len(faults)), flush=True)
                for bad in faults[:options.faults or len(faults)]:
                    print("    " + bad, flush=True)
                passed += judged - len(faults)
                failed += len(faults)
        print("%d passed, %d failed" % (passed, failed))
    finally:
        mock.kill()
        mock.wait()
        shutil.rmtree(base)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
