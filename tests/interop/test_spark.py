"""The filters on Spark: what its partitions give together is what one machine
gives, row for row; aai-spark(7)."""

import collections
import json
import os
import random
import shutil
import subprocess
import time

import spark_flatten
import spark_session
from tap import check, done, skip

WORK = os.path.join(os.environ["WORK"], "spark")
RAW = os.path.join(WORK, "raw")
EVENTS = ["aai-flatten", "-q", "-t", "events"]


class Number(str):
    """A number in its source's spelling."""

    def __repr__(self):
        return "#" + str(self)


def event(rng, i):
    """A record without a key, whose types depend on where in the data it is."""
    number = rng.choice(["7", "12345678901234567890", "0.1", "1.0", "-2e3"])
    value = {"kind": rng.choice(["a", "bé", "日本\u2028", 'q"\\', ""]),
             "late" if i > 4000 else "early": i,
             "mixed": rng.choice([1, 2.5]) if i < 2500 else str(i),
             "at": "2024-01-31" if i < 3000 else "2024-01-31T10:00:00.5Z",
             "items": [{"x": k, "tags": ["t"] * (k % 3)}
                       for k in range(rng.randrange(4))],
             "nothing": None, "deep": {"a": {"b": i % 5 == 0}}}
    text = json.dumps(value, ensure_ascii=rng.random() < 0.5)
    return text[:-1] + ', "number": ' + number + "}"


def make_raw():
    """Three files: tagged records of an account, and records of anything."""
    rng = random.Random(11)
    shutil.rmtree(WORK, ignore_errors=True)
    os.makedirs(RAW)
    events = [event(rng, i) for i in range(6000)]
    # Records may be the same; their keys are then, too.
    events += rng.sample(events, 50) + ['{"mixed": true}', "", "{}"]
    events.append('{"kind": "' + "long " * 200000 + '"}')
    with open(os.path.join(os.environ["WORK"], "records.ndjson"),
              encoding="utf-8", newline="\n") as f:
        account = f.readlines()
    half = len(account) // 2
    files = ["".join(account[:half]),
             "\n".join(events[:3500]) + "\r\n",
             "".join(account[half:]) + "\n".join(events[3500:])]
    for k, text in enumerate(files):
        with open(os.path.join(RAW, f"{k}.ndjson"), "w", newline="",
                  encoding="utf-8") as f:
            f.write(text)
    whole = "".join(t if t.endswith("\n") else t + "\n" for t in files)
    # Not UTF-8: both mend it.
    bad = b'{"bad": "\xff \xe6\x97 \xf0\x9f\x98 \xc0\xaf"}\n'
    with open(os.path.join(RAW, "3.ndjson"), "wb") as f:
        f.write(bad)
    return whole.encode() + bad


def one_machine(whole, *argv):
    got = subprocess.run(argv, input=whole, stdout=subprocess.PIPE)
    check(got.returncode == 0, f"{' '.join(argv[:4])} ends well on one machine")
    return got.stdout.decode().split("\n")[:-1]


def is_columns(line):
    return line.split(",", 2)[1].startswith('"_columns":')


def rows_of(lines):
    """How often each row is there, whatever the order of its columns."""
    rows = collections.Counter()
    for line in lines:
        if line and not is_columns(line):
            row = json.loads(line, parse_int=Number, parse_float=Number)
            rows[frozenset((k, repr(v)) for k, v in row.items())] += 1
    return rows


def difference(a, b):
    return f"only there: {list((a - b).items())[:2]}\n" \
           f"only here: {list((b - a).items())[:2]}"


def rows_without_a_schema(records, whole):
    want = rows_of(one_machine(whole, *EVENTS, "-O"))
    rdd = spark_flatten.pipe(records, *EVENTS, "-O")
    lines = rdd.collect()
    got = rows_of(lines)
    check(records.getNumPartitions() >= 7, "the data set is split")
    check(got == want and sum(want.values()) > 20000,
          "the partitions' rows are one machine's", difference(got, want))
    check(any("_id" in dict(row) for row in want),
          "... with keys made of the content")
    tables = collections.Counter(
        json.loads(s)["_table"] for s in lines if is_columns(s))
    check(tables["events"] > 1, "... each under columns lines of its own")


