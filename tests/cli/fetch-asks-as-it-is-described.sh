# A description of version 2 says how requests are: their method, a JSON body or
# a form, headers; parameters go where it says, those of the API into the base
# URL as well.  Redirects, repeats, the spool and fan-outs take it all along.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/server.inc"

start_server <<'end'
def page(n, size):
    more = (n + 1) * size < 12
    return {"data": things(n * size, min(12, (n + 1) * size)),
        "more": more}
def answer(r):
    if r.path == "/moved":
        return 308, "", {"Location": "/search?" + r.target.partition("?")[2]}
    if r.path == "/lost":
        return 302, "", {"Location": "/search?page=0"}
    if r.path == "/shaky" and r.nth == 1:
        return 503, "not now", {"Retry-After": "0"}
    if r.path in ("/search", "/shaky"):
        b = r.json()
        if r.method != "POST" or b["filter"] != {"state": "open"} or \
                r.headers["X-Team"] != "blue" or b["fields"] != ["*all"]:
            return 400, {"error": "not so"}, {}
        return page(r.number("page"), b["size"])
    if r.path == "/form":
        f = r.form()
        assert f["state"] == "a&b" and r.method == "PUT", f
        return page(r.number("page"), int(f["size"]))
    if r.path == "/graphql":
        b = r.json()
        if "first: $n" not in b["query"]:
            return {"data": None, "errors": [{"message": "what?"}]}
        v = b["variables"]
        return {"data": {"items": things(0, v["n"]), "team": v["team"]}}
    if r.path == "/by-header":
        return {"data": things(int(r.headers["X-From"]), 5)}
    if r.path == "/parents":
        return {"data": [{"id": i} for i in range(3)]}
    if r.path == "/children":
        if r.headers["X-Parent"]:
            p = int(r.headers["X-Parent"])
        else:
            p = r.json()["parent"]
        assert isinstance(p, int)
        return {"data": things(10 * p, 10 * p + 2)}
    return 404, "no such thing", {}
end

cat >api.json <<'end'
{"version": 2, "name": "t", "base_url": "http://{host}.invalid/",
"params": {"host": {}, "team": {"default": "blue"}},
"resources": {
"search": {"path": "/search", "headers": ["X-Team: {team}"],
  "params": {"state": {"default": "open"}, "page": {"in": "query"},
    "size": {"in": "body", "default": 5}},
  "body": {"filter": {"state": "{state}"}, "fields": ["*all"],
    "since?": {"after": "{page}"}},
  "records": "data",
  "pages": {"kind": "page", "param": "page", "start": 0, "more": "more"},
  "table": {"key": {"id": "id"}}},
"form": {"path": "/form", "method": "PUT", "form": {"state": "{state}"},
  "params": {"state": {}, "size": {"in": "body", "default": 5}},
  "records": "data",
  "pages": {"kind": "page", "param": "page", "start": 0, "more": "more"},
  "table": {"key": {"id": "id"}}},
"items": {"path": "/graphql",
  "params": {"n": {"in": "body", "default": 4}},
  "graphql": {"query": "query ($n: Int) { items(first: $n) { id } }",
    "variables": {"team": "{team}"}},
  "records": "data.items", "table": {"key": {"id": "id"}}},
"broken": {"path": "/graphql", "graphql": {"query": "{ items { id } }"},
  "records": "data.items", "table": {"key": {"id": "id"}}},
"by_header": {"path": "/by-header", "params": {"X-From": {"in": "header"}},
  "records": "data", "table": {"key": {"id": "id"}}},
"parents": {"path": "/parents", "records": "data",
  "table": {"key": {"id": "id"}}},
"children": {"path": "/children", "parent_key": "parent_id",
  "parents": {"parents": {"id": "id"}}, "body": {"parent": "{parent_id}"},
  "records": "data", "table": {"key": {"id": "id"}}},
"by_parent": {"path": "/children", "parent_key": "parent_id",
  "parents": {"parents": {"id": "id"}}, "headers": ["X-Parent: {parent_id}"],
  "records": "data", "table": {"key": {"id": "id"}}}
}}
end
for other in moved lost shaky; do
	sed "s,\"path\": \"/search\",\"path\": \"/$other\"," api.json >$other.json
done

