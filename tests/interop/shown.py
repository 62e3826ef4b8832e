"""What aai-show gives back, beside Python values: for the tests of files and of
tables of others.
"""

import datetime
import decimal
import json
import math
import random
import subprocess
import uuid

from tap import check

UTC = datetime.timezone.utc
ROWS = 3000


def maybe(r, value):
    return None if r.random() < 0.2 else value


def columns():
    """Columns of plain Python values, by name: the same for every writer."""
    r = random.Random(7)
    words = ["", "a", "naïve", "日本語", 'quo"ted', "two\nlines", "x" * 300]
    day = datetime.date(1970, 1, 1)
    moment = datetime.datetime(2026, 5, 4, tzinfo=UTC)
    return {
        "id": list(range(ROWS)),
        "one": ["same"] * ROWS,
        "never": [None] * ROWS,
        "word": [maybe(r, r.choice(words)) for _ in range(ROWS)],
        "unique": [f"prefix {i:09d}" for i in range(ROWS)],
        "truth": [maybe(r, r.random() < 0.5) for _ in range(ROWS)],
        "big": [maybe(r, r.randint(-2**63, 2**63 - 1)) for _ in range(ROWS)],
        "x": [maybe(r, r.uniform(-1e9, 1e9)) for _ in range(ROWS)],
        "amount": [
            maybe(r, decimal.Decimal(r.randint(-10**8, 10**8)).scaleb(-2))
            for _ in range(ROWS)
        ],
        "wide": [
            maybe(r, decimal.Decimal(r.randint(-10**29, 10**29)).scaleb(-10))
            for _ in range(ROWS)
        ],
        "day": [
            maybe(r, day + datetime.timedelta(r.randint(-99999, 99999)))
            for _ in range(ROWS)
        ],
        "at": [
            maybe(r, moment + datetime.timedelta(microseconds=r.randint(
                -10**15, 10**15)))
            for _ in range(ROWS)
        ],
    }


def same(want, got):
    """Whether a JSON value is the Python value; floats and times by value."""
    if want is None or got is None:
        return want is None and got is None
    if isinstance(want, bool):
        return got is want
    if isinstance(want, (int, decimal.Decimal)):
        return isinstance(got, decimal.Decimal) and got == want
    if isinstance(want, float):
        if not math.isfinite(want):
            return float(got) == want or math.isnan(want) and got == "NaN"
        return isinstance(got, decimal.Decimal) and float(got) == want
    if isinstance(want, datetime.datetime):
        if want.tzinfo is None:
            want = want.replace(tzinfo=UTC)
        return datetime.datetime.fromisoformat(got.replace("Z", "+00:00")) == want
    if isinstance(want, datetime.date):
        return got == want.isoformat()
    if isinstance(want, datetime.time):
        return got == want.isoformat()
    if isinstance(want, uuid.UUID):
        return got == str(want)
    return got == want


def show(path, *options):
    p = subprocess.run(
        ["aai-show", *options, path], capture_output=True, check=False
    )
    return p.returncode, p.stdout.decode(), p.stderr.decode()


def rows(path):
    status, out, err = show(path, "--json")
    if status != 0:
        raise ValueError(err)
    lines = [
        json.loads(line, parse_int=decimal.Decimal, parse_float=decimal.Decimal)
        for line in out.splitlines()
    ]
    data = [line for line in lines if "_columns" not in line]
    return {c["name"]: c["type"] for c in lines[0]["_columns"]}, data


def compare(title, path, want, order=None):
    """Whether the file or table has these columns of values; order: in that
    of a column."""
    try:
        types, got = rows(path)
    except ValueError as e:
        return check(False, title, e)
    if order is not None:
        got.sort(key=lambda row: row[order])
    if set(types) != set(want):
        return check(False, title, f"columns {sorted(types)}")
    n = len(next(iter(want.values())))
    if len(got) != n:
        return check(False, title, f"{len(got)} rows, not {n}")
    for name, values in want.items():
        for i, value in enumerate(values):
            if not same(value, got[i].get(name)):
                return check(
                    False, title,
                    f"row {i}, {name}: {got[i].get(name)!r}, not {value!r}",
                )
    return check(True, title)
