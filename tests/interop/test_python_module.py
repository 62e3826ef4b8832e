"""The module that the wheel brings: each table as pandas, polars and rows have
the values that pyarrow reads."""

import importlib
import json
import os
import sys

from tap import check, done, skip

sys.path.insert(0, os.path.join(os.environ["ROOT"], "lib/packaging/python"))
sys.dont_write_bytecode = True

import aai  # noqa: E402

FOLDER = os.path.join(os.environ["WORK"], "parquet")


def there(name):
    try:
        return importlib.import_module(name)
    except ImportError:
        skip(name, f"there is no {name} here")
        return None


def same(value, text):
    """A row's value is the text, or what it is as JSON."""
    return value == text or (
        text is not None and value is not None and json.loads(text) == value)


def columns(table):
    """Of a pyarrow table: as Python's values, times as they are."""
    return {n: table.column(n).to_pylist() for n in table.column_names}


def main():
    pa = there("pyarrow")
    if pa is None:
        done()
    import pyarrow.parquet as pq

    pandas, polars = there("pandas"), there("polars")
    tables = aai.Tables(FOLDER)
    names = tables.names()
    files = [n for n in os.listdir(FOLDER) if n.endswith(".parquet")]
    check(sorted(names) == sorted(n[:-len(".parquet")] for n in files),
          "all tables are named", names)
    for name in names:
        want = pq.read_table(os.path.join(FOLDER, name + ".parquet"))
        rows = list(tables.rows(name))
        check(len(rows) == want.num_rows, f"{name}: rows", len(rows))
        texts = [n for n in want.column_names
                 if pa.types.is_string(want.schema.field(n).type)]
        check(all(same(r[n], text) for n in texts
                  for r, text in zip(rows, want.column(n).to_pylist())),
              f"{name}: texts of rows")
        if pandas is not None:
            frame = tables.pandas(name)
            check(list(frame.columns) == want.column_names and
                  frame.equals(want.to_pandas()), f"{name}: pandas")
        if polars is not None:
            got = columns(tables.polars(name).to_arrow())
            check(got == columns(want), f"{name}: polars")
    try:
        tables.query("SELECT * FROM no_such_table")
        check(False, "a wrong query is an error")
    except aai.Error as error:
        check(error.status == 2 and "no_such_table" in error.message,
              "a wrong query is an error", error)
    done()


main()
