"""Delta Lake and Iceberg tables of our sinks through Spark: values,
counts, earlier versions, new columns, and both of them writing one table."""

import collections
import datetime
import decimal
import json
import os
import random
import shutil
import subprocess

import spark_session
from tap import check, done, skip

WORK = os.path.join(os.environ["WORK"], "spark-lake")
D = decimal.Decimal
UTC = datetime.timezone.utc
EPOCH = datetime.datetime(1970, 1, 1)
COLUMNS = {"id": "text", "n": "bigint", "d": "double", "m": "decimal",
           "day": "date", "at": "timestamp", "b": "bool", "s": "text",
           "js": "json", "none": "text"}


def row(rng, i):
    """Its values by column, as Python has them; None is null."""
    got = {"id": f"id-{i:06d}", "n": rng.randrange(-(2**63), 2**63),
           "d": rng.choice([0.0, 1e308, -5e-324, rng.gauss(0, 1e6)]),
           "m": D(rng.randrange(-(10**20) + 1, 10**20)).scaleb(-3),
           "day": datetime.date(1970, 1, 1) + datetime.timedelta(
               rng.randrange(-100000, 100000)),
           "at": EPOCH + datetime.timedelta(
               microseconds=rng.randrange(-(10**15), 10**15)),
           "b": rng.random() < 0.5,
           "s": rng.choice(["", "bé", "日本" * 30, "\U0010ffff" * 40, "a" * 99]),
           "js": rng.choice(['{"a":[1.0,null]}', "[]", "7"]), "none": None}
    for name in list(got)[1:]:
        if rng.random() < 0.2:
            got[name] = None
    return got


def spelled(name, v):
    if isinstance(v, datetime.datetime):
        return json.dumps(v.isoformat() + "Z")
    if isinstance(v, datetime.date):
        return json.dumps(v.isoformat())
    if name == "js":
        return v
    return format(v, "f") if isinstance(v, D) else json.dumps(v)


def stream(rows, columns=COLUMNS, table="t"):
    declared = [{"name": n, "type": t} for n, t in columns.items()]
    declared[0]["key"] = True
    for c in declared:
        if c["type"] == "decimal":
            c.update(precision=20, scale=3)
    lines = [json.dumps({"_table": table, "_columns": declared},
                        separators=(",", ":"))]
    for r in rows:
        members = "".join(f',"{k}":{spelled(k, v)}'
                          for k, v in r.items() if v is not None)
        lines.append(f'{{"_table":"{table}"{members}}}')
    return "".join(s + "\n" for s in lines).encode()


def load(form, out, data, *options):
    """The sink's status, and what it said."""
    got = subprocess.run(["aai-sink-" + form, "-q", "-o", out, *options],
                         input=data, stderr=subprocess.PIPE)
    return got.returncode, got.stderr.decode()


def loads(title, form, out, data, *options):
    status, said = load(form, out, data, *options)
    check(status == 0, f"{form}: {title}", said)


def same(form, title, frame, rows, columns):
    """The frame has these columns and rows, in whatever order."""
    want = collections.Counter(tuple(r.get(c) for c in columns) for r in rows)
    got = collections.Counter(tuple(r) for r in frame.collect())
    check(got == want and frame.columns == list(columns),
          f"{form}: {title}",
          f"{frame.columns}\n{list((want - got).items())[:2]}\n"
          f"{list((got - want).items())[:2]}")


def skips(form, frame, rows):
    """What bounds and counts let Spark leave out, it may leave out."""
    known = [r for r in rows if r["n"] is not None and r["at"] is not None]
    for r in known[:2]:
        found = [f.id for f in frame.where(
            (frame.n == r["n"]) & (frame.at == r["at"])).collect()]
        check(found == [r["id"]], f"{form}: a row is found by its values",
              found)
    from pyspark.sql import functions as f

    got = frame.agg(f.count("*"), f.count("m"), f.min("n"), f.max("n"),
                    f.min("day"), f.max("day")).collect()[0]
    n, day = ([r[c] for r in rows if r[c] is not None] for c in ("n", "day"))
    want = (len(rows), sum(r["m"] is not None for r in rows), min(n), max(n),
            min(day), max(day))
    check(tuple(got) == want, f"{form}: counts and bounds are the rows'",
          f"{want}\n{tuple(got)}")


