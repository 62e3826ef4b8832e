# A body of any length up to --max-body is taken, in constant memory and however
# it is sent; a longer one is refused so that it is sent again, and said.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/listen.inc"
need python3

# send ID BYTES [OPTION...]: the answer's status.
send()
{
	python3 -B "$ROOT/tests/send_body.py" "$(cat port)" "$@"
}

# peak: the most memory that the listener has had, in KiB.
peak()
{
	sed -n 's/^VmHWM:[^0-9]*\([0-9]*\).*/\1/p' /proc/$pid/status
}

# names FILE: the sessions that a stream has, in order.
names()
{
	sed -n 's/.*"session_id":"\([^"]*\)".*/\1/p' "$1"
}

listen -q --stats stats.json
for n in 1000 65535 65536 65537 131072 1000000; do
	expect_equal "$(send "n$n" $n)" 200 "$n bytes are taken"
	expect_equal "$(send "c$n" $n chunked)" 200 "and in chunks"
	expect_equal "$(send "e$n" $n expect)" 200 "and when it was asked first"
done
expect_equal "$(send n1000000 1000000)" 200 "a long one that comes again"
expect_equal "$(send cut1 1000000 cut=500000)" none "one is cut"
expect_equal "$(send cut2 1000000 cut=999999)" none "another one at its end"
before=$(peak)
for n in 1 2 3 4; do
	send "big$n" 20000000 >"answer$n" &
	senders="${senders-} $!"
done
# shellcheck disable=SC2086 # a list
wait $senders
cat answer[0-9] >answers
same answers "four of 20 MB at once are taken" <<'end'
200
200
200
200
end
if [ -z "${SAN-}${VALGRIND-}" ] && [ -n "$before" ]; then
	after=$(peak)
	check "they take no more memory ($before, $after KiB)" \
	    test "$after" -lt $((before + 8000))
fi
stop TERM 0 "it ends well"
for n in 1000 65535 65536 65537 131072 1000000; do
	printf 'n%s\nc%s\ne%s\n' $n $n $n
done >sent
printf 'big%s\n' 1 2 3 4 >>sent
sort sent >want
names out | sort >got
same got "each is given out once, and nothing of those cut" <want
like stats.json '"repeated":1,"refused":0,"failed":0,.*"cut":2,' \
    "the counts tell of it"
python3 -B - "$ROOT" <<'end' >got
import json, sys
sys.path.insert(0, sys.argv[1] + "/tests")
from send_body import body
for line in open("out", "rb"):
	record = json.loads(line)
	if record["session_id"].startswith("big"):
		continue
	size = int(record["session_id"][1:])
	record.pop("webhook"), record.pop("_table")
	if record != json.loads(body(record["session_id"], size)):
		print(record["session_id"])
end
same got "with all that was sent" </dev/null
expect_equal "$(find . -name 'hooks.ndjson*body*' | wc -l)" 0 \
    "nothing else is left"

# What is too long.
listen --max-body 64k --stats stats.json
expect_equal "$(send l1 65537)" 503 "a byte too long is to be sent again"
check "it is said at once, with its length" wait_for 10 grep -q \
    'refused a delivery of 65537 bytes with 503: longer than --max-body' err
expect_equal "$(send l2 65536)" 200 "a byte less is taken"
expect_equal "$(send l3 70000 chunked)" 503 "one in chunks likewise"
expect_equal "$(send l4 5000000)" 503 "one that is far too long"
expect_equal "$(send l5 5000000 wait=0)" 503 "... before its body comes"
expect_equal "$(send l6 5000000 expect)" 503 "... or is asked for"
expect_equal "$(send l7 5000000 chunked)" none "one without an end is cut"
stop TERM 0 "it ends"
like err 'refused 4 deliveries, the last: refused a delivery of 5000000 bytes' \
    "those that came soon after are counted"
like stats.json '"taken":1,"repeated":0,"refused":0,"failed":5,.*"too_long":5,' \
    "and so are they all"

# Who does not show the header is refused before its body is read.
AAI_WEBHOOK_AUTH=s3cret listen -q --auth-header X-Secret
expect_equal "$(send a1 5000000 wait=0)" 401 "without the header no body is read"
expect_equal "$(send a2 5000000 expect)" 401 "nor asked for"
expect_equal "$(send a3 5000000)" 401 "who sends it anyway sees the answer"
expect_equal "$(send a4 5000000 header=X-Secret:s3cret)" 200 "with it, it is"
expect_equal "$(send a5 5000000 wait=0 header=X-Secret:s3cret path=/?a)" none \
    "a body that does not come"
stop TERM 0 "it ends"

# Bodies that stay half take no more than four times --max-body, or 64 MiB: the
# one that began first gives way.
listen -q --max-body 16M --request-timeout 5m --stats stats.json
for n in 1 2 3 4; do
	send "h$n" 16000000 until=go >"answer$n" &
	eval "sender$n=$!"
	wait_for 60 sh -c "test \$(ls go.* 2>/dev/null | wc -l) -eq $n" || break
done
send h5 16000000 >answer5
: >go
# shellcheck disable=SC2154 # by eval
wait "$sender1" "$sender2" "$sender3" "$sender4"
cat answer[0-9] >answers
sort answers | uniq -c | tr -s ' ' >got
same got "of five of 16 MB, one gives way" <<'end'
 4 200
 1 503
end
expect_equal "$(cat answer1)" 503 "the first"
stop TERM 0 "it ends"
like stats.json '"gave_way":1,' "which is counted"

# A disk that is full refuses, keeps what it has, and goes on.
rm -f out err full.ndjson*
listening sh -c 'ulimit -f 2000; exec aai-listen -j full.ndjson "$@"' sh
expect_equal "$(send f1 500000)" 200 "there is room for one"
expect_equal "$(send f2 1500000)" 503 "but not for the next"
check "which is said" wait_for 10 grep -q \
    'refused a delivery of 1500000 bytes with 503: cannot ' err
expect_equal "$(send f3 2000000)" 503 "nor, kept beside it, for another"
expect_equal "$(send f4 300000)" 200 "there is for a shorter one"
stop TERM 0 "it ends"
names out >got
same got "what was answered comes out" <<'end'
f1
f4
end
trap - EXIT
done_testing
