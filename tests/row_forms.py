"""Streams of rows, random, each in both forms.

    row_forms.py SEED

Writes objects.1 and objects.2, two loads, and arrays.1 and arrays.2: the same
rows, of which most are arrays, as the tables' numbers are by then.  Columns lines
come again, with more columns, wider types, other numbers or none; numbers go
from table to table; streams follow one another.
"""
import json
import random
import sys

VALUES = {
    "bool": ["true", "false"],
    "bigint": ["0", "7", "-12", "9007199254740993", "-9223372036854775808"],
    "double": ["0.5", "-0.0", "1e300", "0.1", "12345.678901234567", "7"],
    "decimal": ["1.5", "-0.25", "12345678901234567890.125", "1E2", "0"],
    "date": ['"2026-01-02"', '"1969-12-31"'],
    "timestamp": ['"2026-01-02T03:04:05Z"', '"2026-01-02"',
                  '"2026-01-02T03:04:05.000001+02:00"'],
    "text": ['"x"', '""', '"na\u00efve"', '"a\\"b\\\\\\u00e9,"', '"%s"' % (
        "long " * 30), '"\\ud83d\\ude00"', "1.50", "true"],
    "json": ['{"a":[1,2,{}],"b":null}', "[]", '"s"', "1", "true",
             '[[1.0, "x"], {"k": "\u00e9"}]'],
}
WIDER = {"bigint": "decimal", "date": "timestamp", "double": "text",
         "bool": "json"}


class Table:
    def __init__(self, rng, name, parent):
        self.rng = rng
        self.name = name
        self.parent = parent
        self.number = 0
        self.columns = [["id", "text", True]]
        if parent is not None:
            self.columns.append(["%s_idx" % name, "bigint", True])
        for _ in range(rng.randrange(5)):
            self.grow()

    def grow(self):
        kind = self.rng.choice(sorted(VALUES))
        self.columns.append(["c%d\u00e9" % len(self.columns), kind, False])

    def widen(self):
        column = self.rng.choice(self.columns)
        if not column[2]:
            column[1] = WIDER.get(column[1], column[1])

    def declare(self, numbered):
        columns = []
        for name, kind, key in self.columns:
            column = {"name": name, "type": kind}
            if kind == "decimal":
                column.update(precision=38, scale=3)
            if key:
                column["key"] = True
            columns.append(column)
        line = {"_table": self.name, "_columns": columns}
        if numbered and self.number:
            line["_number"] = self.number
        if self.parent:
            line["_parent"] = self.parent
        return json.dumps(line, ensure_ascii=False, separators=(",", ":"))

    def row(self, record, position):
        cells = ['"r%d"' % record]
        if self.parent:
            cells.append(str(position))
        for _, kind, _ in self.columns[len(cells):]:
            null = self.rng.random() < 0.4
            cells.append("null" if null else self.rng.choice(VALUES[kind]))
        return cells

    def as_object(self, cells):
        members = ["%s:%s" % (json.dumps(c[0], ensure_ascii=False), v)
                   for c, v in zip(self.columns, cells) if v != "null"]
        return '{"_table":%s}' % ",".join([json.dumps(self.name, ensure_ascii=False)] + members)

    def as_array(self, cells):
        if self.number == 0 or self.rng.random() < 0.1:
            return self.as_object(cells)
        cells = list(cells)
        while cells and cells[-1] == "null" and self.rng.random() < 0.8:
            cells.pop()
        comma = "," if self.rng.random() < 0.9 else " ,\t"
        return "[%s]" % comma.join([str(self.number)] + cells)


class Streams:
    def __init__(self, seed):
        self.rng = random.Random(seed)
        self.tables = [Table(self.rng, "t\u00e9", None)]
        for i in range(self.rng.randrange(4)):
            self.tables.append(Table(self.rng, "l%d" % i, "t\u00e9"))
        self.objects = []
        self.arrays = []
        self.records = 0

    def declare(self, table):
        """Give it a number, which another one may have had, or none."""
        table.number = self.rng.choice([0, 1, 2, 3, 17, 999999])
        for other in self.tables:
            if other is not table and other.number == table.number:
                other.number = 0
        self.objects.append(table.declare(False))
        self.arrays.append(table.declare(True))

    def stream(self):
        for table in self.tables:
            self.declare(table)
        for _ in range(self.rng.randrange(40)):
            table = self.rng.choice(self.tables)
            if self.rng.random() < 0.1:
                self.rng.choice([table.grow, table.widen, int])()
                self.declare(table)
            for i in range(self.rng.randrange(6) if table.parent else 1):
                self.records += table.parent is None
                cells = table.row(self.records, i)
                self.objects.append(table.as_object(cells))
                self.arrays.append(table.as_array(cells))


def main():
    streams = Streams(int(sys.argv[1]))
    for load in "12":
        streams.objects, streams.arrays = [], []
        streams.stream()
        streams.stream()
        for name in "objects", "arrays":
            lines = getattr(streams, name)
            rows = sum('"_columns":' not in line for line in lines)
            lines.append('{"_table":"_aai_end","records":%d}' % rows)
            with open("%s.%s" % (name, load), "w", encoding="utf8") as out:
                out.write("".join(line + "\n" for line in lines))


main()