def draw():
    rng = random.Random(3)
    first = [row(rng, i) for i in range(2000)]
    second = [{**row(rng, i), "extra": i} for i in range(2000, 3000)]
    third = [{**row(rng, i), "extra": None} for i in range(3000, 3100)]
    return first, second, third


class Delta:
    """A table of that format, as Spark sees it."""

    form = "delta"

    def __init__(self, spark, table):
        self.spark = spark
        self.out = os.path.join(WORK, "delta")
        self.path = os.path.join(self.out, table)
        self.name = f"delta.`{self.path}`"

    def read(self, version=None):
        """The table, or its version of that number."""
        options = {} if version is None else {"versionAsOf": version}
        return self.spark.read.format("delta").options(**options).load(
            self.path)

    def append(self, frame, create=False):
        mode = "error" if create else "append"
        frame.write.format("delta").mode(mode).save(self.path)


class Iceberg:
    form = "iceberg"

    def __init__(self, spark, table):
        self.spark = spark
        self.out = os.path.join(WORK, "iceberg", "db")
        self.name = f"lake.db.{table}"

    def read(self, version=None):
        if version is None:
            return self.spark.table(self.name)
        ids = self.spark.sql(f"SELECT snapshot_id FROM {self.name}.snapshots "
                             "ORDER BY committed_at").collect()
        return self.spark.read.option("versionAsOf", ids[version][0]).table(
            self.name)

    def append(self, frame, create=False):
        to = frame.writeTo(self.name)
        to.create() if create else to.append()


def ours(t, more):
    """What the sink writes, Spark reads."""
    form, out = t.form, t.out
    first, second, _ = draw()
    loads("a load is written", form, out, stream(first), "--append")
    loads("one with a new column is added", form, out, stream(second, more),
          "--append")
    loads("... and once more, which is the same", form, out,
          stream(second, more), "--append")
    same(form, "Spark has every value", t.read(), first + second, more)
    skips(form, t.read(), first + second)
    same(form, "version 0 is the first load", t.read(0), first, COLUMNS)
    check(t.read(1).count() == 3000, f"{form}: version 1 has both loads")


def both(t, more):
    """Spark changes the table, the sink goes on with it, and so on."""
    form, out = t.form, t.out
    _, second, third = draw()
    frame = t.spark.createDataFrame(
        [tuple(r.get(c) for c in more) for r in third], t.read().schema)
    t.append(frame)
    loads("a load is added after one of Spark", form, out,
          stream([{"id": "last", "n": 1}], more), "--append")
    check(t.read().count() == 3101, f"{form}: both are there",
          t.read().count())
    t.spark.sql(f"DELETE FROM {t.name} WHERE extra >= 2500")
    status, said = load(form, out, stream(second, more), "--append")
    check(status == 2 and t.read().count() == 2601,
          f"{form}: a load whose rows Spark has moved is not repeated",
          f"{status} {said}")
    t.spark.sql(f"ALTER TABLE {t.name} ADD COLUMNS (theirs string)")
    loads("a load is added to a table with a column of Spark's", form, out,
          stream([{"id": "later"}], more), "--append")
    check(t.read().count() == 2602, f"{form}: what Spark deletes is gone")

    loads("all rows are replaced", form, out, stream(third, more))
    same(form, "Spark has the new ones alone", t.read(), third, more)
    check(t.read(1).count() == 3000,
          f"{form}: earlier versions can still be read")
    return frame


def theirs(t, frame, more):
    t.append(frame.drop("js"), create=True)
    fewer = {c: more[c] for c in more if c != "js"}
    loads("rows are added to a table of Spark's own", t.form, t.out,
          stream([{"id": "x", "n": 5}], fewer, "own"), "--append")
    check(t.read().count() == 101
          and [r.n for r in t.read().where("id = 'x'").collect()] == [5],
          f"{t.form}: both are there")


def main():
    why = spark_session.lacking()
    spark = None
    if not why:
        shutil.rmtree(WORK, ignore_errors=True)
        os.makedirs(WORK)
        spark, why = spark_session.lake(WORK)
    if why:
        skip("Delta and Iceberg tables through Spark", why)
        return done()
    more = {**COLUMNS, "extra": "bigint"}
    for kind in (Delta, Iceberg):
        table = kind(spark, "t")
        ours(table, more)
        theirs(kind(spark, "own"), both(table, more), more)
    spark_session.end(spark)
    return done()


main()
