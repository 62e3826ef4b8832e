"""Members whose names become the same have columns of their own in all loads.

    paths.py COUNT SEED schemas|files|databases

For COUNT random streams of records, whose members and lists have names that
become the same ones, split into loads anywhere, into each sink that can be
tried: no column has values of two members, no member's values are in two
columns, and none is missing; or the load is refused and what was there stays.
With the schema of all loads so far none is refused.  Schemas of parts, merged
in any order, are that of all records, in any order.
"""
import collections
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys

FAMILIES = [
    ["userId", "user_id", "UserId", "USER_ID", "user-id", "user id"],
    ["a", "A", "_a", "a_"], ["a__b", "a.b", "a..b", "A__B"],
    ["né", "Né"], ["value", "Value"], ["id_", "ID"],
]
LISTS = [["foo", "Foo", "FOO", "foo[]"], ["w", "W", "w_"]]
KEYS = ["foo_idx", "fooIdx", "w_idx", "r_id", "foo__w_idx"]


def run(*args, data=b""):
    p = subprocess.run(args, input=data, capture_output=True)
    return p.returncode, p.stdout, p.stderr.decode("utf8", "replace")


class Maker:
    """Records, each value of which says where it is."""

    def __init__(self, rng):
        self.rng = rng
        self.names = [rng.choice(f) for f in FAMILIES for _ in range(2)]
        self.lists = [rng.choice(f) for f in LISTS for _ in range(2)]
        self.keys = rng.sample(KEYS, 2)
        self.number = 0
        self.values = {}

    def leaf(self, path):
        self.number += 1
        text = "%s #%d" % (json.dumps(path), self.number)
        self.values[text] = path
        return text

    def members(self, path, depth, names):
        out = {}
        for name in self.rng.sample(names, self.rng.randrange(len(names))):
            here = path + [name]
            kind = self.rng.randrange(8)
            if kind == 0:
                out[name] = None
            elif kind == 1 and depth < 2:
                out[name] = self.members(here, depth + 1, self.names)
            else:
                out[name] = self.leaf(here)
        for name in self.lists if depth < 2 else []:
            if self.rng.randrange(3) == 0:
                out[name] = [self.item(path + [name, "[]"], depth + 1)
                             for _ in range(self.rng.randrange(1, 3))]
        return out

    def item(self, path, depth):
        if self.rng.randrange(3) == 0:
            return self.leaf(path)
        return self.members(path, depth, self.names[:6] + self.keys)

    def record(self, number):
        r = {"id": number}
        r.update(self.members([], 0, self.names))
        return r


def ndjson(records):
    return "".join(json.dumps(r) + "\n" for r in records).encode()


def leaves(x):
    if isinstance(x, dict):
        return [v for y in x.values() for v in leaves(y)]
    if isinstance(x, list):
        return [v for y in x for v in leaves(y)]
    return [x] if isinstance(x, str) else []


def flatten(records, *options):
    rc, out, err = run("aai-flatten", "--api", "none", "-t", "r", "-k", "id",
                       "-q", *options, data=ndjson(records))
    assert rc == 0, err
    return out


def load(kind, rows, place):
    """The status and the message of the sink, or the database's."""
    if kind not in ("sqlite", "duckdb"):
        rc, _, err = run("aai-sink-" + kind, "-q", "-o", place, "--append",
                         data=rows)
        return rc, err
    rc, script, err = run("aai-sink-sql", "-q", "-d", kind, data=rows)
    if rc == 0:
        program = "sqlite3" if kind == "sqlite" else "duckdb"
        rc, out, err = run(program, place, data=script)
    return rc, err


