"""Parquet files with every type, codec and encoding, through other readers.

Values and counts must be those that went in, and a reader that skips by
statistics, page indexes or Bloom filters must find what a full scan finds.
"""

import datetime
import decimal
import json
import math
import os
import random
import subprocess

from tap import check, done, skip

WORK = os.path.join(os.environ["WORK"], "types")
UTC = datetime.timezone.utc
ROWS = 30000
D = decimal.Decimal
decimal.getcontext().prec = 60

COLUMNS = [
    {"name": "id", "type": "text", "key": True},
    {"name": "idx", "type": "bigint", "key": True},
    {"name": "b", "type": "bool"},
    {"name": "big", "type": "bigint"},
    {"name": "few", "type": "bigint"},
    {"name": "rising", "type": "bigint"},
    {"name": "d", "type": "double"},
    {"name": "score", "type": "double"},
    {"name": "dec9", "type": "decimal", "precision": 9, "scale": 2},
    {"name": "dec18", "type": "decimal", "precision": 18, "scale": 5},
    {"name": "dec38", "type": "decimal", "precision": 38, "scale": 9},
    {"name": "day", "type": "date"},
    {"name": "at", "type": "timestamp"},
    {"name": "word", "type": "text"},
    {"name": "long", "type": "text"},
    {"name": "js", "type": "json"},
    {"name": "none", "type": "text"},
    {"name": "dot.ted 'n' \"q\"", "type": "text"},
    {"name": "日本", "type": "text"},
]
NAMES = [c["name"] for c in COLUMNS]


