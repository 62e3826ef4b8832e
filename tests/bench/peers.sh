# Nested records into tables, beside the programs of others that do just that:
# dlt (into Parquet files and into DuckDB, with one process and with as many as
# there are cores) and flatterer (into CSV and Parquet), from one file of rich
# transcripts; then how long one record takes, and what an install is.
#
#	BYTES=25M	of records
#	BENCH_ROUNDS=1	rounds, of which the best counts
#
# Both come from PyPI into build/bench-venv, and what is not to be had is left
# out.  Airbyte wants its own platform of containers, and is not measured.

set -u
venv=$ROOT/build/bench-venv

command -v aai-mock >/dev/null 2>&1 && command -v python3 >/dev/null 2>&1 || {
	echo "no aai-mock was built, or no python3 here: nothing measured"
	exit 0
}
for package in 'dlt[duckdb,parquet]' flatterer; do
	name=${package%%\[*}
	[ -x "$venv/bin/python" ] || python3 -m venv "$venv" 2>/dev/null
	"$venv/bin/python" -c "import $name" 2>/dev/null ||
	    "$venv/bin/python" -m pip install -q --disable-pip-version-check \
		"$package" 2>/dev/null
done
aai-mock --dump transcript_details --bytes "${BYTES:-25M}" --words 3000 \
    --seed 7 --features rich >records.ndjson || exit 1
aai-flatten -q <records.ndjson 2>/dev/null | grep -vc '"_columns":' >rows
python=python3
[ ! -x "$venv/bin/python" ] || python=$venv/bin/python
"$python" "$ROOT/tests/bench/peers.py" records.ndjson "$(cat rows)" \
    "${BENCH_ROUNDS:-1}"
