"""Parquet files through parquet-java, the format's reference: values, its
check of statistics, page indexes, Bloom filters."""

import datetime
import decimal
import json
import os
import random
import shutil
import subprocess

from tap import check, done, skip

WORK = os.path.join(os.environ["WORK"], "java")
HERE = os.path.dirname(os.path.abspath(__file__))
JARS = os.path.join(WORK, "jars")
decimal.getcontext().prec = 60
EPOCH = datetime.datetime(1970, 1, 1)
ROWS = 5000
COLUMNS = [
    {"name": "id", "type": "text", "key": True},
    {"name": "idx", "type": "bigint", "key": True},
    {"name": "b", "type": "bool"},
    {"name": "i", "type": "bigint"},
    {"name": "d", "type": "double"},
    {"name": "dec", "type": "decimal", "precision": 9, "scale": 2},
    {"name": "wide", "type": "decimal", "precision": 30, "scale": 4},
    {"name": "day", "type": "date"},
    {"name": "at", "type": "timestamp"},
    {"name": "word", "type": "text"},
    {"name": "none", "type": "text"},
]


def jars():
    """parquet-java's command line with all it needs, by Maven, once."""
    if shutil.which("java") is None or shutil.which("mvn") is None:
        return False
    if os.path.exists(os.path.join(JARS, "done")):
        return True
    got = subprocess.run(
        ["mvn", "-B", "-q", "-f", os.path.join(HERE, "java", "pom.xml"),
         "dependency:copy-dependencies", f"-DoutputDirectory={JARS}"],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=900)
    if got.returncode != 0:
        return False
    open(os.path.join(JARS, "done"), "w").close()
    return True


def java(*args):
    got = subprocess.run(
        ["java", "-cp", os.path.join(JARS, "*"),
         "org.apache.parquet.cli.Main", *args],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    return got.returncode, got.stdout.decode(), got.stderr.decode()


def draw(rng, i):
    """A row as the stream spells it, and as parquet-java prints it."""
    day = rng.randrange(-100000, 100000)
    at = rng.randrange(-(10**15), 10**15)
    dec = rng.randrange(-(10**9) + 1, 10**9)
    wide = rng.randrange(-(10**30) + 1, 10**30)
    number = rng.gauss(0, 1000)
    spelled = {
        "id": json.dumps(f"id-{i // 10:06d}"), "idx": str(i % 10),
        "b": rng.choice(["true", "false"]),
        "i": str(rng.randrange(-(2**63), 2**63)),
        "d": json.dumps(number),
        "dec": format(decimal.Decimal(dec).scaleb(-2), "f"),
        "wide": format(decimal.Decimal(wide).scaleb(-4), "f"),
        "day": json.dumps(
            (EPOCH + datetime.timedelta(day)).date().isoformat()),
        "at": json.dumps((EPOCH + datetime.timedelta(
            microseconds=at)).isoformat() + "Z"),
        "word": json.dumps(rng.choice(["a", "bé", "日本", "", 'q"\\'])),
    }
    # Decimals of many digits are printed as signed bytes.
    raw = wide.to_bytes(13, "big", signed=True)
    shown = {
        "id": json.loads(spelled["id"]), "idx": i % 10,
        "b": spelled["b"] == "true", "i": int(spelled["i"]), "d": number,
        "dec": dec, "wide": [b - 256 if b > 127 else b for b in raw],
        "day": day, "at": at, "word": json.loads(spelled["word"]),
        "none": None,
    }
    for name in list(spelled)[2:]:
        if rng.random() < 0.2:
            del spelled[name]
            shown[name] = None
    return spelled, shown


def main():
    os.makedirs(WORK, exist_ok=True)
    if not jars():
        skip("parquet-java", "no java, mvn or network")
        return done()
    rng = random.Random(5)
    rows = [draw(rng, i) for i in range(ROWS)]
    lines = [json.dumps({"_table": "t", "_columns": COLUMNS},
                        separators=(",", ":"))]
    lines += ['{"_table":"t",' + ",".join(f'"{k}":{v}' for k, v in r.items())
              + "}" for r, _ in rows]
    stream = ("\n".join(lines) + "\n").encode()
    for codec, encoding in [("zstd", "auto"), ("snappy", "plain"),
                            ("gzip", "compact"), ("none", "compact"),
                            ("zstd", "compact")]:
        name = f"{codec}-{encoding}"
        out = os.path.join(WORK, name)
        subprocess.run(["aai-sink-parquet", "-o", out, "-c", codec,
                        "--encoding", encoding, "--group-rows", "1999",
                        "--bloom", "id"], input=stream, check=True)
        path = os.path.join(out, "t.parquet")
        status, text, err = java("cat", path)
        got = [json.loads(s) for s in text.splitlines()]
        wrong = [(w, g) for (_, w), g in zip(rows, got) if w != g]
        check(status == 0 and len(got) == ROWS and not wrong,
              f"{name}: parquet-java has every value",
              f"{len(got)} rows; {wrong[:1]} {err[-500:]}")
        status, text, err = java("check-stats", path)
        check(status == 0 and "no corrupt stats" in text,
              f"{name}: it finds the statistics right", text + err)
        status, text, err = java("column-index", path)
        check(status == 0 and "Boundary order: ASCENDING" in text and
              "offset index for column none" in text,
              f"{name}: it reads the page index", text[:500] + err[-500:])
        status, text, err = java("bloom-filter", "-c", "id", "-v",
                                 "id-000001,not-there", path)
        check("value id-000001 maybe exists" in text and
              "value not-there NOT exists" in text,
              f"{name}: it asks the Bloom filter", text + err[-500:])
    return done()


main()
