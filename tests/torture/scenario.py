"""What the steps are tried on: a program, what it starts from, and the judge of
what it leaves; here the programs that write a stream."""
import os
import re
import shutil
import subprocess
import time

LIMIT = 60
# How a state tells accounts apart.
SALTED = re.compile(rb'(?<="salt":")[0-9a-f]+|(?<="key":")[0-9a-f]+')


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


def write(path, *lines):
    with open(path, "wb") as file:
        file.writelines(lines)


def take_away(place):
    """Take a folder away.  The threads of a program that was killed may make
    files in it for a moment after."""
    until = time.monotonic() + 10
    while os.path.lexists(place) and time.monotonic() < until:
        shutil.rmtree(place, ignore_errors=True)
        time.sleep(0.001)


class Scenario:
    """A program, what it starts from, and what may come of it."""

    ends = 0  # when nothing goes wrong

    def __init__(self, base, name, command, stdin="empty", start=None):
        self.base = base
        self.name = name
        self.command = command
        self.stdin = os.path.join(base, stdin)
        self.start = os.path.join(base, start) if start else None

    def prepare(self, place):
        """Make place what it is before the program runs."""
        take_away(place)
        if self.start:
            shutil.copytree(self.start, place)
        else:
            os.mkdir(place)

    def run(self, place, failing=None, kill=0, library=None, recording=None):
        """Run it in place: status (None: it hung), what it said."""
        env = dict(os.environ)
        command = self.command
        if failing:
            env["FAILING"] = failing + " only=" + self.command[0]
            env["LD_PRELOAD"] = library
        if recording:
            env["RECORDING"] = recording
            env["LD_PRELOAD"] = library
        if kill:
            command = ["killat", str(kill)] + command
        with open(self.stdin, "rb") as stdin, \
                open(place + ".out", "wb") as out, \
                open(place + ".err", "wb") as err:
            process = subprocess.Popen(command, cwd=place, env=env,
                                       stdin=stdin, stdout=out, stderr=err)
            try:
                self.attend(place, process)
                status = process.wait(LIMIT)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                status = None
        return status, slurp(place + ".err").decode("utf-8", "replace")

    def attend(self, place, process):
        """Do what belongs to it while it runs."""

    def after_power_cut(self, place, answers):
        """Put back what others know, when this many answers were sent."""

    def reference(self):
        """What there is before it and after it, when nothing goes wrong."""
        place = os.path.join(self.base, self.name)
        self.prepare(place)
        self.old = self.seen(place)
        status, said = self.run(place)
        if status != self.ends:
            raise SystemExit("%s: status %s: %s" % (self.name, status, said))
        self.new = self.seen(place)
        self.stdout = self.written(place)

    def written(self, place):
        """What it wrote, without what is drawn by chance."""
        return SALTED.sub(b"", slurp(place + ".out"))

    def seen(self, place):
        return tree(place)


class Stream(Scenario):
    """A program that writes to standard output, in the same way each time."""

    def judge(self, place, status):
        out = self.written(place)
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
        if self.written(place) != self.stdout:
            return "writes another stream when run again"
        return None


class Aside(Stream):
    """One that puts a parent aside."""

    ends = 3

    def judge(self, place, status):
        if status != self.ends:
            return None
        if slurp(place + "/aside") != slurp(self.stdin):
            return "ends with 3 and loses what it put aside"
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


class Listing(Text):
    """One that leaves out what it cannot read, and says so."""

    def judge(self, place, status):
        lines = iter(self.stdout.splitlines(True))
        if status != 0 and all(line in lines for line in
                               self.written(place).splitlines(True)):
            return self.mend(place)
        return super().judge(place, status)
