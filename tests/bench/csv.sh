# Records to CSV: our pipeline, our sink alone, and DuckDB making the same
# tables from the same records, by turns; then the words table alone, beside
# jq and Miller, each from our rows.
#
#	BYTES=300M	of records
#	BENCH_ROUNDS=3	rounds, of which the best counts
#
# DuckDB comes from PyPI into build/interop/venv; what is not to be had is left
# out.

set -u
bytes=${BYTES:-300M}
rounds=${BENCH_ROUNDS:-3}
venv=$ROOT/build/interop/venv

command -v aai-mock >/dev/null 2>&1 || {
	echo "no aai-mock was built: nothing measured"
	exit 0
}

# timed NAME COMMAND...: run it; its seconds are added to NAME.times.
timed()
{
	timed_name=$1
	shift
	began=$(date +%s.%N)
	"$@" || return 1
	date +%s.%N | awk -v b="$began" '{ printf "%.3f\n", $1 - b }' \
	    >>"$timed_name.times"
}

best()
{
	sort -n "$1.times" | head -n 1
}

# tell TITLE SECONDS BYTES [ROWS]
tell()
{
	awk -v t="$1" -v s="$2" -v n="$3" -v r="${4-0}" 'BEGIN {
		printf "%-36s %6.2f s %7.1f MB/s", t, s, n / s / 1e6
		if (r > 0)
			printf " %6.2f million rows/s", r / s / 1e6
		printf "\n"
	}'
}

make_venv()
{
	"$venv/bin/python" -c 'import duckdb' 2>/dev/null && return
	python3 -m venv "$venv" >/dev/null 2>&1 &&
	    "$venv/bin/python" -m pip install -q \
		--disable-pip-version-check duckdb >/dev/null 2>&1
}

full()
{
	aai-flatten -q <records 2>/dev/null | aai-sink-csv -o ours
}

sink()
{
	aai-sink-csv -o ours <rows
}

# The job of the Parquet benchmark, with another format at its end.
duckdb()
{
	sed "s/(format parquet, codec zstd)/(format csv, header)/
		s/\\.parquet'/.csv'/" "$ROOT/tests/bench/parquet.py" >job.py
	rm -rf "duckdb$1"
	"$venv/bin/python" job.py records schema.json "$1" "duckdb$1" \
	    >>"duckdb$1.out" || return 1
	cut -d' ' -f1 "duckdb$1.out" >"duckdb$1.times"
}

words()
{
	aai-sink-csv -t "$table" -o - <words >words.csv
}

words_jq()
{
	tail -n +2 words | jq -r '[.transcript_id, .words_idx, .text, .start,
	    .end, .confidence, .speaker, .channel] | @csv' >words.jq.csv
}

words_mlr()
{
	tail -n +2 words | mlr --ijsonl --ocsv unsparsify >words.mlr.csv
}

aai-mock --dump transcript_details --bytes "$bytes" --words 3000 --seed 7 \
    --features rich >records || exit 1
aai-flatten -q <records >rows 2>/dev/null || exit 1
table=transcript_details__words
grep -a "^{\"_table\":\"$table\"," rows >words
in=$(wc -c <records)
rivals=
if make_venv; then
	rivals='1 2'
	duckdb 1 || rivals= # infers the schema, and is not counted
	rm -f duckdb1.out
fi
n=0
while [ "$n" -lt "$rounds" ]; do
	n=$((n + 1))
	timed full full || exit 1
	timed sink sink || exit 1
	timed words words || exit 1
	for threads in $rivals; do
		duckdb "$threads" || exit 1
	done
done
echo "$in bytes of records, $(nproc) cores"
tell "aai-flatten | aai-sink-csv" "$(best full)" "$in"
tell "aai-sink-csv (MB of rows)" "$(best sink)" "$(wc -c <rows)" \
    "$(wc -l <rows)"
fastest=
for threads in $rivals; do
	tell "DuckDB, $threads threads" "$(best "duckdb$threads")" "$in"
	fastest=$(printf '%s\n' $fastest "$(best "duckdb$threads")" |
	    sort -n | head -n 1)
done
[ -z "$rivals" ] || awk -v a="$fastest" -v b="$(best full)" \
    'BEGIN { printf "%.2f times as fast as DuckDB\n", a / b }'
in=$(wc -c <words)
count=$(wc -l <words)
tell "words: aai-sink-csv (MB of rows)" "$(best words)" "$in" "$count"
if command -v jq >/dev/null 2>&1 && timed jq words_jq; then
	tell "words: jq -r @csv" "$(best jq)" "$in" "$count"
fi
if command -v mlr >/dev/null 2>&1 && timed mlr words_mlr; then
	tell "words: mlr --ijsonl --ocsv" "$(best mlr)" "$in" "$count"
fi
