# From an API's own file, at its URL, to rows: each way of paging that the file
# says brings all records, and parents have their children.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/server.inc"
need jq

start_server <<'end'
N = 23
def obj(**members):
    return {"type": "object", "properties": members}
S, I, B = {"type": "string"}, {"type": "integer"}, {"type": "boolean"}
REC = obj(id=I, v=S)
ARR = {"type": "array", "items": {"$ref": "#/components/schemas/rec"}}
def q(*names, **k):
    return [dict({"name": n, "in": "query", "schema": I}, **k) for n in names]
def op(params, schema, headers=None):
    return {"get": {"parameters": params, "responses": {"200": {
        "headers": headers or {}, "content": {"application/json":
        {"schema": schema}}}}}}
SIZE = [{"name": "limit", "in": "query", "schema": {"type": "integer",
    "maximum": 5}}]
def spec():
    return {"openapi": "3.1.0", "info": {"title": "Every"},
        "servers": [{"url": "/v1"}],
        "security": [{"k": []}],
        "components": {"schemas": {"rec": REC}, "securitySchemes":
            {"k": {"type": "apiKey", "in": "header", "name": "X-Key"}}},
        "paths": {
        "/cursors": op(q("cursor") + SIZE, obj(data=ARR,
            meta=obj(next_cursor=S))),
        "/urls": op(SIZE, obj(items=ARR, next={"type": ["string", "null"]})),
        "/lasts": op(q("starting_after") + SIZE, obj(data=ARR, has_more=B)),
        "/offsets": op(q("offset") + SIZE, obj(data=ARR, total=I)),
        "/pages": op(q("page") + SIZE, ARR),
        "/zeros": op([{"name": "page", "in": "query", "schema":
            {"type": "integer", "default": 0}}] + SIZE, obj(list=ARR,
            total_pages=I)),
        "/links": op(q("page") + SIZE, ARR, {"Link": {}}),
        "/flags": op(q("page") + SIZE, obj(rows=ARR, is_last=B)),
        "/wholes": op([], ARR),
        "/wholes/{whole_id}": op([], REC),
        "/wholes/{whole_id}/parts": op([], obj(parts={"type": "array",
            "items": obj(part_no=I)})),
        "/wholes/{whole_id}/parts/{part_no}/bits": op([],
            {"type": "array", "items": obj(text=S)}),
    }}
def answer(r):
    if r.path == "/spec.json":
        return spec()
    if r.path == "/large.json":
        return b"HTTP/1.1 200 OK\r\nContent-Length: 400000\r\n\r\n" + \
            b" " * 400000
    if r.headers["X-Key"] != "secret":
        return 401, {"error": "no"}, {}
    n = r.number("limit", N)
    p = r.path[3:]
    if p == "/cursors":
        at = r.number("cursor")
        more = at + n < N
        return {"data": things(at, min(at + n, N)),
            "meta": {"next_cursor": str(at + n)} if more else {}}
    if p == "/urls":
        at = r.number("from")
        return {"items": things(at, min(at + n, N)), "next":
            "/v1/urls?limit=%d&from=%d" % (n, at + n) if at + n < N else None}
    if p == "/lasts":
        at = r.number("starting_after", -1) + 1
        return {"data": things(at, min(at + n, N)), "has_more": at + n < N}
    if p == "/offsets":
        at = r.number("offset")
        return {"data": things(at, min(at + n, N)), "total": N}
    if p in ("/pages", "/links", "/flags", "/zeros"):
        zero = p == "/zeros"
        page = r.number("page", 0 if zero else 1)
        at = (page - (not zero)) * n
        recs = things(at, max(at, min(at + n, N)))
        if p == "/links" and at + n < N:
            return 200, recs, {"Link": "</v1/links?limit=%d&page=%d>; "
                'rel="next"' % (n, page + 1)}
        if p == "/flags":
            return {"rows": recs, "is_last": at + n >= N}
        if zero:
            return {"list": recs, "total_pages": (N + n - 1) // n}
        return recs
    if p == "/wholes":
        return things(0, 3)
    parts = p.split("/")
    if len(parts) == 3:
        return things(int(parts[2]), int(parts[2]) + 1)[0]
    if p.endswith("/parts"):
        return {"parts": [{"part_no": i} for i in range(2)]}
    return [{"text": "%s-%s" % (parts[2], parts[4])}]
end

run aai-describe "$URL/spec.json"
expect_status 0 "a file at a URL is described"
cp "$CAPTURE/out" every.json
jq -c '[.base_url, .auth]' every.json >top
same top "... its API is where the file is" <<end
["$URL/v1",{"kind":"header","name":"X-Key","key_env":"EVERY_KEY"}]
end
EVERY_KEY=secret
export EVERY_KEY
for name in cursors urls lasts offsets pages zeros links flags; do
	run aai-fetch --api every.json -q $name
	expect_status 0 "$name are fetched"
	check "... all of them, once" test \
	    "$(jq -s 'map(.id) | unique | length' "$CAPTURE/out")" -eq 23 -a \
	    "$(wc -l <"$CAPTURE/out")" -eq 23
	check "... in pages of 5" grep -q "/$name?.*limit=5" seen
done

run sh -c 'aai-fetch --api every.json -q wholes |
    aai-fanout --api every.json -q --pass wholes_parts >parts &&
    aai-fanout --api every.json -q wholes_parts_bits <parts |
    aai-flatten -q --api every.json | aai-sink-csv -q -o out'
expect_status 0 "children of children are fetched"
same out/wholes_parts_bits.csv "... under the keys of both" <<'end'
whole_id,part_no,wholes_parts_bits_idx,text
0,0,0,0-0
0,1,0,0-1
1,0,0,1-0
1,1,0,1-1
2,0,0,2-0
2,1,0,2-1
end
run sh -c 'aai-fetch --api every.json -q wholes |
    aai-fanout --api every.json -q whole'
expect_status 0 "single records are fetched by the ids of a list"
check "... each" test "$(jq -s 'map(.v) | length' "$CAPTURE/out")" -eq 3

run aai-describe "$URL/nothing"
expect_status 4 "an error answer is an error"
run aai-describe --memory 1M "$URL/large.json"
check "one that is too large is refused" test "$STATUS" -ne 0
like "$CAPTURE/err" 'larger|longer|more than' "... and says so"
run aai-describe http://x.example/spec.json
expect_status 2 "a URL without encryption is refused"
done_testing
