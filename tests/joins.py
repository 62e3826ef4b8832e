"""Tables of several loads join by the names that their first load gave.

    joins.py KIND COUNT SEED

COUNT random histories of loads into a folder of tables of KIND (csv, parquet,
delta, iceberg), some begun by rows as releases wrote them that called a
record's key by its own name.  The loads are appended or merged, at first or
later, with or without a table's rows, with one columns line or many.  All rows
are there, under the key's first name; a child's link has it; and what an
append says of records that are there already is what a model of it says.
"""
import json
import os
import random
import re
import subprocess
import sys

API = {"name": "shop", "base_url": "https://shop.test",
       "auth": {"kind": "none"}, "resources": {"orders": {
           "path": "/o", "records": "data", "pages": {"kind": "none"},
           "table": {"key": {"id": "order_id"}}},
           "fees": {"path": "/o/{order_id}", "parent_key": "order_id",
                    "parents": {"orders": {"id": "id"}}}}}


def run(*args, data=b""):
    p = subprocess.run(args, input=data, capture_output=True)
    return p.returncode, p.stdout, p.stderr.decode("utf8", "replace")


def record(rng):
    n = rng.randrange(12)
    made = {"id": "o%d" % n, "v": rng.randrange(100)}
    if rng.random() < 0.3:
        made["late%d" % rng.randrange(2)] = "x"
    if rng.random() < 0.6:
        made["goods"] = [{"n": rng.randrange(9)}
                         for _ in range(rng.randrange(3))]
    names = list(made)
    rng.shuffle(names)
    return {"_table": "orders", **{name: made[name] for name in names}}


def flatten(records, window):
    text = "".join(json.dumps(r) + "\n" for r in records)
    rc, rows, err = run("aai-flatten", "-q", "-O", "--api", "api.json",
                        "--window", window, data=text.encode())
    assert rc == 0, err
    return rows


def as_before(rows):
    """The rows as they were when a key had its own name."""
    rows = re.sub(rb'(?m)^({"_table":"orders",.*?)"order_id"', rb'\1"id"',
                  rows)
    for gone in (rb',"plain":"id"', rb',"_?path":("[^"]*"|null)',
                 rb',"_(parent_key|root_key)":\[[^\]]*\]',
                 rb',"_root":"[^"]*"'):
        rows = re.sub(gone, b"", rows)
    return rows


def expand(records):
    for r in records:
        yield json.dumps(["orders", r["id"], r["v"], r.get("late0"),
                          r.get("late1")])
        for i, item in enumerate(r.get("goods", [])):
            yield json.dumps(["orders__goods", r["id"], i, item["n"]])


def read(folder, key):
    rc, out, err = run("aai-show", "-q", "-a", "--json", folder)
    assert rc == 0, err
    columns, rows = {}, []
    for line in out.splitlines():
        r = json.loads(line)
        if "_columns" in r:
            columns[r["_table"]] = r
        elif r["_table"] == "orders":
            rows.append(json.dumps(["orders", r[key], r["v"], r.get("late0"),
                                    r.get("late1")]))
        else:
            rows.append(json.dumps([r["_table"], r["order_id"],
                                    r["goods_idx"], r["n"]]))
    return columns, sorted(rows)


def history(kind, rng, folder):
    old = rng.random() < 0.5
    key = "id" if old else "order_id"
    held = []
    for n in range(rng.randrange(2, 6)):
        merges = rng.random() < 0.4
        ids, records = set(), []
        for r in [record(rng) for _ in range(rng.randrange(1, 6))]:
            if r["id"] not in ids:
                records.append(r)
            ids.add(r["id"])
        # An append of what is all there is another matter.
        records[0]["v"] = 1000 + n
        rows = flatten(records, rng.choice(["0", "8M"]))
        if n == 0 and old:
            rows = as_before(rows)
        there = sum(r["id"] in ids for r in held)
        if merges:
            held = [r for r in held if r["id"] not in ids]
        held += records
        rc, _, err = run("aai-sink-" + kind, "-q", "-o", folder, "--mode",
                         "merge" if merges else "append", data=rows)
        told = re.search(r"(\d+) rows in .* have the key", err)
        want = 0 if merges else there
        assert (rc == 3) == (want > 0) and rc in (0, 3), (n, rc, err)
        assert int(told[1] if told else 0) == want, (n, want, err)
        columns, got = read(folder, key)
        assert got == sorted(expand(held)), (n, got, sorted(expand(held)))
        keys = [c["name"] for c in columns["orders"]["_columns"]
                if c.get("key")]
        assert keys in ([key], []), (n, keys)
        child = columns.get("orders__goods")
        if kind != "csv" and child and "_root_key" in child:
            assert child["_parent_key"] == [key], (n, child)
            assert child["_root_key"] == [key], (n, child)
        elif kind == "csv":
            with open(os.path.join(folder, "_aai_schema.ndjson")) as f:
                for line in map(json.loads, f):
                    assert line.get("_root_key") in ([key], None), line
                    assert ("_root_key" in line) == ("_parent" in line)


def main():
    kind, count, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    with open("api.json", "w") as f:
        json.dump(API, f)
    for i in range(count):
        try:
            history(kind, random.Random("%s %d" % (seed, i)),
                    "%s-%d" % (kind, i))
        except AssertionError as e:
            print("history %d of seed %d: %s" % (i, seed, e))
            sys.exit(1)


main()
