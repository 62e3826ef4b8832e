"""Delta and Iceberg tables of others, read by aai-show --json.

deltalake and PyIceberg make tables, and add, replace, delete and compact their
rows; after each step aai-show gives the rows that are there then, and no
others.  What it does not read it refuses by its name.
"""

import datetime
import glob
import os
import shutil

from shown import ROWS, columns, compare, rows, show
from tap import check, done, skip

WORK = os.path.join(os.environ["WORK"], "show-lake")

try:
    import pyarrow as pa
except ImportError as why:
    skip("tables with versions of others", str(why))
    done()


def arrow():
    data = columns()
    types = {
        "never": pa.string(),
        "at": pa.timestamp("us", "UTC"),
        "amount": pa.decimal128(9, 2),
        "wide": pa.decimal128(38, 10),
    }
    return pa.table({k: pa.array(v, types.get(k)) for k, v in data.items()})


def sees(title, path, table, name):
    """Its rows are the Arrow table's, in whatever order; name is a key."""
    table = table.sort_by(name)
    compare(title, path, table.to_pydict(), name)


def refused(title, path, text):
    status, out, err = show(path, "--json")
    check(
        status == 6 and text in err and err.count("\n") == 1 and not out,
        title, f"{status}: {err}",
    )


def with_deltalake():
    import deltalake as dl

    path = os.path.join(WORK, "delta", "t")
    first = arrow()
    half = first.slice(0, ROWS // 2)

    dl.write_deltalake(path, half)
    sees("deltalake, a table", path, half, "id")
    dl.write_deltalake(path, first.slice(ROWS // 2), mode="append")
    sees("deltalake, rows added", path, first, "id")
    table = dl.DeltaTable(path)
    table.delete("id % 3 = 0")
    sees("deltalake, rows deleted", path, table.to_pyarrow_table(), "id")
    table.update(predicate="id = 1", updates={"word": "'changed'"})
    sees("deltalake, a row updated", path, table.to_pyarrow_table(), "id")
    table.optimize.compact()
    sees("deltalake, files compacted", path, table.to_pyarrow_table(), "id")
    table.vacuum(0, dry_run=False, enforce_retention_duration=False)
    sees("deltalake, dead files cleared away", path, table.to_pyarrow_table(),
         "id")
    more = pa.table({"id": [ROWS + 1], "late": ["x"]})
    dl.write_deltalake(path, more, mode="append", schema_mode="merge")
    table = dl.DeltaTable(path)
    sees("deltalake, a column added", path, table.to_pyarrow_table(), "id")
    status, out, _ = show(path, "-l")
    check(
        status == 0
        and f", Delta version {table.version()}\n" in out
        and f"t: {table.to_pyarrow_table().num_rows} rows" in out,
        "deltalake, its version and rows are told", out,
    )
    dl.write_deltalake(path, half, mode="overwrite", schema_mode="overwrite")
    sees("deltalake, all rows replaced", path, half, "id")
    table = dl.DeltaTable(path)
    table.restore(table.version() - 1)
    last = table.to_pyarrow_table()
    sees("deltalake, an earlier version restored", path, last, "id")
    status, out, _ = show(os.path.dirname(path), "-s")
    check(status == 0 and len(out.splitlines()) == 3,
          "deltalake, a folder of tables", out)

    # A checkpoint beside the whole log, and one instead of its start.
    table = dl.DeltaTable(path)
    table.create_checkpoint()
    sees("deltalake, a checkpoint beside the log", path, last, "id")
    for entry in sorted(glob.glob(f"{path}/_delta_log/*.json"))[:-1]:
        os.remove(entry)
    sees("deltalake, a log that goes on from a checkpoint", path, last, "id")

    path = os.path.join(WORK, "delta", "parts")
    dl.write_deltalake(path, half, partition_by=["truth"])
    sees("deltalake, partitions", path, half, "id")
    path = os.path.join(WORK, "delta", "naive")
    naive = pa.table({"at": pa.array([datetime.datetime(2026, 5, 4)])})
    dl.write_deltalake(path, naive)
    sees("deltalake, times without a zone", path, naive, "at")


def with_pyiceberg():
    from pyiceberg.catalog.sql import SqlCatalog
    from pyiceberg.types import StringType

    base = os.path.join(WORK, "iceberg")
    os.makedirs(base)
    catalog = SqlCatalog(
        "c", uri=f"sqlite:///{base}/c.db", warehouse=f"file://{base}"
    )
    catalog.create_namespace("n")
    first = arrow()
    half = first.slice(0, ROWS // 2)
    folder = os.path.join(base, "db", "t")
    table = catalog.create_table("n.t", first.schema, location=f"file://{folder}")
    table.append(half)
    refused("PyIceberg, a table that a catalog keeps", folder, "catalog")

    # What the Hadoop catalog would call the version, beside the other's name.
    seen = 0

    def take_over(title):
        nonlocal seen
        seen += 1
        for old in glob.glob(f"{folder}/metadata/v*.metadata.json"):
            os.remove(old)
        at = table.refresh().metadata_location[len("file://"):]
        shutil.copy(at, f"{folder}/metadata/v{seen}.metadata.json")
        sees(f"PyIceberg, {title}", folder, table.scan().to_arrow(), "id")

    take_over("a table")
    table.append(first.slice(ROWS // 2))
    take_over("rows added")
    table.delete("id < 1000")
    take_over("rows deleted")
    with table.update_schema() as update:
        update.add_column("late", StringType())
    table.append(
        pa.table({"id": [ROWS + 1], "late": ["x"]}).cast(
            pa.schema([("id", pa.int64()), ("late", pa.string())]))
    )
    take_over("a column added")
    status, out, _ = show(folder, "-l")
    check(
        status == 0 and f", Iceberg version {seen}\n" in out,
        "PyIceberg, its version is told", out,
    )
    table.overwrite(half.append_column("late", pa.nulls(len(half), pa.string())))
    take_over("all rows replaced")
    with table.update_schema() as update:
        update.rename_column("word", "term")
    take_over("a column renamed")
    with table.update_schema() as update:
        update.delete_column("one")
        update.rename_column("unique", "one")
    take_over("a column that has a dropped one's name")
    nested(catalog, base)
    with table.update_spec() as update:
        update.add_identity("truth")
    more = table.scan().to_arrow()
    more = more.set_column(
        0, "id", pa.array(range(5000, 5000 + len(more)), pa.int64()))
    table.append(more)
    take_over("partitions, which files have, too")


def nested(catalog, base):
    """What is within columns, renamed."""
    folder = os.path.join(base, "db", "deep")
    inner = pa.struct([("a", pa.int64()), ("b", pa.string())])
    data = pa.table({
        "id": [0, 1],
        "s": pa.array([{"a": 1, "b": "x"}, None], inner),
        "l": pa.array([[{"a": 2, "b": "y"}], []], pa.list_(inner)),
    })
    table = catalog.create_table("n.deep", data.schema,
                                 location=f"file://{folder}")
    table.append(data)
    with table.update_schema() as update:
        update.rename_column("s.a", "c")
        update.rename_column("s.b", "a")
        update.rename_column("l.element.b", "term")
        update.delete_column("l.element.a")
    shutil.copy(table.refresh().metadata_location[len("file://"):],
                f"{folder}/metadata/v1.metadata.json")
    compare("PyIceberg, what is within columns renamed", folder, {
        "id": [0, 1], "s": [{"c": 1, "a": "x"}, None],
        "l": [[{"term": "y"}], []],
    }, "id")


def main():
    shutil.rmtree(WORK, ignore_errors=True)
    os.makedirs(WORK)
    for writer in (with_deltalake, with_pyiceberg):
        try:
            writer()
        except ImportError as e:
            skip(writer.__name__[5:], str(e))
    # deltalake's threads may abort when Python ends.
    done(at_once=True)


main()
