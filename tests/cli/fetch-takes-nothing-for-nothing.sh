# Servers say in many ways that there is nothing: null, 204, {}, a list that is
# missing, one record for a list of one.  What cannot mean anything else is
# taken; what may is said by the description.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/server.inc"

start_server <<'end'
LAST = {
    "null": {"data": None, "next": None},
    "message": {"code": 0, "message": "success", "data": None},
    "204": (204, "", {}),
    "object": {},
    "next": {"next": None},
    "array": [],
    "bare": None,
    "one": {"data": {"id": 5, "v": "x5"}, "next": None},
    "kind": {"kind": "things", "etag": "x"},
    "hint": {"next": None, "hint": "nothing here"},
    "plain": "nothing here",
    "empty": "",
}
def answer(r):
    path = r.path.split("/")
    if path[1] == "all" or "c" in r.q:
        return LAST[path[-1]]
    if path[1] == "of":
        return LAST[path[3]] if path[2] == "2" else \
            {"data": [{"id": int(path[2])}]}
    return {"data": things(0, 5), "next": "b"}
end

# get PATH [MEMBERS]: fetch a list with a cursor.
get()
{
	: >seen
	api '{"t":{"path":"'"$1"'","records":"data",
	    "pages":{"kind":"cursor","next":"next","param":"c"},
	    "table":{"key":{"id":"id"}}'"${2:+,$2}"'}}'
	run aai-fetch --api api.json --base-url "$URL" --retries 1 t
}

# children LAST [MEMBERS]: of three parents, the second with that answer.
children()
{
	api '{"p":{"path":"/p"},"t":{"path":"/of/{p}/'"$1"'","parent_key":"p",
	    "parents":{"p":{"id":"id"}},"records":"data",
	    "table":{"key":{"id":"id"}}'"${2:+,$2}"'}}'
	printf '{"_table":"p","id":%d}\n' 1 2 3 >parents
	run aai-fanout --api api.json --base-url "$URL" --retries 1 t <parents
}

for last in null message 204 object next array bare; do
	get "/then/$last"
	expect_equal "$STATUS $(ids)$(wc -l <seen)" "0 0 1 2 3 4 2" \
	    "$last ends a list"
	expect_silence "$last: without a word"
	get "/all/$last"
	expect_equal "$STATUS $(wc -c <"$OUT")" "0 1" "$last is a whole list"
	children $last
	expect_equal "$STATUS $(ids)" "0 1 3 " "$last is not a child"
done
get /then/one
expect_equal "$STATUS $(ids)" "0 0 1 2 3 4 5 " "one record is a list of one"
get /then/one '"list":true'
expect_status 1 "unless a list must be one"

for last in kind hint plain empty; do
	get "/then/$last"
	expect_status 1 "$last may be anything"
	unlike "$ERR" "run again" "$last: and will not pass"
done
get /then/kind '"absent":[{"status":200}]'
expect_equal "$STATUS $(ids)" "0 0 1 2 3 4 " "unless a 200 without is nothing"
for last in hint plain; do
	get "/then/$last" '"absent":[{"status":200,"text":"nothing here"}]'
	expect_equal "$STATUS $(ids)" "0 0 1 2 3 4 " "$last: or the text says so"
	children $last '"absent":[{"status":200,"text":"nothing here"}]'
	expect_equal "$STATUS $(ids)" "0 1 3 " "$last: of children as well"
done
get /then/empty '"absent":[{"status":200,"text":""}]'
expect_equal "$STATUS $(ids)" "0 0 1 2 3 4 " "an empty body, too"
get /then/204 '"absent":[{"status":204}]'
expect_equal "$STATUS $(ids)" "0 0 1 2 3 4 " "204 may be said, too"
children kind '"missing":[{"status":200,"text":"etag"}]'
expect_equal "$STATUS $(ids)" "3 1 3 " "an id that is not known counts"

# A single record is not nothing, unless that is said.
one()
{
	api '{"p":{"path":"/p"},"t":{"path":"/all/{p}","parent_key":"p",
	    "parents":{"p":{"id":"id"}},"table":{"key":{"id":"id"}}
	    '"${2:+,$2}"'}}'
	printf '{"_table":"p","id":"%s"}\n' "$1" >parents
	run aai-fanout --api api.json --base-url "$URL" --retries 0 t <parents
}
for last in 204 object bare empty; do
	one $last
	expect_status 1 "$last is not a record"
done
one 204 '"absent":[{"status":204}]'
expect_equal "$STATUS $(wc -c <"$OUT")" "0 1" "204 may mean none"
done_testing
