# A list for each value, and each of the product of several lists; the values are
# in front of the records, and each list has pages, ids and an end of its own.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/server.inc"

start_server <<'end'
def answer(r):
    at = r.number("at")
    if r.path.startswith("/bad"):
        return 500, "no", {}
    if r.path == "/r/empty":
        return {"data": []}
    if r.path == "/r/round":
        return {"data": things(0, 5), "next": "1"}
    rows = things(at, min(at + 3, 4))
    return {"data": rows, "next": str(at + 3) if at == 0 else None}
end

# api FOR_EACH [MEMBERS]: with a place in the path.
describe()
{
	printf '{"name":"t","version":2,"resources":{"t":{"path":"/r/{region}",
	    "for_each":{%s},"records":"data",
	    "pages":{"kind":"cursor","next":"next","param":"at"},
	    "table":{"key":{"region":"region","id":"id"}}%s}}}\n' \
	    "$1" "${2:+,$2}" >api.json
}
get()
{
	: >seen
	run aai-fetch --api api.json --base-url "$URL" --retries 0 "$@" t
}

describe '"region":["eu","us"]'
get --stats stats
expect_status 0 "a list for each value"
expect_stdout "with the value in front" <<'end'
{"_table":"t","region":"eu","id": 0, "v": "x0"}
{"_table":"t","region":"eu","id": 1, "v": "x1"}
{"_table":"t","region":"eu","id": 2, "v": "x2"}
{"_table":"t","region":"eu","id": 3, "v": "x3"}
{"_table":"t","region":"us","id": 0, "v": "x0"}
{"_table":"t","region":"us","id": 1, "v": "x1"}
{"_table":"t","region":"us","id": 2, "v": "x2"}
{"_table":"t","region":"us","id": 3, "v": "x3"}
end
check "all pages are counted" grep -q '"pages":4,.*"repeated":0,.*"whole":true' \
    stats
get -n
expect_stdout "a dry run shows each first request" <<end
GET $URL/r/eu
GET $URL/r/us
end
get -p region=de
expect_equal "$STATUS $(sort -u seen | tr '\n' ' ')" "0 /r/de /r/de?at=3 " \
    "one value that is set"
get --max-records 6
expect_equal "$STATUS $(wc -l <"$OUT")" "8 6" "a limit is one of all lists"
get --spool spool --max-requests 3
get --spool spool
expect_equal "$STATUS $(wc -l <"$OUT") $(wc -l <seen)" "0 8 1" \
    "a spool has them all"
get --spool spool --offline
expect_equal "$STATUS $(wc -l <"$OUT")" "0 8" "and needs no network then"

describe '"region":["eu","empty","us"],"n":[1,2]' '"params":{"n":{}}'
get
expect_equal "$STATUS $(wc -l <"$OUT") $(grep -c '"n":2,' "$OUT")" "0 16 8" \
    "the product of two lists, some of them empty"
describe '"region":["eu","round","us"]'
get
expect_status 1 "one that has no end ends all"
expect_equal "$(grep -c us "$OUT")" 0 "before the next"

describe '"region":["eu","us"]' '"incremental":{"id":"id","time":"v"}'
get --state state
expect_status 2 "the state of a walk is of one list"
expect_stderr_like "param region=VALUE" "which may be chosen"
describe '"region":{"param":"regions"}' '"params":{"regions":{}}'
get
expect_status 2 "a list that is not given"
get -p regions=a,b
expect_equal "$STATUS $(sort -u seen | tr '\n' ' ')" \
    "0 /r/a /r/a?at=3 /r/b /r/b?at=3 " "one that is"
describe '"region":["..","us"]'
get
check "a value does not climb in the path" test "$STATUS" -ne 0
expect_equal "$(cat seen)" "" "and nothing is asked"

# A watermark is of all lists; ids are those of each.
start_server <<'end'
def answer(r):
    region = r.path[3:]
    rows = [line.split() for line in open("rows")]
    if any(x[0] == region and x[1] == "broken" for x in rows):
        return 400, "no", {}
    rows = [x for x in rows if x[0] == region and x[2] >= r.q.get("from", "")]
    at = r.number("at")
    return {"data": [{"id": int(x[1]), "t": x[2]} for x in rows[at:at + 2]],
        "next": str(at + 2) if at + 2 < len(rows) else None}
end
# load [OPTION...]: one run; its state is stored.
load()
{
	run aai-fetch --api api.json --base-url "$URL" --retries 0 --end \
	    --state st.json "$@" t
	if [ "$STATUS" = 0 ] || [ "$STATUS" = 8 ]; then
		sed -n 's/.*"state":\(.*\)}$/\1/p' "$OUT" >st.json
	fi
	sed -n 's/.*"region":"\([a-z]*\)","id": \([0-9]*\).*/\1\2/p' "$OUT" |
	    tr '\n' ' ' >new
}
for how in '"order":"any","since":{"param":"from","format":"rfc3339"},' \
    '"order":"any",' '"order":"oldest",'; do
	rm -f st.json
	describe '"region":["eu","us"]' \
	    '"incremental":{'"$how"'"id":"id","time":"t"}'
	cat >rows <<'end'
eu 1 2026-03-01T10:00:00Z
eu 2 2026-03-02T10:00:00Z
us 1 2026-03-01T11:00:00Z
us 2 2026-03-02T10:00:00Z
us 3 2026-03-02T11:00:00Z
end
	load
	expect_equal "$STATUS $(cat new)" "0 eu1 eu2 us1 us2 us3 " \
	    "a first load of two lists with the same ids: $how"
	load
	expect_equal "$STATUS $(cat new)" "0 " "a second one has nothing new"
	cat >>rows <<'end'
eu 3 2026-03-02T11:00:00Z
eu 4 2026-03-03T10:00:00Z
us 4 2026-03-03T10:00:00Z
end
	cp st.json before
	echo "us broken 0" >>rows
	load
	expect_status 1 "a list that fails"
	expect_equal "$(cat st.json)" "$(cat before)" "moves nothing"
	sed -i '$d' rows
	load
	expect_equal "$STATUS $(cat new)" "0 eu3 eu4 us4 " "the next has it all"
	rm st.json
	load --max-records 4
	cp new all
	load
	cat new >>all
	load
	cat new >>all
	expect_equal "$(tr ' ' '\n' <all | sed '/^$/d' | sort | tr '\n' ' ')" \
	    "eu1 eu2 eu3 eu4 us1 us2 us3 us4 " "each comes once, after a limit"
done
done_testing
