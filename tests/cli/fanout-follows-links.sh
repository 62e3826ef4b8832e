# Links in answers are followed to what is meant: without the key, at once, and
# anew where one has expired.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/server.inc"
need jq

# count JQ: of the records that were written.
count()
{
	jq -s "$1" "$OUT"
}

# The stand-in refuses who comes to a file with a key.
start_mock -t 4 --items 20 --expired-links 2
agents="--base-url=agents=$ASSEMBLYAI_BASE_URL"
aai-fetch "$agents" sessions >listed
run aai-fanout "$agents" --spool spool --stats stats \
    session_timelines session_metadata <listed
expect_status 0 "links that expired are asked for again"
expect_equal "$(count 'map(._table) | group_by(.) | map(length) | tostring')" \
    '"[19,19]"' "timelines and metadata of what has ended come"
expect_equal "$(count 'map(select(._table == "session_timelines") |
    .turns | length) | add')" 57 "with all their turns"
expect_equal "$(count 'map(.session_id) | unique | length')" 19 \
    "under the session's id"
check "none of it is kept" sh -c "! grep -rq Signature spool"
unlike "$ERR" "Signature" "nor shown"
aai-flatten -O <"$OUT" >rows
like rows '"_table":"session_timelines__turns","session_id":"sess_.*","agent_text":"By the' \
    "turns are a table"
run aai-fanout "$agents" --dry-run --ids session_timelines <<'end'
sess_1
end
expect_equal "$(cat "$OUT")" \
    "GET $ASSEMBLYAI_BASE_URL/v1/sessions/sess_1" \
    "what is asked first is shown"
run aai-fetch "$agents" -p session_id=x session_timelines
expect_status 2 "aai-fetch follows no links"
run aai-fanout "$agents" --spool spool --offline session_timelines <listed
expect_status 2 "so offline there are none"

start_server <<'end'
import threading
other = None
def answer(r):
    if r.path.startswith("/file/"):
        assert r.headers.get("Authorization") is None, "a key"
        assert r.headers.get("X-Key") is None, "a key"
        n = r.path[6:]
        if n == "gone" or n == "once" and r.q["n"] == "1":
            return 403, "<Secret>%s</Secret>" % r.q["s"], {}
        if n == "moved":
            return 302, "", {"Location": "/file/x"}
        if n == "busy" and r.nth == 1:
            return 503, "s=%s" % r.q["s"], {"Retry-After": "0"}
        return 200, {"said": n}, {}
    if r.headers.get("X-Key") != "key-secret":
        return 401, "no key", {}
    n = r.path[6:]
    links = {"none": None, "number": 7, "text": "no link", "ftp": "ftp://x/y",
        "empty": "", "http": "http://elsewhere.example/x?s=link-secret",
        "user": "https://a:b@x/y"}
    if n == "cut":
        return 200, b'{"at": {"url": "http' if r.nth == 1 else \
            b'{"at": {"url": null}}', {}
    host = "localhost" if n == "other" else "127.0.0.1"
    link = "http://%s:%s/file/%s?n=%d&s=link-secret" % (
        host, r.headers["Host"].split(":")[1], n, r.nth)
    return 200, {"at": {"url": links.get(n, link)}}, {}
end
cat >api.json <<end
{"version": 2, "name": "two", "base_url": "$URL",
"auth": {"kind": "header", "name": "X-Key", "key_env": "TWO_KEY"},
"resources": {"list": {"path": "/list"}, "child": {"path": "/item/{id}",
  "parent_key": "id", "parents": {"list": {"id": "id"}},
  "follow": "at.url"}}}
end
export TWO_KEY=key-secret
# follow ID...: the children of these.
follow()
{
	printf '%s\n' "$@" >ids
	run aai-fanout --api api.json --retries 2 --ids child <ids
	unlike "$ERR" "link-secret|key-secret" "no secret is shown for $*"
}
follow a other busy cut none once
expect_status 0 "links are followed"
expect_equal "$(jq -r .said "$OUT" | tr '\n' ' ')" "a other busy once " \
    "also to another origin, and anew where one has expired"
follow gone
expect_status 1 "one that is always refused fails"
expect_stderr_like "parent 'gone': the link is refused: GET $URL/file/gone: 403" \
    "and is shown without its query"
expect_equal "$(grep -c "^/item/gone" seen)" 4 "after some more of them"
follow number
expect_stderr_like "what should be a link is not text" "a number is no link"
follow text
expect_stderr_like "GET no link: the URL holds blanks" "nor is a text"
for id in ftp empty http user; do
	follow "$id"
	expect_status 1 "$id: what is not by https is not asked for"
	expect_stderr_like "the link is not one by https" "and why is said"
done
follow moved
expect_status 1 "a redirect of a link is not followed"
expect_stderr_like "302: a link that leads on to another" "which is said"
check "so nobody asked there" sh -c "! grep -q '^/file/x' seen"

# What is wrong in a description is refused.
# wrong MEMBERS WHY
wrong()
{
	printf '{"version": %s, "name": "two", "base_url": "http://127.0.0.1:1",
	    "resources": {"list": {"path": "/list"}, "child": {"path": "/i",
	    %s}}}\n' "${3-2}" "$1" >wrong.json
	run aai-fanout --api wrong.json --ids child </dev/null
	expect_status 2 "refused: $1"
	expect_stderr_like "$2" "and why"
}
parents='"parent_key": "id", "parents": {"list": {"id": "id"}}'
wrong "$parents, \"follow\": 1" "child: follow: .*a path"
wrong "$parents, \"follow\": \"a[]\"" "child: follow: .*a path of names"
wrong "$parents, \"follow\": {\"jq\": \"(\"}" "cannot compile"
wrong '"follow": "url"' "'parents' beside 'follow'"
wrong "$parents, \"follow\": \"url\", \"pages\": {\"kind\": \"link\"}" \
    "no 'pages' or 'incremental'"
wrong "$parents, \"follow\": \"url\"" "follow.*version.* 2" 1

done_testing
