"""Files of other projects' suites: what pyarrow reads, aai-show --json reads,
and they agree.

pyarrow brings a few files of its own.  PARQUET_SUITES names folders of others,
which are not a part of this project: clones of apache/parquet-testing, of
duckdb, fastparquet, hyparquet and nanoparquet.  Of each the files that end in
.parquet or .parq are tried.
"""

import decimal
import json
import math
import os
import re
import subprocess

import pyarrow as pa
import pyarrow.parquet as pq

from tap import check, done

ROWS = 3000
# Spark went past its own numbers, and what it stored has no reading that all
# agree on: a negative number of nanoseconds.
UNCLEAR = "int96_from_spark.parquet"
REFUSED_MAX = 40
UNIT = {"s": 10**9, "ms": 10**6, "us": 1000, "ns": 1}


def days_of(text):
    """Days since 1970-01-01 of a date whose year may have a sign."""
    year, month, day = map(int, re.fullmatch(
        r"([-+]?\d+)-(\d\d)-(\d\d)", text).groups())
    year -= month <= 2
    of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    era = year // 400
    y = year - era * 400
    return era * 146097 + y * 365 + y // 4 - y // 100 + of_year - 719468


def ns_of(text):
    """Nanoseconds of "[-]HH:MM:SS[.f]"."""
    sign = -1 if text.startswith("-") else 1
    hours, minutes, seconds = text.lstrip("-").split(":")
    whole, _, fraction = seconds.partition(".")
    return sign * (
        (int(hours) * 3600 + int(minutes) * 60 + int(whole)) * 10**9
        + int(fraction.ljust(9, "0") or 0))


def same_text(want, got):
    if isinstance(got, str) and (want == got or "\ufffd" in got):
        return True
    return json.loads(want, parse_int=decimal.Decimal,
                      parse_float=decimal.Decimal) == got


def same_bytes(want, got):
    if got == want.hex() or got == want.decode("utf-8", "replace"):
        return True
    return "\ufffd" in got or len(want) == 12 and got.startswith("P")


def same_number(want, got):
    if isinstance(want, bool):
        return got is want
    if isinstance(want, float) and not math.isfinite(want):
        return got == ("NaN" if math.isnan(want)
                       else "Infinity" if want > 0 else "-Infinity")
    if isinstance(want, float):
        return float(got) == want
    return decimal.Decimal(got) == want


def same_items(values, got):
    return isinstance(got, list) and len(values) == len(got) and all(
        same(v, g) for v, g in zip(values, got))


def same_members(want, got):
    names = [f.name for f in want.type]
    return isinstance(got, dict) and len(got) == len(names) and all(
        same(want[i], g) for i, g in enumerate(got.values()))


def same_time(want, got):
    """Of an instant pyarrow may have had no place for the nanoseconds, nor for
    a year far away, whose number wraps around."""
    unit = UNIT[want.type.unit]
    if pa.types.is_timestamp(want.type):
        day, _, time = got.rstrip("Z").partition("T")
        found = days_of(day) * 86400 * 10**9 + ns_of(time)
    else:
        found = ns_of(got)
    return (found // unit - want.value) % 2**64 == 0


def same(want, got):
    """Whether a value of pyarrow's is the JSON value."""
    if not want.is_valid or got is None:
        return not want.is_valid and got is None
    if isinstance(want, pa.DictionaryScalar):
        return same(want.value, got)
    if isinstance(want, pa.ExtensionScalar):
        return got == str(want.as_py()) or same(want.value, got)
    t = want.type
    if pa.types.is_timestamp(t) or pa.types.is_time(t):
        return same_time(want, got)
    if pa.types.is_date(t):
        return days_of(got) == want.value // (
            1 if pa.types.is_date32(t) else 86400000)
    if pa.types.is_nested(t):
        return (same_members(want, got) if pa.types.is_struct(t)
                else same_items(want.values, got))
    if pa.types.is_string(t) or pa.types.is_large_string(t):
        return same_text(
            want.as_buffer().to_pybytes().decode("utf-8", "replace"), got)
    value = want.as_py()
    if isinstance(value, bytes):
        return same_bytes(value, got)
    return same_number(value, got)


def difference(table, text):
    """What differs between the table and the rows, or None."""
    lines = [json.loads(line, parse_int=decimal.Decimal,
                        parse_float=decimal.Decimal)
             for line in text.split("\n") if line]
    rows = [line for line in lines if "_columns" not in line]
    names = [c["name"] for c in lines[0]["_columns"]]
    if (len(rows), len(names)) != (table.num_rows, table.num_columns):
        return f"{len(rows)} rows of {names}, not {table.shape}"
    for i, name in enumerate(names):
        for k in range(0, len(rows), max(1, len(rows) // ROWS)):
            if not same(table.column(i)[k], rows[k].get(name)):
                return (f"row {k}, {name}: {rows[k].get(name)!r}, "
                        f"not {table.column(i)[k]!r}")
    return None


def files():
    folders = [os.path.join(os.path.dirname(pa.__file__), "tests", "data")]
    folders += os.environ.get("PARQUET_SUITES", "").split()
    for folder in folders:
        for where, _, names in sorted(os.walk(folder)):
            for name in sorted(names):
                if name.endswith((".parquet", ".parq")) and (
                        not name.endswith(UNCLEAR)):
                    yield os.path.join(where, name)


def main():
    refused = []
    for path in files():
        try:
            table = pq.ParquetFile(
                path, coerce_int96_timestamp_unit="us").read()
        except Exception:  # pylint: disable=broad-except
            continue
        p = subprocess.run(["aai-show", "--json", path], capture_output=True,
                           check=False)
        if p.returncode in (3, 6):
            refused.append(p.stderr.decode("utf-8", "replace").strip())
            continue
        try:
            detail = difference(table, p.stdout.decode("utf-8"))
        except Exception as e:  # pylint: disable=broad-except
            detail = repr(e)
        check(p.returncode == 0 and detail is None, path, detail)
    check(len(refused) <= REFUSED_MAX, f"at most {REFUSED_MAX} files that "
          f"pyarrow reads are refused: {len(refused)}", "\n".join(refused))
    done()


main()
