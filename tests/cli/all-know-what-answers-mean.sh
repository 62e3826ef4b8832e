# A description says what an answer means, whatever its status: there is
# nothing, the key is refused, come again, too many, it failed, leave it out.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/server.inc"

start_server <<'end'
SAID = {
    "absent": (400, {"error": {"code": "no_such_thing"}}),
    "auth": (400, {"error": {"code": "bad_key", "message": "who are you"}}),
    "auth200": (200, {"ok": False, "code": "bad_key"}),
    "retry": (400, {"error": {"code": "later"}}),
    "never": (400, {"error": {"code": "later"}}),
    "retry200": (200, {"ok": False, "code": "later"}),
    "limit": (403, {"error": {"code": "too_many"}}),
    "limit200": (200, {"ok": False, "code": "too_many"}),
    "fail": (500, {"error": {"code": "for_ever"}}),
    "fail200": (200, {"data": [{"id": 7}], "code": "for_ever"}),
    "omit": (451, {"error": {"code": "secret"}}),
    "omit200": (200, {"ok": False, "code": "secret"}),
    "none200": (200, {"data": [{"id": 7}], "code": "no_such_thing"}),
    "empty200": (200, {"ok": False, "code": "no_such_thing"}),
}
def answer(r):
    kind = r.path.strip("/").split("/")[-1]
    if kind in ("retry", "retry200", "limit", "limit200") and r.nth > 2:
        return {"data": things(0, 2)}
    if kind in SAID:
        status, body = SAID[kind]
        return status, body, {}
    if kind == "p2":
        if "at" in r.q:
            return 451, {"error": {"code": "secret"}}, {}
        return {"data": things(0, 2), "next": "1"}
    return {"data": things(0, 2)}
end

cat >api.json <<'end'
{"name":"t","version":2,"error_text":"error.message",
"errors":[
  {"at":"error.code","is":["no_such_thing"],"means":"absent"},
  {"at":"error.code","is":["bad_key"],"means":"auth"},
  {"at":"error.code","is":["later"],"means":"retry"},
  {"status":403,"at":"error.code","starts":["too_"],"means":"limit"},
  {"status":"5xx","text":"for_ever","means":"fail"},
  {"status":451,"means":"leave out"},
  {"status":200,"at":"code","is":["bad_key"],"means":"auth"},
  {"status":200,"at":"code","is":["later"],"means":"retry"},
  {"status":200,"at":"code","is":["too_many"],"means":"limit"},
  {"status":200,"at":"code","is":["for_ever"],"means":"fail"},
  {"status":200,"at":"code","is":["secret"],"means":"leave out"},
  {"status":200,"at":"code","is":["no_such_thing"],"means":"absent"}],
"resources":{
  "t":{"path":"/{kind}","params":{"kind":{"in":"path"}},"records":"data",
    "table":{"key":{"id":"id"}},
    "pages":{"kind":"cursor","next":"next","param":"at"},
    "incremental":{"id":"id","time":"v"}},
  "c":{"path":"/c/{p}","parent_key":"p","records":"data",
    "parents":{"p":{"id":"id"}},
    "pages":{"kind":"cursor","next":"next","param":"at"},
    "errors":[{"status":400,"at":"error.code","is":["bad_key"],
      "means":"leave out"}]}}}
end

# get KIND [OPTION...]
get()
{
	kind=$1
	shift
	: >seen
	run aai-fetch --api api.json --base-url "$URL" -p "kind=$kind" \
	    --stats stats "$@" t
}

# is STATUS IDS REQUESTS TITLE
is()
{
	expect_equal "$STATUS $(ids)$(wc -l <seen)" "$1 $2$3" "$4"
}

get absent
is 0 "" 1 "absent: nothing is there"
get empty200
is 0 "" 1 "absent with status 200"
get none200
is 0 "7 " 1 "but not of an answer with records"
get auth
is 4 "" 1 "auth: the key is refused"
expect_stderr_like "400: who are you" "in the server's words"
get auth200
is 4 "" 1 "auth with status 200"
get retry
is 0 "0 1 " 3 "retry: it is asked again for"
get never --retries 1
is 5 "" 2 "but not for ever"
get retry200
is 0 "0 1 " 3 "retry with status 200"
get limit
is 0 "0 1 " 3 "limit: more slowly"
check "is counted as one" grep -q '"limited":2,' stats
get limit200
is 0 "0 1 " 3 "limit with status 200"
check "is counted as one" grep -q '"limited":2,' stats
get fail
is 1 "" 1 "fail: is not asked again for"
get fail200
is 1 "" 1 "fail with status 200, whatever is there"
expect_stderr_like "200: for_ever" "in the server's words"
get omit
is 3 "" 1 "leave out: is counted"
expect_stderr_like "was left out" "and said"
check "in the report, too" grep -q '"omitted":1,' stats
get omit200
is 3 "" 1 "leave out with status 200"
get p2
is 3 "0 1 " 2 "the pages before are there"
get omit --state state --end
is 1 "" 1 "a state would never make up for it"

# fan KIND... : the children of these.
fan()
{
	printf '{"_table":"p","id":"%s"}\n' "$@" >parents
	: >seen
	run aai-fanout --api api.json --base-url "$URL" --failed failed \
	    --stats stats c <parents
}

fan a omit b
is 3 "0 1 0 1 " 3 "a parent is left out"
expect_stderr_like "1 answers were left out" "and counted"
fan a auth b
is 3 "0 1 0 1 " 3 "a resource's rules come first"
fan a absent b
is 0 "0 1 0 1 " 3 "a parent has nothing"
check "which is counted" grep -q '"absent":1,' stats
fan a fail b
is 3 "0 1 0 1 " 3 "a parent that fails"
expect_equal "$(cat failed)" '{"_table":"p","id":"fail"}' "is put aside"
fan a auth200 b
expect_status 4 "a key that is refused ends all"
done_testing
