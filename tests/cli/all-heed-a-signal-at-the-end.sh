# A signal that comes with the end of the input, as when a whole pipe is
# stopped, is not a good end: nothing is published of what may be cut.  (The two
# seldom come together; on one processor they nearly always do.)

. "$ROOT/tests/lib.sh"
taskset -cp 0 $$ >/dev/null 2>&1 || :

mkfifo pipe
printf '{"_table":"t","id":1}\n' | aai-flatten -k id >some

# stopped WHAT TITLE PROGRAM...: which is sent SIGTERM and the end at once, time
# and again; what it writes has nothing of WHAT.
stopped()
{
	what=$1
	title=$2
	shift 2
	wrong=0
	for i in 1 2 3 4 5 6 7 8 9 10 11 12; do
		"$@" <pipe >said 2>/dev/null &
		pid=$!
		exec 9>pipe
		cat some >&9
		sleep 0.03
		kill -TERM $pid
		exec 9>&-
		wait $pid
		[ $? -eq 143 ] || wrong=$((wrong + 1))
		! grep -q "$what" said || wrong=$((wrong + 1))
		[ ! -e out/t.csv ] && [ ! -e out/t.parquet ] ||
		    wrong=$((wrong + 1))
		rm -rf out
	done
	expect_equal $wrong 0 "$title"
}

stopped COMMIT "aai-sink-sql commits nothing" aai-sink-sql -d sqlite
stopped . "aai-sink-csv publishes nothing" aai-sink-csv -o out
stopped . "aai-sink-parquet publishes nothing" aai-sink-parquet -o out
echo '{"_table":"t","id":1}' >some
stopped '[]}]$' "aai-flatten does not end its rows" aai-flatten
done_testing
