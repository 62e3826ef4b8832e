# Killed at any moment of a flood, and started again: every delivery that was
# answered comes out, and with windows each once.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/listen.inc"
[ -z "${VALGRIND-}" ] || skip_all "a killed valgrind tells nothing"
rounds=8

# start OPTION...: a listener that adds to ./out.
start()
{
	listening aai-listen -q -j hooks.ndjson --rotate 20k --keep 100 "$@"
}

# flood NAME: a round that ends with a kill after 0.1 to 0.5 s.
flood()
{
	hooks "$(cat port)" 16 100000 "$1" >>acks &
	client=$!
	sleep "0.$(($(od -An -N1 -tu1 /dev/urandom) % 4 + 1))"
	kill -9 $pid
	wait $pid 2>/dev/null
	wait $client
}

# A command that publishes under the window's name and fails now and then.
cat >load.sh <<'end'
mkdir -p w
cat >"tmp.$AAI_WINDOW" || exit 1
tail -n 1 "tmp.$AAI_WINDOW" | grep -q '"_table":"_aai_end"' || exit 1
mv "tmp.$AAI_WINDOW" "w/$AAI_WINDOW"
[ $(($(od -An -N1 -tu1 /dev/urandom) % 5)) -ne 0 ]
end
: >acks
i=0
while [ $i -lt $rounds ]; do
	i=$((i + 1))
	start --every 50ms --state st.json --exec 'sh ./load.sh'
	flood "r$i"
done
tries=0
status=5
while [ $status -eq 5 ] && [ $tries -lt 20 ]; do
	start --every 50ms --state st.json --exec 'sh ./load.sh'
	kill -TERM $pid
	wait $pid
	status=$?
	tries=$((tries + 1))
done
expect_equal $status 0 "all windows are done in the end"
check "many were answered ($(wc -l <acks))" test "$(wc -l <acks)" -gt 500
sed -n 's/^{"transcript_id":"\([^"]*\)".*/\1/p' w/* | sort >given
sort -u acks >answered
expect_equal "$(sort -u given | comm -13 - answered | wc -l)" 0 \
    "every delivery that was answered came out"
expect_equal "$(uniq -d given | wc -l)" 0 "each once"
sed -n 's/.*"delivery":\([0-9]*\)}}$/\1/p' w/* >numbers
awk '$1 != NR { print; exit }' numbers >got
same got "and in order, over all windows" </dev/null

# Into tables, by a sink that stores the state with the data.
rm -rf w hooks.* st.json* acks
cat >load.sh <<'end'
aai-flatten -t webhooks | aai-sink-csv -o tables --state st.json
end
: >acks
i=0
while [ $i -lt $rounds ]; do
	i=$((i + 1))
	start --every 50ms --state st.json --exec 'sh ./load.sh'
	flood "s$i"
done
start --every 50ms --state st.json --exec 'sh ./load.sh'
stop TERM 0 "all windows are done in the end"
cat tables/webhooks/*.csv | grep -Eo ',s[0-9]+-[0-9]+,' | tr -d , |
    sort >given
sort -u acks >answered
check "many were answered ($(wc -l <acks))" test "$(wc -l <acks)" -gt 500
expect_equal "$(sort -u given | comm -13 - answered | wc -l)" 0 \
    "every delivery that was answered is in the tables"
expect_equal "$(uniq -d given | wc -l)" 0 "once"

# As a stream, given again after a kill.
rm -rf hooks.* acks out
: >acks
i=0
while [ $i -lt 4 ]; do
	i=$((i + 1))
	start
	flood "t$i"
done
rm -f out
start
stop TERM 0 "a stream ends well after kills"
sed -n 's/^{"transcript_id":"\([^"]*\)".*/\1/p' out | sort >given
sort -u acks >answered
expect_equal "$(comm -13 given answered | wc -l)" 0 \
    "it has every delivery that was answered"
expect_equal "$(uniq -d given | wc -l)" 0 "once"
trap - EXIT
done_testing
