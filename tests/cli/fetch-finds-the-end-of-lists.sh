# A list ends where it ends: not at an empty page that leads on, not where the
# page itself says that there is more, and not never.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/server.inc"

start_server <<'end'
def page(r, at, end=57, size=10, start=0):
    return things(at, min(at + size, end)) if at >= start else []
def link(to):
    return {"Link": '<%s>; rel="next"' % to}
def answer(r):
    kind, hole = r.path.split("/")[1], "stays" in r.path or r.nth == 1
    at = r.number("at")
    if kind == "total":
        return {"data": [] if at == 20 and hole else page(r, at), "total": 57}
    if kind == "silent":  # the page that is empty says nothing at all
        return (204, b"", {}) if at == 20 and hole else {"data": page(r, at),
            "total": 57}
    if kind == "more":
        return {"data": [] if at == 20 and hole else page(r, at),
            "more": at + 10 < 57}
    if kind == "last":
        at = r.number("at", -1) + 1
        return {"data": [] if at == 20 and hole else page(r, at),
            "more": at + 10 < 57}
    if kind == "dead":
        return {"data": page(r, at), "more": at < 47,
            "cursor": None if at == 20 and hole or at >= 47 else str(at + 10)}
    if kind == "hollow":
        to = "?at=%d" % (at + 10) if at < 50 else None
        return 200, {"data": [] if 20 <= at < 40 else page(r, at), "next": to,
            "cursor": to and str(at + 10)}, link(to) if to else {}
    if kind == "stops":
        to = "?at=%d" % (at + 10 if at < 50 else 60)
        return 200, {"data": page(r, at), "next": to, "cursor": to[4:]}, \
            link(to)
    if kind == "sentry":
        return 200, {"data": page(r, at)}, {"Link":
            '<?at=%d>; rel="previous"; results="%s", <?at=%d>; rel="next"; '
            'results="%s"' % (at - 10, "true" if at else "false", at + 10,
            "true" if at < 50 else "false")}
    if kind == "paged":
        return {"data": page(r, r.number("at", 1) * 10)}
    if kind == "offset":
        return {"data": page(r, at), "total": 57}
    if kind == "one":
        return {"data": page(r, r.number("at", 1) - 1), "total": 57}
    if kind == "round":
        n = int(r.path.split("/")[2])
        at = r.number("at", 0) // int(r.q.get("step", 1)) % n
        body = [{k: v for k, v in t.items() if k != "id" or n < 9}
            for t in page(r, at * 10)]
        return 200, {"data": body, "cursor": str(r.number("at") + 1),
            "next": "?at=%d" % (r.number("at") + 1)}, \
            link("?at=%d" % (r.number("at") + 1))
    if kind == "void":
        return 200, {"data": page(r, at * 10, 14), "cursor": str(at + 1),
            "next": "?at=%d" % (at + 1)}, link("?at=%d" % (at + 1))
    if kind == "raw":
        if "f" in r.q:
            return things(5, 10) if r.q["f"] == "a eq 'b'|{c}" else []
        return 200, things(0, 5), link("/raw?f=a eq 'b'|{c}")
    if kind == "bom":
        return 200, b"\xef\xbb\xbf" + b'{"data":[{"id":1}]}', {}
    if kind == "mark":
        return 200, b"\xef\xbb\xbf", {}
end

# list PATH PAGES [MEMBERS [OPTION...]]: fetch it.
list()
{
	path=$1 pages=$2 members=${3-}
	shift $(($# > 3 ? 3 : $#))
	: >seen
	api '{"t":{"path":"'"$path"'","records":"data","pages":{'"$pages"'},
	    "table":{"key":{"id":"id"}}'"${members:+,$members}"'}}'
	run aai-fetch --api api.json --base-url "$URL" --retries 1 "$@" t
}

# whole TITLE [FIRST]: all of them came, once, from the first on.
whole()
{
	seq -s ' ' "${2:-0}" 56 >want.ids
	expect_equal "$STATUS $(ids)" "0 $(cat want.ids) " "$1"
}