def rows_with_a_schema(records, whole):
    flat = os.path.join(WORK, "one.schema")
    with open(flat, "w", encoding="utf-8") as f:
        f.writelines(s + "\n" for s in one_machine(
            whole, *EVENTS, "--infer"))
    # A schema alone keeps its order; merged ones are in that of the names.
    want = one_machine(b"", "aai-flatten", "--infer", "--schema", flat,
                       "--schema", flat)
    merged = spark_flatten.infer(records, os.path.join(WORK, "schemas"),
                                 *EVENTS)
    with open(merged, encoding="utf-8") as f:
        got = f.read().split("\n")[:-1]
    check(got == want and len(want) > 10,
          "the partitions' schemas merge to that of the whole",
          "\n".join(sorted(set(got) ^ set(want))))
    rdd = spark_flatten.flatten_with(records, merged, *EVENTS)
    lines = rdd.collect()
    single = one_machine(whole, *EVENTS, "-O", "--schema", merged)
    got = [s for s in lines if not is_columns(s)]
    want = [s for s in single if not is_columns(s)]
    check(got == want, "with it, the rows are the same bytes in the same order",
          difference(collections.Counter(got), collections.Counter(want)))
    got, want = ({s for s in x if is_columns(s)} for x in (lines, single))
    check(got == want and len(got) == len(merged_tables(merged)),
          "... and every partition declares the same columns")
    return merged, rdd


def merged_tables(path):
    with open(path, encoding="utf-8") as f:
        return [json.loads(s)["_table"] for s in f]


def fails(rdd):
    """What Spark says when the job fails, or ""."""
    try:
        rdd.count()
    except Exception as e:  # whatever the JVM threw
        return str(e)
    return ""


def odd_partitions(sc):
    argv = ["aai-flatten", "-q", "-t", "t", "-k", "id"]
    rdd = spark_flatten.pipe(sc.parallelize(['{"id":1}'], 4), *argv)
    check(sorted(len(p) for p in rdd.glom().collect()) == [0, 0, 0, 2],
          "an empty partition gives nothing, and no failure")
    rdd = spark_flatten.pipe(sc.parallelize(["", ""], 2), *argv)
    check(rdd.collect() == [], "nor does one of blank lines")
    # More than any pipe holds is after what ends the program.
    bad = ['{"id":0,'] + ['{"id":%d}' % i for i in range(200000)]
    text = fails(spark_flatten.pipe(sc.parallelize(bad, 1), *argv))
    check("exited with error code 6" in text,
          "what is not a record fails the task, which tells the status", text)
    text = fails(spark_flatten.pipe(
        sc.parallelize(['{"id":1}', '{"no":2}'], 2), *argv))
    check("exited with error code 6" in text,
          "so does a record without its key", text)
    rdd = sc.parallelize(['{"id":1}', '{"id":'], 1).pipe(
        " ".join(argv), {"PATH": os.environ["PATH"]})
    check(rdd.collect() == [],
          "without checkCode a failed partition is an empty one")


def end_records(sc):
    folder = os.path.join(WORK, "ended")
    os.makedirs(folder)
    for k in range(3):
        with open(os.path.join(folder, f"{k}.ndjson"), "w") as f:
            f.writelines('{"id":%d,"l":[1,2]}\n' % i for i in range(500))
            f.write('{"_table":"_aai_end","records":500}\n')
    argv = ["aai-flatten", "-q", "-t", "t", "-k", "id"]
    end = '{"_table":"_aai_end","records":1500}'
    parts = spark_flatten.pipe(sc.textFile(folder, 1), *argv,
                               "--require-end").glom().collect()
    check([p[-1] for p in parts] == [end] * 3,
          "a partition that is a whole stream ends with an end record",
          [p[-1:] for p in parts])
    lines = spark_flatten.pipe(sc.textFile(folder, 6), *argv).collect()
    check(sum(not is_columns(s) for s in lines) == 4500
          and not any("_aai_end" in s for s in lines),
          "one that is a part of it has its rows, and none", len(lines))
    text = fails(spark_flatten.pipe(sc.textFile(folder, 6), *argv,
                                    "--require-end"))
    check("error code 6" in text, "... which --require-end refuses", text)
    text = fails(spark_flatten.pipe(sc.textFile(folder, 1).coalesce(1), *argv))
    check("error code 6" in text,
          "two streams in one partition are refused", text)


