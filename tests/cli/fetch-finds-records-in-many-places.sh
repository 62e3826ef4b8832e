# Records are where a path with wildcards leads, as they stand there, and those
# that the description's filter does not want are left out and counted.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/server.inc"

start_server <<'end'
PAGES = [
    '{"list":[{"customer":{"id":0,"n":1.10},"card":{}},{"card":{}},'
    '{"customer":{"id":1,"n":12345678901234567890}}],"next":"1"}',
    '{"list":[{"card":{}}],"next":"2"}',
    '{"list":[{"customer":{"id":2,"n":1e400,"gone":true}}],"next":"3"}',
    '{"list":[{"customer":[{"id":3,"n":-0},{"id":4,"n":0.0}]}]}',
]
def answer(r):
    if r.path == "/c":
        return 200, PAGES[r.number("at")], {}
    if r.path == "/o":
        at = r.number("at")
        return {"data": {"k%d" % t["id"]: t for t in things(at,
            min(at + 3, 7))}}
    if r.path == "/broken":
        return {"list": [{"customer": {"id": 1}}, "x"]}
end

# get RESOURCE [OPTION...]: fetch it.
get()
{
	printf '{"name":"t","version":2,"resources":{"t":%s}}\n' "$1" >api.json
	shift
	run aai-fetch --api api.json --base-url "$URL" --retries 0 "$@" t
}

key='"table":{"key":{"id":"id"}}'
paged='"pages":{"kind":"cursor","next":"next","param":"at"}'
get '{"path":"/c","records":"list[].customer",'"$paged,$key"'}'
expect_status 0 "a list is read"
expect_stdout "numbers keep their text" <<'end'
{"_table":"t","id":0,"n":1.10}
{"_table":"t","id":1,"n":12345678901234567890}
{"_table":"t","id":2,"n":1e400,"gone":true}
{"_table":"t","id":3,"n":-0}
{"_table":"t","id":4,"n":0.0}
end

get '{"path":"/c","records":"list[].customer",'"$paged,$key"',
    "filter":[{"at":"gone","is":[true],"not":true}]}' --stats stats
expect_equal "$STATUS $(ids)" "0 0 1 3 4 " "a filter leaves records out"
check "which are counted" grep -q '"filtered":1,' stats

get '{"path":"/o","records":"data{}",'"$key"',
    "pages":{"kind":"offset","param":"at"},
    "filter":[{"at":"v","is":["x2"],"not":true}]}'
expect_equal "$STATUS $(ids)" "0 0 1 3 4 5 6 " \
    "an offset counts the records that a filter leaves out"

get '{"path":"/broken","records":"list[].customer",'"$key"'}'
expect_status 2 "values of another kind are an error"

printf '{"name":"t","resources":{"t":{"path":"/","records":"a[].b"}}}\n' \
    >api.json
run aai-fetch --api api.json --base-url "$URL" t
expect_status 2 "a file of the first version has no wildcards"
expect_stderr_like 'records: .* needs "version": 2' "and says what it needs"
done_testing
