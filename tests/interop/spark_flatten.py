"""Records to tables on Spark: aai-flatten on the engine, a table each out.

    spark-submit spark_flatten.py raw work parquet out aai-flatten -t events

raw is a folder of NDJSON; work, for the schemas, and out are folders too (for
iceberg, out is a catalog's namespace); all workers see them.  The rest is the
command.
"""

import json
import os
import shlex
import subprocess
import sys

from pyspark.sql import SparkSession, functions

TYPES = {"bool": "boolean", "bigint": "bigint", "double": "double",
         "date": "date", "timestamp": "timestamp", "text": "string",
         "json": "string"}


def pipe(rdd, *argv):
    """A filter over each partition; its failure is the task's."""
    env = {"PATH": os.environ["PATH"]}
    return rdd.pipe(shlex.join(argv), env, checkCode=True).filter(len)


def infer(records, folder, *flatten):
    """Infer a schema of each partition there, merge them here."""
    parts = pipe(records, *flatten, "--infer").glom().collect()
    merge = ["aai-flatten", "--infer"]
    os.makedirs(folder, exist_ok=True)
    for i, lines in enumerate(parts):
        merge += ["--schema", os.path.join(folder, f"part-{i:05}")]
        with open(merge[-1], "w", encoding="utf-8") as f:
            f.writelines(line + "\n" for line in lines)
    path = os.path.join(folder, "schema")
    with open(path, "wb") as f:
        subprocess.run(merge, stdin=subprocess.DEVNULL, stdout=f, check=True)
    return path


def flatten_with(records, schema, *flatten):
    """The rows: every partition writes the same tables and columns."""
    return pipe(records, *flatten, "--objects", "--schema", schema,
                "--contract", "freeze")


def column(c):
    kind = TYPES.get(c["type"]) or f"decimal({c['precision']},{c['scale']})"
    return "`" + c["name"].replace("`", "``") + "` " + kind


def frames(spark, rows, schema, folder):
    """Each table's name and DataFrame, of rows that are kept in the folder."""
    lines = spark.createDataFrame(rows, "string")
    table = functions.split(lines.value, '"')[3]
    lines.where(~lines.value.startswith(functions.concat(
        functions.lit('{"_table":"'), table, functions.lit('","_columns":')))
    ).select("value", table.alias("table")).write.mode(
        "overwrite").partitionBy("table").text(folder)
    with open(schema, encoding="utf-8") as f:
        tables = [json.loads(line) for line in f]
    for t in tables:
        path = os.path.join(folder, "table=" + t["_table"])
        columns = ", ".join(column(c) for c in t["_columns"])
        # From files: texts that are numbers keep their spelling then.
        reader = spark.read.schema(columns).options(
            mode="FAILFAST", timeZone=t.get("_zone", "UTC"))
        yield t["_table"], reader.json(path if os.path.isdir(path) else [])


def write(frame, form, out, table):
    if form == "iceberg":
        frame.writeTo(f"{out}.`{table}`").createOrReplace()
    else:
        frame.write.format(form).mode("overwrite").save(
            os.path.join(out, table))


def sink(rows, *argv):
    """Or: all rows through one of the toolkit's sinks, here."""
    with subprocess.Popen([*argv, "--require-end"],
                          stdin=subprocess.PIPE) as to:
        n = 0
        for line in rows.toLocalIterator():
            to.stdin.write(line.encode() + b"\n")
            n += not line.split(",", 2)[1].startswith('"_columns":')
        to.stdin.write(b'{"_table":"_aai_end","records":%d}\n' % n)
        to.stdin.close()
    if to.returncode != 0:
        raise RuntimeError(f"{argv[0]} ended with {to.returncode}")


def main(spark, raw, work, form, out, *flatten):
    spark.conf.set("spark.sql.session.timeZone", "UTC")
    records = spark.sparkContext.textFile(raw)
    schema = infer(records, work, *flatten)
    rows = flatten_with(records, schema, *flatten)
    folder = os.path.join(work, "rows")
    for table, frame in frames(spark, rows, schema, folder):
        write(frame, form, out, table)


if __name__ == "__main__":
    main(SparkSession.builder.getOrCreate(), *sys.argv[1:])
