"""Make the tables of nested records as Parquet with DuckDB, as fast as it can.

	parquet.py RECORDS SCHEMA.json THREADS OUT

The schema, which a first run without it infers and stores, is given to DuckDB
as one written by hand would be.  Prints the seconds taken and the bytes made.
"""

import json
import os
import sys
import time

import duckdb

records, schema, threads, out = sys.argv[1:5]
con = duckdb.connect()
con.execute(f"set threads={threads}")
con.execute("set preserve_insertion_order=true")
con.execute("set TimeZone='UTC'")
options = "format='newline_delimited', maximum_object_size=268435456"


def quote(name):
    return '"' + name.replace('"', '""') + '"'


def infer():
    rows = con.execute(
        f"describe select * from read_json('{records}', {options},"
        " sample_size=-1, map_inference_threshold=30)"
    ).fetchall()
    return {row[0]: row[1] for row in rows if row[0] != "_table"}


class Tables:
    """The statements that take a record apart."""

    def __init__(self):
        self.copies = []

    def fields(self, kind, expr, name, scalars, lists):
        if kind.id == "struct":
            for field, child in kind.children:
                self.fields(child, f"{expr}.{quote(field)}",
                            f"{name}__{field}", scalars, lists)
        elif kind.id in ("list", "map"):
            lists.append((kind, expr, name))
        else:
            scalars.append((expr, name))

    def table(self, name, source, keys, parts):
        """A table of the rows of source: keys, and parts (type, expr, name)."""
        scalars, lists = [], []
        for kind, expr, part in parts:
            self.fields(kind, expr, part, scalars, lists)
        columns = ", ".join([quote(k) for k in keys] +
                            [f"{e} as {quote(n)}" for e, n in scalars])
        self.copies.append((name, f"select {columns} from {source}"))
        for kind, expr, part in lists:
            self.child(f"{name}__{part}", source, keys, kind, expr, part)

    def child(self, name, source, keys, kind, expr, part):
        held = ", ".join(quote(k) for k in keys)
        if kind.id == "map":
            inner = (f"(select {held}, unnest(map_entries({expr})) as e"
                     f" from {source})")
            value = dict(kind.children)["value"]
            key = dict(kind.children)["key"]
            self.table(name, inner, keys, [(key, "e.key", "key"),
                                           (value, "e.value", "value")])
            return
        idx = f"{part.split('__')[-1]}_idx"
        inner = (f"(select {held}, unnest({expr}) as e,"
                 f" generate_subscripts({expr}, 1) - 1 as {quote(idx)}"
                 f" from {source})")
        child = kind.children[0][1]
        part = "" if child.id == "struct" else "value"
        parts = ([(c, f"e.{quote(f)}", f) for f, c in child.children]
                 if child.id == "struct" else [(child, "e", part)])
        self.table(name, inner, [*keys, idx], parts)


if not os.path.exists(schema):
    with open(schema, "w") as f:
        json.dump(infer(), f)
with open(schema) as f:
    columns = json.load(f)

listed = ", ".join(f"{quote(k)}: '{v}'" for k, v in columns.items())
began = time.monotonic()
con.execute(f"create temp table raw as select * from read_json('{records}',"
            f" {options}, columns={{{listed}}})")
read = time.monotonic()
tables = Tables()
parts = [(kind, quote(name), name) for name, kind in
         zip(con.table("raw").columns, con.table("raw").types)
         if name != "id"]
# The key is named so in all the tables.
tables.table("transcripts", '(select *, id as "transcript_id" from raw)',
             ["transcript_id"], parts)
os.makedirs(out, exist_ok=True)
for name, select in tables.copies:
    con.execute(f"copy ({select}) to '{out}/{name}.parquet'"
                " (format parquet, codec zstd)")
took = time.monotonic() - began
made = sum(os.path.getsize(os.path.join(out, f)) for f in os.listdir(out))
print(f"{took:.2f} {made} {len(tables.copies)} {read - began:.2f}")
