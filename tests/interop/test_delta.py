"""Delta tables, read and written by others: deltalake and polars.

The load of the other tests is loaded into Delta tables as well, and must hold
what the plain Parquet files hold.  A small table with awkward values, a file
for each two rows, shows that no bound in the log loses rows.  Then deltalake
writes into tables of ours, and we into its.
"""

import datetime
import decimal
import glob
import json
import os
import shutil
import subprocess

from tap import check, done, skip

WORK = os.environ["WORK"]
LAKE = os.path.join(WORK, "delta")
PLAIN = os.path.join(WORK, "parquet")

try:
    import deltalake
    import polars
    import pyarrow
    import pyarrow.compute
    import pyarrow.parquet
except ImportError as why:
    skip("Delta tables are read by others", str(why))
    done()


def sink(rows, *options, folder=LAKE):
    """Run the sink over text; its status."""
    run = subprocess.run(
        ["aai-sink-delta", "-o", folder, *options],
        input=rows.encode(),
        stderr=subprocess.PIPE,
        check=False,
    )
    return run.returncode


def stream(table, columns, *rows):
    """The lines of a table: columns are name to type or (type, members)."""
    declared = []
    for name, kind in columns.items():
        kind, more = kind if isinstance(kind, tuple) else (kind, {})
        declared.append({"name": name, "type": kind, **more})
    lines = [json.dumps({"_table": table, "_columns": declared})]
    for row in rows:
        members = [f"{json.dumps(k)}:{v}" for k, v in row.items()]
        lines.append('{"_table":"%s"%s}' % (
            table, "".join("," + m for m in members)))
    return "\n".join(lines) + "\n"


def arrow(path, version=None):
    """A table as deltalake has it."""
    return deltalake.DeltaTable(path, version=version).to_pyarrow_table()


def plain_types(schema):
    """Names and types, as text; Arrow has views of the same types too."""
    return [(f.name, str(f.type).replace("_view", "")) for f in schema]


# The whole load.
shutil.rmtree(LAKE, ignore_errors=True)
with open(os.path.join(WORK, "rows.ndjson")) as f:
    text = f.read()
check(sink(text) == 0, "the load is loaded into Delta tables")
names = sorted(
    os.path.basename(p)[: -len(".parquet")]
    for p in glob.glob(os.path.join(PLAIN, "*.parquet"))
)
check(len(names) > 5, "it has tables", names)
for name in names:
    want = pyarrow.parquet.read_table(os.path.join(PLAIN, name + ".parquet"))
    path = os.path.join(LAKE, name)
    got = arrow(path)
    check(
        plain_types(got.schema) == plain_types(want.schema),
        f"{name}: deltalake reads its columns",
        f"{got.schema}\n{want.schema}",
    )
    check(
        got.to_pylist() == want.to_pylist(),
        f"{name}: and its {want.num_rows} rows",
    )
    ours = polars.scan_delta(path).collect()
    check(
        ours.equals(polars.from_arrow(want)),
        f"{name}: polars reads the same",
        ours.schema,
    )

# Versions: a second load of half the tables, and back to the first.
with open(os.path.join(WORK, "rows.ndjson")) as f:
    lines = f.readlines()
number = [json.loads(line)["_number"] for line in lines
          if line.startswith('{"_table":"transcripts","_columns":')]
half = "".join(line for line in lines
               if line.startswith(('{"_table":"transcripts",',
                                   f"[{number[0]},")))
check(sink(half) == 0, "a second load is another version")
for name in names:
    path = os.path.join(LAKE, name)
    table = deltalake.DeltaTable(path)
    rows = table.to_pyarrow_table().num_rows
    want = pyarrow.parquet.read_table(os.path.join(PLAIN, name + ".parquet"))
    check(
        rows == (want.num_rows if name == "transcripts" else 0),
        f"{name}: it has the rows of that load ({rows})",
    )
    check(
        arrow(path, version=0).to_pylist() == want.to_pylist(),
        f"{name}: version 0 is the first load",
    )

