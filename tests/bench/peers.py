"""Time the toolkit and its peers on one file of NDJSON.

    peers.py RECORDS ROWS ROUNDS

Each line: seconds by the clock from start to end, seconds of the processor,
MB of records and rows a second, peak memory (of a pipe the sum of its
programs', of a program with processes of its own the largest one's), and how
many times what the toolkit's pipe took, by the clock and of the processor,
that makes the same kind of tables.
"""
import importlib.metadata
import importlib.util
import os
import shutil
import subprocess
import sys
import time

RECORDS, ROWS, ROUNDS = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
CORES = os.cpu_count() or 1
PROGRAMS = ["aai-" + p for p in (
    "fetch", "fanout", "flatten", "sink-parquet", "sink-csv", "sink-sql",
    "show", "listen")]

DLT = """
import sys
import dlt
from dlt.common.json import json

records, destination, out = sys.argv[1:4]

@dlt.resource(name="transcript_details", primary_key="id")
def transcripts():
    batch = []
    with open(records, "rb") as lines:
        for line in lines:
            batch.append(json.loadb(line))
            if len(batch) == 10:
                yield batch
                batch = []
    yield batch

if __name__ == "__main__":
    if destination == "duckdb":
        to = dlt.destinations.duckdb(out + ".duckdb")
    else:
        to = dlt.destinations.filesystem("file://" + out)
    dlt.pipeline("peers", destination=to, dataset_name="d",
                 pipelines_dir=out + ".work").run(
                     transcripts(), loader_file_format="parquet")
"""


def pipe(*programs):
    """Start programs joined by pipes; what was asked for ends in a folder."""
    def start(records):
        source, running = open(records, "rb"), []
        for i, argv in enumerate(programs):
            child = subprocess.Popen(
                argv, stdin=source, stderr=subprocess.DEVNULL,
                stdout=subprocess.PIPE if i + 1 < len(programs)
                else subprocess.DEVNULL)
            source.close()
            source = child.stdout
            running.append(child)
        return running
    return start


def alone(argv, **env):
    """Start one program that is given the file's name in place of @."""
    def start(records):
        return [subprocess.Popen(
            [os.path.abspath(records) if a == "@" else a for a in argv],
            env=dict(os.environ, **env), stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)]
    return start


def dlt(destination, workers):
    env = {"RUNTIME__DLTHUB_TELEMETRY": "false",
           "NORMALIZE__WORKERS": str(workers)}
    if workers > 1:
        # What processes share out are files, so there must be several.
        for most in "BUFFER", "FILE":
            env["SOURCES__DATA_WRITER__%s_MAX_ITEMS" % most] = "10"
    return alone([sys.executable, "dlt_job.py", "@", destination,
                  os.path.abspath("dlt_" + destination)], **env)


def contenders():
    """Title, how it is started, and the title of ours to compare it with."""
    parquet = "aai-flatten | aai-sink-parquet"
    csv = "aai-flatten | aai-sink-csv"
    yield parquet, pipe(["aai-flatten"], ["aai-sink-parquet", "-o", "p"]), None
    yield csv, pipe(["aai-flatten"], ["aai-sink-csv", "-o", "c"]), None
    if importlib.util.find_spec("dlt"):
        for workers in sorted({1, CORES}):
            title = "dlt to %%s, %d process%s" % (
                workers, "es" * (workers > 1))
            yield title % "Parquet", dlt("parquet", workers), parquet
            yield title % "DuckDB", dlt("duckdb", workers), parquet
    flatterer = os.path.join(os.path.dirname(sys.executable), "flatterer")
    if os.access(flatterer, os.X_OK):
        for threads in sorted({1, CORES}):
            base = [flatterer, "--ndjson", "--force", "--threads",
                    str(threads), "-m", "transcript_details"]
            title = "flatterer to %%s, %d thread%s" % (
                threads, "s" * (threads > 1))
            yield title % "CSV", alone(base + ["@", "f"]), csv
            yield title % "Parquet", alone(
                base + ["--parquet", "--nocsv", "@", "g"]), parquet


def once(start, records):
    """Seconds, of the processor, and KiB of one run; None when it failed."""
    for left in os.listdir("."):
        if left not in ("records.ndjson", "one.ndjson", "rows", "dlt_job.py"):
            shutil.rmtree(left) if os.path.isdir(left) else os.unlink(left)
    began, cpu, peak, failed = time.monotonic(), 0, 0, False
    for child in start(records):
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = status
        cpu += usage.ru_utime + usage.ru_stime
        peak += usage.ru_maxrss
        failed = failed or status != 0
    return None if failed else (time.monotonic() - began, cpu, peak)


def best(start, records, rounds):
    runs = [r for r in (once(start, records) for _ in range(rounds)) if r]
    return min(runs) if runs else None


def table(heading, records, rows, rounds):
    size = os.path.getsize(records) / 1e6
    print(heading, flush=True)
    print("  %-32s %8s %8s %7s %9s %8s %6s %6s" % (
        "", "s", "CPU s", "MB/s", "rows/s", "peak MiB", "x s", "x CPU"))
    took = {}
    for title, start, ours in contenders():
        got = best(start, records, rounds)
        if got is None:
            print("  %-32s failed" % title)
            continue
        took[title] = got
        clock, cpu, peak = got
        print("  %-32s %8.3f %8.3f %7.1f %9.0f %8.0f %6s %6s" % (
            title, clock, cpu, size / clock, rows / clock, peak / 1024,
            *("%.1f" % (got[i] / took[ours][i]) if ours in took else ""
              for i in (0, 1))), flush=True)


def installed(name, extras, seen):
    """Bytes of a package and of all that it needs, each once."""
    from packaging.requirements import Requirement
    name = name.lower().replace("_", "-")
    if name in seen:
        return 0
    seen.add(name)
    try:
        package = importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError:
        return 0
    paths = [str(f.locate()) for f in package.files or []]
    total = sum(os.path.getsize(p) for p in paths if os.path.isfile(p))
    for line in package.requires or []:
        need = Requirement(line)
        if need.marker is None or any(
                need.marker.evaluate({"extra": e}) for e in extras or [""]):
            total += installed(need.name, sorted(need.extras), seen)
    return total


def installs():
    print("installed, MB")
    size = 0
    for path in filter(None, map(shutil.which, PROGRAMS)):
        if subprocess.run(["strip", "-o", "stripped", path]).returncode == 0:
            size += os.path.getsize("stripped")
    print("  %-32s %8.1f" % ("aai, all its programs", size / 1e6))
    for name, extras in ("dlt", ["duckdb", "parquet"]), ("flatterer", []):
        if importlib.util.find_spec(name):
            print("  %-32s %8.1f" % (
                name + ", beside Python", installed(name, extras, set()) / 1e6))


with open("dlt_job.py", "w") as job:
    job.write(DLT)
with open(RECORDS, "rb") as whole, open("one.ndjson", "wb") as one:
    one.write(whole.readline())
for module in "dlt", "flatterer":
    if importlib.util.find_spec(module) is None:
        print("no %s to be had" % module)
table("%s: %.0f MB, %d rows, %d cores" % (
    RECORDS, os.path.getsize(RECORDS) / 1e6, ROWS, CORES),
    RECORDS, ROWS, ROUNDS)
table("one record, which is starting up", "one.ndjson", 1, 3)
installs()
