"""Files of pyarrow, DuckDB and polars, read back by aai-show --json."""

import datetime
import decimal
import math
import os

from shown import ROWS, UTC, columns, compare, rows, show
from tap import check, done, skip

WORK = os.path.join(os.environ["WORK"], "show")


def with_pyarrow():
    import pyarrow as pa
    import pyarrow.parquet as pq

    data = columns()
    table = pa.table(
        {
            k: pa.array(v, pa.timestamp("us", "UTC")) if k == "at"
            else pa.array(v, pa.decimal128(9, 2)) if k == "amount"
            else pa.array(v, pa.decimal128(38, 10)) if k == "wide"
            else pa.array(v)
            for k, v in data.items()
        }
    )
    variants = {
        "defaults": {},
        "version 1.0": {"version": "1.0"},
        "zstd": {"compression": "zstd"},
        "gzip": {"compression": "gzip"},
        "LZ4": {"compression": "lz4"},
        "no compression": {"compression": "none"},
        "pages of version 2": {"data_page_version": "2.0"},
        "no dictionaries": {"use_dictionary": False},
        "small row groups and pages": {
            "row_group_size": 700, "data_page_size": 500,
        },
        "dictionaries that overflow": {"dictionary_pagesize_limit": 500},
        "checksums": {"write_page_checksum": True},
        "delta encodings": {
            "use_dictionary": False, "data_page_version": "2.0",
            "column_encoding": {
                "id": "DELTA_BINARY_PACKED", "big": "DELTA_BINARY_PACKED",
                "word": "DELTA_LENGTH_BYTE_ARRAY",
                "unique": "DELTA_BYTE_ARRAY", "x": "BYTE_STREAM_SPLIT",
                "truth": "RLE", "wide": "DELTA_BYTE_ARRAY",
            },
        },
        "integers split": {
            "use_dictionary": False,
            "column_encoding": {"id": "BYTE_STREAM_SPLIT"},
        },
        "decimals as integers": {"store_decimal_as_integer": True},
    }
    for name, options in variants.items():
        path = f"{WORK}/pyarrow.parquet"
        try:
            pq.write_table(table, path, **options)
        except TypeError as e:
            skip(f"pyarrow, {name}", str(e))
            continue
        compare(f"pyarrow, {name}", path, data)
    pyarrow_types(pa, pq)
    pyarrow_refused(pa, pq)


def pyarrow_types(pa, pq):
    """Types that our own writer does not have."""
    moment = datetime.datetime(2026, 5, 4, 3, 2, 1, 123000)
    floats = [1.5, -0.1, 3.4028234663852886e38]
    cases = {
        "int8": (pa.int8(), [1, -128, None]),
        "uint8": (pa.uint8(), [0, 255, None]),
        "int16": (pa.int16(), [1, -32768, 32767]),
        "uint16": (pa.uint16(), [0, 65535]),
        "int32": (pa.int32(), [-2**31, 2**31 - 1, None]),
        "uint32": (pa.uint32(), [0, 2**32 - 1, None]),
        "uint64": (pa.uint64(), [0, 2**64 - 1, 2**63]),
        "double_odd": (pa.float64(), [math.inf, -math.inf, -0.0, 5e-324]),
        "date64": (pa.date64(), [datetime.date(2026, 1, 2), None]),
        "seconds": (pa.timestamp("s"), [moment.replace(microsecond=0)]),
        "millis": (pa.timestamp("ms"), [moment, None]),
        "micros": (pa.timestamp("us"), [moment, None]),
        "zoned": (pa.timestamp("ms", "Europe/Berlin"), [
            moment.replace(tzinfo=UTC), None]),
        "time32": (pa.time32("ms"), [datetime.time(23, 59, 59), None]),
        "time64": (pa.time64("us"), [datetime.time(1, 2, 3, 4), None]),
        "large": (pa.large_string(), ["a", None, "é"]),
        "tiny_decimal": (pa.decimal128(3, 1), [decimal.Decimal("-9.9"), None]),
        "null": (pa.null(), [None, None]),
        "category": (pa.dictionary(pa.int8(), pa.string()), ["a", "b", "a"]),
        "binary": (pa.binary(), [b"text", b"", None]),
        "fixed": (pa.binary(4), [b"four", None]),
    }
    for name, (type_, values) in cases.items():
        path = f"{WORK}/types.parquet"
        pq.write_table(pa.table({name: pa.array(values, type_)}), path)
        want = [v.decode() if isinstance(v, bytes) else v for v in values]
        compare(f"pyarrow, {name}", path, {name: want})
    path = f"{WORK}/types.parquet"
    pq.write_table(pa.table({"f": pa.array(floats, pa.float32())}), path)
    compare("pyarrow, float", path, {
        "f": pa.array(floats, pa.float32()).to_pylist()})
    ns = pa.array([1777863721123456789, -1, None], pa.timestamp("ns"))
    for options in ({}, {"use_deprecated_int96_timestamps": True}):
        pq.write_table(pa.table({"ns": ns}), path, **options)
        got = [r.get("ns") for r in rows(path)[1]]
        check(
            got == ["2026-05-04T03:02:01.123456789Z",
                    "1969-12-31T23:59:59.999999999Z", None],
            f"pyarrow, nanoseconds to the last digit {options}", got,
        )
    pq.write_table(pa.table({"a": pa.array([], pa.int64())}), path)
    compare("pyarrow, no rows", path, {"a": []})


