"""Loads that merge into Delta and Iceberg tables, as others read them.

Random loads of records with lists go into tables of ours by --mode merge; after
each of them deltalake and PyIceberg must find in the newest versions what a
model has, and in the versions before what they had; some records are deleted,
and their marks are there, too.  Where dlt is there it
merges the same loads into Delta tables of its own, which must be equal.  What
dlt 1.31 leaves there of lists that come shorter than before is not expected of
us: in the first loads none does, and later dlt may have such rows besides.
"""

import glob
import json
import os
import random
import shutil
import subprocess

from tap import check, done, skip

WORK = os.path.join(os.environ["WORK"], "merge")
shutil.rmtree(WORK, ignore_errors=True)
# deltalake puts all rows into files of its own before load number GROWING.
# Some records are deleted from load number DELETING on.
LOADS = 8
GROWING = 4
DELETING = 5

try:
    import deltalake
    from pyiceberg.table import StaticTable
except ImportError as why:
    skip("merged tables are read by others", str(why))
    done()


def records(rng, number):
    """A load: each record once, as its next version."""
    found = []
    if number < GROWING:
        for i in rng.sample(range(20), rng.randrange(5, 9)):
            inner = [{"x": rng.randrange(9)} for _ in range(number + 1)]
            found.append({"id": "k%d" % i, "v": number,
                          "l": [{"w": rng.randrange(9), "m": inner}
                                for _ in range(number + 1)]})
        return found
    for i in rng.sample(range(20), rng.randrange(1, 9)):
        record = {"id": "k%d" % i, "v": number}
        if rng.random() < 0.6:
            record["l"] = [{"w": rng.randrange(9),
                            "m": [{"x": rng.randrange(9)}
                                  for _ in range(rng.randrange(3))]}
                           for _ in range(rng.randrange(4))]
        found.append(record)
    return found


def expected(there):
    """What the tables are to have."""
    want = {"r": [], "r__l": [], "r__l__m": []}
    for record in there.values():
        want["r"].append((record["id"], record["v"]))
        for i, element in enumerate(record.get("l", [])):
            want["r__l"].append((record["id"], i, element["w"]))
            for j, inner in enumerate(element["m"]):
                want["r__l__m"].append((record["id"], i, j, inner["x"]))
    return {name: sorted(rows) for name, rows in want.items()}


COLUMNS = {"r": ["id", "v"], "r__l": ["r_id", "l_idx", "w"],
           "r__l__m": ["r_id", "l_idx", "m_idx", "x"]}


def taken(table, name):
    return sorted(tuple(row[c] for c in COLUMNS[name])
                  for row in table.to_pylist())


def delta(path):
    if not os.path.isdir(path):
        return None
    return deltalake.DeltaTable(path).to_pyarrow_table()


def iceberg(path):
    versions = glob.glob(path + "/metadata/v*.metadata.json")
    if not versions:
        return None
    newest = max(versions, key=lambda v: int(
        os.path.basename(v)[1:].split(".")[0]))
    return StaticTable.from_metadata(newest).scan().to_arrow()


def marks(table):
    """The keys of the records that are marked, where there is such a column."""
    if "deleted" not in table.column_names:
        return None
    return sorted(row["id"] for row in table.to_pylist() if row["deleted"])


def load(kind, batch, gone):
    text = "".join(json.dumps(r) + "\n" for r in batch)
    text += "".join(json.dumps({
        "_table": "_aai_deleted", "record": {"_table": "r", "id": key}
    }) + "\n" for key in gone)
    rows = subprocess.run(
        ["aai-flatten", "--api", "none", "-q", "-t", "r", "-k", "id"],
        input=text.encode(), stdout=subprocess.PIPE, check=True).stdout
    return subprocess.run(
        ["aai-sink-" + kind, "-q", "-o", os.path.join(WORK, kind), "--mode",
         "merge"] + (["--on-delete", "mark"] if gone else []),
        input=rows, check=False).returncode


