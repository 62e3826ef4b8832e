"""Values that come in several loads are those that come in one.

    values.py COUNT SEED

For COUNT pairs of kinds of values (0: all), in any order and split into loads
anywhere, into each sink that can be tried: what is read back is what one load
gives, or the load is refused and what was there stays.
"""
import datetime
import decimal
import itertools
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys

D = decimal.Decimal
decimal.getcontext().prec = 80
KINDS = [
    "null", "true", "false", "0", "1", "-1", "-0", "-0.0", "9007199254740992",
    "9007199254740993", "-9007199254740993", "-9223372036854775808",
    "9223372036854775808", "1e22", "1.5", "-0.1", "0.30000000000000004",
    "3.14159265358979323846", "123456789012345678901234567890.5", "1e300",
    "1e-300", "1234567890123456789012345678901234567890",
    '"2026-01-02"', '"2026-01-02T03:04:05Z"',
    '"2026-01-02T03:04:05.000001+02:00"', '"text"', '""', '"1.5"', '"true"',
]


def run(*args, data=b""):
    p = subprocess.run(args, input=data, capture_output=True)
    return p.returncode, p.stdout, p.stderr.decode("utf8", "replace")


def flatten(records, *options):
    rc, rows, err = run("aai-flatten", "--api", "none", "-t", "r", "-k", "id",
                        "-q", *options, data="".join(records).encode())
    assert rc == 0, err
    return rows


def load(kind, records, place, options):
    """The sink's status."""
    rows = flatten(records, *options)
    if kind != "sqlite":
        return run("aai-sink-" + kind, "-q", "-o", place, "--append",
                   data=rows)[0]
    rc, script, err = run("aai-sink-sql", "-q", "-d", "sqlite", data=rows)
    return rc or run("sqlite3", place, data=script)[0]


def read(kind, place):
    """The values of column a, as text or None, by id."""
    if kind == "sqlite":
        c = sqlite3.connect(place)
        columns = [x[1] for x in c.execute("PRAGMA table_info(r)")]
        rows = [dict(zip(columns, x)) for x in c.execute("SELECT * FROM r")]
    else:
        table = place + "/r"
        rc, out, err = run("aai-show", "--json", table)
        assert rc == 0, err
        rows = [json.loads(x, parse_float=str, parse_int=str)
                for x in out.decode().split("\n") if x]
        rows = [r for r in rows if "_columns" not in r]
    return {str(r["id"]): r.get("a") for r in rows}


def same(v):
    """A value without its spelling."""
    if v is None or v == "":
        return v
    if v is True or v is False:
        return str(v).lower()
    text = repr(v) if isinstance(v, float) else str(v)
    try:
        d = D(text)
        if d.is_finite():
            return format(d.normalize() + 0, "e")
    except decimal.InvalidOperation:
        pass
    try:
        t = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
        if t.tzinfo is None:
            t = t.replace(tzinfo=datetime.timezone.utc)
        return t.astimezone(datetime.timezone.utc).isoformat()
    except ValueError:
        return text


def normal(kind, values):
    """Values to compare; SQLite has 1 and 0 for true and false."""
    values = {k: same(v) for k, v in values.items()}
    if kind == "sqlite":
        truth = {"true": same(1), "false": same(0)}
        values = {k: truth.get(v, v) for k, v in values.items()}
    return values


def check(kind, loads, number, options):
    place = "place%d" % number + (".db" if kind == "sqlite" else "")
    one, got, wrong = "one" + place, {}, None
    records = [r for l in loads for r in l]
    expected = {}
    for l in loads:
        rc = load(kind, l, place, options(place))
        if rc == 0:
            expected.update({str(json.loads(r)["id"]): r for r in l})
    assert load(kind, records, one, []) == 0
    whole = read(kind, one)
    got = read(kind, place) if expected else {}
    want = {k: whole[k] for k in expected}
    if normal(kind, want) != normal(kind, got):
        wrong = "%s: %s: %s, not %s" % (kind, loads, got, want)
    for p in (place, one):
        shutil.rmtree(p, True)
        if os.path.exists(p):
            os.remove(p)
    return wrong


def main():
    count, seed = int(sys.argv[1]), int(sys.argv[2])
    rng = random.Random(seed)
    pairs = list(itertools.product(KINDS, KINDS))
    if count:
        pairs = rng.sample(pairs, count)
    kinds = ["csv", "parquet", "delta", "iceberg"]
    if shutil.which("sqlite3"):
        kinds.append("sqlite")
    failed = 0
    for number, pair in enumerate(pairs):
        values = list(pair)
        if rng.randrange(3) == 0:
            values.insert(rng.randrange(3), rng.choice(KINDS))
        records = ['{"id":%d,"a":%s}\n' % (i, v) for i, v in enumerate(values)]
        cut = rng.randrange(1, len(records))
        loads = [records[:cut], records[cut:]]
        if len(records) == 3 and rng.randrange(2):
            loads = [[r] for r in records]
        for kind in kinds if not count else rng.sample(kinds, 2):
            schema = kind in ("csv", "parquet") and rng.randrange(2)

            def options(place, schema=schema):
                file = place + "/_aai_schema.ndjson"
                return ["--schema", file] if schema and os.path.exists(
                    file) else []
            wrong = check(kind, loads, number, options)
            if wrong:
                failed += 1
                print(wrong)
    print("%d pairs, %d wrong" % (len(pairs), failed))
    return failed > 0


sys.exit(main())
