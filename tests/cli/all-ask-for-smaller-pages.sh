# A page that is too much for the server is asked for with half as many records,
# until it comes; the list goes on from there, and no record is missed or twice.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/server.inc"

start_server <<'end'
def answer(r):
    kind = r.path.strip("/").split("/")[0]
    if kind == "body":
        b = r.json()
        at, size = int(b.get("at", 0)), b["page"]["size"]
    else:
        at = r.number("page", 1) * 8 - 8 if kind == "page" else r.number("at")
        size = r.number("size")
    # The third page of eight is too large, for a while.
    if at >= 16 and size > 3 and kind != "down":
        return {"large": 413, "slow": 504, "page": 504}.get(kind, 500), \
            {"error": "too much"}, {}
    if kind == "down" and at >= 16:
        return 503, {"error": "down"}, {}
    rows = things(at, min(at + size, 30))
    return {"data": rows, "next": at + size if at + size < 30 else None}
end

# get PATH PAGES [MEMBERS]
get()
{
	printf '{"name":"t","version":2,"resources":{"t":{"path":"/%s",
	    "records":"data","pages":{%s,"size":"size"},%s,
	    "table":{"key":{"id":"id"}}}}}\n' "$1" "$2" \
	    "$3" >api.json
	: >seen
	run aai-fetch --api api.json --base-url "$URL" --retries 0 \
	    --retry-time 0 t
}
size='"params":{"size":{"default":8}}'
all="0 $(seq -s ' ' 0 29) "
offset='"kind":"offset","param":"at"'
cursor='"kind":"cursor","next":"next","param":"at"'
for what in large slow broken; do
	for pages in "$offset" "$cursor" "$offset,\"short_ends\":true"; do
		get $what "$pages" "$size"
		expect_equal "$STATUS $(ids)" "$all" "$what: $pages"
		check "is said" grep -q "going on with pages of 2" "$ERR"
	done
done
expect_equal "$(grep -c 'size=8' seen) $(grep -c 'size=4' seen)" "3 1" \
    "by halves, and no more than that"
get body "$cursor" '"params":{"size":{"default":8,"in":"none"},
    "at":{"in":"body"}},"body":{"page":{"size":"{size}"}}'
expect_equal "$STATUS $(ids)" "$all" "a size in a body"
get page '"kind":"page","param":"page"' "$size"
expect_status 5 "numbered pages would be others"
get down "$offset" "$size"
expect_status 5 "a server that is down stays so"
expect_equal "$(tail -n 1 seen)" "/down?size=1&at=16" "down to one record"
sed -i 's/"version":2,//' api.json
: >seen
run aai-fetch --api api.json --base-url "$URL" --retries 0 --retry-time 0 t
expect_equal "$STATUS $(wc -l <seen)" "5 3" "not by a file of the first version"

cat >api.json <<'end'
{"name":"t","version":2,"resources":{"t":{"path":"/large/{p}","parent_key":"p",
  "parents":{"p":{"id":"id"}},"records":"data",
  "params":{"size":{"default":8}},
  "pages":{"kind":"offset","param":"at","size":"size"},
  "table":{"key":{"id":"id"}}}}}
end
printf '{"_table":"p","id":"%s"}\n' a b >parents
run aai-fanout --api api.json --base-url "$URL" --retries 0 t <parents
expect_equal "$STATUS $(ids)" "0 $(seq -s ' ' 0 29) $(seq -s ' ' 0 29) " \
    "the children of two parents"
done_testing
