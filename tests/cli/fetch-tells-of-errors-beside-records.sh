# A response with records may say beside them that something failed: it is asked
# for again, and what may be missing is counted, or ends the load, with the
# server's words.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/server.inc"

start_server <<'end'
BESIDE = {
    "graphql": {"errors": [{"message": "shard 3 is away", "path": ["t", 3]}]},
    "error": {"error": {"message": "shard 3 is away"}},
    "text": {"error": "shard 3 is away"},
    "ok": {"ok": False, "message": "shard 3 is away"},
    "scope": {"errors": [{"message": "unauthorized: shard 3 is away"}]},
    "none": {"errors": [], "error": None},
    "null": {"errors": None, "error": ""},
    "zero": {"error": 0, "errors": {}},
    "word": {"error": "OK", "success": True},
}
def answer(r):
    _, when, kind = r.path.split("/")[:3]
    if r.path.endswith("/kids"):
        k = int(r.path.split("/")[3])
        return {"data": [{"id": k}], **(BESIDE[kind] if k == 2 else {})}
    c = r.number("c")
    page = {"data": {"t": things(c * 5, c * 5 + 5)},
            "next": str(c + 1) if c < 2 else None}
    for t in page["data"]["t"]:
        t.update(created="2026-01-01T00:00:%02dZ" % (59 - t["id"]), s="done",
                 error="of the record")
    if c == 1 and (when == "stays" or r.nth == 1):
        if kind == "inner":
            page["data"]["errors"] = [{"message": "shard 3 is away"}]
        else:
            page.update(BESIDE[kind])
    return page
end

# get WHEN KIND OPTION...
get()
{
	api '{"t":{"path":"/'"$1/$2"'","records":"data.t",
	    "pages":{"kind":"cursor","next":"next","param":"c"},
	    "incremental":{"id":"id","time":"created",
	        "final":[{"at":"s","is":["done"]}]},
	    "table":{"key":{"id":"t_id"}}}}'
	shift 2
	run aai-fetch --api api.json --base-url "$URL" --stats st "$@" t
}
all="0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 "

for kind in graphql error text ok scope inner; do
	get passes $kind
	expect_equal "$STATUS $(ids)" "0 $all" "$kind passes"
	expect_silence "$kind: nothing is said of it"
	get stays $kind
	expect_equal "$STATUS $(ids)" "3 $all" "$kind stays: it is counted"
	like "$ERR" '1 answers .*errors beside their records.*shard 3 is away' \
	    "$kind: with the server's words"
	like st '"partial":1,' "$kind: in the counts, too"
	expect_equal "$(grep -c "stays/$kind?c=1" seen)" 3 \
	    "$kind: it is asked for three times"
done
get stays graphql --retries 0
expect_equal "$STATUS $(ids)" "3 $all" "or as often as --retries allows"
for kind in none null zero word; do
	get stays $kind
	expect_equal "$STATUS $(ids)" "0 $all" "$kind is not an error"
done

# Any number of pages, whatever repeats are left.
start_server <<'end'
def answer(r):
    c = r.number("c")
    return {"data": {"t": things(c, c + 1)}, "errors": ["shard 3 is away"],
            "next": str(c + 1) if c < 8 else None}
end
for budget in 0 1 6; do
	: >seen
	get stays many --retry-budget $budget
	expect_equal "$STATUS $(ids)" "3 0 1 2 3 4 5 6 7 8 " \
	    "every page has errors: all are taken (--retry-budget $budget)"
	like "$ERR" '9 answers .*errors beside their records' "and counted"
	like st '"partial":9,' "in the counts, too"
done
expect_equal "$(grep -c "c=8\$" seen)" 2 "the later ones are asked for twice"

# What a state would pass over for ever.
get stays graphql --state st.json
expect_status 1 "with a state the load fails"
like "$ERR" 'shard 3 is away' "with the server's words"
check "and its stream is cut" sh -c "! grep -q _aai_end '$OUT'"

# By a program.
api '{"t":{"path":"/stays/graphql","records":{"jq":".data.t[]?"}}}'
run aai-fetch --api api.json --base-url "$URL?c=1" t
expect_status 0 "members beside that are not GraphQL's are the program's matter"
start_server <<'end'
def answer(r):
    return {"data": {"t": things(0, 3)}, "errors": [{"message": "half of it"}]}
end
run aai-fetch --api api.json --base-url "$URL" t
expect_equal "$STATUS $(ids)" "3 0 1 2 " "a GraphQL answer is not"
like "$ERR" 'half of it' "and has words"

# Of parents.
start_server <<'end'
def answer(r):
    k = int(r.path.split("/")[2])
    more = {"errors": [{"message": "half of it"}]} if k == 2 else {}
    return {"data": [{"id": k * 10}], **more}
end
api '{"t":{"path":"/t"},"kids":{"path":"/t/{t_id}/kids","records":"data",
    "parent_key":"t_id","parents":{"t":{"id":"id"}},
    "table":{"key":{"id":"kid_id"}}}}'
seq 3 | sed 's/.*/{"_table":"t","id":&}/' >parents
run aai-fanout --api api.json --base-url "$URL" --failed bad kids <parents
expect_status 3 "a parent whose children may lack some is put aside"
expect_equal "$(cat bad)" '{"_table":"t","id":2}' "it alone"
like "$ERR" 'an error beside the records: half of it' "with the words"
run aai-fanout --api api.json --base-url "$URL" kids <parents
expect_status 1 "or ends the load"

# Members beside the records that the description does not know.
api '{"t":{"path":"/t"},"kids":{"path":"/t/{t_id}/kids","records":"data",
    "parent_key":"t_id","parents":{"t":{"id":"id"}},
    "envelope":{"same":["errors"],"table":{"name":"kids_info"}},
    "table":{"key":{"id":"kid_id"}}}}'
start_server <<'end'
def answer(r):
    k = int(r.path.split("/")[2])
    return {"data": [{"id": k * 10}], "errors": ["x"], "total": k, "left": 0}
end
run aai-fanout --api api.json --base-url "$URL" kids <parents
expect_status 0 "what the description knows is not an error"
like "$ERR" "kids: responses also have 'total'; it is kept in table kids_info" \
    "other members beside the records are reported"
expect_equal "$(wc -l <"$ERR")" 2 "each once"
expect_equal "$(grep -c kids_info "$OUT")" 3 "and kept"
run aai-fetch --api api.json --base-url "$URL" -p t_id=7 kids
like "$ERR" "kids: responses also have 'total'" "by aai-fetch as well"
done_testing
