"""Iceberg tables through PyIceberg, their Avro files through fastavro."""

import datetime
import decimal
import glob
import json
import os
import random
import shutil
import subprocess

from tap import check, done, skip

WORK = os.environ["WORK"]
LAKE = os.path.join(WORK, "iceberg")
COLUMNS = [
    ("id", {"type": "bigint"}),
    ("b", {"type": "bool"}),
    ("x", {"type": "double"}),
    ("m", {"type": "decimal", "precision": 9, "scale": 2}),
    ("w", {"type": "decimal", "precision": 38, "scale": 3}),
    ("d", {"type": "date"}),
    ("t", {"type": "timestamp"}),
    ("s", {"type": "text"}),
    ("j", {"type": "json"}),
]

try:
    import fastavro
    import pyarrow.parquet
    from pyiceberg import expressions as ex
    from pyiceberg.table import StaticTable
except ImportError as e:
    skip("Iceberg tables", f"no {e.name}")
    done()


def stream(name, columns, rows):
    names = [{"name": n, **t} for n, t in columns]
    lines = [json.dumps({"_table": name, "_columns": names})]
    lines += [json.dumps({"_table": name, **r}) for r in rows]
    return "\n".join(lines) + "\n"


def load(text, folder, *options):
    return subprocess.run(
        ["aai-sink-iceberg", "-o", folder, *options],
        input=text.encode(),
        capture_output=True,
    )


def metadata(folder, name):
    at = os.path.join(folder, name, "metadata")
    with open(os.path.join(at, "version-hint.text")) as f:
        return os.path.join(at, f"v{f.read()}.metadata.json")


def table(folder, name):
    return StaticTable.from_metadata("file://" + metadata(folder, name))


def ordered(arrow):
    return sorted(arrow.to_pylist(), key=repr)


def draw(r, i):
    """A row of every type, nulls among them."""
    day = datetime.date(1900, 1, 1) + datetime.timedelta(r.randrange(90000))
    us = r.randrange(-(10**15), 4 * 10**15)
    at = datetime.datetime(1970, 1, 1) + datetime.timedelta(microseconds=us)
    text = "".join(
        r.choice("aäz\U0001f600\U0010ffff\ud7ff ") for _ in range(r.randrange(40))
    )
    row = {
        "id": r.randrange(-(2**63), 2**63),
        "b": r.random() < 0.5,
        "x": r.choice([0.0, -0.0, 1.5, -1e300, r.random()]),
        "m": r.randrange(-999999999, 10**9) / 100,
        "w": int(r.randrange(-(10**35), 10**35)),
        "d": day.isoformat(),
        "t": at.isoformat() + "Z",
        "s": text,
        "j": {"k": [i, text]},
    }
    return {k: v for k, v in row.items() if r.random() < 0.9}


def plain_load(text, folder):
    subprocess.run(
        ["aai-sink-parquet", "-o", folder], input=text.encode(), check=True
    )


def same_as_plain(folder, plain, name):
    want = pyarrow.parquet.read_table(os.path.join(plain, name + ".parquet"))
    tab = table(folder, name)
    got = tab.scan().to_arrow()
    check(ordered(got) == ordered(want), f"{name}: rows as in plain Parquet")
    check(
        got.column_names == want.column_names,
        f"{name}: columns as in plain Parquet",
    )
    total = tab.current_snapshot().summary["total-records"]
    check(int(total) == want.num_rows, f"{name}: counted right")


def whole_load():
    rows = os.path.join(WORK, "rows.ndjson")
    if not os.path.exists(rows):
        skip("the whole load", "no rows.ndjson")
        return
    with open(rows) as f:
        text = f.read()
    folder = os.path.join(LAKE, "whole")
    r = load(text, folder)
    if not check(r.returncode == 0, "the whole load", r.stderr.decode()):
        return
    for path in sorted(glob.glob(os.path.join(WORK, "parquet", "*.parquet"))):
        name = os.path.basename(path)[: -len(".parquet")]
        same_as_plain(folder, os.path.join(WORK, "parquet"), name)


def every_type():
    r = random.Random(1)
    text = stream("all", COLUMNS, [draw(r, i) for i in range(500)])
    folder = os.path.join(LAKE, "types")
    plain = os.path.join(LAKE, "plain")
    got = load(text, folder)
    check(got.returncode == 0, "a table of every type", got.stderr.decode())
    plain_load(text, plain)
    same_as_plain(folder, plain, "all")
    types = [str(f.field_type) for f in table(folder, "all").schema().fields]
    check(
        types
        == ["long", "boolean", "double", "decimal(9, 2)", "decimal(38, 3)"]
        + ["date", "timestamptz", "string", "string"],
        "has Iceberg's types",
        types,
    )


