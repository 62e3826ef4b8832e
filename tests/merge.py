"""Loads that merge are what a model of them says.

    merge.py KIND COUNT SEED

COUNT random histories of loads into a folder of tables of KIND (csv, csv.gz,
parquet, delta, iceberg): by --mode merge, some by --append first, some loads
again, some with a record twice, some with records that are deleted, which a
history has marked or removed, some whose key's type or columns widen, and
parts put together in between.  Of each record the tables have the last version,
with the rows of its lists, and nothing of those before; files of which nothing
goes stay what they are.  Integers may become texts, or numbers with a point;
where there are both of these, a load may be refused, and nothing changes.
"""
import glob
import json
import os
import random
import shutil
import subprocess
import sys


def run(*args, data=b""):
    p = subprocess.run(args, input=data, capture_output=True)
    return p.returncode, p.stdout, p.stderr.decode("utf8", "replace")


DELETED = "_aai_deleted"


class Account:
    """Records whose ids are numbers, and later also texts or halves."""

    def __init__(self, rng):
        self.rng = rng
        self.texts = rng.random() < 0.3
        self.halves = rng.random() < 0.3
        self.version = 0

    def key(self, size):
        n = self.rng.randrange(size)
        if self.texts and n % 3 == 0:
            return "k%d" % n
        if self.halves and self.rng.random() < 0.3:
            # Some of them spelled 1.0, which is the record 1.
            return n / 2
        return n

    def deletion(self, size):
        return {"_table": DELETED,
                "record": {"_table": "r", "id": self.key(size)}}

    def record(self, size):
        rng = self.rng
        record = {"id": self.key(size)}
        self.version += 1
        record["v"] = self.version
        if rng.random() < 0.3:
            record["v"] = self.version + 0.5
        if rng.random() < 0.5:
            record["late%d" % rng.randrange(3)] = "x"
        if rng.random() < 0.7:
            record["l"] = [{"w": rng.randrange(9),
                            "m": [rng.randrange(9)
                                  for _ in range(rng.randrange(3))]}
                           for _ in range(rng.randrange(4))]
        return record


def flatten(records):
    text = "".join(json.dumps(r) + "\n" for r in records)
    rc, rows, err = run("aai-flatten", "--api", "none", "-t", "r", "-k", "id",
                        "-q", data=text.encode())
    assert rc == 0, err
    return rows


def key_of(value):
    """A number is the same key however it is spelled."""
    try:
        return "%g" % float(value)
    except ValueError:
        return value


def tables_of(there):
    """What the tables are to have: a set of rows each."""
    want = {"r": [], "r__l": [], "r__l__m": []}
    for key, r in there.items():
        want["r"].append([key, float(r["v"])] +
                         [r.get("late%d" % i) for i in range(3)] +
                         [r.get("marked")])
        for i, l in enumerate(r.get("l", [])):
            want["r__l"].append([key, i, l["w"]])
            for j, m in enumerate(l["m"]):
                want["r__l__m"].append([key, i, j, m])
    return {t: sorted(map(repr, rows)) for t, rows in want.items()}


COLUMNS = {"r": ["id", "v", "late0", "late1", "late2", "deleted"],
           "r__l": ["r_id", "l_idx", "w"],
           "r__l__m": ["r_id", "l_idx", "m_idx", "value"]}


def read(folder, table):
    place = os.path.join(folder, table)
    if not os.path.exists(place):
        return []
    rc, out, err = run("aai-show", "--json", place)
    assert rc == 0, err
    rows = [json.loads(x) for x in out.decode().split("\n") if x]
    rows = [[r.get(c) for c in COLUMNS[table]]
            for r in rows if "_columns" not in r]
    for r in rows:
        r[0] = key_of(r[0])
        if table == "r":
            r[1] = float(r[1])
            r[2:] = [x or None for x in r[2:]]
    return sorted(map(repr, rows))


def compare(folder, there, number):
    """Complaints of what the folder has after a load."""
    for table, rows in tables_of(there).items():
        got = read(folder, table)
        if got != rows:
            return ["load %d, %s: %s" % (number, table, {
                "missing": sorted(set(rows) - set(got))[:5],
                "more": sorted(set(got) - set(rows))[:5],
                "rows": (len(got), len(rows))})]
    return []


def apply(there, r, how):
    """What the record, or its deletion, makes of what is there."""
    if r.get("_table") != DELETED:
        there[key_of(r["id"])] = r
        return
    key = key_of(r["record"]["id"])
    if how == "remove":
        there.pop(key, None)
    elif key in there:
        there[key] = dict(there[key], marked=True)


def history(kind, rng, folder):
    """Complaints of one."""
    account = Account(rng)
    sink = ["aai-sink-" + kind.split(".")[0], "-q", "-o", folder]
    if kind.endswith(".gz"):
        sink.append("-z")
    there, loads, before = {}, [], None
    size = rng.choice([4, 12, 40])
    how = rng.choice(["mark", "remove"])
    for number in range(rng.randrange(2, 7)):
        records = [account.record(size) for _ in range(rng.randrange(1, 12))]
        mode = "merge"
        if loads and rng.random() < 0.2:
            records = loads[-1]
        elif number == 0 and rng.random() < 0.5:
            mode = "append"
            records = list({key_of(r["id"]): r for r in records}.values())
        elif rng.random() < 0.4:
            records += [account.deletion(size)
                        for _ in range(rng.randrange(1, 4))]
            rng.shuffle(records)
        loads.append(records)
        options = ["--mode", mode]
        if any(r.get("_table") == DELETED for r in records):
            options += ["--on-delete", how]
        rc, _, err = run(*sink, *options, data=flatten(records))
        if rc != 0:
            # A column that cannot widen: nothing may have changed.
            mixed = account.texts and account.halves
            if rc == 6 and ("cannot widen" in err or
                            (mixed and "is not known" in err)):
                return compare(folder, there, number)
            return ["load %d: status %d: %s" % (number, rc, err)]
        for r in records:
            apply(there, r, how)
        if rng.random() < 0.3:
            rc, _, err = run("aai-compact", "-q", folder)
            if rc != 0:
                return ["load %d: compact: %d: %s" % (number, rc, err)]
        bad = compare(folder, there, number)
        if bad:
            return bad
    return []


def main():
    kind, count, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    wrong = 0
    for i in range(count):
        folder = "merge-" + kind
        shutil.rmtree(folder, ignore_errors=True)
        bad = history(kind, random.Random("%d %d" % (seed, i)), folder)
        if bad:
            wrong += 1
            print("%s: history %d of seed %d: %s" % (kind, i, seed, bad[0]))
            if wrong == 3:
                break
    print("%d histories, %d wrong" % (i + 1, wrong))
    sys.exit(wrong != 0)


main()
