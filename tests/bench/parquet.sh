# Records to Parquet: our pipeline, our sink alone, and DuckDB making the same
# tables from the same records with the same codec, by turns in one run.
#
#	BENCH_TRANSCRIPTS=10000	size of the account (about 30 kB each)
#	BENCH_ROUNDS=3		rounds, of which the best counts
#
# DuckDB comes from PyPI into build/interop/venv; without it there are only our
# own figures.

set -u
transcripts=${BENCH_TRANSCRIPTS:-10000}
rounds=${BENCH_ROUNDS:-3}
venv=$ROOT/build/interop/venv

# now: seconds, to the hundredth.
now()
{
	date +%s.%N
}

# timed NAME COMMAND...: run it; its seconds are added to NAME.times.
timed()
{
	timed_name=$1
	shift
	began=$(now)
	"$@" || return 1
	now | awk -v b="$began" '{ printf "%.3f\n", $1 - b }' \
	    >>"$timed_name.times"
}

best()
{
	sort -n "$1.times" | head -n 1
}

# tell TITLE SECONDS BYTES-IN SIZE
tell()
{
	awk -v t="$1" -v s="$2" -v n="$3" -v size="$4" 'BEGIN {
		printf "%-34s %6.2f s %7.1f MB/s", t, s, n / s / 1e6
		if (size > 0)
			printf "  %6.2f MB of Parquet", size / 1e6
		printf "\n"
	}'
}

size_of()
{
	find "$1" -name '*.parquet' -exec cat {} + | wc -c
}

make_records()
{
	aai-mock -p 0 --port-file port -t "$transcripts" --features rich -s 1 \
	    >mock.log 2>&1 &
	mock=$!
	trap 'kill $mock 2>/dev/null' EXIT
	while [ ! -s port ]; do
		kill -0 $mock || return 1
		sleep 0.1
	done
	ASSEMBLYAI_API_KEY=test-key
	ASSEMBLYAI_BASE_URL=http://127.0.0.1:$(cat port)
	export ASSEMBLYAI_API_KEY ASSEMBLYAI_BASE_URL
	aai-fetch -q transcripts | aai-fanout -q transcript_details >records
	kill $mock
}

make_venv()
{
	"$venv/bin/python" -c 'import duckdb' 2>/dev/null && return
	python3 -m venv "$venv" >/dev/null 2>&1 &&
	    "$venv/bin/python" -m pip install -q \
		--disable-pip-version-check duckdb >/dev/null 2>&1
}

ours()
{
	aai-flatten -q <records | aai-sink-parquet -o ours
}

sink()
{
	aai-sink-parquet -o ours <rows
}

duckdb()
{
	rm -rf "duckdb$1"
	"$venv/bin/python" "$ROOT/tests/bench/parquet.py" records schema.json \
	    "$1" "duckdb$1" >>"duckdb$1.out"
	cut -d' ' -f1 "duckdb$1.out" >"duckdb$1.times"
}

make_records || exit 1
aai-flatten -q <records >rows
in=$(wc -c <records)
rivals=
if make_venv; then
	rivals='1 2'
	duckdb 1 # infers the schema, and is not counted
	rm -f duckdb1.out
else
	echo "no DuckDB to be had: our own figures alone"
fi
n=0
while [ "$n" -lt "$rounds" ]; do
	n=$((n + 1))
	timed ours ours || exit 1
	timed sink sink || exit 1
	for threads in $rivals; do
		duckdb "$threads" || exit 1
	done
done
echo "$transcripts transcripts, $in bytes of records, $(nproc) cores"
tell "aai-flatten | aai-sink-parquet" "$(best ours)" "$in" "$(size_of ours)"
tell "aai-sink-parquet (MB of rows)" "$(best sink)" "$(wc -c <rows)" 0
fastest=
for threads in $rivals; do
	tell "DuckDB, $threads threads" "$(best "duckdb$threads")" "$in" \
	    "$(size_of "duckdb$threads")"
	fastest=$(printf '%s\n' $fastest "$(best "duckdb$threads")" |
	    sort -n | head -n 1)
done
if [ -n "$rivals" ]; then
	awk -v a="$fastest" -v b="$(best ours)" -v x="$(size_of ours)" \
	    -v y="$(size_of duckdb1)" 'BEGIN {
		printf "%.2f times as fast as DuckDB, %.3f of its size\n",
		    a / b, x / y
	}'
fi
