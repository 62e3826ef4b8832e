# A signal, or the time allowed, ends a program also while it waits for its
# input, or for a reader that does not read.

. "$ROOT/tests/lib.sh"

# ended PID WANT TITLE: the process ends soon, with that status.
ended()
{
	wait_for 10 sh -c "! kill -0 $1 2>/dev/null || grep -q '^State:.Z' \
	    /proc/$1/status" || kill -9 "$1"
	status=0
	wait "$1" || status=$?
	expect_equal "$status" "$2" "$3"
}

mkfifo in out
for program in "aai-flatten -t t" "aai-sink-csv -o csv" \
    "aai-sink-parquet -o parquet" "aai-sink-delta -o delta" \
    "aai-sink-iceberg -o iceberg" "aai-sink-sql -d sqlite" \
    "aai-fanout sentences" "aai-fanout -n sentences"; do
	command -v "${program%% *}" >/dev/null 2>&1 || continue
	# The FIFO stays open without a byte.
	sleep 60 >in &
	holder=$!
	ASSEMBLYAI_API_KEY=test-key $program <in >result 2>err &
	pid=$!
	sleep 0.3
	kill -TERM "$pid"
	ended "$pid" 143 "$program: SIGTERM ends it while it waits for input"
	unlike result "COMMIT|}$" "$program: what it wrote has no good end"
	kill "$holder"
	wait "$holder" 2>/dev/null
done

yes '{"a":"0123456789012345678901234567890123456789"}' | head -n 200000 >many
# Opened for reading, and not read.
# shellcheck disable=SC2217
sleep 60 <out &
holder=$!
aai-flatten -t t --window 64k <many >out 2>err &
pid=$!
sleep 0.5
kill -TERM "$pid"
ended "$pid" 143 "aai-flatten: SIGTERM ends it while nobody reads"
kill "$holder"

start_mock
sleep 60 >in &
holder=$!
aai-fanout --max-time 1s sentences <in >result 2>err &
pid=$!
ended "$pid" 8 "aai-fanout: the time allowed is over also without input"
like err "max-time" "which is told"
kill "$holder"
done_testing
