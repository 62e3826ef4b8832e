# Rates of several spans hold, all of them, and a limit that an answer says is
# used up is waited for, not run into.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/server.inc"

start_server <<'end'
import time
times, renewed = [], [0.0]
def answer(r):
    now = time.monotonic()
    if r.path == "/parents":
        return things(0, 12)
    if r.path == "/times":
        spans = [b - a for a, b in zip(times, times[6:])]
        return {"n": len(times), "least": min(spans) if spans else 0}
    if r.path.startswith("/child"):
        times.append(now)
        return [{"n": 1}]
    if r.path == "/spent":
        # Three a second; the third says that there is none left.
        at = r.number("at")
        if now < renewed[0]:
            return 429, "too many", {"Retry-After": "0"}
        spent = at % 3 == 2
        if spent:
            renewed[0] = now + 1
        return 200, things(at, at + 1) if at < 7 else [], \
            {"X-RateLimit-Remaining": "0" if spent else "1",
             "X-RateLimit-Reset": "1"}
    if r.path == "/liar":
        at = r.number("at")
        return 200, things(at, at + 1) if at < 30 else [], \
            {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1"}
end

cat >api.json <<'end'
{"name":"t","version":2,"resources":{
"parents":{"path":"/parents","table":{"key":{"id":"id"}}},
"children":{"path":"/child/{p}","parent_key":"p",
  "parents":{"parents":{"id":"id"}}},
"spent":{"path":"/spent","pages":{"kind":"offset","param":"at"},
  "table":{"key":{"id":"id"}}},
"liar":{"path":"/liar","pages":{"kind":"offset","param":"at"},
  "table":{"key":{"id":"id"}}}}}
end
aai-fetch --api api.json --base-url "$URL" parents >parents
run aai-fanout --api api.json --base-url "$URL" --rate 6/2s,1000/h \
    children <parents
expect_equal "$STATUS $(wc -l <"$OUT")" "0 12" "all came"
curl -s "$URL/times" >spans.json 2>/dev/null ||
    python3 -c 'import sys, urllib.request
print(urllib.request.urlopen(sys.argv[1] + "/times").read().decode())' \
    "$URL" >spans.json
check "no span has more than its rate" python3 -c 'import json
t = json.load(open("spans.json"))
assert t["n"] == 12 and t["least"] >= 1, t'
run aai-fanout --api api.json --base-url "$URL" --rate 6/2s,x children \
    <parents
expect_status 2 "a rate that is none"

run aai-fetch --api api.json --base-url "$URL" --stats stats spent
expect_equal "$STATUS $(ids)" "0 0 1 2 3 4 5 6 " "a limit that is used up"
check "is not run into" grep -q '"limited":0,' stats
check "but waited for" grep -q '"paused_ms":2[0-9][0-9][0-9],' stats
run aai-fetch --api api.json --base-url "$URL" --stats stats liar
expect_equal "$STATUS $(ids | wc -w)" "0 30" "one that is always used up"
check "is not believed for ever" grep -q '"paused_ms":3[0-9][0-9][0-9],' stats
done_testing