# Awkward values, two rows a file.
COLUMNS = {
    "n": "bigint",
    "d": "double",
    "b": "bool",
    "day": "date",
    "at": "timestamp",
    "cents": ("decimal", {"precision": 10, "scale": 2}),
    "wide": ("decimal", {"precision": 38, "scale": 5}),
    "s": "text",
    "top": "text",
}
LONG = "x" * 40
VALUES = {
    "n": ["9007199254740993", "-9223372036854775808", "9223372036854775807",
          "0", "-1", "17"],
    "d": ["-0.0", "0.0", "1e300", "-1.5", "0.1", "5e-324"],
    "b": ["true", "false"],
    "day": ['"0001-01-01"', '"1969-12-31"', '"9999-12-31"', '"2024-02-29"'],
    "at": ['"1969-12-31T23:59:59.999999Z"', '"2024-01-02T03:04:05.000001Z"',
           '"2024-01-02T03:04:05.999999Z"', '"1970-01-01T00:00:00Z"'],
    "cents": ["0.01", "-0.05", "99999999.99", "12.30"],
    "wide": ["123456789012345678901234567890123.12345", "0.00001", "-7",
             "-123456789012345678901234567890123.12345"],
    "s": [json.dumps(t) for t in ["", "a", LONG, LONG + "y", "\u00e4" * 40,
          "\ud7ff" * 33, "a\u0000b", "\"\\\n"]],
    "top": [json.dumps(t) for t in ["\U0010ffff" * 40, "a"]],
}
# Files without bounds of these: an Arrow dataset of deltalake then compares
# with null and finds nothing, in its own tables too, so it is asked by SQL.
UNBOUNDED = {"wide": "DECIMAL(38, 5)", "top": "VARCHAR"}
path = os.path.join(LAKE, "odd")
shutil.rmtree(path, ignore_errors=True)
sent = []
for i in range(24):
    # Every column now and then null in a whole file.
    rows = [
        {c: v[(i * (k + 1) + j) % len(v)] for k, (c, v) in
         enumerate(VALUES.items()) if (i + k) % 7 != 0}
        for j in range(2)
    ]
    rows = [{"id": str(2 * i + j), **r} for j, r in enumerate(rows)]
    sent += rows
    status = sink(stream("odd", {"id": "bigint", **COLUMNS}, *rows),
                  "--append")
    if status != 0:
        check(False, f"append {i} of awkward values", status)
full = arrow(path)
check(full.num_rows == len(sent), "each append is there", full.num_rows)
check(
    len(deltalake.DeltaTable(path).file_uris()) == 24, "as a file of its own"
)
files = [os.path.join(path, f.split("/")[-1])
         for f in deltalake.DeltaTable(path).file_uris()]
raw = pyarrow.concat_tables(pyarrow.parquet.read_table(f) for f in files)
raw = raw.sort_by("id")
check(
    full.sort_by("id").to_pylist() == raw.to_pylist(),
    "the values are those of the files",
)


def ids(table):
    return sorted(table.column("id").to_pylist())


def pushed_down(column, compare):
    """How many values of the column a filter by statistics loses rows of."""
    dataset = deltalake.DeltaTable(path).to_pyarrow_dataset()
    lazy = polars.scan_delta(path)
    frame = polars.from_arrow(raw)
    bad = []
    for value in set(raw.column(column).to_pylist()) - {None}:
        kind = raw.schema.field(column).type
        scalar = pyarrow.scalar(value, type=kind)
        where = getattr(pyarrow.compute.field(column), compare)(scalar)
        want = ids(raw.filter(where))
        if column in UNBOUNDED:
            sql = {"__eq__": "=", "__lt__": "<", "__ge__": ">="}[compare]
            got = deltalake.QueryBuilder().register(
                "odd", deltalake.DeltaTable(path)).execute(
                f"select id from odd where {column} {sql} "
                f"cast('{value}' as {UNBOUNDED[column]})").read_all()
            got = sorted(got.column("id").to_pylist())
        else:
            got = ids(dataset.to_table(filter=where))
        if got != want:
            bad.append(("deltalake", value))
        test = getattr(polars.col(column), compare)(
            polars.lit(value, dtype=frame.schema[column]))
        if sorted(lazy.filter(test).collect()["id"].to_list()) != sorted(
            frame.filter(test)["id"].to_list()
        ):
            bad.append(("polars", value))
    return bad


