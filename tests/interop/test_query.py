"""aai-query's answers are DuckDB's: queries of a grammar that both define
alike, made from a seed, over the same Parquet, CSV, Delta and Iceberg files."""

import datetime
import decimal
import glob
import json
import math
import os
import random
import shutil
import subprocess

from tap import check, done, skip

WORK = os.path.join(os.environ["WORK"], "query")
SEED = int(os.environ.get("QUERY_SEED", "20261201"))
QUERIES = 200
BATCH = 25

COLUMNS = {
    "orders": [
        ("id", "bigint"), ("shop", "text"), ("qty", "bigint"),
        ("rate", "double"), ("price", "decimal"), ("created", "timestamp"),
        ("day", "date"), ("ok", "bool"),
    ],
    "shops": [("shop", "text"), ("city", "text"), ("size", "bigint")],
}
KEYS = {"orders": "id", "shops": "shop"}
DUCK = {
    "bigint": "BIGINT", "text": "VARCHAR", "double": "DOUBLE",
    "decimal": "DECIMAL(18,2)", "timestamp": "TIMESTAMP", "date": "DATE",
    "bool": "BOOLEAN",
}
WORDS = ["a", "B", "b", "ab", "z z", "", "ä", "it's", "100", "Ab", "é,\"x\""]


def table_rows(rng):
    shops = [f"s{i}" for i in range(12)]
    start = datetime.datetime(2026, 1, 1)
    for i in range(3000):
        at = start + datetime.timedelta(seconds=i * 977, microseconds=i % 3)
        row = {
            "_table": "orders", "id": i,
            "shop": rng.choice(shops + ["none", None]),
            "qty": rng.choice([None, rng.randrange(-50, 50)]),
            "rate": rng.choice([None, rng.randrange(-400, 400) / 8]),
            "price": None,
            "created": at.isoformat() + "Z",
            "day": at.date().isoformat(),
            "ok": rng.choice([True, False, None]),
        }
        line = json.dumps(row)
        price = rng.choice(["null", f"{rng.randrange(-9999, 9999) / 100:.2f}"])
        yield line.replace('"price": null', f'"price":{price}')
    for s in shops:
        yield json.dumps({"_table": "shops", "shop": s,
                          "city": rng.choice(WORDS + [None]),
                          "size": rng.choice([None, rng.randrange(9)])})


def declare(table):
    return json.dumps({"_table": table, "_columns": [
        {"name": n, "type": t, **({"key": True} if n == KEYS[table] else {}),
         **({"precision": 18, "scale": 2} if t == "decimal" else {})}
        for n, t in COLUMNS[table]]})


def load():
    shutil.rmtree(WORK, ignore_errors=True)
    os.makedirs(WORK)
    rows = [declare("orders"), declare("shops")]
    rows += list(table_rows(random.Random(SEED)))
    text = ("\n".join(rows) + "\n").encode()
    for sink in ["parquet", "csv", "delta", "iceberg"]:
        subprocess.run([f"aai-sink-{sink}", "-o", f"{WORK}/{sink}"],
                       input=text, check=True)


def source(form, table):
    """What DuckDB reads: the same files."""
    if form == "csv":
        types = ", ".join(f"'{n}': '{DUCK[t]}'" for n, t in COLUMNS[table])
        return (f"read_csv('{WORK}/csv/{table}.csv', header=true, "
                f"columns={{{types}}}, allow_quoted_nulls=false)")
    files = [f"{WORK}/parquet/{table}.parquet"]
    if form in ("delta", "iceberg"):
        files = glob.glob(f"{WORK}/{form}/{table}/**/*.parquet",
                          recursive=True)
        files = [f for f in files if "_delta_log" not in f]
    return f"read_parquet({files!r})"


