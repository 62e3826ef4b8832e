"""Whether aai-assemblyai(7) and the description that is built in agree.

	dictionary.py records DESCRIPTION	a record of each resource
	dictionary.py check DESCRIPTION PAGE	standard input: what aai-flatten
						makes of them
	dictionary.py queries PAGE FOLDER	its queries, a file each
"""
import json
import os
import re
import sys


def load(path):
    """What the description has a table of, with what it says it is."""
    with open(path, encoding="utf-8") as f:
        api = json.load(f)
    found = {}
    for name, r in api["resources"].items():
        found[name] = (r["table"], r["about"])
    for name, r in api["webhooks"]["kinds"].items():
        found[name] = (r["table"], None)
    return found


def put(record, path, value):
    """Have a value at a path such as "a.b[].c{}.d", one in each list."""
    steps = re.findall(r"[^.\[\]{}]+|\[\]|\{\}", path)
    at = record
    for step, after in zip(steps, steps[1:] + [None]):
        inner = value if after is None else [] if after == "[]" else {}
        if step == "[]":
            at[:] = at or [inner]
            at = at[0]
        else:
            at = at.setdefault("x" if step == "{}" else step, inner)


def records(path):
    for name, (table, _) in load(path).items():
        record = {"_table": name}
        for column in table["key"]:
            record[column] = 0 if column.endswith("_idx") else "x"
        for column in table.get("columns", {}):
            put(record, column, None)
        print(json.dumps(record))


def plain(text):
    """Text of roff as it is read."""
    text = re.sub(r"^\.(Li|Va) ", "", text, flags=re.M)
    for escape, char in ((r"\(dq", '"'), (r"\(aq", "'"), (r"\-", "-"),
                         (r"\&", ""), (r"\:", ""), (r"\e", "\\")):
        text = text.replace(escape, char)
    return text


def read_page(path):
    """Tables to columns to what is in parentheses after them."""
    tables, table, item = {}, None, None
    with open(path, encoding="utf-8") as f:
        lines = f.read().splitlines()
    for i, line in enumerate(lines):
        if line.startswith(".Ss "):
            table = line[4:].replace(r"\:", "")
        elif line.startswith(".Sh "):
            table = None
        elif line.startswith(".It Va ") and table is not None:
            item = re.fullmatch(r"\.It Va (\S+) Pq ([^;]*)(; with \S+)?",
                                line)
            if item is None:
                sys.exit("%s:%d: not a column: %s" % (path, i + 1, line))
            columns = tables.setdefault(table, {})
            if item[1] in columns:
                sys.exit("%s:%d: twice: %s" % (path, i + 1, item[1]))
            columns[item[1]] = item[2].split(", ")
            if lines[i + 1].startswith("."):
                sys.exit("%s:%d: nothing is said of it" % (path, i + 1))
    return tables, plain("\n".join(lines))


def check(description, page):
    told, text = read_page(page)
    faults = []
    text = " ".join(text.split()).lower()
    for name, (_, about) in load(description).items():
        if about is not None and about.lower() not in text:
            faults.append("%s: the page does not say: %s" % (name, about))
    made = {}
    for line in sys.stdin:
        line = json.loads(line)
        if "_columns" in line:
            made[line["_table"]] = line["_columns"]
    for table in sorted(set(made) | set(told)):
        if table not in told and len(made[table]) > 1:
            faults.append("%s is not in the page" % table)
        elif table not in made:
            faults.append("%s is in the page alone" % table)
        if table not in told or table not in made:
            continue
        want = {c["name"]: [c["type"]] + ["key"] * c.get("key", False)
                for c in made[table]}
        for c in sorted(set(want) | set(told[table])):
            if c not in told[table]:
                faults.append("%s.%s is not in the page" % (table, c))
            elif c not in want:
                faults.append("%s.%s is in the page alone" % (table, c))
            elif told[table][c][:len(want[c])] != want[c] or \
                    "key" in told[table][c][len(want[c]):]:
                faults.append("%s.%s is %s, not %s" %
                              (table, c, want[c], told[table][c]))
            elif want[c] == ["bigint"] and told[table][c][1:] != ["ms"] and \
                    re.search(r"(^|__)(start|end|timestamp)$", c):
                faults.append("%s.%s has no unit" % (table, c))
    for fault in faults:
        print(fault)
    sys.exit(1 if faults else 0)


def queries(page, folder):
    with open(page, encoding="utf-8") as f:
        text = f.read()
    found = re.findall(r"^\$ (aai-query .*?)\n\.Ed", text, re.M | re.S)
    for i, query in enumerate(found):
        with open(os.path.join(folder, "%02d" % i), "w") as f:
            f.write(plain(query) + "\n")


if __name__ == "__main__":
    {"records": records, "check": check,
     "queries": queries}[sys.argv[1]](*sys.argv[2:])
