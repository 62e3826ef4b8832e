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
expect_status 2 "a state is of one list"
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
done_testing
