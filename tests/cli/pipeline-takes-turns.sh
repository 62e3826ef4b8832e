# Of several pipes that load at the same time one always succeeds; with --wait
# all do, one after another, and none waits for ever.  LOCK_ROUNDS says how
# often (make torture: 200).

. "$ROOT/tests/lib.sh"
need jq curl timeout
rounds=${LOCK_ROUNDS:-3}

start_mock -t 20 --control --latency 5ms
# pipe N [OPTION...]: one load; its statuses go to status.N
pipe()
{
	n=$1
	shift
	timeout 60 bash -c 'aai-fetch -q --state st.json "$@" transcripts |
	    aai-flatten | aai-sink-csv -q -o out --state st.json "$@"
	    echo "${PIPESTATUS[0]} ${PIPESTATUS[2]}"' pipe "$@" \
	    >"status.$n" 2>"err.$n"
}
more()
{
	curl -sf -X POST "$ASSEMBLYAI_BASE_URL/_mock/add?n=3" >/dev/null
}
finals()
{
	curl -sf "$ASSEMBLYAI_BASE_URL/_mock/transcripts" | jq -r '
	    select(.status != "processing" and .status != "queued").id' | sort
}
# together OPTION...: three pipes at once
together()
{
	rm -f status.*
	for n in 1 2 3; do
		pipe $n "$@" &
		pids="$pids $!"
	done
	wait $pids
	pids=
	more
}
pids=
wrong=0
i=0
while [ $i -lt "$rounds" ]; do
	i=$((i + 1))
	together
	grep -qx '0 0' status.* || wrong=$((wrong + 1))
done
expect_equal $wrong 0 "in each round of three pipes one succeeds"
wrong=0
i=0
while [ $i -lt "$rounds" ]; do
	i=$((i + 1))
	together --wait
	[ "$(cat status.* | grep -cx '0 0')" = 3 ] || wrong=$((wrong + 1))
	[ $wrong = 0 ] || [ -e seen ] || {
		tail -n +1 status.* err.* >seen
	}
done
expect_equal $wrong 0 "with --wait all three do"
[ ! -e seen ] || note_file seen seen
pipe 1
aai-show -q --json -c transcript_id out/transcripts |
    jq -r '.transcript_id // empty' | sort >got
finals >want
same got "and each record is there once" <want

# The sinks of two pipes of their own states, into one folder.
fan()
{
	timeout 60 bash -c 'aai-fetch -q --account $1 --state $1.json --wait \
	    transcripts | aai-fanout --pass sentences | aai-flatten |
	    aai-sink-parquet -q -o lake --state $1.json --wait
	    echo "${PIPESTATUS[0]} ${PIPESTATUS[3]}"' fan "$1" >"status.$1"
}
rm -f status.*
for n in a b; do
	fan $n &
	pids="$pids $!"
done
wait $pids
expect_equal "$(cat status.a status.b | sort -u)" "0 0" \
    "pipes of two states and one folder take turns"

# Waiting has an end: by its time, by the other's, by a signal.
mkfifo in
for sink in "aai-sink-csv -o a" "aai-sink-parquet -o b" "aai-sink-delta -o c" \
    "aai-sink-iceberg -o d"; do
	aai-flatten -O -t t >rows <<end
{"id":1}
end
	sed 's/:1}/:2}/' rows >rows2
	$sink --append <in 2>/dev/null &
	first=$!
	exec 3>in
	cat rows >&3
	wait_for 10 test -e "${sink##* }/.aai/lock"
	sleep 0.1
	run $sink --append <rows2
	expect_status 5 "$sink: a second writer is refused"
	expect_stderr_like "another program is writing.*--wait" "with advice"
	run $sink --append --wait=50ms <rows2
	expect_status 5 "and after the time it waits for"
	$sink --append --wait <rows2 2>/dev/null 3>&- &
	second=$!
	sleep 0.1
	check "or it waits" kill -0 $second
	exec 3>&-
	wait $first
	expect_equal $? 0 "until the first is done"
	wait $second
	expect_equal $? 0 "and both succeed"
	expect_equal "$(aai-show -q -a --json "${sink##* }" |
	    jq -c 'select(.id).id' | sort | tr '\n' ' ')" "1 2 " "with all rows"
done
aai-sink-csv -o a --append <in 2>/dev/null &
first=$!
exec 3>in
cat rows >&3
sleep 0.1
aai-sink-csv -o a --append --wait <rows2 2>/dev/null 3>&- &
second=$!
sleep 0.1
kill -TERM $second
wait $second
expect_equal $? 143 "a signal ends the waiting"
exec 3>&-
wait $first

# Nothing is locked, and no folder made, before something comes.
aai-sink-csv -o fresh --state fresh.json <in 2>/dev/null &
first=$!
exec 3>in
sleep 0.2
check "a sink that has no byte has no lock" test ! -e fresh -a \
    ! -e fresh.json.lock
exec 3>&-
wait $first
expect_equal $? 6 "and fails without one"
check "leaving nothing" test ! -e fresh
done_testing
