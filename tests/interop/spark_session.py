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


# For this Spark; what Spark has itself stays out.
PACKAGES = ["io.delta:delta-spark_4.1_2.13:4.4.0",
            "org.apache.iceberg:iceberg-spark-runtime-4.1_2.13:1.12.0"]
EXCLUDED = ["org.apache.hadoop", "org.apache.parquet", "org.xerial.snappy",
            "org.slf4j", "org.apache.logging.log4j", "com.fasterxml.jackson.*",
            "com.github.luben", "com.google.*", "io.airlift", "commons-*",
            "javax.annotation", "org.locationtech.*", "org.roaringbitmap"]


def lake(work):
    """A session with Delta Lake, and Iceberg's catalog lake in work/iceberg;
    or None, and why.  Their jars are had once."""
    ivy = os.path.join(os.environ["WORK"], "ivy")
    jars = os.path.join(ivy, "jars")
    had = os.path.exists(os.path.join(ivy, "done"))
    if had:
        conf = {"spark.jars": ",".join(
            os.path.join(jars, f) for f in sorted(os.listdir(jars)))}
    else:
        conf = {"spark.jars.packages": ",".join(PACKAGES),
                "spark.jars.excludes": ",".join(g + ":*" for g in EXCLUDED),
                "spark.jars.ivy": ivy}
    conf |= {
        "spark.databricks.delta.snapshotPartitions": "1",
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.shuffle.partitions": "1",
        "spark.sql.extensions":
            "io.delta.sql.DeltaSparkSessionExtension,"
            "org.apache.iceberg.spark.extensions."
            "IcebergSparkSessionExtensions",
        "spark.sql.catalog.spark_catalog":
            "org.apache.spark.sql.delta.catalog.DeltaCatalog",
        "spark.sql.catalog.lake": "org.apache.iceberg.spark.SparkCatalog",
        "spark.sql.catalog.lake.type": "hadoop",
        "spark.sql.catalog.lake.warehouse":
            "file://" + os.path.join(work, "iceberg"),
        "spark.sql.catalog.lake.cache-enabled": "false"}
    try:
        spark = session(work, **conf)
    except Exception:  # Java has told
        if had:
            raise
        return None, "no jars of Delta Lake and Iceberg to be had"
    if not had:
        open(os.path.join(ivy, "done"), "w").close()
    return spark, ""


def end(spark):
    """Stop it, and see its Java end."""
    gateway = spark.sparkContext._gateway
    spark.stop()
    gateway.shutdown()
    gateway.proc.stdin.close()
    gateway.proc.wait()
