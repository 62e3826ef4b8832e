"""One table of what the toolkit takes and what others take for the same job.

    table.py BYTES ROUNDS PYTHON

Each row is of one run of ours and the other's by turns, ROUNDS of each, and
has their medians: seconds by the clock, and the most memory that one process
of either took.  PYTHON has the packages of the peers.  A floor is what nothing
that reads, copies or compresses the bytes can do without.
"""
import os
import shutil
import statistics
import subprocess
import sys
import time

BYTES, ROUNDS, PYTHON = sys.argv[1], int(sys.argv[2]), sys.argv[3]
HERE = os.path.dirname(os.path.abspath(__file__))
PEAK = os.path.join(os.environ["BUILD"], "tools", "peak")
QUIET = {"RUNTIME__DLTHUB_TELEMETRY": "false"}

MEMCPY = """
import sys, mmap
with open(sys.argv[1], "rb") as f:
    whole = mmap.mmap(f.fileno(), 0, access=mmap.ACCESS_READ)
    for at in range(0, len(whole), 1 << 20): whole[at:at + (1 << 20)]
"""
POLARS = """
import sys, polars
polars.read_ndjson(sys.argv[1], infer_schema_length=None).write_parquet(
    sys.argv[2], compression="zstd")
"""
CHDB = """
import sys, chdb
chdb.query("select * from file('%s', 'JSONEachRow') into outfile '%s' "
           "truncate format Parquet" % tuple(sys.argv[1:3]))
"""
SIMDJSON = """
#include <simdjson.h>
#include <cstdio>
int main(int, char **v)
{
	simdjson::ondemand::parser parser;
	auto json = simdjson::padded_string::load(v[1]);
	simdjson::dom::parser dom;
	simdjson::dom::document_stream docs;
	size_t n = 0;
	if (dom.parse_many(json.value(), 1 << 26).get(docs)) return 1;
	for (auto doc : docs) n += !doc.error();
	std::printf("%zu\\n", n);
}
"""

OURS = "aai-flatten -q <records | aai-sink-%s -q -o ours"


def has(module):
    return subprocess.run([PYTHON, "-c", "import " + module],
                          stderr=subprocess.DEVNULL).returncode == 0


def script(name, text):
    with open(name, "w") as f:
        f.write(text)
    return name


def once(command):
    """Seconds and MiB of one run; None when it failed."""
    for left in "ours", "theirs", "theirs.work", "theirs.duckdb":
        shutil.rmtree(left, ignore_errors=True)
    began = time.monotonic()
    done = subprocess.run([PEAK, "peak", "sh", "-c", command],
                          stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL,
                          env=dict(os.environ, **QUIET))
    took = time.monotonic() - began
    if done.returncode != 0:
        return None
    with open("peak") as f:
        return took, int(f.read()) / 1024


def by_turns(ours, theirs):
    """Medians of either, and how far ours were apart; None when one failed."""
    runs = [[], []]
    for _ in range(ROUNDS):
        for which, command in enumerate((ours, theirs)):
            got = once(command)
            if got is None:
                return None
            runs[which].append(got)
    times = [t for t, _ in runs[0]]
    return ([tuple(map(statistics.median, zip(*r))) for r in runs],
            (max(times) - min(times)) / statistics.median(times))


def duckdb(kind, threads):
    with open(os.path.join(HERE, "parquet.py")) as f:
        text = f.read()
    if kind == "csv":
        text = text.replace("(format parquet, codec zstd)",
                            "(format csv, header)").replace(
                                ".parquet'", ".csv'")
    job = script("duckdb_%s.py" % kind, text)
    return "%s %s records schema.json %d theirs" % (PYTHON, job, threads)


def dlt():
    with open(os.path.join(HERE, "peers.py")) as f:
        job = f.read().split('DLT = """')[1].split('"""')[0]
    return "%s %s records parquet $PWD/theirs" % (PYTHON, script("d.py", job))


def simdjson():
    """The floor's program, where the distribution's simdjson is there."""
    script("floor.cc", SIMDJSON)
    if subprocess.run(["c++", "-O2", "-o", "floor", "floor.cc", "-lsimdjson"],
                      stderr=subprocess.DEVNULL).returncode != 0:
        return None
    return "./floor records"


def rivals():
    """Job, our command, the peer, its command or None where it is missing."""
    parquet, csv = OURS % "parquet", OURS % "csv"
    run = PYTHON + " %s "
    flatterer = os.path.join(os.path.dirname(PYTHON), "flatterer")
    known = {m: has(m) for m in ("duckdb", "dlt", "polars", "chdb")}
    for kind, ours in ("parquet", parquet), ("csv", csv):
        job = "records to " + {"parquet": "Parquet", "csv": "CSV"}[kind]
        for n in 1, 2:
            yield (job, ours, "DuckDB, %d thread%s" % (n, "s"[:n - 1]),
                   duckdb(kind, n) if known["duckdb"] else None)
        yield (job, ours, "flatterer", "%s --ndjson --force%s -m t records "
               "theirs" % (flatterer, " --parquet --nocsv" if kind == "parquet"
                           else "") if os.access(flatterer, os.X_OK) else None)
    yield ("records to Parquet", parquet, "dlt",
           dlt() if known["dlt"] else None)
    yield ("records to Parquet", parquet, "polars, not flattened",
           run % script("polars_.py", POLARS) + "records theirs.work"
           if known["polars"] else None)
    yield ("records to Parquet", parquet, "ClickHouse (chdb), not flattened",
           run % script("chdb_.py", CHDB) + "records theirs.work"
           if known["chdb"] else None)
    flatten = "aai-flatten -q <records"
    yield ("records to rows", flatten, "jq -c .", "jq -c . records"
           if shutil.which("jq") else None)
    yield ("records to rows", flatten, "floor: cat \\| cat",
           "cat records | cat")
    yield ("records to rows", flatten, "floor: a copy in memory",
           "python3 %s records" % script("memcpy.py", MEMCPY))
    yield ("records to rows", flatten, "floor: simdjson", simdjson())
    yield ("records to Parquet", parquet, "floor: zstd -2 of the records",
           "zstd -q -2 -c --single-thread records"
           if shutil.which("zstd") else None)


def main():
    subprocess.run("aai-mock --dump transcript_details --bytes %s --words 3000 "
                   "--seed 7 --features rich >records" % BYTES, shell=True,
                   check=True)
    if has("duckdb"):
        once(duckdb("parquet", 1))  # stores the schema, and is not counted
    load, spreads, missing = os.getloadavg()[0], [], []
    print("| job | ours, s | peer | s | ratio | memory, MiB |")
    print("|---|---:|---|---:|---:|---:|", flush=True)
    for job, ours, peer, theirs in rivals():
        got = by_turns(ours, theirs) if theirs else None
        if got is None:
            missing.append(peer + ("" if theirs is None else " (failed)"))
            continue
        ((a, mine), (b, other)), spread = got
        spreads.append(spread)
        print("| %s | %.2f | %s | %.2f | %.2f | %.0f, %.0f |" % (
            job, a, peer, b, b / a, mine, other), flush=True)
    print("\n%.0f MB of records, medians of %d by turns, %d cores.  "
          "Noise: ours differed by %.0f %% of the median (up to %.0f %%); "
          "the load was %.1f before and %.1f after." % (
              os.path.getsize("records") / 1e6, ROUNDS, os.cpu_count() or 1,
              100 * statistics.median(spreads), 100 * max(spreads), load,
              os.getloadavg()[0]))
    if missing:
        print("Missing here: %s." % ", ".join(dict.fromkeys(missing)))


main()
