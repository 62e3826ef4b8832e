# A list of children that changes while its pages are read shows some twice at a
# page's edge: each comes out once.

. "$ROOT/tests/lib.sh"
need python3 jq

cat >answer.py <<'end'
import json
def answer(path, query, nth):
    at = int(query.get("at", 0))
    if "page" in query:
        at = 10 * (int(query["page"]) - 1)
    with open("how") as f:
        how = json.load(f)
    rows = [{"id": n, "part": n % 2, "v": 1} for n in range(30)]
    for row in rows:
        row.update(how.get("all", {}))
    if at > 0:
        # Two more in front since the first page.
        rows = [{"id": 100, "part": 0}, {"id": 101, "part": 0}] + rows
    page = rows[at:at + 10]
    if at == 10:
        page[0].update(how.get("again", {}))
    return {"data": page,
        "next": str(at + 10) if at + 10 < len(rows) else None}
end
start_answers answer.py
# describe PAGES KEY
describe()
{
	cat >api.json <<end
{"name": "t", "resources": {
"orders": {"path": "/orders", "records": "data"},
"lines": {"path": "/orders/{order_id}/lines", "records": "data", "pages": $1,
  "parent_key": "order_id", "parents": {"orders": {"id": "id"}},
  "table": {"key": $2}}}}
end
}
fan()
{
	aai-fanout --api api.json --base-url "$SERVER" --stats st --end lines
}
printf '{"_table":"orders","id":%s}\n' 1 2 3 >parents
cursor='{"kind": "cursor", "next": "next", "param": "at"}'
echo '{}' >how
for pages in "$cursor" '{"kind": "offset", "param": "at"}' \
    '{"kind": "page", "param": "page"}'; do
	describe "$pages" '{"id": "line_id"}'
	run fan <parents
	expect_status 0 "a list that grows while it is read ($pages)"
	jq -r 'select(.id != null) | "\(.order_id) \(.id)"' "$OUT" >got
	expect_equal "$(wc -l <got)" 90 "has its children"
	expect_equal "$(sort -u got | wc -l)" 90 "each once, for each parent"
	expect_equal "$(jq -c '.resources[0] | [.children, .repeated, .changed]' \
	    st)" '[90,6,0]' "which is counted"
	like "$OUT" '"_table":"_aai_end","records":90' "as is the whole"
	expect_silence "without a word"
done
describe "$cursor" '{"order_id": "order_id", "id": "line_id"}'
run fan <parents
expect_equal "$(jq .resources[0].repeated st)" 6 \
    "a key that has the parent's is as good"
describe "$cursor" '{"part": "part", "id": "line_id"}'
run fan <parents
expect_equal "$(jq .resources[0].repeated st)" 6 "so is one of two members"
describe "$cursor" '{"part": "part"}'
echo '{"all": {"part": null}}' >how
run fan <parents
expect_equal "$(jq -c '.resources[0] | [.children, .repeated]' st)" '[96,0]' \
    "what has no id is told apart by nothing"
describe "$cursor" '{}'
echo '{}' >how
run fan <parents
expect_equal "$(jq .resources[0].repeated st)" 0 "nor is it without a key"

describe "$cursor" '{"id": "line_id"}'
echo '{"again": {"v": 2}}' >how
run fan <parents
expect_status 0 "one that comes again in another version"
expect_equal "$(jq -c '.resources[0] | [.children, .repeated, .changed]' st)" \
    '[90,6,3]' "is counted"
expect_equal "$(jq -c 'select(.id == 8) | .v' "$OUT" | tr '\n' ' ')" "1 1 1 " \
    "the first one is kept"
expect_stderr_like "lines: a child of '[123]' came again, .* the first one is kept" \
    "which is reported"
expect_equal "$(wc -l <"$ERR")" 1 "once"

# At any distance, and parents that come twice.
cat >answer.py <<'end'
def answer(path, query, nth):
    at = int(query.get("at", 0))
    rows = [{"id": n, "part": n % 2} for n in range(at, at + 10)]
    if at == 80:
        rows[3:3] = [{"id": 7, "part": 1}, {"id": 8, "part": 0, "v": 2}]
    return {"data": rows, "next": str(at + 10) if at < 90 else None}
end
start_answers answer.py
for key in '{"id": "line_id"}' '{"part": "part", "id": "line_id"}'; do
	describe "$cursor" "$key"
	run fan <parents
	expect_status 0 "children that come again eight pages later ($key)"
	expect_equal "$(jq -c '.resources[0] | [.children, .repeated, .changed]' \
	    st)" '[300,6,3]' "are left out, and counted"
	expect_equal "$(wc -l <"$ERR")" 1 "those that changed are reported"
done
for n in $(seq 500) 7 8; do
	printf '{"_table":"orders","id":%s,"v":1}\n' "$n"
done >many
printf '{"_table":"orders","id":9,"v":2}\n' >>many
cat >answer.py <<'end'
def answer(path, query, nth):
    return {"data": [{"id": 1}], "next": None}
end
start_answers answer.py
run fan <many
expect_status 0 "parents that come again"
expect_equal "$(jq -c '[.parents, .expanded, .repeated, .changed,
    .resources[0].children]' st)" '[503,501,2,1,501]' \
    "as they were have their children once, others again"
expect_stderr_like "parent '9' came again, and not as it was before" \
    "which is reported"
run aai-fanout --api api.json --base-url "$SERVER" --stats st --pass lines \
    <many
expect_equal "$(grep -c '"orders"' "$OUT")" 503 "--pass passes all of them"
(seq 500; seq 20) >ids
run aai-fanout --api api.json --base-url "$SERVER" --stats st --ids lines <ids
expect_equal "$(wc -l <"$OUT")" 500 "ids are expanded once each, too"
expect_equal "$(jq -c '[.repeated, .changed, .forgotten]' st)" '[20,0,0]' \
    "and counted"
# What moves up while pages are counted is missed; a total that falls shows it.
cat >falls.py <<'end'
def answer(path, query, nth):
    at, which = int(query.get("at", 0)), path.split("/")[2]
    n = 25 if which == "2" and at > 0 else 30
    rows = [{"id": i} for i in range(30 - n, 30)]
    return {"data": rows[at:at + 10], "total": n}
end
start_answers falls.py
describe '{"kind": "offset", "param": "at", "total": "total"}' '{"id": "line_id"}'
run fan <parents
expect_status 3 "a total that falls"
expect_stderr_like "parent '2': the total of lines fell by 5 while" \
	"is reported with its parent"
expect_stderr_like "fanout: 5 records may have been missed" "... and in all"
expect_equal "$(jq '.resources[0].shrunk' st)" 5 "... and counted"
run aai-fanout --api api.json --base-url "$SERVER" --strict lines <parents
expect_status 1 "with --strict it is an error"

done_testing
