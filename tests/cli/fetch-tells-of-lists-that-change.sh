# A list that changes while it is read hides nothing in silence: a record that
# comes again as another version goes out again, one that comes again as it was
# does not, and a total that falls is told of.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/server.inc"
need jq

start_server <<'end'
gone = {}
def version(at, rev):
    return {"id": at, "time": "2026-01-01T00:00:%02dZ" % (59 - at), "rev": rev}
def answer(r):
    kind, at = r.path.split("/")[1], r.number("at")
    if kind == "edge":  # record 9 comes again, as the path says
        rev = {"same": 1, "newer": 2}[r.path.split("/")[2]]
        page = [version(i, 1) for i in range(at, at + 10)]
        if at == 10:
            page = [version(9, rev)] + page[:-1]
        return {"data": page if at < 20 else []}
    if kind == "far":  # two of the first page come again on the tenth
        rows = [version(i, 1) for i in range(at, at + 10)] if at < 100 else []
        if at == 90:
            rows[5:5] = [version(1, 1), version(2, 2)]
        for row in rows:
            row.update(a=row["id"] // 10, b=row["id"] % 10, time="")
        return {"data": rows}
    if kind == "twice":  # on one page, and on the one after it once more
        return {"data": [version(1, 1), version(2, 1), version(1, 2)] if at == 0
            else [version(1, 2), version(1, 3)] if at == 3 else []}
    # falls: five of 60 are deleted; grows: one is added at the front
    n, first = 60, 0
    if at >= 20 and kind == "falls":
        n, first = 55, 5
    if at >= 20 and kind == "grows":
        n, first = 61, -1
    return {"data": [version(i, 1) for i in
        range(max(at + first, 0), min(at + 10 + first, 60))], "total": n}
end

# list PATH [OPTION...]: fetch it.
list()
{
	path=$1
	shift
	printf '%s' '{"name":"d","base_url":"http://x","resources":{"t":{"path":"'"$path"'",
	    "records":"data","pages":{"kind":"offset","param":"at","total":"total"},
	    "table":{"key":{"id":"id"}},
	    "incremental":{"id":"id","time":"time"}}}}' >api.json
	run aai-fetch --api api.json --base-url "$URL" --retries 1 \
	    --stats stats "$@" t
}

list /edge/same
expect_status 0 "the same record again"
expect_equal "$(jq -s 'length' "$OUT")" 19 "is sent once"
expect_equal "$(jq -c '[.repeated, .changed]' stats)" "[1,0]" "and counted"

list /edge/newer
expect_status 0 "a newer version"
expect_equal "$(jq -c 'select(.id == 9) | .rev' "$OUT" | tr '\n' ' ')" "1 2 " \
    "is sent after the older one"
expect_stderr_like '1 records of t changed while the list was read' "and told of"
expect_equal "$(jq -c '[.repeated, .changed]' stats)" "[0,1]" "and counted"

list /edge/newer --state st
expect_status 0 "with a state"
expect_equal "$(jq -c 'select(.id == 9) | .rev' "$OUT" | tr '\n' ' ')" "1 " \
    "records are final"
expect_stderr_like 'the older version is kept' "which is said"

list /twice
expect_equal "$(jq -c 'select(.id == 1) | .rev' "$OUT" | tr '\n' ' ')" \
    "1 2 3 " "each version is sent once"
expect_equal "$(jq -c '[.repeated, .changed]' stats)" "[1,2]" "and counted once"

list /falls
expect_status 3 "a total that falls"
expect_stderr_like 'the total of t fell by 5 .*run again' "is told of"
rm -f st
list /falls --state st
expect_status 5 "a load with a state"
expect_stderr_like 'became shorter' "does not pass it by"
check "its stream is cut" test "$(tail -c 1 "$OUT" | od -An -tx1)" != " 0a"
list /grows
expect_status 0 "a total that grows hides nothing"
expect_equal "$(jq -s 'map(.id) | unique | length' "$OUT")" 60 "all have come"

for key in '{"id":"id"}' '{"a":"a","b":"b"}'; do
	printf '%s' '{"name":"d","base_url":"http://x","resources":{"t":{
	    "path":"/far","records":"data","table":{"key":'"$key"'},
	    "pages":{"kind":"offset","param":"at"}}}}' >api.json
	run aai-fetch --api api.json --base-url "$URL" --stats stats t
	expect_equal "$STATUS $(wc -l <"$OUT")" "0 101" \
	    "records that come again nine pages later ($key)"
	expect_equal "$(jq -c '[.repeated, .changed, .forgotten]' stats)" \
	    "[1,1,0]" "are known again"
	expect_stderr_like 'fetch: 1 records of t changed while' "and reported"
done
run aai-fetch --api api.json --base-url "$URL" --stats stats --memory 1k t
expect_equal "$(jq -c '[.repeated, .changed]' stats)" "[0,0]" \
    "beyond --memory they are not"
check "and what was forgotten is counted" \
    test "$(jq .forgotten stats)" -gt 50
list /twice --memory 1k
expect_stderr_like 'fetch: 2 records of t changed' "the last ones always are"
done_testing
