"""One Spark session on this machine, cheap to start; or why there is none."""

import os
import re
import shutil
import subprocess
import sys

JAVA = 17


def lacking():
    """What Spark needs and this machine has not, or ""."""
    try:
        import pyspark  # noqa: F401
    except ImportError:
        return "no pyspark here"
    if shutil.which("java") is None:
        return "no java here"
    said = subprocess.run(["java", "-version"], stderr=subprocess.PIPE,
                          stdout=subprocess.DEVNULL).stderr.decode()
    found = re.search(r'version "(\d+)', said)
    if not found or int(found.group(1)) < JAVA:
        return f"Spark needs Java {JAVA}"
    return ""


def session(work, **conf):
    """Three executor threads; everything it writes is under work."""
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    java = ("-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto "
            f"-Djava.io.tmpdir={work} -Dderby.system.home={work}")
    builder = SparkSession.builder.master("local[3]").appName("interop")
    for name, value in {
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.driver.memory": "1g",
            "spark.driver.extraJavaOptions": java,
            "spark.local.dir": work,
            "spark.sql.shuffle.partitions": "3",
            "spark.sql.parquet.compression.codec": "zstd",
            "spark.sql.warehouse.dir": os.path.join(work, "warehouse"),
            "spark.sql.session.timeZone": "UTC",
            **conf}.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("OFF")
    return spark


def end(spark):
    """Stop it, and see its Java end."""
    gateway = spark.sparkContext._gateway
    spark.stop()
    gateway.shutdown()
    gateway.proc.stdin.close()
    gateway.proc.wait()
