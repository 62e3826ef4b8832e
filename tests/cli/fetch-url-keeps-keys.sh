# A key for a URL comes from the environment, goes to that server alone, and is
# in nothing that is shown or kept; what others could see is refused.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/server.inc"
need jq
export TOKEN=hunter2secret PASSWORD=swordfish99 USER_NAME=alice

start_server <<'end'
import base64
def answer(r):
    h = r.headers
    if r.path == "/bearer":
        return things(0, 2) if h["Authorization"] == "Bearer hunter2secret" \
            else (401, {"error": "not so: %s" % h["Authorization"]}, {})
    if r.path == "/query":
        return things(0, 2) if r.q.get("api_key") == "hunter2secret" \
            else (401, {"error": "no"}, {})
    if r.path == "/basic":
        got = base64.b64decode(h["Authorization"][6:]).decode()
        return things(0, 2) if got == r.q["want"] else (401, got, {})
    if r.path == "/two":
        return things(0, 2) if h["X-A"] == "hunter2secret" and \
            h["X-B"] == "Word swordfish99" and h["X-C"] == "c{1}" and \
            h["Cookie"] is None else (401, {"error": "no"}, {})
    if r.path == "/says":
        return {"items": things(0, 2), "next": "/says?k=hunter2secret",
            "hunter2secret": {"next": "x"}}
    if r.path == "/codes":
        key = h["X"].encode()
        return 401, "%s; %s; %s" % (key.hex(), base64.b64encode(key).decode(),
            base64.b64encode(b"me:" + key).decode()), {}
    if r.path == "/sets":
        return 200, things(0, 2), {"Set-Cookie": "a=b"}
    if r.path == "/away":
        return 307, "", {"Location": "http://127.0.0.2:%s/bearer" %
            open("port").read()}
    return 404, "no such thing", {}
end

# taken TITLE OPTION... URL, refused TITLE OPTION... URL
taken()
{
	title=$1
	shift
	run aai-fetch --retries 0 "$@"
	expect_equal "$STATUS $(wc -l <"$OUT")" "0 2" "$title"
}
refused()
{
	title=$1
	shift
	: >seen
	run aai-fetch "$@"
	expect_status 2 "$title is refused"
	unlike "$ERR" 'hunter2|swordfish' "... and not repeated"
	check "... and nothing is asked" test ! -s seen
}

taken "a bearer token" --auth 'Authorization: Bearer $TOKEN' "$URL/bearer"
taken "braces" --auth 'authorization:Bearer ${TOKEN}' "$URL/bearer"
taken "a key in the query" --auth '?api_key=$TOKEN' "$URL/query"
for ordinary in key=id key=customer_name_of_an_account key=1234567890123456789012 \
    key=2026-11-30T12:00:00.000Z app_id=42 auth=none; do
	taken "what is no key: $ordinary" --auth '?api_key=$TOKEN' \
	    "$URL/query?$ordinary"
done
taken "a user and a password" --auth 'Basic $USER_NAME:$PASSWORD' \
    "$URL/basic?want=alice:swordfish99"
taken "a user that is said" --auth 'Basic me{x}/token:$TOKEN' \
    "$URL/basic?want=me%7Bx%7D/token:hunter2secret"
taken "a password that is empty" --auth 'Basic $TOKEN:' \
    "$URL/basic?want=hunter2secret:"
echo 'machine 127.0.0.1 login a password b' >.netrc
taken "several, and a header that is not secret" --auth 'X-A: $TOKEN' \
    --auth 'X-B: Word $PASSWORD' --header 'X-C: c{1}' "$URL/two"

auth="--auth: "
refused "a key in --auth" --auth "Authorization: Bearer $TOKEN" "$URL/bearer"
expect_stderr_like "$auth.*others can see it; name an environment variable" \
    "with advice"
refused "a key before a variable" --auth 'X: hunter2secret$TOKEN' "$URL/bearer"
refused "a key after a variable" --auth 'X: $TOKEN-swordfish99' "$URL/bearer"
refused "a password in --auth" --auth 'Basic me:swordfish99' "$URL/bearer"
refused "a password after a variable" --auth 'Basic $TOKEN:swordfish99' \
    "$URL/bearer"
refused "a key as a user" --auth 'Basic hunter2secret:' "$URL/bearer"
refused "a key in the URL" "$URL/query?a=1&api_key=hunter2secret"
expect_stderr_like "take 'api_key' out and give --auth '.api_key=" "with advice"
refused "a key by a name that records have, too" \
    "$URL/query?key=AIzahunter2secretB0123456"
expect_stderr_like "take 'key' out" "with advice"
refused "an id of an application" -p appid=0123456789hunter2abcdef "$URL/query"
refused "a key in a header of such a name" \
    --header 'App-Key: 0123456789hunter2abcdef' "$URL/two"
refused "a key as a parameter" -p access_token=hunter2secret "$URL/query"
refused "a user in the URL" "$(echo "$URL" | sed 's,//,//me:hunter2secret@,')/"
refused "a key in --header" --header 'Authorization: hunter2secret' "$URL/two"
refused "a cookie" --header 'Cookie: hunter2secret' "$URL/two"
refused "another host" --header 'Host: x' "$URL/two"
refused "a way for a key that is none" --auth 'hunter2secret' "$URL/two"

run env -u TOKEN aai-fetch --auth 'Authorization: Bearer $TOKEN' "$URL/bearer"
expect_status 4 "a variable that is not set is no key"
expect_stderr_like "set TOKEN" "which is said"
run env TOKEN=other9999 aai-fetch --auth 'Authorization: Bearer $TOKEN' \
    "$URL/bearer"
expect_status 4 "a key that is refused"
expect_stderr_like '401.*\*\*\*' "is covered in the server's words"
unlike "$ERR" other9999 "... wherever it stands"
run aai-fetch --auth 'X: $TOKEN' "$URL/codes"
expect_status 4 "a key that comes back in other codes"
unlike "$ERR" "$(printf %s "$TOKEN" | od -An -tx1 | tr -d ' \n')" \
    "... is covered in hexadecimal"
unlike "$ERR" "$(printf %s "$TOKEN" | base64 | cut -c 1-17)" "... in base64"
expect_stderr_like "401: \*+; \*+[A-Za-z0-9=]{,3}; bWU6\*+" \
    "... also after a user's name"
run aai-fetch --spool spool --auth 'X: $TOKEN' "$URL/says"
unlike "$ERR" hunter2 "nor is it in what is said of pages"
check "... or in the spool" sh -c '! grep -rq hunter2secret spool'
run aai-fetch --describe --auth 'X: $TOKEN' "$URL/sets"
expect_equal "$(jq -c .secrets "$OUT")" '{"key":{"env":"TOKEN"}}' \
    "a description names the variable"
: >seen
run aai-fetch --auth 'Authorization: Bearer $TOKEN' "$URL/away"
expect_status 1 "a redirect to another server is not followed"
expect_equal "$(grep -c bearer seen)" 0 "with the key or without"
run aai-fetch --auth 'X: $TOKEN' http://192.0.2.1/x
expect_status 2 "a key does not go out unencrypted"
expect_stderr_like "--allow-http|https" "which is said"
done_testing