class Dlt:
    """The same by dlt, into Delta tables."""

    def __init__(self):
        os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"
        os.environ["RUNTIME__LOG_LEVEL"] = "ERROR"
        import dlt
        self.dlt = dlt
        self.pipeline = dlt.pipeline(
            "merge", pipelines_dir=os.path.join(WORK, "dlt"),
            dataset_name="d", destination=dlt.destinations.filesystem(
                bucket_url="file://" + os.path.join(WORK, "dlt-tables")))

    def load(self, batch):
        resource = self.dlt.resource(
            batch, name="r", table_format="delta", primary_key="id",
            write_disposition={"disposition": "merge",
                               "strategy": "upsert"})
        self.pipeline.run(resource)

    def table(self, name):
        path = os.path.join(WORK, "dlt-tables", "d", name)
        if not os.path.isdir(path):
            return []
        return deltalake.DeltaTable(path).to_pyarrow_table().to_pylist()

    def tables(self):
        """Its rows as ours: by the key, and by positions."""
        got = {"r": sorted((r["id"], r["v"]) for r in self.table("r"))}
        above = {r["_dlt_id"]: (r["id"],) for r in self.table("r")}
        for name, value in (("r__l", "w"), ("r__l__m", "x")):
            found = {}
            rows = []
            for row in self.table(name):
                key = above[row["_dlt_parent_id"]] + (row["_dlt_list_idx"],)
                found[row["_dlt_id"]] = key
                rows.append(key + (row[value],))
            got[name] = sorted(rows)
            above = found
        return got


def compare(theirs, want, ever, number):
    """With dlt's tables."""
    if number < GROWING:
        check(theirs == want, "dlt's tables are the same", f"{theirs}")
        return
    for name, rows in want.items():
        missing = set(rows) - set(theirs[name])
        stale = set(theirs[name]) - set(rows)
        check(not missing and stale <= ever[name] and
              (name != "r" or not stale),
              f"dlt's {name} has the same, and rows of shorter lists",
              f"missing {missing}, more {stale}")


def main():
    rng = random.Random(16)
    there, versions, ever, marked = {}, {}, {}, set()
    try:
        theirs = Dlt()
    except Exception as why:  # pylint: disable=broad-except
        theirs = None
        skip("dlt merges the same loads", str(why))
    for number in range(LOADS):
        batch = records(rng, number)
        there.update((r["id"], r) for r in batch)
        want = expected(there)
        marked -= {r["id"] for r in batch}
        gone = sorted(rng.sample(sorted(there), 3)) if number >= DELETING \
            else []
        marked.update(gone)
        if number == GROWING:
            for path in glob.glob(os.path.join(WORK, "delta", "*")):
                deltalake.DeltaTable(path).optimize.compact()
        for kind, read in (("delta", delta), ("iceberg", iceberg)):
            check(load(kind, batch, gone) == 0,
                  f"{kind}: load {number} is merged")
            check(marks(read(os.path.join(WORK, kind, "r"))) ==
                  (sorted(marked) if number >= DELETING else None),
                  f"{kind}: those that were deleted are marked")
            for name, rows in want.items():
                table = read(os.path.join(WORK, kind, name))
                got = taken(table, name) if table else []
                check(got == rows, f"{kind}: {name} has what it should",
                      f"{got[:5]} for {rows[:5]}")
        path = os.path.join(WORK, "delta", "r")
        versions[deltalake.DeltaTable(path).version()] = want["r"]
        for name, rows in want.items():
            ever.setdefault(name, set()).update(rows)
        if theirs:
            theirs.load(batch)
            compare(theirs.tables(), want, ever, number)
    for version, rows in versions.items():
        table = deltalake.DeltaTable(path, version=version)
        check(taken(table.to_pyarrow_table(), "r") == rows,
              f"version {version} still has what it had")
    deltalake.DeltaTable(path).vacuum(0, dry_run=False,
                                      enforce_retention_duration=False)
    check(taken(delta(path), "r") == expected(there)["r"],
          "a VACUUM takes no file that is live")
    done()


main()