def pruning():
    """With many files, a filter by bounds finds what a whole scan finds."""
    r = random.Random(2)
    folder = os.path.join(LAKE, "prune")
    for n in range(12):
        rows = [draw(r, i) for i in range(r.choice([1, 2, 5]))]
        load(stream("p", COLUMNS, rows), folder, "--append")
    tab = table(folder, "p")
    everything = tab.scan().to_arrow().to_pylist()
    values = {n: [v[n] for v in everything if v[n] is not None] for n, _ in COLUMNS}
    bad = pruned = asked = 0
    for name in ("id", "x", "m", "w", "d", "t", "s"):
        for v in values[name]:
            lit = v
            if isinstance(v, datetime.datetime):
                lit = v.isoformat()
            elif isinstance(v, datetime.date):
                lit = v.isoformat()
            for op, f in (
                (ex.EqualTo, lambda a: a == v),
                (ex.GreaterThanOrEqual, lambda a: a >= v),
                (ex.LessThan, lambda a: a < v),
            ):
                want = sum(1 for a in values[name] if f(a))
                scan = tab.scan(row_filter=op(name, lit))
                bad += scan.to_arrow().num_rows != want
                pruned += len(list(scan.plan_files())) < 12
                asked += 1
    check(bad == 0, f"bounds lose no row ({asked} filters)", bad)
    check(pruned > asked / 4, f"and leave files out ({pruned})")


def versions():
    folder = os.path.join(LAKE, "ä b%20c")
    one = [("k", {"type": "bigint"}), ("v", {"type": "decimal", "precision": 5, "scale": 1})]
    two = [("k", {"type": "bigint"}), ("v", {"type": "decimal", "precision": 8, "scale": 1})]
    two.append(("neu", {"type": "text"}))
    load(stream("t", one, [{"k": 1, "v": 1.5}]), folder, "--append")
    got = load(stream("t", two, [{"k": 2, "v": 1234567.5, "neu": "x"}]), folder, "--append")
    check(got.returncode == 0, "a wider decimal, a new column", got.stderr.decode())
    tab = table(folder, "t")
    d = decimal.Decimal
    check(
        ordered(tab.scan().to_arrow())
        == [
            {"k": 1, "v": d("1.5"), "neu": None},
            {"k": 2, "v": d("1234567.5"), "neu": "x"},
        ],
        "old rows have null in it; a folder with odd letters",
    )
    first = tab.history()[0].snapshot_id
    check(
        tab.scan(snapshot_id=first).to_arrow().to_pylist()
        == [{"k": 1, "v": d("1.5")}],
        "the first snapshot has its rows and columns",
    )
    load(stream("t", [("v", {"type": "text"})], [{"v": "s"}]), folder)
    tab = table(folder, "t")
    check(
        tab.scan().to_arrow().to_pylist() == [{"v": "s"}],
        "a replace gives a name to another type",
    )
    check(
        tab.scan(snapshot_id=first).to_arrow().to_pylist()
        == [{"k": 1, "v": d("1.5")}],
        "and the first snapshot is still there",
    )
    summary = tab.current_snapshot().summary
    check(
        summary.operation.value == "overwrite"
        and summary["deleted-records"] == "2"
        and summary["total-records"] == "1",
        "what went is counted",
        summary,
    )
    load(stream("u", one, []), folder, "-t", "u")
    check(
        table(folder, "u").scan().to_arrow().num_rows == 0
        and not glob.glob(os.path.join(glob.escape(folder), "u", "data", "*")),
        "a table without rows is read, without a file",
    )


def between():
    """PyIceberg appends to a table of ours between two loads."""
    try:
        from pyiceberg.catalog.sql import SqlCatalog
    except ImportError as e:
        skip("a writer between two loads", f"no {e.name}")
        return
    base = os.path.join(LAKE, "between")
    os.makedirs(base)
    columns = [("k", {"type": "bigint"}), ("s", {"type": "text"})]

    def ours(k, s):
        got = load(stream("t", columns, [{"k": k, "s": s}]), base, "--append")
        check(got.returncode == 0, f"load {k}", got.stderr.decode())

    ours(1, "one")
    cat = SqlCatalog(
        "b", uri=f"sqlite:///{base}.db", warehouse=f"file://{base}.wh"
    )
    cat.create_namespace("n")
    theirs = cat.register_table("n.t", "file://" + metadata(base, "t"))
    theirs.append(
        pyarrow.table({"k": [2, 3], "s": ["two", None]}, schema=theirs.schema().as_arrow())
    )
    # As the Hadoop catalog would have called it.
    at = theirs.refresh().metadata_location[len("file://") :]
    folder = os.path.join(base, "t", "metadata")
    os.rename(at, os.path.join(folder, "v2.metadata.json"))
    with open(os.path.join(folder, "version-hint.text"), "w") as f:
        f.write("2")
    ours(4, "four")
    tab = table(base, "t")
    rows = [(1, "one"), (2, "two"), (3, None), (4, "four")]
    got = sorted((r["k"], r["s"]) for r in tab.scan().to_arrow().to_pylist())
    check(got == rows, "all rows are there once", got)
    history = [h.snapshot_id for h in tab.history()]
    seen = [tab.scan(snapshot_id=i).to_arrow().num_rows for i in history]
    check(seen == [1, 3, 4], "and at each point of its history those of then", seen)
    snapshots = [tab.snapshot_by_id(i) for i in history]
    check(
        [s.parent_snapshot_id for s in snapshots] == [None] + history[:-1]
        and [s.sequence_number for s in snapshots] == [1, 2, 3],
        "each version goes on from the one before",
    )
    summary = tab.current_snapshot().summary
    check(
        (summary["total-records"], summary["total-data-files"], summary["added-records"])
        == ("4", "3", "1"),
        "with right counts",
        summary,
    )
    only = tab.scan(row_filter=ex.EqualTo("k", 3)).to_arrow().to_pylist()
    check(only == [{"k": 3, "s": None}], "and bounds that lose nothing", only)