# get DESCRIPTION OPTION...
get()
{
	desc=$1
	shift
	: >seen
	run aai-fetch --api "$desc" --base-url "$URL" --retries 2 "$@"
}

get api.json -n search
expect_equal "$(cat "$OUT")" "POST $URL/search {\"filter\":{\"state\":\"open\"},\
\"fields\":[\"*all\"],\"size\":5}" "a dry run shows method and body"
get api.json search
expect_status 0 "a list is read by POST"
expect_equal "$(ids)" "0 1 2 3 4 5 6 7 8 9 10 11 " "whole"
expect_equal "$(tr '\n' ' ' <seen)" "/search /search?page=1 /search?page=2 " \
    "page by page"
get api.json search -p size=7
expect_equal "$(ids)" "0 1 2 3 4 5 6 7 8 9 10 11 " "with a size in the body"
get moved.json search
expect_equal "$STATUS $(ids)" "0 0 1 2 3 4 5 6 7 8 9 10 11 " \
    "a redirect takes the body along"
get lost.json search
expect_status 1 "one that would lose it is an error"
expect_stderr_like "POST .*302: a redirect that would make a GET of POST" \
    "which is said"
get shaky.json search
expect_equal "$STATUS $(ids)" "0 0 1 2 3 4 5 6 7 8 9 10 11 " \
    "a repeat has the same body"
get api.json search -p state=closed
expect_stderr_like "POST .*400: .*not so" "a parameter is in the body"

get api.json form -p 'state=a&b'
expect_equal "$STATUS $(ids)" "0 0 1 2 3 4 5 6 7 8 9 10 11 " "a form is sent"

get api.json items
expect_equal "$STATUS $(ids)" "0 0 1 2 3 " "a GraphQL query is sent"
get api.json broken
expect_status 1 "its errors are errors"
expect_stderr_like "what[?]" "with their words"

get api.json by_header -p X-From=3
expect_equal "$STATUS $(ids)" "0 3 4 " "a parameter goes into a header"

# The spool tells requests apart that have one URL.
get api.json items --spool spool -p n=2
get api.json items --spool spool -p n=2 --offline
expect_status 0 "a load by POST is kept"
expect_equal "$(ids)" "0 1 " "as it came"
expect_equal "$(wc -l <seen)" 0 "nobody is asked for it"
sed 's/{ id }/{ id name }/' api.json >other.json
get other.json items --spool spool -p n=2 --offline
expect_status 2 "another body is another load"
get api.json by_header -p X-From=3 --spool spool
get api.json by_header -p X-From=4 --spool spool --offline
expect_status 2 "other headers are another load"

get api.json search --end -p state=open
expect_stdout_like '"filters":\{"state":"open",.*"team":"blue"' \
    "the selection has parameters wherever they go"

# Children are asked for with the parent in the body.
aai-fetch --api api.json --base-url "$URL" parents >parents.ndjson
run aai-fanout --api api.json --base-url "$URL" children <parents.ndjson
expect_equal "$STATUS $(ids)" "0 0 1 10 11 20 21 " "parents are in bodies"
run aai-fanout --api api.json --base-url "$URL" --spool spool by_parent \
    <parents.ndjson
expect_equal "$STATUS $(ids)" "0 0 1 10 11 20 21 " "or in headers"
run aai-fanout --api api.json --base-url "$URL" --spool spool --offline \
    by_parent <parents.ndjson
expect_equal "$STATUS $(ids)" "0 0 1 10 11 20 21 " \
    "which the spool tells apart"
run aai-fanout --api api.json --base-url "$URL" -n children <parents.ndjson
expect_equal "$(head -n 1 "$OUT")" "POST $URL/children {\"parent\":0}" \
    "a dry run shows them"

# The API's parameters are in its base URL.
run aai-fetch --api api.json -n parents
expect_status 2 "a base URL needs what it names"
expect_stderr_like "it needs --param host=VALUE" "and says so"
run aai-fetch --api api.json -n -p host=a.evil parents
expect_status 2 "a value is one label of a host name"
expect_stderr_like "'a.evil' cannot be put into a host name" "and says so"
run aai-fetch --api api.json -n -p host=shop-1 parents
expect_equal "$(cat "$OUT")" "GET http://shop-1.invalid/parents" "as it is"

done_testing
