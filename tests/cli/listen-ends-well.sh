# The stream is whole when it ended well and cut when not; SIGTERM drains; slow
# clients and readers harm nobody.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/listen.inc"
need curl

post()
{
	curl -s -o answer -w '%{http_code}' -H 'Content-Type: application/json' \
	    -d "$1" "$url/"
}

lines()
{
	[ "$(wc -l <out)" -eq "$1" ]
}

listen -q
post '{"transcript_id":"a"}' >/dev/null
post '{"transcript_id":"b"}' >/dev/null
wait_for 20 lines 1
check "the first record is out, the second not whole" lines 1
kill -9 $pid
wait $pid 2>/dev/null
aai-flatten -t webhooks <out >rows 2>rows.err
expect_equal $? 6 "a killed one's stream does not pass for whole"
listen -q
stop TERM 0 "the next run ends well"
expect_equal "$(wc -l <out)" 2 "and gives all of it again"
listen -q
kill -TERM $pid
wait $pid
expect_equal "$(wc -c <out)" 1 "what was given out well is given no more"
listen -q --live
post '{"transcript_id":"c"}' >/dev/null
check "a live stream's record is whole at once" wait_for 20 lines 1
stop HUP 129 "SIGHUP ends it by that signal"

# A request that is in progress when the end is asked for.
listen -q
(
	printf '{"transcript_id"'
	touch begun
	wait_for 20 test -e asked
	sleep 0.3
	printf ':"d"}'
) | curl -s -i -X POST -H 'Content-Type: application/json' -H 'Expect:' \
    -T - "$url/" >answer 2>curl.err &
client=$!
wait_for 20 test -e begun
sleep 0.5
kill -TERM $pid
touch asked
wait $pid
expect_equal $? 0 "a request in progress is waited for"
wait $client
like answer '^HTTP/1.1 200 ' "and answered"
like answer '^Connection: close' "and its connection ends"
like out '"d","webhook"' "its delivery is given out"

# Clients that send nothing, or stop in the middle.
listen -q --request-timeout 300ms --connections 3 --stats stats.json
for i in 1 2 3; do
	sleep 5 | curl -s -X POST -H 'Content-Type: application/json' \
	    -H 'Expect:' -T - "$url/" >/dev/null 2>&1 &
done
sleep 0.2
expect_equal "$(post '{"transcript_id":"e"}')" 200 \
    "slow clients give way to others"
kill -TERM $pid
wait $pid
# Slow ones, or, as some versions of curl wait with their header, displaced.
check "they are counted" grep -qE '"(slow|displaced)":[123]' stats.json

# What is not a regular file is written to, and stays what it is.
mkfifo counts
exec 3<>counts
listen -q --stats counts
stop TERM 0 "counts go into a FIFO"
check "which is one still" [ -p counts ]
[ ! -p counts ] || head -n 1 <&3 >got
exec 3<&-
like got '^\{"program":"aai-listen",.*\}$' "and its reader gets them"

# A reader that reads nothing: the journal takes what comes.
mkfifo pipe
rm -f port
aai-listen -q -p 0 --port-file port -j hooks.ndjson --max-body 200k \
    >pipe 2>err &
pid=$!
exec 3<pipe
wait_for 60 test -s port
url=http://127.0.0.1:$(cat port)
head -c 150000 /dev/zero | tr '\0' 'x' >long
n=0
ok=0
while [ $n -lt 12 ]; do
	n=$((n + 1))
	printf '{"n":%d,"a":"%s"}' $n "$(cat long)" >body
	[ "$(post @body)" = 200 ] && ok=$((ok + 1))
done
expect_equal $ok 12 "a reader that does not read holds nobody up"
kill -TERM $pid
cat <&3 >out &
reader=$!
exec 3<&-
wait $pid
expect_equal $? 0 "the rest is given out when it does"
wait $reader
expect_equal "$(wc -l <out)" 12 "all of it"

# A reader that leaves.
rm -f port
(aai-listen -q -p 0 --port-file port -j hooks.ndjson 2>err; echo $? >status) |
    true
wait_for 20 test -s status
expect_equal "$(cat status)" 141 "when the reader leaves, SIGPIPE ends it"
expect_equal "$(wc -c <err)" 0 "quietly"
trap - EXIT
done_testing
