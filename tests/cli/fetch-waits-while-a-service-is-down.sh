# A service that is away for a while costs a load time, not its end: what fails
# while nothing succeeds is asked for again for --retry-time.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/server.inc"

api '{"t":{"path":"/t","records":"data",
      "pages":{"kind":"cursor","next":"next","param":"c"},
      "table":{"key":{"id":"t_id"}}},
     "kids":{"path":"/t/{t_id}/kids","records":"data","parent_key":"t_id",
      "parents":{"t":{"id":"id"}},"table":{"key":{"id":"kid_id"}}}}'
seq 40 | sed 's/.*/{"_table":"t","id":&}/' >parents

# down WHAT: a server that is down in that way from its second request on, for
# three requests, and then is well.
down()
{
	printf 'WHAT = "%s"\n' "$1" >answer
	cat >>answer <<'end'
n, failing = [0], threading.Lock()
def answer(r):
    with failing:
        n[0] += 1
        nth = n[0]
    if 2 <= nth <= 4:
        if WHAT == "nothing":
            return b""
        if WHAT == "limit":
            return 429, "{}", {"Retry-After": "0"}
        return int(WHAT), "{}", {}
    if "kids" in r.path:
        return {"data": [{"id": int(r.path.split("/")[2]) * 10}]}
    c = r.number("c")
    return {"data": things(c * 5, c * 5 + 5), "next": c + 1 if c < 3 else None}
end
	start_server <answer
}

for what in 500 503 408 nothing limit; do
	down "$what"
	run aai-fetch --api api.json --base-url "$URL" --retries 0 \
	    --retry-time 60s --stats st t
	expect_status 0 "fetch: a server that is down ($what) is waited for"
	expect_equal "$(wc -l <"$OUT")" 20 "fetch: all is there ($what)"
	expect_silence "fetch: nothing is said of what has passed ($what)"
	# libcurl itself asks again where a kept connection has ended.
	like st '"retries":[23],' "fetch: it was asked as need be ($what)"
done
down 500
run aai-fanout --api api.json --base-url "$URL" -j 1 --retries 0 \
    --retry-time 60s kids <parents
expect_status 0 "fanout: a server that is down is waited for"
expect_equal "$(wc -l <"$OUT")" 40 "fanout: all is there"

# In the midst of many requests, some of which are still answered.
start_server <<'end'
began = []
def answer(r):
    began.append(time.monotonic())
    at = time.monotonic() - began[0]
    if 0.5 <= at < 2.5:
        return (503, "{}", {}) if at < 1.5 else b""
    time.sleep(0.1)
    return {"data": [{"id": int(r.path.split("/")[2])}]}
import time
end
seq 120 | sed 's/.*/{"_table":"t","id":&}/' >many
run aai-fanout --api api.json --base-url "$URL" -j 8 --retries 1 \
    --retry-time 60s kids <many
expect_status 0 "fanout: a server that goes down in between is waited for"
expect_equal "$(wc -l <"$OUT")" 120 "fanout: no child is lost"

# A number of repeats that was asked for is kept, unless the time is given.
down 500
run aai-fetch --api api.json --base-url "$URL" --retries 1 --stats st t
expect_status 5 "--retries alone is the number of repeats"
like st '"retries":1,' "which are made"
down 500
run aai-fetch --api api.json --base-url "$URL" --retry-time 0s --retries 1 t
expect_status 5 "--retry-time 0s is none"

# Its end, and what does not pass.
start_server <<'end'
def answer(r):
    if "kids" not in r.path:
        return {"404": 404, "html": 200}.get(r.q.get("w"), 500), "<p>", {}
    k = int(r.path.split("/")[2])
    return (500, "{}", {}) if k % 8 == 0 else {"data": [{"id": k}]}
end
run aai-fetch --api api.json --base-url "$URL" --retries 0 --retry-time 1s t
expect_status 5 "a server that stays down is given up"
expect_stderr_like \
    '500: .*nothing has succeeded for 1 s \(--retry-time\); given up after' \
    "which says why"
expect_equal "$(wc -l <"$ERR")" 1 "on one line"
for w in 404 html; do
	run aai-fetch --api api.json --base-url "$URL?w=$w" --max-time 20s t
	expect_status 1 "what does not pass ($w) is not waited for"
done
head -n 32 parents >some
seq 41 90 | sed 's/.*/{"_table":"t","id":&1}/' >>some
run aai-fanout --api api.json --base-url "$URL" --retries 1 \
    --retry-time 60s --failed bad --max-time 50s -j 4 kids <some
expect_status 3 "fanout: items that fail while others succeed are put aside"
expect_equal "$(wc -l <bad)" 4 "fanout: and they alone"

# refused PROGRAM...: run with no server, and end it by a signal.
refused()
{
	rm -f err
	perl -e '$SIG{INT} = $SIG{TERM} = "DEFAULT"; open STDIN, "<", "parents";
	    open STDOUT, ">", "out"; open STDERR, ">", "err"; exec @ARGV' \
	    "$@" &
	pid=$!
	wait_for 10 grep -qs 'asking again' err
	kill -"$signal" "$pid"
	status=0
	began=$(date +%s)
	wait "$pid" || status=$?
	check "$signal ends it at once" test $(($(date +%s) - began)) -le 3
}
for pair in INT:130 TERM:143; do
	signal=${pair%:*}
	refused aai-fetch -v --api api.json --base-url http://127.0.0.1:9 t
	expect_equal "$status" "${pair#*:}" "fetch: a wait ends by SIG$signal"
	refused aai-fanout -v --api api.json --base-url http://127.0.0.1:9 kids
	expect_equal "$status" "${pair#*:}" "fanout: a wait ends by SIG$signal"
done
run aai-fetch --api api.json --base-url http://127.0.0.1:9 --max-time 1s t
expect_status 8 "--max-time holds while a service is down"

# on_terminal COMMAND...: standard error to the file screen, by a terminal.
on_terminal()
{
	TERM=dumb python3 - "$@" <<'py'
import os, pty, subprocess, sys
master, slave = pty.openpty()
child = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL,
                         stdout=open("data", "wb"), stderr=slave)
os.close(slave)
seen = b""
while True:
    try:
        got = os.read(master, 65536)
    except OSError:
        break
    if not got:
        break
    seen += got
open("screen", "wb").write(seen)
sys.exit(child.wait())
py
}
down 503
run on_terminal aai-fetch --api api.json --base-url "$URL" --retries 0 \
    --retry-time 60s t
expect_status 0 "on a terminal"
like screen '503.*asking again in .*until nothing has succeeded for 60 s' \
    "the first failure is reported at once"
like screen 'the server answers again, after ' "and that it is over"
expect_equal "$(wc -l <screen)" 2 "and no more"
down 503
run on_terminal aai-fetch -q --api api.json --base-url "$URL" --retries 0 \
    --retry-time 60s t
expect_equal "$(wc -c <screen)" 0 "-q leaves it out"
done_testing
