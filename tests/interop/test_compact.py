"""Files that were put together have the same rows for others, and so do the
versions before them: pyarrow and DuckDB over folders of parts, deltalake over
Delta tables, PyIceberg and DuckDB over Iceberg tables.

A table gains columns from load to load and has awkward values.  Once it is put
together and vacuumed, others write into it, and so do we.
"""

import glob
import json
import os
import random
import shutil
import subprocess

from tap import check, done, skip

WORK = os.path.join(os.environ["WORK"], "compact")
LOADS = 9
COLUMNS = [
    {"name": "id", "type": "bigint", "key": True},
    {"name": "s", "type": "text"},
    {"name": "m", "type": "decimal", "precision": 20, "scale": 3},
    {"name": "x", "type": "double"},
    {"name": "d", "type": "date"},
    {"name": "t", "type": "timestamp"},
    {"name": "b", "type": "bool"},
    {"name": "j", "type": "json"},
]

try:
    import duckdb
    import pyarrow.parquet
except ImportError as why:
    skip("what was put together is read by others", str(why))
    done()


def stream(r, load):
    """A load: the first columns alone at first, then more of them."""
    columns = COLUMNS[: 2 + load]
    lines = [json.dumps({"_table": "t", "_columns": columns})]
    for i in range(r.randrange(1, 40)):
        row = {"id": load * 1000 + i,
               "s": r.choice(["", "a,\"b\"\n", "ä\U0001f600", "x" * 90]),
               "m": r.randrange(-10**17, 10**17) / 1000,
               "x": r.choice([0.0, -1e300, r.random()]),
               "d": "20%02d-02-28" % r.randrange(99),
               "t": "19%02d-12-31T23:59:59.%06dZ" % (
                   r.randrange(10, 99), r.randrange(10**6)),
               "b": r.random() < 0.5,
               "j": {"k": [i, None, "\u2028"]}}
        names = [c["name"] for c in columns]
        lines.append(json.dumps({"_table": "t", **{
            n: row[n] for n in names if n == "id" or r.random() < 0.8}}))
    return "\n".join(lines) + "\n"


def sink(kind, folder, text):
    return subprocess.run(["aai-sink-" + kind, "-q", "-o", folder, "--append"],
                          input=text.encode(), check=False).returncode


def compact(folder, *options):
    return subprocess.run(["aai-compact", *options, folder],
                          check=False).returncode


def make(kind):
    folder = os.path.join(WORK, kind)
    shutil.rmtree(folder, ignore_errors=True)
    r = random.Random(9)
    good = all(sink(kind, folder, stream(r, i)) == 0 for i in range(LOADS))
    check(good, f"{kind}: {LOADS} loads went in")
    return folder


def ordered(rows):
    return sorted(map(repr, rows))


def parquet(folder):
    return pyarrow.parquet.ParquetDataset(
        sorted(glob.glob(folder + "/t/part-*"))).read().to_pylist()


def query(text):
    return duckdb.connect().execute(text).fetchall()


def parts(kind, readers):
    folder = make(kind)
    before = {name: ordered(read(folder)) for name, read in readers.items()}
    check(compact(folder) == 0, f"{kind}: parts are put together")
    check(len(glob.glob(folder + "/t/part-*")) == 2, f"{kind}: into two files")
    for name, read in readers.items():
        after = ordered(read(folder))
        check(after == before[name] and after,
              f"{kind}: {name} reads the same rows", f"{len(after)} rows")
    return folder


def plain():
    """Parts of folders."""
    folder = parts("parquet", {
        "pyarrow": parquet,
        "DuckDB": lambda f: query(
            f"SELECT * EXCLUDE (t), epoch_us(t) FROM '{f}/t/*.parquet'")})
    for path in glob.glob(folder + "/t/*compact*"):
        tags = pyarrow.parquet.read_metadata(path).metadata
        check(tags[b"aai.table"] == b"t" and tags[b"aai.key"] == b'["id"]' and
              tags[b"aai.json"] == b'["j"]', "parquet: the file has its tags",
              tags)
    parts("csv", {"DuckDB": lambda f: query(
        f"SELECT * FROM read_csv('{f}/t/*.csv', all_varchar = true)")})