for column in VALUES:
    for compare in ("__eq__", "__lt__", "__ge__"):
        bad = pushed_down(column, compare)
        check(not bad, f"{column}: {compare} loses no row", bad)
    null = polars.scan_delta(path).filter(polars.col(column).is_null())
    check(
        null.collect().height == raw.column(column).null_count,
        f"{column}: nulls are found",
    )

# Columns that come later.
path = os.path.join(LAKE, "grown")
sink(stream("grown", {"a": "bigint"}, {"a": "1"}), "--append")
sink(stream("grown", {"a": "bigint", "b": "text"}, {"a": "2", "b": '"x"'}),
     "--append")
check(
    sorted(arrow(path).to_pylist(), key=lambda r: r["a"])
    == [{"a": 1, "b": None}, {"a": 2, "b": "x"}],
    "a column that came later is null before",
    arrow(path),
)
check(arrow(path, version=0).column_names == ["a"], "and not in version 0")

# Others write into our table.
deltalake.write_deltalake(
    path, pyarrow.table({"a": [3], "b": ["theirs"]}), mode="append"
)
status = sink(stream("grown", {"a": "bigint", "b": "text"},
                     {"a": "4", "b": '"ours"'}), "--append")
check(status == 0, "we append after a version of deltalake", status)
check(
    sorted(arrow(path).column("a").to_pylist()) == [1, 2, 3, 4],
    "and all rows are there",
)
check(
    sorted(polars.scan_delta(path).collect()["b"].to_list(), key=str)
    == sorted([None, "x", "theirs", "ours"], key=str),
    "for polars as well",
)
deltalake.DeltaTable(path).optimize.compact()
check(
    sorted(arrow(path).column("a").to_pylist()) == [1, 2, 3, 4],
    "deltalake puts our files into one",
)
status = sink(stream("grown", {"a": "bigint", "b": "text"},
                     {"a": "4", "b": '"ours"'}), "--append")
check(status == 2, "a load that is in it by now is refused", status)
status = sink(stream("grown", {"a": "bigint", "b": "text"}, {"a": "5"}),
              "--append")
check(status == 0, "another is not", status)
check(
    sorted(arrow(path).column("a").to_pylist()) == [1, 2, 3, 4, 5],
    "and is added",
)
check(sink(stream("grown", {"z": "date"}, {"z": '"2024-01-02"'}),
           "-t", "grown") == 0, "a replace takes the place of all")
check(
    arrow(path).to_pylist() == [{"z": datetime.date(2024, 1, 2)}],
    "with columns of its own",
)

# We write into theirs.
path = os.path.join(LAKE, "theirs")
shutil.rmtree(path, ignore_errors=True)
UTC = datetime.timezone.utc
deltalake.write_deltalake(path, pyarrow.table({
    "n": pyarrow.array([1], pyarrow.int64()),
    "small": pyarrow.array([7], pyarrow.int16()),
    "at": pyarrow.array([datetime.datetime(2024, 1, 2, tzinfo=UTC)],
                        pyarrow.timestamp("us", "UTC")),
    "c": pyarrow.array([decimal.Decimal("1.50")], pyarrow.decimal128(10, 2)),
    "s": ["x"],
}))
columns = {"n": "bigint", "at": "timestamp", "s": "text", "new": "double",
           "c": ("decimal", {"precision": 10, "scale": 2})}
status = sink(stream("theirs", columns, {
    "n": "2", "at": '"2024-01-03T00:00:00Z"', "s": '"y"', "new": "0.5",
    "c": "2.25"}), "--append")
