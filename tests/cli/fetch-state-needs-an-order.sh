# A state relies on a list that is newest first and says when each record was
# made: what is otherwise is refused, of the first load too, or understood.

. "$ROOT/tests/lib.sh"
need jq

# serve: the records on standard input (JSON, one a line) as pages of ten.
serve()
{
	rm -rf data/orders*
	mkdir -p data
	jq -sc '. as $all | range(0; length; 10) | . as $at |
	    {at: $at, page: {data: $all[$at:$at + 10],
	    next: (if $at + 10 < ($all | length) then "/orders\($at + 10)"
	    else null end)}}' |
	    while read -r line; do
		at=$(printf '%s' "$line" | jq -r .at)
		name=orders
		[ "$at" = 0 ] || name="orders$at"
		printf '%s' "$line" | jq -c .page >"data/$name.json"
	done
}
# made FROM TO STEP [JQ]: records with these numbers, STEP seconds apart, whose
# times JQ makes of the seconds.
made()
{
	seq "$1" "$2" | jq -c "{id: \"r\\(.)\",
	    made: (1790000000 + . * $3 | ${4-todate}), status: \"done\"}"
}
describe()
{
	jq -n "{name: \"trial\", base_url: \"http://127.0.0.1:1\",
	    auth: {kind: \"header\", key_env: \"TRIAL_KEY\"}, resources:
	    {orders: {path: \"/orders\", records: \"data\",
	    pages: {kind: \"next_url\", next: \"next\"},
	    table: {key: {id: \"order_id\"}}, incremental: ({id: \"id\",
	    time: \"made\", final: [{at: \"status\", is: [\"done\"]}]} + $1)}}}" \
	    >api.json
}
# load: one run; what it sends goes to new, and its state is stored.
load()
{
	run aai-fetch --api api.json --base-url "$ASSEMBLYAI_BASE_URL" \
	    --retries 0 --stats st "$@" --state st.json orders
	grep -v '"_aai_end"' "$OUT" | jq -r '.id // empty' >new
	[ "$STATUS" != 0 ] && [ "$STATUS" != 3 ] ||
		grep '"_aai_end"' "$OUT" | jq -c .state >st.json
}
mkdir data
start_mock --folder data
export TRIAL_KEY=test-key
describe '{}'

refused()
{
	expect_status 6 "$1 is refused"
	expect_stderr_like "not newest first.*comes after.*(--param|overlap)" \
	    "with the reason and advice"
}
made 1 35 3600 | serve
load
refused "a list that is oldest first"
{
	made 1 35 3600 | tac
	made 36 36 3600
} | serve
load
refused "one whose last record is the newest"
made 1 35 3600 | jq -sc 'sort_by(.id)[]' | serve
load
refused "one that is sorted by another member"
check "and there is no state" test ! -e st.json
made 1 35 3600 | tac | serve
load
expect_status 0 "one that is newest first is loaded"
made 1 60 3600 | serve
load
refused "one that has turned round since"
made 1 60 3600 | jq -sc 'sort_by(.id) | reverse[]' | serve
load
refused "or is in no order any more"
made 1 40 3600 | tac | serve
load
expect_equal "$(tr '\n' ' ' <new)" "r40 r39 r38 r37 r36 " \
    "the one of before is gone on with"
expect_equal "$(jq .pages st)" 1 "by the one page that reaches back to it"

# What is out of order by no more than the description says loses nothing.
describe '{overlap: "3h"}'
rm -f st.json
made 1 40 3600 | jq -sc 'sort_by((.id[1:] | tonumber) as $n |
    $n - $n % 3 * 2) | reverse[]' | serve
load
expect_status 0 "times within the overlap of their order are not a fault"
sort new >all
made 1 60 3600 | jq -sc 'sort_by((.id[1:] | tonumber) as $n |
    $n - $n % 3 * 2) | reverse[]' | serve
load
sort new >>all
sort all >got
made 1 60 3600 | jq -r .id | sort >want
same got "and each record comes once" <want
describe '{overlap: "1h"}'
rm -f st.json
load
refused "a list further out of order than that"

# Late records: within an hour of the newest, on pages that are read.
describe '{}'
rm -f st.json
made 1 40 60 | grep -v '"r3[57]"' | tac | serve
load
made 1 41 60 | tac | serve
load
expect_equal "$(tr '\n' ' ' <new)" "r41 r37 r35 " "late records are not missed"

# How times may be written.
understood()
{
	rm -f st.json
	made 1 60 60 "$2" | tac | serve
	load
	expect_equal "$STATUS $(wc -l <new)" "0 60" "$1 are understood"
	made 1 65 60 "$2" | tac | serve
	load
	expect_equal "$STATUS $(wc -l <new) $(jq .pages st)" "0 5 2" \
	    "and the newest pages are enough"
}
understood "seconds since 1970" .
understood "milliseconds" '. * 1000'
understood "seconds with a fraction, as text" '"\(.).000200"'
understood "dates of mail" 'strftime("%a, %d %b %Y %H:%M:%S GMT")'
understood "nanoseconds" 'strftime("%Y-%m-%dT%H:%M:%S.123456789Z")'
understood "names of the zone" 'strftime("%Y-%m-%d %H:%M:%S UTC")'
rm -f st.json
made 1 30 86400 'strftime("%Y-%m-%d")' | tac | serve
load
made 1 33 86400 'strftime("%Y-%m-%d")' | tac | serve
load
expect_equal "$STATUS $(tr '\n' ' ' <new)" "0 r33 r32 r31 " "so are dates"
for time in null '"soon"' 20260921 '"21/09/2026"' '{}' 0; do
	rm -f st.json
	{
		made 2 9 3600 | tac
		made 1 1 3600 "$time"
	} | serve
	load
	expect_status 6 "a time of $time is an error"
	expect_stderr_like "'r1' at 'made' is not understood.*aai-api" \
	    "with the record and advice"
done
describe '{time: "mdae"}'
made 1 9 3600 | tac | serve
load
expect_status 6 "so is a path that leads to none"
expect_stderr_like "'r9' at 'mdae' is missing" "which is said"
run aai-fetch --api api.json --base-url "$ASSEMBLYAI_BASE_URL" orders
expect_status 0 "without a state the times do not matter"

# Without an id a record cannot be known again.
describe '{}'
{
	made 5 9 3600 | tac
	echo '{"made":"2026-09-21T14:13:20Z","status":"done"}'
	made -9 -8 3600 | tac
} | serve
rm -f st.json
load
expect_status 3 "records without an id are left out"
expect_stderr_like "1 of 8 records of orders have no id" "and counted"
expect_equal "$(wc -l <new) $(jq .unnamed st)" "7 1" "the others come"
load
expect_equal "$STATUS $(wc -l <new)" "3 0" "once"
describe '{id: "key"}'
load --full-refresh
expect_status 6 "where none has one, the description is wrong"
expect_stderr_like "no record of orders has an id at 'key'" "as is said"

# The same state, written by another program.
describe '{}'
made 1 20 3600 | jq -c '.id |= "ü/" + .' | tac | serve
rm -f st.json
load
cp st.json plain.json
jq -a --indent 3 . plain.json | sed 's,/,\\/,g' >pretty.json
mv pretty.json st.json
made 1 22 3600 | jq -c '.id |= "ü/" + .' | tac | serve
load
expect_equal "$STATUS $(wc -l <new)" "0 2" "a state that jq wrote is taken"
jq -S . plain.json >st.json
load
expect_status 6 "one that is sorted is not"
expect_stderr_like "members are in another order" "which is said"
cp plain.json st.json
aai-fetch --api api.json --base-url "$ASSEMBLYAI_BASE_URL" -q --state p.json \
    orders | aai-flatten --api api.json | aai-sink-csv -o out --state p.json
jq -a . p.json >pretty.json
mv pretty.json p.json
made 1 25 3600 | jq -c '.id |= "ü/" + .' | tac | serve
aai-fetch --api api.json --base-url "$ASSEMBLYAI_BASE_URL" -q --state p.json \
    orders | aai-flatten --api api.json >rows
run aai-sink-csv -o out --state p.json <rows
expect_status 0 "by a sink as well"
expect_equal "$(aai-show -q --json out/orders | grep -vc _columns)" 25 \
    "with each row once"
mkdir kept
cp st.json kept
chmod 555 kept
run aai-fetch --api api.json --base-url "$ASSEMBLYAI_BASE_URL" \
    --state kept/st.json --state-show orders
expect_status 0 "a state is shown where nothing can be written"
check "and no lock is made" test ! -e kept/st.json.lock
chmod 755 kept

# A base URL may have a query, which goes with each request.
run aai-fetch --api api.json --base-url "$ASSEMBLYAI_BASE_URL/v1/?v=2&w#x" \
    --dry-run orders
expect_stdout "a base URL may have a query" <<end
GET $ASSEMBLYAI_BASE_URL/v1/orders?v=2&w
end
done_testing
