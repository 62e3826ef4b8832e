# An answer with status 200 may be an error, or no answer at all: it becomes no
# record and ends no list, the server's words are shown, and what will not pass
# does not say "run again".

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/server.inc"

start_server <<'end'
BAD = {
    "message": {"message": "API rate limit exceeded", "next": None},
    "errors": {"errors": [{"code": 17, "detail": "backend is away"}]},
    "error": {"error": {"type": "x", "message": "backend is away"}},
    "graphql": {"errors": [{"message": "backend is away"}], "data": None},
    "ok": {"ok": False, "error": "missing_scope", "data": []},
    "code": {"code": 50013, "msg": "backend is away", "data": None},
    "item": {"data": [{"error": "backend is away"}]},
    "auth": {"ok": False, "error": "invalid_auth"},
    "auth401": {"error": {"code": 401, "message": "who are you"}},
    "authjson": {"errors": [{"status": "401", "title": "Unauthorized"}]},
    "html": "<!DOCTYPE html><title>Sign in</title>",
    "text": "Service started",
    "empty": "",
    "number": "17",
    "single": {"data": {"total": 3}},
    "other": {"orders": [{"id": 1}], "next": None},
}
def answer(r):
    kind = r.path.split("/")[1]
    if r.path.startswith("/one/"):
        return {"id": 1} if "/good" in r.path else BAD[r.path[5:]]
    second = "c" in r.q
    if r.path.startswith("/first/"):
        return BAD[r.path[7:].split("-")[0]]
    if second and (kind == "stays" or r.nth == 1):
        return BAD[r.path.split("/")[2]]
    return {"data": things(5, 10) if second else things(0, 5),
        "next": None if second else "b"}
end

# no_more: what came is of the first page alone.
no_more()
{
	! tr '\n' ' ' <"$OUT" | grep -Eq '"id": ([5-9]|[0-9]{2})|backend|limit' &&
	    [ "$(wc -l <"$OUT")" -le 5 ]
}

# get PATH OPTION...: fetch a list with a cursor.
get()
{
	api '{"t":{"path":"'"$1"'","records":"data",
	    "pages":{"kind":"cursor","next":"next","param":"c"},
	    "table":{"key":{"id":"id"}}}}' '"error_text":"error"'
	shift
	run aai-fetch --api api.json --base-url "$URL" "$@" t
}

for bad in message errors error graphql ok code item html text empty number \
    single other; do
	get "/passes/$bad" --retries 1
	expect_equal "$STATUS $(ids)" "0 0 1 2 3 4 5 6 7 8 9 " "$bad passes"
	get "/stays/$bad" --retries 1
	case $bad in
	message) want=5 ;;
	*) want=1 ;;
	esac
	expect_status $want "$bad stays"
	check "$bad: there is no record of it" no_more
	[ $want = 5 ] || unlike "$ERR" "run again" "$bad: it is not to pass"
done
get /stays/html
expect_equal "$(grep -c "stays/html?c" seen)" 5 \
    "what is not likely to pass is asked for three times"
like "$ERR" "HTML" "and named"

get /stays/errors --retries 0
expect_stderr_like "an error with status 200: backend is away" "the words"
get /stays/ok --retries 0
expect_stderr_like "an error with status 200: missing_scope" "by error_text"
for bad in auth auth401 authjson; do
	get "/first/$bad"
	expect_status 4 "$bad: a refused key"
	expect_equal "$(grep -c "first/$bad" seen)" 1 "is not tried again"
done
get /first/other
expect_status 2 "a list that is not where it should be"
expect_stderr_like "no list 'data' .*, but 'orders', 'next'" "and what is there"
expect_equal "$(grep -c first/other seen)" 1 "is known at once"

# A list that is the body, and one by a program.
api '{"t":{"path":"/first/message","pages":{"kind":"link"}}}'
run aai-fetch --api api.json --base-url "$URL" --retries 0 t
expect_equal "$STATUS $(wc -c <"$OUT")" "5 0" "no list that is the body"
api '{"t":{"path":"/first/error","list":true}}'
run aai-fetch --api api.json --base-url "$URL" --retries 0 t
expect_equal "$STATUS $(wc -c <"$OUT")" "1 0" "nor what is said to be one"
api '{"t":{"path":"/first/errors","records":{"jq":".data[]?"}}}'
run aai-fetch --api api.json --base-url "$URL" --retries 0 t
expect_equal "$STATUS $(wc -c <"$OUT")" "1 0" "nor what a program leaves"

# Single records, of parents.
cat >api.json <<'end'
{"name":"t","resources":{"p":{"path":"/p"},
"one":{"path":"/one/{p}","parent_key":"p","parents":{"p":{"id":"id"}},
    "parent_key_in_body":true,"table":{"key":{"id":"p"}}},
"free":{"path":"/one/{p}","parent_key":"p","parents":{"p":{"id":"id"}},
    "table":{"key":{"p":"p"}}}}}
end
for resource in one free; do
	for bad in error errors message; do
		for id in good1 $bad good2; do
			printf '{"_table":"p","id":"%s"}\n' $id
		done >parents
		rm -f aside
		run aai-fanout --api api.json --base-url "$URL" --retries 0 \
		    --failed aside $resource <parents
		expect_status 3 "$resource: $bad is not a record"
		expect_equal "$(wc -l <"$OUT") $(wc -l <aside)" "2 1" \
		    "$resource: its parent is put aside, not the others"
	done
done

# A key that has served is not refused because of one parent; one that never
# has ends all.
for id in good1 auth good2; do
	printf '{"_table":"p","id":"%s"}\n' $id
done >parents
rm -f aside
run aai-fanout --api api.json --base-url "$URL" --retries 0 --jobs 1 \
    --failed aside one <parents
expect_equal "$STATUS $(wc -l <"$OUT") $(wc -l <aside)" "3 2 1" \
    "a parent that the key is not for is put aside"
echo '{"_table":"p","id":"auth"}' >parents
run aai-fanout --api api.json --base-url "$URL" --failed aside one <parents
expect_status 4 "a key that serves for none is refused"

# A description that is wrong is no matter of single parents.
cat >api.json <<'end'
{"name":"t","resources":{"p":{"path":"/p"},
"t":{"path":"/first/{p}","parent_key":"p","parents":{"p":{"id":"id"}},
    "records":"data"}}}
end
for i in 1 2 3 4 5; do
	echo '{"_table":"p","id":"other-'$i'"}'
done >parents
rm -f aside
run aai-fanout --api api.json --base-url "$URL" --failed aside t <parents
expect_status 2 "children that are never where they should be"
run aai-fanout --api api.json --base-url "$URL" t <parents
expect_status 2 "with --failed or without"
done_testing