check(status == 0, "we append to a table of deltalake", status)
got = sorted(arrow(path).to_pylist(), key=lambda r: r["n"])
check(
    got == [
        {"n": 1, "small": 7, "at": datetime.datetime(2024, 1, 2, tzinfo=UTC),
         "c": decimal.Decimal("1.50"), "s": "x", "new": None},
        {"n": 2, "small": None,
         "at": datetime.datetime(2024, 1, 3, tzinfo=UTC),
         "c": decimal.Decimal("2.25"), "s": "y", "new": 0.5},
    ],
    "both have their rows, and the new column",
    got,
)
status = sink(stream("theirs", {"small": "bigint"}, {"small": "1"}),
              "--append")
check(status == 2, "a column of a type that is not ours is refused", status)

# A filter finds the rows of every column, whatever its values are.
wide = "\U0010ffff" * 20
extremes = {
    "d": ("decimal", {"precision": 38, "scale": 0}),
    "e": ("decimal", {"precision": 20, "scale": 20}),
    "u": "text",
}
row = {"d": "9" * 38, "e": "0." + "9" * 20, "u": json.dumps(wide + "x")}
low = {"d": "-" + "9" * 38, "e": "-0." + "9" * 20, "u": json.dumps(wide)}
status = sink(stream("extremes", extremes, row, low), "--append")
check(status == 0, "extreme values are loaded", status)
data = deltalake.DeltaTable(os.path.join(LAKE, "extremes")).to_pyarrow_dataset()
for column, value in (
    ("d", decimal.Decimal(0)),
    ("e", decimal.Decimal(0)),
    ("u", wide),
):
    got = data.to_table(filter=pyarrow.compute.field(column) > value)
    check(got.num_rows == 1, f"a filter on {column} finds the greater", got)
    got = data.to_table(filter=pyarrow.compute.field(column) <= value)
    check(got.num_rows == 1, "and the other one", got)
part = os.path.join(LAKE, "part")
shutil.rmtree(part, ignore_errors=True)
deltalake.write_deltalake(
    part, pyarrow.table({"a": [1], "p": ["x"]}), partition_by=["p"]
)
status = sink(stream("part", {"a": "bigint", "p": "text"}, {"a": "1"}),
              "--append")
check(status == 2, "partitioned tables are refused", status)
deltalake.DeltaTable(os.path.join(LAKE, "theirs")).create_checkpoint()
status = sink(stream("theirs", {"n": "bigint"}, {"n": "3"}), "--append")
check(status == 0, "a checkpoint beside a whole log is no matter", status)
check(arrow(path).num_rows == 3, "neither to them", arrow(path).num_rows)

# A checkpoint of ours, of which others read what the log does not say any more.
many = os.path.join(LAKE, "many")
for n in range(102):
    sink(stream("many", {"n": "bigint"}, {"n": str(n)}), "--append")
for entry in sorted(glob.glob(f"{many}/_delta_log/*.json"))[:99]:
    os.remove(entry)
got = sorted(arrow(many).column("n").to_pylist())
check(got == list(range(102)), "deltalake goes on from our checkpoint", got)
got = sorted(polars.read_delta(many).get_column("n").to_list())
check(got == list(range(102)), "and polars", got)
part = glob.glob(f"{many}/_delta_log/*.checkpoint.parquet")[0]
got = pyarrow.parquet.read_table(part).to_pylist()
check(sum(r["add"] is not None for r in got) == 100, "Arrow reads it", got)
data = deltalake.DeltaTable(many).to_pyarrow_dataset()
got = data.to_table(filter=pyarrow.compute.field("n") == 5).num_rows
check(got == 1, "it has the files' statistics", got)
deltalake.DeltaTable(many).create_checkpoint()
status = sink(stream("many", {"n": "bigint"}, {"n": "500"}), "--append")
check(status == 0 and arrow(many).num_rows == 103, "each goes on from both")
done(at_once=True)
