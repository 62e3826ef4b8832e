"""The tables of aai-flatten beside those that dlt makes of the same records.

Cases observed of dlt are read from ../shared/dlt_vectors.json, beside the
project; without them there is nothing to compare.  Tables, parents, rows,
positions and links must be dlt's; values too, save where dlt alters them or
parts a column by type, which ALTERED names.  dlt's losses are not expected of
us: for its quirks every value of the records must be in the rows.
"""

import json
import os
import subprocess

from tap import check, done, skip

VECTORS = os.path.join(os.environ["ROOT"], "..", "shared", "dlt_vectors.json")

# What dlt does to values that we keep as they are.
ALTERED = {
    "float_then_int": "an integer becomes a double",
    "int_then_float": "a whole number becomes an integer",
    "int_then_numeric_text": "text becomes an integer",
    "text_then_any_scalar": "booleans are spelled as Python does",
    "bool_then_others": "numbers and text become booleans",
    "iso_timestamps": "timestamps are spelled anew",
    "timestamp_then_text": "timestamps are spelled anew",
    "hint_double": "an integer becomes a double",
}
# Records that are not objects are an error here, with a message.
REFUSED = {"root_scalar_items"}


def arguments(case):
    args = ["aai-flatten", "-q", "-O", "--api", "none", "-t", case["table"],
            "--ids", "dlt"]
    options = case.get("options", {})
    if "max_table_nesting" in options:
        args += ["--depth", str(options["max_table_nesting"])]
    for name, column in options.get("columns", {}).items():
        if column["data_type"] == "json":
            args += ["--json", name]
    return args


def flatten(case):
    """Tables by name: their parents, and their rows."""
    text = "".join(json.dumps(r, ensure_ascii=False) + "\n"
                   for r in case["records"])
    done_ = subprocess.run(arguments(case), input=text.encode(),
                           capture_output=True, check=False)
    tables = {}
    for line in done_.stdout.decode("utf-8", "surrogatepass").splitlines():
        row = json.loads(line)
        name = row.pop("_table")
        if "_columns" in row:
            tables.setdefault(name, {"rows": []})
            tables[name]["parent"] = row.get("_parent")
            tables[name]["keys"] = {c["name"] for c in row["_columns"]
                                    if c.get("key")}
        else:
            tables[name]["rows"].append(row)
    return done_.returncode, tables


def values(row, keys=()):
    """A row's values without links and keys, by its source's names."""
    return {k.split("__v_")[0]: v for k, v in row.items()
            if v is not None and k not in keys and not k.startswith("_dlt_")}


def in_order(rows):
    return sorted(json.dumps(r, sort_keys=True) for r in rows)


def parents(table, up):
    """For each row of the table the values and position of its parent."""
    by_id = {r["_dlt_id"]: r for r in up["rows"]}
    return in_order([values(by_id[r["_dlt_parent_id"]], up["keys"]),
                     r["_dlt_list_idx"]] for r in table["rows"])


def expected_parents(want, up):
    rows = up["rows"]
    return in_order([values(rows[at]), row["_dlt_list_idx"]] for row, at in
                    zip(want["rows"], want["parent_row_index"]))


def compare(case):
    name, expected = case["name"], case["expect"]["tables"]
    status, got = flatten(case)
    if name in REFUSED:
        check(status == 6 and not got, f"{name}: refused")
        return
    check(set(got) == set(expected), f"{name}: tables {sorted(expected)}")
    for table, want in expected.items():
        ours = got.get(table, {"rows": [], "keys": set(), "parent": None})
        check(ours["parent"] == want.get("parent"), f"{name}: {table}'s parent")
        if name in ALTERED:
            check(len(ours["rows"]) == len(want["rows"]),
                  f"{name}: {table}'s rows ({ALTERED[name]})")
            continue
        check(in_order(values(r, ours["keys"]) for r in ours["rows"]) ==
              in_order(values(r) for r in want["rows"]),
              f"{name}: {table}'s rows")
        if "parent_row_index" in want:
            up = want["parent"]
            check(parents(ours, got[up]) ==
                  expected_parents(want, expected[up]),
                  f"{name}: {table}'s links")


def scalars(value):
    if isinstance(value, dict):
        return [s for v in value.values() for s in scalars(v)]
    if isinstance(value, list):
        return [s for v in value for s in scalars(v)]
    return [] if value is None else [value]


def keeps_all(case):
    """Where dlt loses or alters something, we do not."""
    status, got = flatten(case)
    ours = [s for t in got.values() for r in t["rows"]
            for s in scalars(values(r, t["keys"]))]
    check(status == 0 and in_order(ours) == in_order(scalars(case["records"])),
          f"{case['name']}: every value is there")


if not os.path.exists(VECTORS):
    skip("shapes beside dlt's", "no ../shared/dlt_vectors.json")
else:
    with open(VECTORS, encoding="utf-8") as f:
        for vector in json.load(f):
            if vector["kind"] == "core":
                compare(vector)
            else:
                keeps_all(vector)
done()