class Grammar:
    """Queries: each expression has a type, and a meaning in both."""

    def __init__(self, rng):
        self.rng = rng
        self.tables = ["orders"]

    def column(self, *types):
        found = [f"{t}.{n}" for t in self.tables for n, k in COLUMNS[t]
                 if k in types]
        return self.rng.choice(found) if found else None

    def literal(self, kind):
        r = self.rng
        if kind == "bigint":
            return str(r.randrange(-40, 60))
        if kind == "double":
            return str(r.randrange(-300, 300) / 8)
        if kind == "decimal":
            return f"{r.randrange(-9999, 9999) / 100:.2f}"
        if kind == "timestamp":
            at = datetime.datetime(2026, 1, 1)
            at += datetime.timedelta(seconds=r.randrange(3000) * 977)
            return f"'{at.isoformat(' ')}'"
        if kind == "date":
            return f"'2026-01-{r.randrange(1, 32):02d}'"
        return "'" + r.choice(WORDS + ["s3", "s7"]).replace("'", "''") + "'"

    def number(self, depth=0):
        r = self.rng
        pick = r.randrange(6 if depth < 2 else 2)
        if pick == 0:
            return self.literal("bigint")
        if pick == 1:
            return self.column("bigint")
        if pick == 2:
            op = r.choice(["+", "-", "*"])
            return f"({self.number(depth + 1)} {op} {self.number(depth + 1)})"
        if pick == 3:
            return f"coalesce({self.column('bigint')}, {self.number(2)})"
        if pick == 4:
            return (f"CASE WHEN {self.condition(2)} THEN {self.number(2)} "
                    f"ELSE {self.number(2)} END")
        return f"abs({self.number(2)})"

    def text(self):
        r = self.rng
        c = self.column("text")
        return r.choice([
            c, f"lower({c})", f"{c} || '-'", f"coalesce({c}, '?')",
            f"substr({c}, 1, 1)", f"replace({c}, 's', 't')",
        ])

    def condition(self, depth=0):
        r = self.rng
        pick = r.randrange(10 if depth < 2 else 6)
        if pick <= 2:
            kind = r.choice(["bigint", "double", "decimal", "timestamp",
                             "date", "text"])
            op = r.choice(["=", "<>", "<", "<=", ">", ">="])
            c = self.column(kind)
            if c is None:
                kind, c = "bigint", self.column("bigint")
            a, b = c, self.literal(kind)
            if r.randrange(4) == 0:
                a, b = b, a
            return f"{a} {op} {b}"
        if pick == 3:
            c = self.column("bigint", "double", "text", "decimal", "bool")
            return f"{c} IS {r.choice(['', 'NOT '])}NULL"
        if pick == 4:
            kind = r.choice(["bigint", "text"])
            items = ", ".join(self.literal(kind) for _ in range(4))
            return (f"{self.column(kind)} {r.choice(['', 'NOT '])}"
                    f"IN ({items})")
        if pick == 5:
            kind = r.choice(["bigint", "double", "decimal"])
            c = self.column(kind)
            if c is None:
                kind, c = "bigint", self.column("bigint")
            return f"{c} BETWEEN {self.literal(kind)} AND {self.literal(kind)}"
        if pick <= 7:
            return (f"({self.condition(depth + 1)} "
                    f"{r.choice(['AND', 'OR'])} {self.condition(depth + 1)})")
        if pick == 8:
            return f"NOT ({self.condition(depth + 1)})"
        return (f"EXISTS (SELECT 1 FROM shops x WHERE x.shop = "
                f"{self.tables[0]}.shop AND x.size > {r.randrange(8)})")

    def source(self):
        r = self.rng
        pick = r.randrange(4)
        if pick < 2:
            self.tables = ["orders"]
            return "orders"
        self.tables = ["orders", "shops"]
        join = "LEFT JOIN" if pick == 3 else "JOIN"
        return f"orders {join} shops ON orders.shop = shops.shop"

    def aggregate(self):
        r = self.rng
        return r.choice([
            "count(*)", f"count({self.column('text', 'bigint')})",
            f"sum({self.column('bigint')})", f"avg({self.column('bigint')})",
            f"sum({self.column('double')})", f"min({self.column('decimal')})",
            f"max({self.column('decimal')})", f"min({self.column('text')})",
            f"max({self.column('timestamp')})",
            f"count(DISTINCT {self.column('text', 'bigint')})",
            f"sum({self.number(1)})", f"min({self.column('date')})",
        ])

    def scalar(self):
        return self.rng.choice([
            self.number(), self.text(),
            self.column("bigint", "double", "text", "decimal", "date",
                        "timestamp", "bool"),
        ])

    def query(self):
        r = self.rng
        tables = self.source()
        where = f" WHERE {self.condition()}" if r.randrange(4) else ""
        if r.randrange(2):
            keys = [self.rng.choice([self.text(), self.column(
                "bigint", "decimal", "date", "bool")])
                for _ in range(r.randrange(0, 3))]
            out = keys + [self.aggregate() for _ in range(r.randrange(1, 4))]
            group = ", ".join(str(i + 1) for i in range(len(keys)))
            sql = self.select(out) + f" FROM {tables}{where}"
            if keys:
                sql += f" GROUP BY {group}"
                if r.randrange(3) == 0:
                    sql += f" HAVING count(*) > {r.randrange(5)}"
            return sql
        out = [self.scalar() for _ in range(r.randrange(1, 5))]
        distinct = "DISTINCT " if r.randrange(4) == 0 else ""
        sql = self.select(out, distinct) + f" FROM {tables}{where}"
        if r.randrange(3) == 0:
            order = ", ".join(f"{i + 1} {r.choice(['ASC', 'DESC'])} "
                              "NULLS FIRST" for i in range(len(out)))
            sql += f" ORDER BY {order} LIMIT {r.randrange(1, 40)}"
            if r.randrange(2):
                sql += f" OFFSET {r.randrange(9)}"
        return sql

    @staticmethod
    def select(out, distinct=""):
        cols = ", ".join(f"{x} AS c{i}" for i, x in enumerate(out))
        return f"SELECT {distinct}{cols}"