offset='"kind":"offset","param":"at"'
cursor='"kind":"cursor","next":"cursor","param":"at"'
url='"kind":"next_url","next":"next"'
of_url='"kind":"param_of_url","next":"next","param":"at"'
link='"kind":"link"'
last='"kind":"last","next":"id","param":"at"'
page='"kind":"page","param":"at"'

for how in passes stays; do
	for what in "total $offset,\"total\":\"total\"" \
	    "silent $offset,\"total\":\"total\"" \
	    "more $offset,\"more\":\"more\"" "last $last,\"more\":\"more\"" \
	    "dead $cursor,\"more\":\"more\""; do
		kind=${what%% *}
		list "/$kind/$how" "${what#* }"
		if [ $how = passes ]; then
			whole "$kind: a page that is not the end is asked again"
		else
			expect_status 5 "$kind: one that stays so"
			expect_stderr_like "the page (is empty|says)" \
			    "$kind: is named"
		fi
	done
done

want="0 $(seq -s ' ' 0 19) $(seq -s ' ' 40 56) "
for pages in "$cursor" "$url" "$of_url" "$link"; do
	list /hollow "$pages"
	expect_equal "$STATUS $(ids)" "$want" "an empty page leads on: $pages"
	list /stops "$pages"
	whole "an empty page that leads to itself is the end: $pages"
	expect_equal "$(wc -l <seen)" 7 "and is not asked for twice"
done
list /sentry "$link"
whole "results=false is the end"
expect_equal "$(wc -l <seen)" 6 "at once"

list /paged "$page" '"params":{"at":{"default":0}}'
whole "pages go on from a default"
list /paged "$page" '"params":{"at":{}}' -p at=3
whole "and from -p" 30
list /paged "$page,\"start\":0" '"params":{"at":{}}' -p at=2
whole "whatever start says" 20
list /offset "$offset" '"params":{"at":{}}' -p at=35
whole "as do offsets" 35
list /offset "$offset,\"total\":\"total\"" '"params":{"at":{}}' -p at=35
whole "with a total that counts all" 35
list /one "$offset,\"total\":\"total\"" '"params":{"at":{"default":1}}'
whole "or from 1"
list /one "$offset,\"total\":\"total\",\"start\":1"
whole "however that is said"

# Lists without an end, of pages with keys and without.
for n in 1 2 3; do
	for pages in "$cursor" "$url" "$of_url" "$link" "$page" "$offset"; do
		case $pages in
		"$offset") path="/round/$n?step=10" ;;
		*) path=/round/$n ;;
		esac
		list "$path" "$pages"
		expect_status 1 "a circle of $n pages: $pages"
		check "shows no page twice" test "$(wc -l <"$OUT")" -le $((n * 10))
	done
done
for pages in "$cursor" "$link"; do
	list /void "$pages"
	expect_status 1 "empty pages for ever: $pages"
	expect_stderr_like "1000 pages in a row are empty" "are given up"
done
api '{"t":{"path":"/round/10","records":"data","pages":{'"$cursor"'}}}'
run aai-fetch --api api.json --base-url "$URL" --retries 1 t
expect_status 1 "a circle of records without keys"
check "is left after a few" test "$(wc -l <"$OUT")" -le 110
api '{"t":{"path":"/round/3","records":{"jq":".data[]"},"pages":{'"$cursor"'},
    "table":{"key":{"id":"id"}}}}'
run aai-fetch --api api.json --base-url "$URL" --retries 1 t
expect_status 1 "a circle of records that a program makes"

api '{"t":{"path":"/raw","pages":{"kind":"link"}}}'
run aai-fetch --api api.json --base-url "$URL" t
expect_equal "$STATUS $(ids)" "0 0 1 2 3 4 5 6 7 8 9 " "a link as it is written"
list /bom '"kind":"none"'
expect_equal "$STATUS $(ids)" "0 1 " "a byte order mark is passed over"
list /mark '"kind":"none"'
expect_status 5 "but is not an answer"
done_testing
