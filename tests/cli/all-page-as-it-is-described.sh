# From page to page as a description of version 2 says: what leads on is read
# anywhere and goes anywhere, and the end is where the description sees it.  The
# rules for lists that lie hold for all of that.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/server.inc"

start_server <<'end'
def cut(at, size=10, end=57):
    return things(at, min(at + size, end)) if 0 <= at < end else []
def told(at, size=10, end=57):
    return str(at + size) if at + size < end else None
def answer(r):
    kind = r.path.strip("/").split("/")[0]
    if kind == "presta":             # the offset within a larger value
        at, _, size = r.q["limit"].partition(",")
        return {"data": cut(int(at), int(size))}
    if kind == "header":             # from and into a header
        at = int(r.headers.get("X-Page", 0))
        return 200, {"data": cut(at * 10)}, \
            {"X-Next": str(at + 1)} if at < 5 else {}
    if kind == "numbered":           # the number in a header, pages counted
        at = int(r.headers["X-Page"]) - 1
        rows = [] if at == 2 else cut(at * 10)
        return 200, {"data": rows, "sum": {"pages": 6, "word": "six"}}, \
            {"X-Pages": "6"}
    if kind == "body":               # a token of its own type in the body
        b = r.json()
        if b.get("after") is not None:
            assert b["after"] == [b["after"][0], "x"], b
        at = b["after"][0] if "after" in b else 0
        return {"data": cut(at), "cursor": [at + 10, "x"] if at < 50 else None}
    if kind == "form":
        at = int(r.form().get("from", 0))
        return {"data": cut(at), "cursor": told(at)}
    if kind == "segment":            # in the path
        at = int(r.path.split("/")[2])
        return {"data": cut(at)}
    if kind == "graphql":
        v = r.json()["variables"]
        at = int(v.get("after", 0))
        return {"data": {"items": {"nodes": cut(at), "pageInfo": {
            "hasNextPage": at < 50, "endCursor": str(at + 10)}}}}
    if kind == "computed":           # from the last record
        at = r.number("since", 0)
        return {"data": cut(at)}
    if kind == "xkcd":               # one record a page, the next by its number
        n = int(r.path.split("/")[2] or 0)
        return {"id": n} if n < 5 else (404, "no such comic", {})
    if kind == "export":             # end_of_stream
        at = r.number("at")
        return {"data": cut(at), "after": "?at=%d" % min(at + 10, 57),
            "end": at + 10 >= 57, "count": len(cut(at))}
    if kind == "box":                # a position for ever
        at = r.number("at")
        return {"data": cut(at), "next": str(at + 10), "chunk": len(cut(at))}
    if kind == "past":               # an error after the last page
        n = r.number("page", 1)
        rows = cut(n * 10 - 10)
        if not rows:
            return 404, {"error": "no such page"}, {}
        return {"data": rows, "more": n < (8 if "more" in r.q else 6)}
    if kind == "gap":
        return 404, "nothing", {}
    if kind == "same":
        return {"data": cut(0)}
    if kind == "parents":
        return [{"id": i} for i in range(2)]

end

# get RESOURCE [OPTION...]: fetch it, from nothing.
get()
{
	printf '{"name":"t","version":2,"resources":{"t":{%s,
	    "table":{"key":{"id":"id"}}}}}\n' "$1" >api.json
	shift
	: >seen
	run aai-fetch --api api.json --base-url "$URL" --retries 1 "$@" t
}

# whole TITLE [REQUESTS]: all came, once, by so many requests.
seq -s ' ' 0 56 >all.ids
whole()
{
	expect_equal "$STATUS $(ids)" "0 $(cat all.ids) " "$1"
	[ -z "${2-}" ] || expect_equal "$(wc -l <seen)" "$2" "$1: requests"
}

data='"records":"data"'
get '"path":"/presta",'"$data"',
    "params":{"limit":{"value":"{offset},{size}"},"size":{"default":25,
      "in":"none"}},
    "pages":{"kind":"offset","size":"size","short_ends":true}'
whole "an offset within a larger value" 3
expect_equal "$(head -n 2 seen | tr '\n' ' ')" \
    "/presta?limit=0%2C25 /presta?limit=25%2C25 " "from the first page on"
run aai-fetch --api api.json --base-url "$URL" -n t
expect_equal "$(cat "$OUT")" "GET $URL/presta?limit=0%2C25" "a dry run"

header='"path":"/header",'"$data"',"headers":["X-Page: {next}"],
    "pages":{"kind":"cursor","next":{"header":"x-next"}}'
get "$header" --spool spool
whole "from and into a header" 6
get "$header" --spool spool --max-requests 3
expect_equal "$STATUS $(ids | wc -w)" "8 30" "cut by a limit"
get "$header" --spool spool
whole "goes on from a spool, which knows the header" 3
get "$header" --spool spool --offline
whole "and needs no network then" 0

get '"path":"/numbered",'"$data"',"headers":["X-Page: {page}"],
    "pages":{"kind":"page","pages_total":{"header":"X-Pages"}}'
expect_equal "$STATUS $(ids)" \
    "0 $(seq -s ' ' 0 19) $(seq -s ' ' 30 56) " \
    "pages are counted, whatever is empty among them"
expect_equal "$(wc -l <seen)" 6 "and no more are asked for"
get '"path":"/numbered",'"$data"',
    "params":{"X-Page":{"in":"header","default":4}},
    "pages":{"kind":"page","param":"X-Page","pages_total":"sum.pages"}'
