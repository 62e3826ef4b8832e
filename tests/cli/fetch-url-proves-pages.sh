# Paging that nobody has described is taken for right when pages prove it, and
# never gives fewer records in silence.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/server.inc"
need jq

start_server <<'end'
ALL = things(0, 25)
def cut(at, size=10, of=ALL):
    return of[at:at + size]
def answer(r):
    at = r.path
    if at == "/page1":
        return cut((r.number("page", 1) - 1) * 10)
    if at == "/page0":
        return cut(r.number("page") * 10)
    if at == "/page404":
        p = r.number("page", 1)
        return cut((p - 1) * 10) if p < 4 else (404, "no such page", {})
    if at == "/exact404":
        p = r.number("page", 1)
        return cut((p - 1) * 10, of=ALL[:20]) if p < 3 else (404, "", {})
    if at == "/offset":
        return cut(r.number("offset"))
    if at == "/start":
        s = r.number("startAt")
        return {"startAt": s, "maxResults": 10, "total": 25, "issues": cut(s)}
    if at == "/cursor":
        s = int(r.q.get("page_token", "c0")[1:])
        d = {"things": cut(s), "errors": []}
        return dict(d, next="c%d" % (s + 10)) if s + 10 < 25 else d
    if at == "/empty-last":
        s = int(r.q.get("cursor", "0"))
        return {"data": cut(s, of=ALL[:20]),
            "next_cursor": str(s + 10) if s < 20 else None}
    if at == "/total-of-page":
        p = cut((r.number("page", 1) - 1) * 10)
        return {"items": p, "total": len(p)}
    if at == "/done":
        s = r.number("at")
        d = {"items": cut(s), "done": True}
        return dict(d, next="/done?at=%d" % (s + 10)) if s + 10 < 25 else d
    if at == "/both-ways":
        s = r.number("at", 10)
        d = {"items": cut(s)}
        if s + 10 < 25:
            d["next"] = "/both-ways?at=%d" % (s + 10)
        if s > 0:
            d["prev"] = "/both-ways?at=%d" % (s - 10)
        return d
    if at == "/newer":
        s = r.number("older")
        d = {"items": cut(s) if "newer" not in r.q else [],
            "next": "/newer?newer=0"}
        return dict(d, prev="/newer?older=%d" % (s + 10)) if s + 10 < 25 else d
    if at == "/bad-link":
        return 200, cut(0), {"Link": "/bad-link?x=2; rel=\"next\""}
    if at == "/spring":
        p = r.number("page")
        return {"content": cut(p * 10), "number": p, "totalPages": 3,
            "totalElements": 25, "last": p == 2}
    if at == "/hal":
        s = r.number("x")
        links = {"self": {"href": "/hal"}}
        if s + 10 < 25:
            links["next"] = {"href": "/hal?x=%d" % (s + 10)}
        return {"_embedded": {"orders": cut(s)}, "_links": links, "total": 25}
    if at == "/odata":
        s = r.number("$skip")
        d = {"@odata.context": "x", "value": cut(s)}
        return dict(d, **{"@odata.nextLink": "%s?$skip=%d" % (at, s + 10)}) \
            if s + 10 < 25 else d
    if at == "/shaky":
        p = r.number("page", 1)
        if p == 2 and r.nth == 1:
            return 503, "not now", {"Retry-After": "0"}
        return cut((p - 1) * 10)
    if at == "/ignores-cursor":
        return {"data": cut(0), "next_cursor": "abc"}
    if at == "/ignores-total":
        return {"items": cut(0), "total": 25}
    if at == "/ignores-more":
        return {"items": cut(0), "has_more": True}
    if at == "/ignores-pages":
        return {"items": cut(0), "page": 1, "total_pages": 3}
    if at == "/last-link":
        return 200, cut(0), {"Link": "</last-link?z=3>; rel=\"last\""}
    if at == "/offset-is-a-page":
        return {"items": cut(r.number("offset") * 10), "total": 25}
    if at == "/filters":
        return {"items": [t for t in ALL if t["id"] > r.number("after", -1)]
            [:10], "after": "17"}
    if at == "/same-url":
        return {"items": cut(0), "next": "/same-url?page=2"}
    if at == "/plain":
        return cut(0)
    if at == "/few":
        return {"items": cut(0, 3), "has_more": False}
    if at == "/null-next":
        return {"items": cut(0, 3), "next": None}
    if at == "/short":
        s = r.number("at")
        d = {"items": cut(s, of=ALL[:15]), "total": 25}
        return dict(d, next="/short?at=10") if s == 0 else d
    if at == "/fails":
        return (500, "oh", {}) if r.q else {"items": cut(0), "total": 25}
    if at == "/several":
        return {"orders": cut(0), "refunds": cut(10)}
    if at == "/orders":
        return {"orders": cut(0, 3), "refunds": cut(10)}
    if at == "/one/5":
        return {"id": 5, "lines": cut(0)}
    if at == "/japi":
        return {"data": [], "included": cut(0), "links": {"next": None}}
    if at == "/odd":
        return {"a": {"odd.name": cut(0, 3)}, "total": 3}
    if at == "/refused":
        return {"ok": False, "error": "invalid_auth"}
    if at == "/failed":
        return {"error": {"code": 17, "message": "out of order"}}
    if at == "/html":
        return 200, "<html>", {}
    if at == "/elsewhere":
        return 200, cut(0), {"Link": "<http://127.0.0.1:9/x>; rel=\"next\""}
    if at == "/elsewhere-body":
        return {"items": cut(0), "next": "http://127.0.0.1:9/x"}
    if at == "/none":
        return []
    return 404, "no such thing", {}
