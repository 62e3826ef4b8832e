# A signal ends an idle sink, which leaves nothing and ends by that signal.

. "$ROOT/tests/lib.sh"

mkfifo pipe
for signal in TERM/15 HUP/1; do
	name=${signal%/*}
	aai-sink-csv -o "out$name" --stats st <pipe 2>err &
	pid=$!
	exec 3>pipe
	echo '{"_table":"t","_columns":[{"name":"v","type":"text"}]}' >&3
	wait_for 10 test -e "out$name/.aai/stage/0"
	kill -"$name" $pid
	wait $pid
	expect_equal $? $((128 + ${signal#*/})) "SIG$name ends it as such"
	exec 3>&-
	check "and leaves no folder behind" test ! -e "out$name"
	like st '"published":false,' "which its stats say"
	rm -f st
done
same err "and says nothing" </dev/null

yes '{"_table":"t","_columns":[{"name":"v","type":"text"}]}' | head -n 1 >in
awk 'BEGIN { for (i = 0; i < 200000; i++) print "{\"_table\":\"t\",\"v\":\"" i "\"}" }' >>in
{
	aai-sink-csv -t t --stats st <in 2>err
	echo $? >status
} | head -n 1 >first
expect_equal "$(cat first)" v "a reader may leave early"
expect_equal "$(cat status)" 141 "which ends the sink by SIGPIPE"
same err "quietly" </dev/null
like st '"published":false,' "with its stats"

run aai-sink-csv -t t <in >/dev/null
check "all rows come otherwise" [ "$(wc -l <"$OUT")" -eq 200001 ]
if [ -w /dev/full ]; then
	aai-sink-csv -t t <in >/dev/full 2>err
	expect_equal $? 7 "a full disk after standard output is status 7"
fi
done_testing