def avro_files():
    files = glob.glob(os.path.join(LAKE, "**", "*.avro"), recursive=True)
    bad = []
    for path in files:
        with open(path, "rb") as f:
            for record in fastavro.reader(f):
                uri = record.get("manifest_path")
                if uri is not None:
                    size = os.path.getsize(uri[len("file://") :])
                    if size != record["manifest_length"]:
                        bad.append(path)
                    continue
                data = record["data_file"]
                at = data["file_path"][len("file://") :]
                rows = pyarrow.parquet.ParquetFile(at).metadata.num_rows
                if (os.path.getsize(at), rows) != (
                    data["file_size_in_bytes"],
                    data["record_count"],
                ):
                    bad.append(path)
    check(len(files) > 30, f"fastavro reads {len(files)} Avro files")
    check(not bad, "whose sizes and counts are right", bad)


def catalog():
    try:
        from pyiceberg.catalog.sql import SqlCatalog
    except ImportError as e:
        skip("a catalog", f"no {e.name}")
        return
    base = os.path.join(LAKE, "sql")
    os.makedirs(base)
    cat = SqlCatalog(
        "c", uri=f"sqlite:///{base}/c.db", warehouse=f"file://{base}/wh"
    )
    cat.create_namespace("n")
    tab = cat.register_table("n.t", "file://" + metadata(os.path.join(LAKE, "types"), "all"))
    check(tab.scan().to_arrow().num_rows == 500, "a catalog registers a table")

    # A table of PyIceberg's, which we go on with as the Hadoop catalog would.
    arrow = pyarrow.table(
        {
            "k": pyarrow.array([1, 2], pyarrow.int32()),
            "s": pyarrow.array(["a", "b"]),
            "bin": pyarrow.array([b"x", None]),
        }
    )
    folder = os.path.join(LAKE, "foreign")
    tab = cat.create_table("n.f", arrow.schema, location=f"file://{folder}/f")
    tab.append(arrow)
    tab.append(arrow)
    rows = stream("f", [("k", {"type": "bigint"}), ("s", {"type": "text"})], [{"k": 2**40, "s": "c"}])
    got = load(rows, folder, "--append")
    check(
        got.returncode == 2 and b"another catalog" in got.stderr,
        "a table that another catalog keeps is refused",
        got.stderr.decode(),
    )
    at = tab.refresh().metadata_location[len("file://") :]
    shutil.copy(at, os.path.join(folder, "f", "metadata", "v1.metadata.json"))
    got = load(rows, folder, "--append")
    check(got.returncode == 0, "a foreign table is added to", got.stderr.decode())
    if got.returncode != 0:
        return
    tab = table(folder, "f")
    check(
        str(tab.schema().find_type("k")) == "long",
        "its int has become long",
    )
    want = arrow.to_pylist() * 2 + [{"k": 2**40, "s": "c", "bin": None}]
    check(
        ordered(tab.scan().to_arrow()) == sorted(want, key=repr),
        "with all rows, also of a type that is not ours",
        ordered(tab.scan().to_arrow()),
    )
    got = load(stream("f", [("bin", {"type": "text"})], [{"bin": "c"}]), folder, "--append")
    check(got.returncode == 2, "which we do not write", got.stderr.decode())
    got = load(rows, folder)
    check(got.returncode == 0, "it is replaced", got.stderr.decode())
    tab = table(folder, "f")
    check(
        tab.scan().to_arrow().to_pylist() == [{"k": 2**40, "s": "c"}]
        and tab.current_snapshot().summary["deleted-records"] == "5",
        "with what went counted",
    )


shutil.rmtree(LAKE, ignore_errors=True)
os.makedirs(LAKE)
whole_load()
every_type()
pruning()
versions()
catalog()
between()
avro_files()
done()