def same_tables(spark, out, want):
    """Compare tables with what the sink on one machine made of the rows."""
    for name in sorted(os.listdir(want)):
        table = name.removesuffix(".parquet")
        if table == name:
            continue
        ours = spark.read.parquet(os.path.join(want, name))
        theirs = spark.read.parquet(os.path.join(out, table))
        rows = [collections.Counter(map(tuple, f.collect()))
                for f in (ours, theirs)]
        check(rows[0] == rows[1] and theirs.columns == ours.columns
              and theirs.dtypes == ours.dtypes,
              f"Spark's own table {table} is that of aai-sink-parquet",
              f"{ours.dtypes}\n{theirs.dtypes}\n{difference(*rows)}")


def tables_out(spark, whole):
    """The program of the manual, from the folder to tables, both ways."""
    small = os.path.join(WORK, "small")
    os.makedirs(small)
    lines = [s for s in whole.split(b"\n") if 0 < len(s) < 2000
             and not s.startswith((b'{"_table":"transcript_details"',
                                   b'{"_table":"paragraphs"', b'{"bad"'))]
    thirds = [b"".join(s + b"\n" for s in lines[k::3]) for k in range(3)]
    for k in range(3):
        with open(os.path.join(small, f"{k}.ndjson"), "wb") as f:
            f.write(thirds[k])
    out, schemas = (os.path.join(WORK, d) for d in ("out", "out-schemas"))
    spark_flatten.main(spark, small, schemas, "parquet", out, *EVENTS)
    schema = os.path.join(schemas, "schema")
    rows = spark_flatten.flatten_with(
        spark.sparkContext.textFile(listed(small)), schema, *EVENTS)
    here = os.path.join(WORK, "here")
    spark_flatten.sink(rows, "aai-sink-parquet", "-q", "-o", here)
    one = os.path.join(WORK, "one")
    text = "".join(s + "\n" for s in one_machine(
        b"".join(thirds), *EVENTS, "--schema", schema))
    subprocess.run(["aai-sink-parquet", "-q", "-o", one],
                   input=text.encode(), check=True)
    check(files(here) == files(one) and len(files(one)) > 5,
          "rows from the engine make the sink write the same bytes")
    same_tables(spark, out, one)


def listed(folder):
    """Its files for Spark, by name."""
    return ",".join(os.path.join(folder, f) for f in sorted(os.listdir(folder)))


def files(folder):
    got = {}
    for name in os.listdir(folder) if os.path.isdir(folder) else []:
        if name.endswith(".parquet"):
            with open(os.path.join(folder, name), "rb") as f:
                got[name] = f.read()
    return got


TYPES = """\
{"_table":"every","_columns":[{"name":"b","type":"bool"},\
{"name":"i","type":"bigint"},{"name":"d","type":"double"},\
{"name":"m","type":"decimal","precision":38,"scale":9},\
{"name":"day","type":"date"},{"name":"at","type":"timestamp"},\
{"name":"s","type":"text"},{"name":"j","type":"json"},\
{"name":"od`d n\\"ame","type":"text"}],"_zone":"+02:00"}
{"_table":"every","b":true,"i":-9223372036854775808,"d":-2e-3,\
"m":-12345678901234567890123456789.123456789,"day":"0999-12-31",\
"at":"2024-02-29T23:59:59.123456","s":1.50,"j":{"a":[1.0,1e400,"x y"]},\
"od`d n\\"ame":"tab\\t\\u0000 \\ud83d\\ude00"}
{"_table":"every","i":9223372036854775807,"at":"2024-03-01 10:00:00-05:30",\
"s":true,"j":[]}
{"_table":"every"}
{"_table":"empty","_columns":[{"name":"n","type":"bigint"}]}
"""