def delta():
    try:
        import deltalake
    except ImportError as why:
        skip("Delta tables that were put together", str(why))
        return

    def read(version=None):
        return ordered(deltalake.DeltaTable(
            folder + "/t", version=version).to_pyarrow_table().to_pylist())

    folder = make("delta")
    before, version = read(), deltalake.DeltaTable(folder + "/t").version()
    check(compact(folder, "--vacuum") == 0, "delta: files are put together")
    table = deltalake.DeltaTable(folder + "/t")
    check(len(table.file_uris()) == 2, "delta: into two", table.file_uris())
    check(read() == before and before, "delta: deltalake reads the same rows")
    check(read(version) == before, "delta: and the version before")
    check(table.history(1)[0]["operation"] == "OPTIMIZE",
          "delta: the history says so", table.history(1))
    scanned = table.to_pyarrow_dataset().to_table(
        filter=pyarrow.compute.field("id") == 3001)
    check(scanned.num_rows == 1, "delta: bounds lose no row", scanned)
    check(compact(folder, "--vacuum=0") == 0, "delta: old files go")
    check(read() == before, "delta: the rows are there")
    check(len(glob.glob(folder + "/t/*.parquet")) == 2, "delta: in two files")
    gone = deltalake.DeltaTable(folder + "/t").vacuum(
        retention_hours=0, enforce_retention_duration=False, dry_run=True)
    gone = [f for f in gone if os.path.exists(os.path.join(folder, "t", f))]
    check(gone == [], "delta: deltalake finds no more to vacuum", gone)
    deltalake.write_deltalake(folder + "/t", pyarrow.table({
        "id": pyarrow.array([77], pyarrow.int64()),
        "s": pyarrow.array(["theirs"])}), mode="append", schema_mode="merge")
    check(len(read()) == len(before) + 1, "delta: others go on")
    r = random.Random(10)
    check(sink("delta", folder, stream(r, 11)) == 0 and
          compact(folder, "--vacuum=0") == 0, "delta: and so do we")
    deltalake.DeltaTable(folder + "/t").optimize.compact()
    count = len(read())
    check(compact(folder) == 0 and len(read()) == count,
          "delta: what others put together is left alone")


def iceberg():
    try:
        from pyiceberg import expressions
        from pyiceberg.table import StaticTable
    except ImportError as why:
        skip("Iceberg tables that were put together", str(why))
        return

    def table():
        with open(folder + "/t/metadata/version-hint.text") as hint:
            return StaticTable.from_metadata(
                f"{folder}/t/metadata/v{hint.read()}.metadata.json")

    def read(snapshot=None):
        return ordered(table().scan(
            snapshot_id=snapshot).to_arrow().to_pylist())

    folder = make("iceberg")
    before = read()
    snapshot = table().current_snapshot().snapshot_id
    check(compact(folder, "--vacuum") == 0, "iceberg: files are put together")
    check(read() == before and before, "iceberg: PyIceberg reads the same rows")
    check(read(snapshot) == before, "iceberg: and the snapshot before")
    check(len(list(table().scan().plan_files())) == 2, "iceberg: in two files")
    summary = table().current_snapshot().summary
    check(summary.operation.value == "replace" and
          summary["total-records"] == str(len(before)),
          "iceberg: the snapshot says so", summary)
    found = table().scan(row_filter=expressions.EqualTo("id", 3001)).to_arrow()
    check(found.num_rows == 1, "iceberg: bounds lose no row", found)
    try:
        con = duckdb.connect()
        con.execute("INSTALL iceberg; LOAD iceberg")
        rows = con.execute(
            "SELECT count(*) FROM iceberg_scan(?)", [folder + "/t"]).fetchone()
        check(rows[0] == len(before), "iceberg: DuckDB reads as many", rows)
    except duckdb.Error as why:
        skip("iceberg: DuckDB reads as many", str(why).splitlines()[0])
    check(compact(folder, "--vacuum=0") == 0, "iceberg: snapshots expire")
    check(len(table().snapshots()) == 1, "iceberg: one is left",
          table().snapshots())
    check(read() == before, "iceberg: its rows are there")
    check(len(glob.glob(folder + "/t/data/*")) == 2, "iceberg: in two files")
    r = random.Random(10)
    check(sink("iceberg", folder, stream(r, 11)) == 0,
          "iceberg: loads go on")
    check(len(read()) > len(before), "iceberg: with their rows")


plain()
delta()
iceberg()
done(at_once=True)
