"""Time aai-flatten and its neighbours on files of NDJSON.

Each line: MB/s of input by the clock (the best of three runs), MB/s by the
processor time of the program itself, its peak memory, and how many times the
clock's figure of `jq -c .` that is.
"""
import os
import subprocess
import sys
import time

PYTHON_JSON = """
import json, sys
for line in sys.stdin.buffer: json.loads(line)
"""
DUCKDB = """
import sys, duckdb
db = duckdb.connect()
db.execute("set threads to %d")
db.execute("set temp_directory = ''")
db.execute("create table t as select * from read_ndjson('%s', "
           "maximum_object_size = 268435456)")
"""


def run(argv, path, to_pipe):
    """Seconds by the clock, seconds of the processor, KiB at its peak."""
    with open(path, "rb") as source:
        sink = subprocess.Popen(["cat"], stdin=subprocess.PIPE,
                                stdout=subprocess.DEVNULL)
        start = time.monotonic()
        pid = os.posix_spawn(
            argv[0], argv, os.environ,
            file_actions=[
                (os.POSIX_SPAWN_DUP2, source.fileno(), 0),
                (os.POSIX_SPAWN_DUP2,
                 sink.stdin.fileno() if to_pipe else os.open(
                     os.devnull, os.O_WRONLY), 1),
                (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0)])
        sink.stdin.close()
        _, status, usage = os.wait4(pid, 0)
        if to_pipe:
            sink.wait()
        took = time.monotonic() - start
        if not to_pipe:
            sink.wait()
    if status != 0:
        return None
    return took, usage.ru_utime + usage.ru_stime, usage.ru_maxrss


def which(name):
    for folder in os.environ["PATH"].split(":"):
        if os.access(os.path.join(folder, name), os.X_OK):
            return os.path.join(folder, name)
    return None


def has_duckdb():
    return subprocess.run([sys.executable, "-c", "import duckdb"],
                          stderr=subprocess.DEVNULL).returncode == 0


def contenders(path):
    """Name, command, whether its output goes through a pipe, runs."""
    flatten = which("aai-flatten")
    yield "cat | cat", [which("cat")], True, 3
    yield "aai-flatten", [flatten], True, 3
    taskset = which("taskset")
    if taskset:
        yield "aai-flatten, on one core", [taskset, "-c", "0", flatten], \
            True, 3
    yield "aai-flatten, no key known", [flatten, "--api", "none"], True, 3
    if which("jq"):
        yield "jq -c .", [which("jq"), "-c", "."], True, 1
    yield "python json.loads", [sys.executable, "-c", PYTHON_JSON], False, 1
    if has_duckdb():
        for threads in 1, 2:
            yield "duckdb read_ndjson, %d thread%s" % (
                threads, "s"[:threads - 1]), [
                sys.executable, "-c",
                DUCKDB % (threads, os.path.abspath(path))], False, 1


def measure(path):
    size = os.path.getsize(path) / 1e6
    print("%s: %.0f MB" % (path, size))
    print("  %-30s %9s %9s %9s %7s" % (
        "", "MB/s", "MB/CPU s", "peak MiB", "x jq"))
    results = []
    for name, argv, to_pipe, times in contenders(path):
        best = None
        for _ in range(times):
            got = run(argv, path, to_pipe)
            if got and (best is None or got[0] < best[0]):
                best = got
        results.append((name, best))
    jq = next((r[0] for n, r in results if n == "jq -c ." and r), None)
    for name, best in results:
        if best is None:
            print("  %-30s failed" % name)
            continue
        clock, cpu, peak = best
        print("  %-30s %9.0f %9.0f %9.0f %7s" % (
            name, size / clock, size / max(cpu, 1e-3), peak / 1024,
            "%.1f" % (jq / clock) if jq else ""))


for file in sys.argv[1:]:
    measure(file)
