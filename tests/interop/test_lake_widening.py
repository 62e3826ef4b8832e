"""Columns of Delta and Iceberg tables that become wider in a later load: others
read the new version as one load would have made it, and the earlier version as
it was.
"""

import decimal
import json
import os
import shutil
import subprocess

from tap import check, done, skip

WORK = os.path.join(os.environ["WORK"], "widening")
shutil.rmtree(WORK, ignore_errors=True)
D = decimal.Decimal
LOADS = [
    ("double", ["1", "-7"], ["2.5"], [1.0, -7.0, 2.5]),
    ("decimal", ["9007199254740993"], ["0.25"],
     [D("9007199254740993.00"), D("0.25")]),
    ("digits", ["9007199254740993", "0.5"], ["12345678901234567890.125"],
     [D("9007199254740993.000"), D("0.500"), D("12345678901234567890.125")]),
]


def load(kind, path, first, numbers):
    rows = "".join(f'{{"id":{first + i},"n":{n},"w":"w{first + i}"}}\n'
                   for i, n in enumerate(numbers))
    rows = subprocess.run(
        ["aai-flatten", "-q", "--api", "none", "-t", "t", "-k", "id"],
        input=rows.encode(), capture_output=True, check=True).stdout
    subprocess.run([f"aai-sink-{kind}", "-q", "--append", "-o", path],
                   input=rows, check=True)


def values(table):
    table = table.sort_by("id")
    return table["n"].to_pylist(), table["w"].to_pylist()


def with_deltalake(path):
    import deltalake

    table = deltalake.DeltaTable(path)
    now = table.to_pyarrow_table()
    table.load_as_version(table.version() - 1)
    return now, table.to_pyarrow_table()


def with_pyiceberg(path):
    from pyiceberg.table import StaticTable

    with open(f"{path}/metadata/version-hint.text", encoding="ascii") as f:
        hint = f.read()
    table = StaticTable.from_metadata(f"{path}/metadata/v{hint}.metadata.json")
    before = table.snapshots()[-2].snapshot_id
    return table.scan().to_arrow(), table.scan(snapshot_id=before).to_arrow()


def main():
    for kind, read in (("delta", with_deltalake), ("iceberg", with_pyiceberg)):
        for name, first, second, want in LOADS:
            path = os.path.join(WORK, kind, name)
            load(kind, path, 1, first)
            load(kind, path, 1 + len(first), second)
            words = [f"w{i + 1}" for i in range(len(want))]
            try:
                now, before = read(f"{path}/t")
            except ImportError as why:
                skip(f"{kind}: {name}", str(why))
                continue
            check(values(now) == (want, words), f"{kind}: {name}", values(now))
            old = [json.loads(n, parse_float=D) for n in first]
            check(values(before) == (old, words[:len(first)]),
                  f"{kind}: {name}, the version before", values(before))
    done(at_once=True)


main()