def pyarrow_refused(pa, pq):
    """What is not read is named."""
    path = f"{WORK}/refused.parquet"
    cases = {
        "Brotli": (pa.int64(), [1, 2], "brotli"),
    }
    for text, (type_, values, codec) in cases.items():
        pq.write_table(
            pa.table({"col": pa.array(values, type_)}), path,
            compression=codec)
        status, _, err = show(path)
        check(
            status == 6 and text in err and "'col'" in err
            and err.count("\n") == 1,
            f"{text} is refused by name", f"{status}: {err}",
        )


def with_duckdb():
    import duckdb

    db = duckdb.connect()
    db.execute("SET TimeZone = 'UTC'")
    query = f"""
        SELECT i AS id, i::INTEGER AS small, i::UTINYINT AS tiny,
          (i * 3)::UBIGINT AS positive, i / 7 AS x, (i / 7)::FLOAT AS f,
          CASE WHEN i % 3 > 0 THEN 'word ' || i % 50 END AS word,
          i % 2 = 0 AS truth, (i / 4)::DECIMAL(4, 1) AS d4,
          (i / 4)::DECIMAL(18, 3) AS d18, (i / 4)::DECIMAL(38, 3) AS d38,
          i::HUGEINT::DECIMAL(20, 0) AS huge,
          DATE '1999-12-31' + i::INTEGER AS day,
          TIMESTAMP '1999-12-31 23:59:59.5' + INTERVAL (i) SECOND AS at,
          TIMESTAMPTZ '1999-12-31 23:59:59.5+02' + INTERVAL (i) SECOND AS tz,
          TIME '01:02:03.5' AS clock,
          uuid_v4 AS u, (CASE WHEN i % 2 = 0 THEN 'a' ELSE 'b' END)
            ::ENUM('a', 'b') AS e
        FROM range(200) t(i),
          (SELECT '12345678-1234-1234-1234-123456789abc'::UUID AS uuid_v4)
        ORDER BY id"""
    result = db.execute(query)
    names = [c[0] for c in result.description]
    data = dict(zip(names, map(list, zip(*result.fetchall()))))
    for options in (
        "", ", COMPRESSION zstd", ", COMPRESSION gzip",
        ", COMPRESSION uncompressed", ", PARQUET_VERSION v2",
        ", ROW_GROUP_SIZE 2048",
    ):
        path = f"{WORK}/duckdb.parquet"
        db.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet{options})")
        compare(f"DuckDB{options or ', defaults'}", path, data)
    path = f"{WORK}/json.parquet"
    db.execute(f"""COPY (SELECT '{{"a": [1, 2.50]}}'::JSON AS j)
        TO '{path}' (FORMAT parquet)""")
    check(
        rows(path)[0]["j"] == "json"
        and '{"a": [1, 2.50]}' in show(path, "--json")[1],
        "DuckDB, JSON is JSON", show(path, "--json"),
    )


def with_polars():
    import polars

    data = columns()
    frame = polars.DataFrame(
        data, schema_overrides={
            "never": polars.String, "amount": polars.Decimal(9, 2),
            "wide": polars.Decimal(38, 10),
        },
    )
    for options in (
        {}, {"compression": "snappy"}, {"compression": "uncompressed"},
        {"compression": "gzip"}, {"row_group_size": 500},
        {"data_page_size": 1000}, {"statistics": False},
    ):
        path = f"{WORK}/polars.parquet"
        frame.write_parquet(path, **options)
        compare(f"polars, {options or 'defaults'}", path, data)
        status, out, err = show(path, "-l")
        check(status == 0 and f"{ROWS} rows" in out,
              f"polars, {options or 'defaults'}, its figures", err)


def with_pandas():
    import pandas

    moment = datetime.datetime(2026, 5, 4, 3, 2, 1, 5)
    data = {"s": ["a", None], "n": [1, 2], "at": [moment, None]}
    frame = pandas.DataFrame(data)
    for engine in ("pyarrow", "fastparquet"):
        path = f"{WORK}/pandas.parquet"
        try:
            frame.to_parquet(path, engine=engine)
        except ImportError as e:
            skip(f"pandas by {engine}", str(e))
            continue
        compare(f"pandas by {engine}", path, data)


def main():
    os.makedirs(WORK, exist_ok=True)
    for writer in (with_pyarrow, with_duckdb, with_polars, with_pandas):
        try:
            writer()
        except ImportError as e:
            skip(writer.__name__[5:], str(e))
    done()


main()
