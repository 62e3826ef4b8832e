#!/usr/bin/env python3
"""Random histories of records and deletions, merged into each sink's tables.

usage: deletions.py SEED HISTORIES [SINK...]

Each history is some loads of records, new and changed, and of deletions, of
records that are there and that are not, in any order; what the tables have
after each load must be what a dictionary has.  Deletions remove records or mark
them; loads of records alone say neither.
"""
import json
import os
import random
import shutil
import subprocess
import sys


def run(command, text):
    """Its standard output; the text is its standard input."""
    done = subprocess.run(command, input=text, capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit("%s: status %d: %s" %
                         (command, done.returncode, done.stderr))
    return done.stdout


def make_load(rng, model, n, how):
    """The lines of a load, and the model after it; how: of deletions."""
    lines = []
    for i in range(rng.randrange(1, 9)):
        key = "k%d" % rng.randrange(7)
        if how and rng.random() < 0.4:
            lines.append({"_table": "_aai_deleted",
                          "record": {"_table": "t", "id": key}})
            if how == "remove":
                model.pop(key, None)
            elif key in model:
                model[key] = model[key][:2] + (True,)
            continue
        words = ["w%d_%d_%d" % (n, i, k) for k in range(rng.randrange(4))]
        lines.append({"_table": "t", "id": key, "v": n * 100 + i,
                      "words": [{"w": w} for w in words]})
        model[key] = (n * 100 + i, words, None)
    return "".join(json.dumps(line, separators=(",", ":")) + "\n"
                   for line in lines)


def read(table):
    """The rows that the reader shows."""
    if not os.path.isdir(table):
        return []
    rows = map(json.loads, run(["aai-show", "-q", "--json", table],
                               "").splitlines())
    return [r for r in rows if "_columns" not in r]


def found():
    """What the tables have, as the model has it."""
    model = {r["id"]: (r["v"], [], r.get("deleted")) for r in read("tables/t")}
    words = sorted(read("tables/t__words"),
                   key=lambda r: (r["t_id"], r["words_idx"]))
    for r in words:
        model[r["t_id"]][1].append(r["w"])  # one of no record fails here
    return model


def main():
    """Run the histories."""
    seed, histories = int(sys.argv[1]), int(sys.argv[2])
    sinks = sys.argv[3:] or ["csv", "parquet", "delta", "iceberg"]
    for h in range(histories):
        sink = sinks[h % len(sinks)]
        rng = random.Random("%d %d" % (seed, h))
        shutil.rmtree("tables", ignore_errors=True)
        model = {}
        history_how = rng.choice(["mark", "remove"])
        for n in range(rng.randrange(2, 6)):
            how = history_how if rng.random() < 0.8 else None
            rows = run(["aai-flatten", "-k", "id"],
                       make_load(rng, model, n, how))
            run(["aai-sink-" + sink, "-q", "-o", "tables", "-m", "merge"] +
                (["--on-delete", how] if how else []), rows)
            if found() != model:
                raise SystemExit("seed %d, history %d, %s, load %d: %s, not "
                                 "%s" % (seed, h, sink, n, found(), model))
    print("%d histories" % histories)


main()