end

# whole PATH WORDS [N]: all of the list comes.
whole()
{
	run aai-fetch "$URL$1"
	expect_equal "$STATUS $(jq -r .id "$OUT" | sort -n | uniq | wc -l) $(
	    grep -c . "$OUT")" "0 ${3-25} ${3-25}" "$1 comes whole"
	expect_equal "$(cat "$ERR")" "aai-fetch: records at $2" "$1 says how"
}
whole /page1 "., 10 a page, next page by number as page"
whole /page0 "., 10 a page, next page by number as page"
whole /page404 "., 10 a page, next page by number as page"
whole /exact404 "., 10 a page, next page by number as page" 20
whole /offset "., 10 a page, next page by offset as offset"
whole /start ".issues, 10 a page, next page by offset as startAt"
whole /cursor ".things, 10 a page, next page by .next as page_token"
whole /empty-last ".data, 10 a page, next page by .next_cursor as cursor" 20
whole /total-of-page ".items, 10 a page, next page by number as page"
whole /done ".items, 10 a page, next page by the URL at .next"
whole /newer ".items, 10 a page, next page by the URL at .prev"
whole /both-ways ".items, 10 a page, next page by the URL at .next; .prev leads back, and is not followed" 15
whole /spring ".content, 10 a page, next page by number as page"
whole /hal "._embedded.orders, 10 a page, next page by the URL at ._links.next.href"
whole /odata '.value, 10 a page, next page by the URL at ."@odata.nextLink"'
whole /shaky "., 10 a page, next page by number as page"

# more PATH HINT: there is more, and nobody knows how to ask for it.
more()
{
	run aai-fetch "$URL$1"
	expect_status 2 "$1 has more than comes"
	check "$1: no record is written" test ! -s "$OUT"
	expect_stderr_like "there is more than the 10 records .*\\($2\\).*--next" \
	    "$1: which is said, and what to do"
}
more /ignores-cursor "'next_cursor' is there"
more /ignores-total "'total' is larger than what came"
more /ignores-more "'has_more' is true"
more /ignores-pages "'total_pages' is more than one"
more /last-link "'Link rel=last' is there"
more /bad-link "'Link rel=next' cannot be read"
more /offset-is-a-page "'total' is larger than what came"
more /same-url "'next' is there"
more /elsewhere-body "'next' is there"

whole /filters ".items, 10 on one page; no way to another page was found (--next says one)" 10
whole /plain "., 10 on one page; no way to another page was found (--next says one)" 10
whole /few ".items, 3 on one page, which is all" 3
whole /null-next ".items, 3 on one page, which is all" 3
whole /none "., 0 on one page, which is all" 0
whole /orders ".orders, 3 on one page; no way to another page was found (--next says one)" 3
whole /odd '.a."odd.name", 3 on one page, which is all' 3
whole /japi ".data, 0 on one page, which is all" 0

run aai-fetch --next none "$URL/ignores-more"
expect_equal "$STATUS $(wc -l <"$OUT")" "0 10" "one page can be asked for"
run aai-fetch "$URL/short"
expect_status 3 "a total that is not reached is told"
expect_stderr_like "speak of 25 short, but 15 came" "with both numbers"
run aai-fetch --retries 0 "$URL/fails"
expect_status 5 "a page that fails is no proof of anything"
run aai-fetch "$URL/several"
expect_status 2 "two lists may be the records"
expect_stderr_like "'orders', 'refunds'; say which by --records" \
    "which are named"
run aai-fetch --records refunds --next none "$URL/several"
expect_equal "$STATUS $(wc -l <"$OUT")" "0 10" "one can be chosen"
run aai-fetch "$URL/one/5"
expect_equal "$STATUS $(jq -c '[._table, .id, (.lines | length)]' "$OUT")" \
    '0 ["one",5,10]' "an object with an id is one record"
run aai-fetch "$URL/refused"
expect_status 4 "an error with status 200 is one"
run aai-fetch "$URL/failed"
expect_status 1 "whatever it is"
run aai-fetch "$URL/html"
expect_status 1 "and what is not JSON is not taken"
run aai-fetch "$URL/elsewhere"
expect_status 1 "a link to another server is not followed"
expect_stderr_like "127.0.0.1:9" "which is said"
done_testing