def values(rng, i):
    """One row's values, as Python has them; None is null."""
    epoch = datetime.datetime(1970, 1, 1, tzinfo=UTC)
    text = "".join(rng.choice("abc é日\U0001f600\\\"\n")
                   for _ in range(rng.randrange(200)))
    row = {
        "id": f"id-{i // 50:08d}",
        "idx": i % 50,
        "b": rng.random() < 0.5,
        "big": rng.randrange(-(2**63), 2**63),
        "few": rng.choice([-1, 0, 7, 2**40]),
        "rising": i * 3,
        "d": rng.choice([0.0, -0.0, 1e308, -5e-324, rng.gauss(0, 1e6)]),
        "score": round(rng.random(), 6),
        "dec9": D(rng.randrange(-999999999, 10**9)).scaleb(-2),
        "dec18": D(rng.randrange(-(10**18) + 1, 10**18)).scaleb(-5),
        "dec38": D(rng.randrange(-(10**38) + 1, 10**38)).scaleb(-9),
        "day": datetime.date(1, 1, 1)
        + datetime.timedelta(rng.randrange(3652059)),
        "at": epoch + datetime.timedelta(
            microseconds=rng.randrange(-(10**16), 10**16)),
        "word": rng.choice(["alpha", "beta", "gamma", "", "日本"]),
        "long": text,
        "js": json.dumps(rng.choice([{"a": [1, None]}, [], "s", True])),
        "none": None,
        "dot.ted 'n' \"q\"": str(i),
        "日本": "値" * (i % 3),
    }
    for name in NAMES[2:]:
        if rng.random() < 0.1 or (name == "word" and i > ROWS // 2):
            row[name] = None
    return row


def spelled(name, v):
    if isinstance(v, datetime.datetime):
        v = v.isoformat().replace("+00:00", "Z")
    elif isinstance(v, datetime.date):
        v = v.isoformat()
    if name == "js":
        return v
    if isinstance(v, D):
        return format(v, "f")
    return json.dumps(v, ensure_ascii=False)


def make_stream(rows):
    lines = [json.dumps({"_table": "t", "_columns": COLUMNS},
                        ensure_ascii=False, separators=(",", ":"))]
    for row in rows:
        members = ['"_table":"t"'] + [
            f"{json.dumps(k, ensure_ascii=False)}:{spelled(k, v)}"
            for k, v in row.items() if v is not None]
        lines.append("{" + ",".join(members) + "}")
    return ("\n".join(lines) + "\n").encode()


def write(stream, name, *options):
    out = os.path.join(WORK, name)
    got = subprocess.run(["aai-sink-parquet", "-o", out, "--verify", *options],
                         input=stream, stderr=subprocess.PIPE)
    if not check(got.returncode == 0, f"{name} is written and verified",
                 got.stderr.decode()):
        return None
    return os.path.join(out, "t.parquet")


def same(want, got):
    if isinstance(want, float) and isinstance(got, float):
        return want == got and math.copysign(1, want) == math.copysign(1, got)
    if isinstance(got, datetime.datetime) and got.tzinfo is None:
        got = got.replace(tzinfo=UTC)
    return want == got


def compare(rows, columns):
    """The first difference, or ""."""
    for name in NAMES:
        got = columns[name]
        if len(got) != len(rows):
            return f"{name}: {len(got)} rows"
        for i, row in enumerate(rows):
            if not same(row[name], got[i]):
                return f"{name}, row {i}: {row[name]!r} became {got[i]!r}"
    return ""


def with_duckdb(path):
    import duckdb

    con = duckdb.connect()
    con.execute("set TimeZone='UTC'")
    got = con.execute(f"select * from '{path}'").fetchall()
    return {n: [r[k] for r in got] for k, n in enumerate(NAMES)}


def with_pyarrow(path):
    import pyarrow.parquet as pq

    t = pq.read_table(path, page_checksum_verification=True)
    return {n: t.column(k).to_pylist() for k, n in enumerate(NAMES)}


def with_polars(path):
    import polars as pl

    t = pl.read_parquet(path)
    return {n: t[n].to_list() for n in NAMES}


def attempt(title, rows, read, path):
    try:
        got = read(path)
    except ImportError as e:
        return skip(title, e)
    except Exception as e:
        return check(False, title, repr(e))
    wrong = compare(rows, got)
    return check(wrong == "", title, wrong)


def fastparquet_counts(path, rows):
    try:
        import fastparquet
    except ImportError as e:
        return skip("fastparquet", e)
    wanted = ["id", "idx", "big", "few", "score", "word", "long"]
    try:
        t = fastparquet.ParquetFile(path).to_pandas(columns=wanted)
    except Exception as e:
        return check(False, "fastparquet reads it", repr(e))
    for name in wanted:
        got = [None if gone else v for v, gone in
               zip(t[name].astype(object), t[name].isna())]
        for row, v in zip(rows, got):
            if v is not None and name in ("idx", "big", "few"):
                v = int(v)
            if row[name] != v:
                return check(False, "fastparquet reads it",
                             f"{name}: {row[name]!r} became {v!r}")
    return check(len(t) == len(rows), "fastparquet reads it", len(t))


FILTERS = [
    ("big", ">", 2**62), ("few", "=", 7), ("rising", "=", 30000),
    ("rising", "<", 100), ("d", ">", 0.0), ("d", "<", 0.0), ("d", "=", 0.0),
    ("d", ">", 1e307), ("score", "=", 0.5), ("word", "=", "gamma"),
    ("word", "=", "delta"), ("word", ">", "gamma"), ("long", "<", "a"),
    ("id", "=", "id-00000123"), ("dot.ted 'n' \"q\"", "=", "777"),
    ("日本", "=", "値値"), ("b", "=", True),
]


def holds(v, op, x):
    if v is None:
        return False
    if isinstance(v, str):
        v, x = v.encode(), x.encode()
    return v > x if op == ">" else v < x if op == "<" else v == x


def pushed_down(name, path, rows):
    """Each reader's filtered count is that of a full scan."""
    wants = [sum(holds(r[c], op, x) for r in rows) for c, op, x in FILTERS]
    try:
        import duckdb
        import polars as pl
        import pyarrow.parquet as pq
    except ImportError as e:
        return skip(f"{name}: filters", e)
    for (c, op, x), want in zip(FILTERS, wants):
        quoted = c.replace('"', '""')
        got = duckdb.execute(
            f"select count(*) from '{path}' where \"{quoted}\" {op} ?",
            [x]).fetchone()[0]
        col = pl.col(c)
        e = col > x if op == ">" else col < x if op == "<" else col == x
        by_polars = pl.scan_parquet(path).filter(e).collect().height
        by_arrow = want
        if "." not in c:  # pyarrow takes a dot for a path there
            by_arrow = pq.read_table(
                path, filters=[(c, "==" if op == "=" else op, x)]).num_rows
        check(got == want and by_polars == want and by_arrow == want,
              f"{name}: {c} {op} {x!r} finds what a full scan finds",
              f"want {want}, DuckDB {got}, polars {by_polars},"
              f" pyarrow {by_arrow}")


def described(path):
    """What only metadata say, as pyarrow reads them."""
    try:
        import pyarrow.parquet as pq
    except ImportError as e:
        return skip("metadata", e)
    m = pq.ParquetFile(path).metadata
    check(m.metadata.get(b"aai.key") == b'["id","idx"]',
          "the keys are in the key-value metadata", m.metadata)
    check(all([s.column_index for s in m.row_group(g).sorting_columns] ==
              [0, 1] for g in range(m.num_row_groups)),
          "row groups are marked as sorted by them")
    check(m.row_group(0).column(0).has_column_index and
          m.row_group(0).column(0).has_offset_index, "there is a page index")
    return check(m.created_by.startswith("aai version "),
                 "and who made it", m.created_by)


def bloomed(path, rows):
    try:
        import duckdb
    except ImportError as e:
        return skip("Bloom filters", e)
    misses = 0
    for i in range(0, ROWS, 997):
        got = duckdb.execute(
            f"select bool_or(not bloom_filter_excludes) from"
            f" parquet_bloom_probe('{path}', 'id', ?)",
            [rows[i]["id"]]).fetchone()[0]
        misses += not got
    check(misses == 0, "Bloom filters have what is there", misses)
    got = duckdb.execute(
        f"select count(*) filter (not bloom_filter_excludes), count(*) from"
        f" parquet_bloom_probe('{path}', 'id', 'not there')").fetchone()
    return check(got[0] < got[1], "and exclude what is not", got)


def main():
    rng = random.Random(11)
    rows = [values(rng, i) for i in range(ROWS)]
    stream = make_stream(rows)
    os.makedirs(WORK, exist_ok=True)
    combinations = [("zstd", "auto"), ("none", "auto"), ("snappy", "plain"),
                    ("gzip", "compact"), ("zstd", "compact"),
                    ("none", "compact"), ("none", "plain")]
    for codec, encoding in combinations:
        name = f"{codec}-{encoding}"
        path = write(stream, name, "-c", codec, "--encoding", encoding,
                     "--group-rows", "7001", "--bloom", "id",
                     "--bloom", "word", "--bloom", "big")
        if path is None:
            continue
        attempt(f"{name} in DuckDB", rows, with_duckdb, path)
        attempt(f"{name} in pyarrow", rows, with_pyarrow, path)
        attempt(f"{name} in polars", rows, with_polars, path)
        if encoding != "compact":
            fastparquet_counts(path, rows)
        pushed_down(name, path, rows)
        if name == "zstd-auto":
            described(path)
            bloomed(path, rows)
    whole = write(stream, "one-group")
    if whole is not None:
        attempt("one row group in DuckDB", rows, with_duckdb, whole)
        pushed_down("one row group", whole, rows)
    late = [b for b in stream.split(b"\n")]
    narrow = json.loads(late[0])
    narrow["_columns"] = narrow["_columns"][:2]
    first = [b'{"_table":"t","id":"early","idx":%d}' % i for i in range(100)]
    path = write(b"\n".join([json.dumps(narrow).encode()] + first + late),
                 "late", "--group-rows", "60")
    if path is not None:
        early = [dict.fromkeys(NAMES) | {"id": "early", "idx": i}
                 for i in range(100)]
        attempt("late columns in DuckDB", early + rows, with_duckdb, path)
        attempt("late columns in pyarrow", early + rows, with_pyarrow, path)
        attempt("late columns in polars", early + rows, with_polars, path)
    done()


main()
