"""Filters over Delta tables of aai-sink-delta: whatever the values and the types
are, deltalake's dataset, which passes files over by their bounds, gives the rows
that a filter over all rows gives.
"""

import decimal
import json
import os
import random
import subprocess

from tap import check, done, skip

try:
    import deltalake
    import pyarrow as pa
    import pyarrow.compute as pc
except ImportError as why:
    skip("filters over Delta tables", str(why))
    done()

WORK = os.path.join(os.environ["WORK"], "delta-filters")
decimal.getcontext().prec = 80

LAST = "\U0010ffff"
WORDS = [
    "", "a", LAST * 20, LAST * 40 + "x", "é" * 40, "z" * 31, "z" * 32, "z" * 33,
    "\ud7ff" * 35, LAST, ("a" + LAST) * 20, "x\0y", "~" * 100, "\x7f" * 40, "B",
    "日本" * 30, '"', "\\", "\n" * 40,
]
DATES = ["0001-01-01", "9999-12-31", "1969-12-31", "1970-01-01", "2024-02-29"]
STAMPS = [
    "0001-01-01T00:00:00Z", "1969-12-31T23:59:59.999999Z",
    "1970-01-01T00:00:00Z", "2000-01-01T00:00:00.123456Z",
    "2024-02-29T12:00:00.000001Z", "2024-02-29T12:00:00.0009Z",
    "9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999999Z",
]
DECIMALS = [(38, 0), (38, 19), (38, 38), (18, 2), (19, 2), (9, 9), (5, 0)]
KINDS = ["text", "bigint", "double", "bool", "date", "timestamp"] + DECIMALS


def name_of(kind):
    return kind if isinstance(kind, str) else "d%d_%d" % kind


def declare(kind):
    if isinstance(kind, str):
        return {"name": kind, "type": kind}
    return {"name": name_of(kind), "type": "decimal", "precision": kind[0],
            "scale": kind[1]}


def value(r, kind):
    """A JSON text."""
    if kind == "text":
        return json.dumps(r.choice(WORDS) + r.choice(["", "q", LAST]))
    if kind == "bigint":
        return str(r.choice([-2**63, 2**63 - 1, r.randint(-9, 9)]))
    if kind == "double":
        return repr(r.choice([-0.0, 0.0, 1e308, -1e308, 5e-324, 0.1]))
    if kind == "bool":
        return r.choice(["true", "false"])
    if kind == "date":
        return json.dumps(r.choice(DATES))
    if kind == "timestamp":
        return json.dumps(r.choice(STAMPS))
    most = 10 ** kind[0] - 1
    digits = r.choice([most, -most, 0, 1, -1, r.randint(-most, most),
                       r.randint(-most, most) // 10 ** r.randrange(kind[0])])
    return format(decimal.Decimal(digits).scaleb(-kind[1]), "f")


def load(r, path, first, n):
    columns = [{"name": "id", "type": "bigint"}] + [declare(k) for k in KINDS]
    lines = [json.dumps({"_table": "t", "_columns": columns})]
    for i in range(first, first + n):
        row = f'{{"_table":"t","id":{i}'
        for kind in KINDS:
            if r.random() > 0.2:
                row += f',"{name_of(kind)}":{value(r, kind)}'
        lines.append(row + "}")
    subprocess.run(
        ["aai-sink-delta", "-q", "--append", "-o", path],
        input="\n".join(lines) + "\n", text=True, check=True,
    )


def filters(name, column):
    field = pc.field(name)
    yield "is null", field.is_null()
    yield "is not null", field.is_valid()
    for v in set(column.to_pylist()) - {None}:
        v = pa.scalar(v, column.type)
        yield f"= {v}", field == v
        yield f"< {v}", field < v
        yield f"<= {v}", field <= v
        yield f"> {v}", field > v
        yield f">= {v}", field >= v
        yield f"!= {v}", field != v


def main():
    r = random.Random(5)
    lost = {name_of(kind): [] for kind in KINDS}
    for turn in range(5):
        path = os.path.join(WORK, str(turn))
        first = 0
        for _ in range(7):
            n = r.choice([1, 1, 2, 5])
            load(r, path, first, n)
            first += n
        table = deltalake.DeltaTable(os.path.join(path, "t"))
        rows, dataset = table.to_pyarrow_table(), table.to_pyarrow_dataset()
        for name, wrong in lost.items():
            for title, test in filters(name, rows[name]):
                want = sorted(rows.filter(test)["id"].to_pylist())
                got = sorted(dataset.to_table(filter=test)["id"].to_pylist())
                if want != got:
                    wrong.append(f"{turn}: {title[:80]}: {got}, not {want}")
    for name, wrong in lost.items():
        check(not wrong, f"filters on {name} find their rows",
              "\n".join(wrong))
    done(at_once=True)


main()