def plain(v):
    """A value of DuckDB's as aai-query writes it."""
    if isinstance(v, decimal.Decimal):
        return str(v)
    if isinstance(v, datetime.datetime):
        return v.replace(tzinfo=None).isoformat(" ")
    if isinstance(v, datetime.date):
        return v.isoformat()
    return v


def same(a, b):
    if isinstance(a, bool) or isinstance(b, bool):
        return a == b or (a is not None and b is not None and
                          bool(a) == bool(b) and a in (0, 1))
    if isinstance(a, float) or isinstance(b, float):
        return (isinstance(a, (int, float)) and isinstance(b, (int, float))
                and math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9))
    return a == b


def order(row):
    return [(v is not None, str(type(v) is str), str(round(v, 6))
             if isinstance(v, float) else str(v)) for v in row]


def answer(form, sql):
    r = subprocess.run(["aai-query", f"{WORK}/{form}", sql],
                       stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if r.returncode != 0:
        raise ValueError(f"status {r.returncode}: {r.stderr.decode()}")
    return [list(json.loads(line).values())
            for line in r.stdout.decode().splitlines()]


def compare(db, form, sql):
    want = [[plain(v) for v in row] for row in db.sql(sql).fetchall()]
    got = answer(form, sql)
    if " ORDER BY " not in sql:
        want.sort(key=order)
        got.sort(key=order)
    if len(want) != len(got):
        return f"{len(got)} rows, not {len(want)}"
    for a, b in zip(want, got):
        if len(a) != len(b) or not all(map(same, a, b)):
            return f"{b}\nnot\n{a}"
    return None


def main():
    try:
        import duckdb
    except ImportError:
        skip("answers are DuckDB's", "no duckdb here")
        done()
    load()
    forms = ["parquet", "csv", "delta", "iceberg"]
    grammar = Grammar(random.Random(SEED))
    rows = 0
    for batch in range(QUERIES // BATCH):
        form = forms[batch % len(forms)]
        db = duckdb.connect()
        db.sql("SET TimeZone = 'UTC'")
        for t in COLUMNS:
            db.sql(f"CREATE TABLE {t} AS FROM {source(form, t)}")
        wrong = []
        for _ in range(BATCH):
            sql = grammar.query()
            try:
                why = compare(db, form, sql)
                rows += 1
            except Exception as e:  # pylint: disable=broad-except
                why = str(e)
            if why is not None:
                wrong.append(f"{sql}\n{why}")
        check(not wrong, f"{form}: {BATCH} answers are DuckDB's",
              f"seed {SEED}: {len(wrong)} are not\n" + "\n".join(wrong[:4]))
    check(rows > QUERIES // 2, "queries were answered", rows)
    done()


if __name__ == "__main__":
    main()
