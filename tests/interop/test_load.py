"""Every table of the load, value by value, through each reader."""

import csv
import datetime
import decimal
import glob
import json
import os

from tap import check, done, skip

WORK = os.environ["WORK"]
PARQUET = os.path.join(WORK, "parquet")
CSV = os.path.join(WORK, "csv")
UTC = datetime.timezone.utc


def instant(text):
    """An ISO 8601 text as an aware time; zone-less is UTC."""
    t = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    return t.astimezone(UTC) if t.tzinfo else t.replace(tzinfo=UTC)


def same(want, got):
    """Whether a typed value is what the source said."""
    if want is None or got is None:
        return want is None and got is None
    kind, text = want
    if kind == "j":
        return json.loads(text, parse_float=str, parse_int=str) == json.loads(
            got, parse_float=str, parse_int=str
        )
    if isinstance(got, bool):
        return text == ("true" if got else "false")
    if isinstance(got, int):
        return kind == "n" and decimal.Decimal(text) == got
    if isinstance(got, float):
        return kind == "n" and float(text) == got
    if isinstance(got, decimal.Decimal):
        return kind == "n" and decimal.Decimal(text) == got
    if isinstance(got, datetime.datetime):
        if got.tzinfo is None:
            got = got.replace(tzinfo=UTC)
        return kind == "s" and instant(text) == got
    if isinstance(got, datetime.date):
        return kind == "s" and text == got.isoformat()
    return text == got


def same_csv(want, got):
    """Whether a CSV field is what the source said; None is the bare field."""
    if want is None or got is None:
        return want is None and got is None
    kind, text = want
    if kind == "j":
        return same(want, got)
    if text == got:
        return True
    if kind != "s" or not got.endswith("Z"):
        return False
    try:
        return instant(text) == instant(got)
    except ValueError:
        return False


def settle(want, got):
    """Give names that met in the source (NAME~) the tags they have got."""
    if not any(name.endswith("~") for name in want):
        return want
    out = {}
    for name, value in want.items():
        tags = [
            g for g in got
            if g.startswith(name.rstrip("~") + "_") and g not in want
            and g not in out
        ]
        out[tags[0] if name.endswith("~") and tags else name] = value
    return out


def compare(title, want_rows, got_rows, equal):
    """Rows in order; a column that nobody expected must be null."""
    if len(want_rows) != len(got_rows):
        check(False, title, f"{len(got_rows)} rows, not {len(want_rows)}")
        return
    for i, (want, got) in enumerate(zip(want_rows, got_rows)):
        want = settle(want, got)
        missing = set(want) - set(got)
        if missing:
            check(False, title, f"row {i}: no column {missing}")
            return
        for name, value in got.items():
            if not equal(want.get(name), value):
                check(
                    False, title,
                    f"row {i}, {name}: {value!r}, not {want.get(name)!r}",
                )
                return
    check(True, title)


def with_duckdb(path):
    import duckdb

    db = duckdb.connect()
    db.execute("SET TimeZone = 'UTC'")
    return db.execute(f"SELECT * FROM read_parquet('{path}')").fetchall(), [
        d[0] for d in db.description
    ]


def with_pyarrow(path):
    import pyarrow.parquet

    table = pyarrow.parquet.ParquetFile(
        path, page_checksum_verification=True
    ).read()
    return list(zip(*(c.to_pylist() for c in table.columns))), table.column_names


def with_polars(path):
    import polars

    frame = polars.read_parquet(path)
    return frame.rows(), frame.columns


def fields(path):
    """The rows of a CSV file, telling the bare empty field from \"\"."""
    with open(path, encoding="utf-8", newline="") as f:
        text = f.read()
    rows, row, at = [], [], 0
    while at < len(text):
        if text[at] == '"':
            end = at + 1
            while True:
                end = text.index('"', end)
                if text[end + 1 : end + 2] != '"':
                    break
                end += 2
            row.append(text[at + 1 : end].replace('""', '"'))
            at = end + 1
        else:
            end = at
            while text[end] not in ",\n":
                end += 1
            row.append(text[at:end] or None)
            at = end
        if text[at] == "\n":
            rows.append(row)
            row = []
        at += 1
    return rows


def main():
    with open(os.path.join(WORK, "expected.json")) as f:
        expected = json.load(f)
    found = {
        os.path.basename(p)[: -len(".parquet")]
        for p in glob.glob(PARQUET + "/*.parquet")
    }
    check(
        set(expected) <= found, "every table is there",
        sorted(set(expected) - found),
    )
    for reader in (with_duckdb, with_pyarrow, with_polars):
        name = reader.__name__[5:]
        for table in sorted(found):
            title = f"{name} reads {table} as the API sent it"
            try:
                rows, columns = reader(f"{PARQUET}/{table}.parquet")
            except ImportError as e:
                skip(title, str(e))
                continue
            compare(
                title, expected.get(table, []),
                [dict(zip(columns, r)) for r in rows], same,
            )
    for table in sorted(found):
        path = f"{CSV}/{table}.csv"
        with open(path, encoding="utf-8", newline="") as f:
            plain = list(csv.reader(f))
        rows = fields(path)
        check(
            [[v or "" for v in r] for r in rows] == plain,
            f"Python's csv reads the fields of {table}",
        )
        compare(
            f"{table}.csv is as the API sent it", expected.get(table, []),
            [dict(zip(rows[0], r)) for r in rows[1:]], same_csv,
        )
    done()


main()