def every_type(spark):
    lines = TYPES.split("\n")[:-1]
    schema, one = (os.path.join(WORK, d) for d in ("every.schema", "every"))
    with open(schema, "w", encoding="utf-8") as f:
        f.write(lines[0] + "\n" + lines[-1] + "\n")
    subprocess.run(["aai-sink-parquet", "-q", "-o", one],
                   input=TYPES.encode(), check=True)
    rows = spark.sparkContext.parallelize(lines, 2)
    for table, frame in spark_flatten.frames(spark, rows, schema,
                                             one + "-rows"):
        spark_flatten.write(frame, "parquet", one + "-spark", table)
    same_tables(spark, one + "-spark", one)
    rows = spark.sparkContext.parallelize(['{"_table":"every","b":"true"}'])
    frame = next(spark_flatten.frames(spark, rows, schema, one + "-bad"))[1]
    text = fails(frame.rdd)
    check("MALFORMED_RECORD" in text or "FAILFAST" in text,
          "what Spark cannot take fails, and is not a null", text)


def broken(sc):
    """A job that fails while a sink already has rows of it."""
    out = os.path.join(WORK, "broken")
    argv = ["aai-flatten", "-q", "-t", "t", "-k", "id"]
    rows = spark_flatten.pipe(
        sc.parallelize(['{"id":1}', '{"id":2}', '{"no":3}'], 3), *argv)
    try:
        spark_flatten.sink(rows, "aai-sink-parquet", "-q", "-o", out)
        failed = False
    except Exception:
        failed = True
    check(failed and not files(out),
          "a sink publishes nothing of a job that fails")


def stand_in():
    """Start aai-mock; the environment for what asks it."""
    port = os.path.join(WORK, "port")
    mock = subprocess.Popen(
        ["aai-mock", "-p", "0", "--port-file", port, "-t", "40", "--key",
         "test-key"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(600):
        if os.path.exists(port):
            break
        time.sleep(0.05)
    with open(port) as f:
        url = "http://127.0.0.1:" + f.read().strip()
    return mock, {"PATH": os.environ["PATH"], "ASSEMBLYAI_BASE_URL": url,
                  "ASSEMBLYAI_API_KEY": "test-key"}


def shards(sc):
    """Children of a list's records by several processes at once."""
    mock, env = stand_in()
    try:
        parents = subprocess.run(["aai-fetch", "-q", "transcripts"], env=env,
                                 stdout=subprocess.PIPE, check=True).stdout
        argv = ["aai-fanout", "-q", "--pass", "sentences", "subtitles"]
        whole = subprocess.run(argv, env=env, input=parents,
                               stdout=subprocess.PIPE).stdout
        works = [subprocess.Popen([*argv, "--shard", f"{i}/3"], env=env,
                                  stdin=subprocess.PIPE,
                                  stdout=subprocess.PIPE) for i in (1, 2, 3)]
        parts = [p.communicate(parents)[0].splitlines() for p in works]
        check(all(p.returncode in (0, 3) for p in works)
              and collections.Counter(sum(parts, []))
              == collections.Counter(whole.splitlines()),
              "the shards' children are those of all parents")
        ids = [{json.loads(s).get("transcript_id") for s in p} - {None}
               for p in parts]
        check(all(ids) and not ids[0] & ids[1] | ids[0] & ids[2]
              | ids[1] & ids[2], "... each in one shard alone")
        lines = sc.parallelize(parents.decode().split("\n")[:-1], 4).pipe(
            " ".join(argv), env).collect()
        check([s.encode() for s in lines] == whole.splitlines(),
              "partitions of parents have the children of the whole")
    finally:
        mock.terminate()
        mock.wait()


def shipped(sc):
    """A program that the workers do not have is sent to them."""
    from pyspark import SparkFiles

    sc.addFile(shutil.which("aai-flatten"))
    rdd = sc.parallelize(['{"id":1}'], 2).pipe(
        SparkFiles.get("aai-flatten") + " -O -t t -k id", checkCode=True)
    check('{"_table":"t","id":1}' in rdd.collect(),
          "a program sent with addFile runs")


def main():
    why = spark_session.lacking()
    if why:
        skip("the filters on Spark", why)
        return done()
    whole = make_raw()
    spark = spark_session.session(WORK)
    sc = spark.sparkContext
    # Files by name: a folder's come in the order in which it lists them.
    records = sc.textFile(listed(RAW), 7)
    rows_without_a_schema(records, whole)
    rows_with_a_schema(records, whole)
    odd_partitions(sc)
    end_records(sc)
    tables_out(spark, whole)
    every_type(spark)
    broken(sc)
    shipped(sc)
    shards(sc)
    spark_session.end(spark)
    return done()


main()