def tables(kind, place):
    """Of each table the rows, as dicts."""
    if kind == "sqlite":
        c = sqlite3.connect(place)
        names = [x[0] for x in c.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table'")]
        for name in names:
            columns = [x[1] for x in c.execute(
                'PRAGMA table_info("%s")' % name)]
            yield name, [dict(zip(columns, x)) for x in c.execute(
                'SELECT * FROM "%s"' % name)]
    elif kind == "duckdb":
        rc, out, err = run("duckdb", "-json", place, "SELECT table_name FROM "
                           "information_schema.tables")
        for x in json.loads(out or b"[]"):
            name = x["table_name"]
            rc, out, err = run("duckdb", "-json", place,
                               'SELECT * FROM "%s"' % name)
            assert rc == 0, err
            yield name, json.loads(out.strip() or b"[]")
    elif os.path.isdir(place):
        for name in sorted(os.listdir(place)):
            if name[0] in "._" or not os.path.isdir(place + "/" + name):
                continue
            rc, out, err = run("aai-show", "--json", place + "/" + name)
            assert rc == 0, err
            rows = [json.loads(x) for x in out.decode().split("\n") if x]
            yield name, [r for r in rows if "_columns" not in r]


def look(kind, place, want, values):
    """What is wrong with the tables, or None."""
    where, got = collections.defaultdict(set), collections.Counter()
    columns = collections.defaultdict(set)
    for table, rows in tables(kind, place):
        if table.startswith("_aai"):
            continue
        for row in rows:
            for name, v in row.items():
                if not isinstance(v, str) or " #" not in v:
                    continue
                path = tuple(values[v])
                got[v] += 1
                columns[table, name].add(path)
                where[path].add((table, name))
    for at, paths in columns.items():
        if len(paths) > 1:
            return "column %s has %s" % (at, sorted(paths))
    for path, at in where.items():
        if len(at) > 1:
            return "%s is in %s" % (path, sorted(at))
    if got != collections.Counter(want):
        return "missing: %s; more: %s" % (
            sorted(set(want) - set(got))[:3], sorted(set(got) - set(want))[:3])
    return None


def check(kind, loads, maker, place, schemas):
    want, schema = [], place + ".schema"
    options = []
    for part in loads:
        if schemas:
            text = flatten(part, "--infer", *options)
            with open(schema, "wb") as f:
                f.write(text)
            options = ["--schema", schema]
        rc, err = load(kind, flatten(part, *options), place)
        if rc == 0:
            want += leaves(part)
        elif schemas or kind not in ("sqlite", "duckdb"):
            return "refused: " + err
        elif "_aai_columns" not in err:
            return "refused without a reason: " + err
    return look(kind, place, want, maker.values) if want else None


def normal(schema):
    """A schema's tables and columns in an order of their own."""
    lines = [json.loads(x) for x in schema.decode().split("\n") if x]
    for x in lines:
        x["_columns"].sort(key=lambda c: c["name"])
    return sorted(json.dumps(x, sort_keys=True) for x in lines)


def merge(parts):
    options = []
    for i, part in enumerate(parts):
        with open("schema%d" % i, "wb") as f:
            f.write(part)
        options += ["--schema", "schema%d" % i]
    return flatten([], "--infer", *options)


def check_schemas(loads, rng):
    """What is wrong with the schemas of the loads, or None."""
    records = [r for part in loads for r in part]
    whole = flatten(records, "--infer")
    rng.shuffle(records)
    if normal(flatten(records, "--infer")) != normal(whole):
        return "the schema depends on the order of records"
    parts = [flatten(part, "--infer") for part in loads]
    rng.shuffle(parts)
    if normal(merge(parts)) != normal(whole):
        return "merged schemas are another one"
    if normal(merge([merge(parts[:2])] + parts[2:])) != normal(whole):
        return "schemas merged by two are another one"
    return None


def sinks(what):
    if what == "files":
        return ["csv", "parquet", "delta", "iceberg"]
    return [k for k, p in (("sqlite", "sqlite3"), ("duckdb", "duckdb"))
            if shutil.which(p)] if what == "databases" else []


def main():
    count, seed = int(sys.argv[1]), int(sys.argv[2])
    rng = random.Random(seed)
    kinds = sinks(sys.argv[3])
    kinds = ["csv", "parquet", "delta", "iceberg"]
    failed = 0
    for number in range(count):
        maker = Maker(rng)
        records = [maker.record(i) for i in range(rng.randrange(2, 7))]
        cuts = sorted(rng.sample(range(1, len(records)),
                                 rng.randrange(1, min(3, len(records)))))
        loads = [records[a:b] for a, b in zip([0] + cuts,
                                              cuts + [len(records)])]
        if sys.argv[3] == "schemas":
            wrong = check_schemas(loads, rng)
            if wrong:
                failed += 1
                print("%d: %s\n  %s" % (number, wrong, json.dumps(loads)))
        for kind in kinds if count > 50 else rng.sample(
                kinds, min(2, len(kinds))):
            schemas = rng.randrange(2) == 1
            place = "place" + (".db" if kind in ("sqlite", "duckdb") else "")
            wrong = check(kind, loads, maker, place, schemas)
            if wrong:
                failed += 1
                print("%d, %s%s: %s\n  %s" % (
                    number, kind, ", with schemas" if schemas else "", wrong,
                    json.dumps(loads)))
            for p in (place, place + ".wal", place + ".schema"):
                shutil.rmtree(p, True)
                if os.path.exists(p):
                    os.remove(p)
    print("%d streams, %d wrong" % (count, failed))
    return failed > 0


sys.exit(main())
