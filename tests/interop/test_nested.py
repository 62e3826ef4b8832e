"""Lists, maps and structures of pyarrow, in random schemas, as aai-show --json
gives them back."""

import datetime
import decimal
import json
import math
import os
import random

import pyarrow as pa
import pyarrow.parquet as pq

from shown import show
from tap import check, done

WORK = os.path.join(os.environ["WORK"], "nested")
SEED = int(os.environ.get("SEED", "7"))
ROUNDS = int(os.environ.get("ROUNDS", "150"))

LEAVES = [
    (pa.int64(), lambda r: r.randint(-2**63, 2**63 - 1)),
    (pa.int8(), lambda r: r.randint(-128, 127)),
    (pa.uint32(), lambda r: r.randint(0, 2**32 - 1)),
    (pa.float64(), lambda r: r.choice([0.5, -1e300, math.inf, r.random()])),
    (pa.float32(), lambda r: r.randint(-1000, 1000) / 8),
    (pa.bool_(), lambda r: r.random() < 0.5),
    (pa.string(), lambda r: r.choice(["", "a", "é\n\"x\"", "same", "日" * 9])),
    (pa.decimal128(20, 3), lambda r: decimal.Decimal(
        r.randint(-10**20 + 1, 10**20 - 1)).scaleb(-3)),
    (pa.date32(), lambda r: datetime.date(1970, 1, 1)
        + datetime.timedelta(r.randint(-9999, 9999))),
    (pa.timestamp("us", "UTC"), lambda r: datetime.datetime(
        2026, 1, 1, tzinfo=datetime.timezone.utc)
        + datetime.timedelta(microseconds=r.randint(-10**15, 10**15))),
]


def make_type(r, depth):
    """A random type and what makes a value of it."""
    kind = r.random()
    if depth == 0 or kind < 0.25:
        type_, value = r.choice(LEAVES)
        return type_, value
    if kind < 0.55:
        return make_list(r, depth)
    if kind < 0.7:
        return make_map(r, depth)
    return make_struct(r, depth)


def make_list(r, depth):
    item, value = make_type(r, depth - 1)
    nullable = r.random() < 0.7
    null = 0.2 if nullable else 0
    longest = r.choice([1, 3, 40])
    make = r.choice([pa.list_, pa.large_list])
    return make(pa.field("item", item, nullable)), lambda r: [
        maybe(r, value, null) for _ in range(r.randint(0, longest))
    ]


def make_map(r, depth):
    key, a_key = r.choice(LEAVES)
    item, value = make_type(r, depth - 1)
    return pa.map_(key, item), lambda r: [
        (a_key(r), maybe(r, value, 0.2)) for _ in range(r.randint(0, 3))
    ]


def make_struct(r, depth):
    members = []
    for i in range(r.randint(1, 4)):
        type_, value = make_type(r, depth - 1)
        nullable = r.random() < 0.6
        members.append((f"m{i}", type_, nullable, value))
    return pa.struct([pa.field(n, t, ok) for n, t, ok, _ in members]), (
        lambda r: {
            n: maybe(r, value, 0.3 if ok else 0) for n, _, ok, value in members
        }
    )


def maybe(r, value, null):
    return None if r.random() < null else value(r)


def plain(value, type_):
    """The JSON value that is right."""
    if value is None:
        return None
    if pa.types.is_map(type_):
        return [
            {"key": plain(k, type_.key_type), "value": plain(v, type_.item_type)}
            for k, v in value
        ]
    if pa.types.is_list(type_) or pa.types.is_large_list(type_):
        return [plain(v, type_.value_type) for v in value]
    if pa.types.is_struct(type_):
        return {f.name: plain(value[f.name], f.type) for f in type_}
    if isinstance(value, float) and not math.isfinite(value):
        return "Infinity" if value > 0 else "-Infinity"
    if isinstance(value, datetime.datetime):
        text = value.strftime("%Y-%m-%dT%H:%M:%S")
        return text + (f".{value.microsecond:06d}Z" if value.microsecond else "Z")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, int) and not isinstance(value, bool):
        return decimal.Decimal(value)
    return value


def same(want, got):
    if isinstance(want, list) and isinstance(got, list):
        return len(want) == len(got) and all(map(same, want, got))
    if isinstance(want, dict) and isinstance(got, dict):
        return list(want) == list(got) and all(
            same(want[k], got[k]) for k in want)
    if isinstance(want, float):
        return isinstance(got, decimal.Decimal) and float(got) == want
    return type(want) is type(got) and want == got


def read(path):
    status, out, err = show(path, "--json")
    if status != 0:
        raise ValueError(err)
    lines = [
        json.loads(line, parse_int=decimal.Decimal, parse_float=decimal.Decimal)
        for line in out.splitlines()
    ]
    return [line for line in lines if "_columns" not in line]


def one(number):
    """Write a random table and read it back."""
    r = random.Random(f"{SEED}-{number}")
    types = [make_type(r, r.randint(0, 4)) for _ in range(r.randint(1, 4))]
    rows = r.choice([1, 7, 60, 400])
    null = r.choice([0, 0.2, 0.9])
    table = pa.table(
        [pa.array([maybe(r, v, null) for _ in range(rows)], t)
         for t, v in types],
        schema=pa.schema([
            pa.field(f"c{i}", t, null > 0) for i, (t, _) in enumerate(types)
        ]),
    )
    options = {
        "use_dictionary": r.random() < 0.5,
        "data_page_version": r.choice(["1.0", "2.0"]),
        "row_group_size": r.choice([5, 100, 1000]),
        "data_page_size": r.choice([20, 300, 1 << 20]),
        "write_batch_size": r.choice([1, 10, 1024]),
        "write_page_index": r.random() < 0.3,
        "compression": r.choice(["none", "snappy", "gzip"]),
        "use_compliant_nested_type": r.random() < 0.7,
        "version": r.choice(["1.0", "2.6"]),
    }
    path = f"{WORK}/{number}.parquet"
    pq.write_table(table, path, **options)
    title = f"{number}: {table.schema.to_string(show_field_metadata=False)!r}"
    wants = pq.read_table(path).to_pylist()
    try:
        got = read(path)
    except ValueError as e:
        return check(False, title, f"{e} {options}")
    if len(got) != len(wants):
        return check(False, title, f"{len(got)} rows, not {len(wants)}")
    for i, want in enumerate(wants):
        for field in table.schema:
            value = plain(want[field.name], field.type)
            if not same(value, got[i].get(field.name)):
                return check(
                    False, title, f"row {i}, {field.name}: "
                    f"{got[i].get(field.name)!r}, not {value!r}; {options}")
    os.unlink(path)
    return check(True, title)


def main():
    os.makedirs(WORK, exist_ok=True)
    for number in range(ROUNDS):
        one(number)
    done()


main()