expect_equal "$STATUS $(ids)" "0 $(seq -s ' ' 30 56) " \
    "a parameter in a header, from its default on"
# A word would have ended the list where a page is empty.
get '"path":"/numbered",'"$data"',"headers":["X-Page: {page}"],
    "pages":{"kind":"page","pages_total":"sum.word"}'
expect_equal "$STATUS $(grep -c 'how many pages there are: six' "$ERR")" "1 1" \
    "a number of pages that is not a number"

get '"path":"/body",'"$data"',"body":{"after":"{next}"},"method":"POST",
    "pages":{"kind":"cursor","next":"cursor"}'
whole "a token in the body keeps its type" 6
get '"path":"/form",'"$data"',"method":"POST",
    "params":{"from":{"in":"body"}},"form":{"a":"b"},
    "pages":{"kind":"cursor","next":"cursor","param":"from"}'
whole "a parameter in a form" 6
get '"path":"/segment/{offset}",'"$data"',"pages":{"kind":"offset"}'
whole "a segment of the path" 7
get '"path":"/graphql","records":"data.items.nodes","graphql":{
    "query":"query ($after: String) { items { nodes { id } } }",
    "variables":{"after":"{next}"}},
    "pages":{"kind":"cursor","next":"data.items.pageInfo.endCursor",
      "more":"data.items.pageInfo.hasNextPage"}'
whole "a variable of GraphQL" 6

get '"path":"/computed",'"$data"',"params":{"since":{}},
    "pages":{"kind":"last","next":{"jq":".id + 1"},"param":"since"}'
whole "computed from the last record" 7
get '"path":"/xkcd/","pages":{"kind":"next_url",
    "next":{"jq":"\"/xkcd/\\(.id + 1)\""},"status_ends":[404]}'
expect_equal "$STATUS $(ids)" "0 0 1 2 3 4 " "a URL that is computed"

export='"path":"/export",'"$data"',"pages":{"kind":"next_url","next":"after"'
get "$export"',"ends":[{"at":"end","is":[true]}]}'
whole "the end is where a member says so" 6
get "$export"',"ends":[{"jq":".count < 10"}]}'
whole "or a program" 6
get "$export"'}'
whole "an empty page that leads to itself is one as before" 7
box='"path":"/box",'"$data"',"pages":{"kind":"cursor","next":"next",
    "param":"at"'
get "$box"',"empty_ends":true}'
whole "an empty page, whatever is next" 7
get "$box"',"ends":[{"at":"chunk","is":[10],"not":true}]}'
whole "a page that is not full" 6
get "$box"',"size":"n","short_ends":true}' -p n=10
expect_status 2 "a parameter must be there to be set"
get "$box"',"size":"n","short_ends":true},"params":{"n":{"default":10}}'
whole "a page shorter than its size" 6
get "$box"'}'
expect_status 1 "else there is no end"

past='"path":"/past",'"$data"',"pages":{"kind":"page","param":"page",
    "status_ends":[400,404]'
get "$past"'}'
whole "an error answer after the last page is the end" 7
get "$past"'}' --spool spool2
get "$past"'}' --spool spool2 --offline
whole "a spool knows it, too"
get "$past"',"more":"more"},"params":{"more":{"default":1}}'
expect_status 5 "but not where the page before says that there is more"
get '"path":"/gap",'"$data"',"pages":{"kind":"page","param":"page",
    "status_ends":["4xx"]}'
expect_status 1 "nor at the first page"

# Lists that have no end, as ever.
get '"path":"/same",'"$data"',"headers":["X-Page: {page}"],
    "pages":{"kind":"page"}'
expect_status 1 "a list whose pages are all the same"
expect_stderr_like "does not heed 'page'" "is seen"
get '"path":"/same",'"$data"',"headers":["X-Page: {next}"],
    "pages":{"kind":"cursor","next":{"jq":"\"1\""}}'
expect_status 1 "a token that leads back"
get '"path":"/same",'"$data"',"params":{"at":{}},
    "pages":{"kind":"cursor","next":{"jq":"error(\"no\")"},"param":"at"}'
expect_status 1 "a program that fails"
expect_stderr_like '"next" of "pages"' "is named"

# The same for the children of many.
cat >api.json <<'end'
{"name":"t","version":2,"resources":{
"parents":{"path":"/parents","table":{"key":{"id":"id"}}},
"t":{"path":"/header","parent_key":"parent","parents":{"parents":{"id":"id"}},
  "headers":["X-Page: {next}","X-Parent: {parent}"],"records":"data",
  "pages":{"kind":"cursor","next":{"header":"x-next"}},
  "table":{"key":{"parent":"parent","id":"id"}}},
"p":{"path":"/past","parent_key":"parent","parents":{"parents":{"id":"id"}},
  "params":{"x":{"value":"{parent}"}},"records":"data",
  "pages":{"kind":"page","param":"page","status_ends":[404]},
  "table":{"key":{"parent":"parent","id":"id"}}}}}
end
: >seen
aai-fetch --api api.json --base-url "$URL" parents >parents
for what in t p; do
	run aai-fanout --api api.json --base-url "$URL" $what <parents
	expect_equal "$STATUS $(ids)" "0 $(cat all.ids) $(cat all.ids) " \
	    "the children of two parents ($what)"
done
done_testing
