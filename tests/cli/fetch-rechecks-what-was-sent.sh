# --recheck lists again what was sent: what has changed is sent again, what was
# deleted as a deletion, once; a list that is cut, or another's, deletes nothing.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/server.inc"
need jq

start_server <<'end'
import json, os
def answer(r):
    at = r.number("at")
    rows = json.load(open("rows.json"))
    if at >= 4 and os.path.exists("fails"):
        return 500, {}
    page = {"data": rows[at:at + 4]}
    if at + 4 < len(rows):
        page["next"] = at + 4
    return page
end

# rows ID[:VALUE]...: what the list has, newest first; times go by the ids.
rows()
{
	for row; do
		printf '{"id":%s,"v":"%s","at":"%s"}\n' "${row%%:*}" \
		    "${row#*:}" "$day:$(printf %02d "${row%%:*}"):00Z"
	done | jq -s . >rows.json
}
day=$(date -u -d '2 days ago' +%Y-%m-%dT%H 2>/dev/null) ||
    day=$(date -u -v-2d +%Y-%m-%dT%H)

not_grep()
{
	! grep -q "$@"
}
describe()
{
	printf '%s' '{"name":"d","base_url":"http://x","resources":{"t":{"path":"/t",
	    "records":"data","pages":'"$1"',
	    "table":{"key":{"id":"id"}},
	    "incremental":{"id":"id","time":"at",
		"deleted":[{"at":"v","is":["gone"]}]}}}}' >api.json
}
cursor='{"kind":"cursor","next":"next","param":"at"}'
offset='{"kind":"offset","param":"at","start":0}'
fetch()
{
	run aai-fetch --api api.json --base-url "$URL" --retries 0 \
	    --retry-time 0 --state st "$@" t
	[ "$STATUS" -ne 0 ] || jq -c 'select(._table == "_aai_end").state' \
	    "$OUT" >st
}
# sent: the ids that went out, deletions with a minus.
sent()
{
	jq -r 'if ._table == "_aai_deleted" then "-\(.record.id)"
	    elif ._table == "t" then .id else empty end' "$OUT" | tr '\n' ' '
}
again="--recheck 30d"

describe "$cursor"
rows 20 19 18 17 16 15 14 13 12 11 10
fetch $again
expect_equal "$(sent)" "20 19 18 17 16 15 14 13 12 11 10 " "a first load"
fetch $again
expect_equal "$(sent)" "" "what is as it was is not sent again"
expect_equal "$(jq -c 'select(._table == "_aai_end").merge' "$OUT")" true \
    "the end record has all merged"
cp st kept

rows 21 20 19:new 18:gone 17 16 15 14 13 12 10
fetch $again
expect_status 0 "a list that has changed"
expect_equal "$(sent)" "21 19 -18 -11 " \
    "what is new or changed is sent, and what was deleted, marked or absent"
expect_equal "$(jq -r .version st)" 4 "older programs refuse the state"
fetch $again
expect_equal "$(sent)" "" "once"
rows 21 20 19:new 18 17 16 15 14 13 12 11 10
fetch $again
expect_equal "$(sent)" "18 11 " "what comes back is sent again"

cp kept st
rows 20 19:new 18 17 16 15 14 13 12 11 10
fetch
expect_equal "$(sent)" "" "without the option nothing is looked at again"
rows 23 20 19:new 18 17 16 15 14 13 12 11 10
fetch
expect_equal "$(sent)" "23 " "but for what is new"
rows 20 19:new 18 17 16 15 14 13 12 11 10
fetch $again
expect_equal "$(sent)" "19 -23 " "which is known then, and what has changed not"

cp kept st
rows 20 19 18 16 15 14 13 12 11 10
touch fails
fetch $again
expect_status 5 "a list that is cut"
check "deletes nothing" not_grep _aai_deleted "$OUT"
rm fails
fetch $again --max-requests 1
expect_status 8 "nor one that ends at a limit"
check "deletes nothing" not_grep _aai_deleted "$OUT"

cp kept st
touch fails
fetch $again --spool spool
expect_status 5 "a list that is cut leaves a page in the spool"
rm fails
rows 20 19 18 17 16 15 14 13 12 11 10
sleep 1.1
fetch $again --spool spool
expect_status 0 "which the next run goes on from"
check "a list that is as it was deletes nothing" not_grep _aai_deleted "$OUT"
cp kept st
jq -c 'del(.[2].id)' rows.json >without && mv without rows.json
fetch $again
expect_status 3 "a record without an id is counted"
check "and may be any that is not listed" not_grep _aai_deleted "$OUT"

cp kept st
echo '[]' >rows.json
fetch $again
expect_status 1 "an empty list is not believed"
expect_stderr_like "11 of 11 .*the list is empty.*right key.*--allow-deletions" \
    "with advice"
check "and nothing is sent" not_grep _aai_deleted "$OUT"
rows 59 58 57 56 55 54 53 52 51 50
fetch $again
expect_status 1 "nor another's list"
check "and the stream is cut" not_grep _aai_end "$OUT"
echo '[]' >rows.json
fetch $again --allow-deletions
expect_status 0 "unless it is said that they were deleted"
expect_equal "$(sent | wc -w | tr -d ' ')" 11 "all"

# An older state does not know what was sent.
rm -f st
rows 20 19 18 17 16 15 14 13 12 11 10
fetch
expect_equal "$(jq -r .version st)" 2 "a state without ids is as it was"
rows 21 20 19:new 18:gone 17 16 15 14 13 12 10
fetch $again
expect_equal "$(sent)" "21 -18 " "it gets to know them, and what is marked"
rows 21 20 19 17 16 15 14 13 12 10
fetch $again
expect_equal "$(sent)" "19 " "from then on"

# Where pages are counted, a record may be missed.
rm -f st
describe "$offset"
rows 20 19 18 17 16 15 14 13 12 11 10
fetch $again
rows 20 19 18 17 16 15 14 13 12 11
fetch $again
expect_equal "$(sent)" "" "a counted list lacks a record"
fetch $again
expect_equal "$(sent)" "-10 " "and once more: it was deleted"

# A list in any order that is asked for by times, from that long ago on.
rm -f st
printf '%s' '{"version":2,"name":"d","base_url":"http://x","resources":{"t":{"path":"/t",
    "records":"data","pages":'"$cursor"',"table":{"key":{"id":"id"}},
    "incremental":{"id":"id","time":"at","order":"any",
	"since":{"format":"rfc3339","param":"since"},"lookback":"1m"}}}}' >api.json
rows 12 20 11 19 10
fetch $again
expect_equal "$(sent)" "12 20 11 19 10 " "a list in any order"
expect_equal "$(jq -r .version st)" 5 "of which older programs refuse the state"
rows 20 13 11:new 19
fetch
expect_equal "$(sent)" "" "without the option what is older is known"
fetch $again
expect_equal "$(sent)" "13 11 -12 -10 " "and with it, read again"
fetch $again
expect_equal "$(sent)" "" "once"
sed 's/"order":"any"/"order":"any","changes":true/' api.json >changes.json
mv changes.json api.json
rm -f st
rows 12 20 11
fetch $again
rows 20 11
fetch $again
expect_equal "$(sent)" "" "where records move, two lists have to lack one"
fetch $again
expect_equal "$(sent)" "-12 " "which are these"
sed 's/"key":{"id":"id"}/"key":{"id":"id","v":"v"}/' api.json >wide.json
run aai-fetch --api wide.json --base-url "$URL" --state other $again t
expect_status 2 "not where more than the id is the key"

describe "$offset"
rm -f st
rows 20 19
fetch $again
# A number within the state is one.
sed 's/"recheck":{/&"x":{"a":1},/; s/ n"/ x"/' st >bad && cp bad st
fetch $again
expect_status 6 "a damaged state is refused"
rm -f st
fetch $again --memory 1k
expect_status 1 "ids are held within the memory"
for wrong in "--where .v" "--jq ."; do
	# shellcheck disable=SC2086 # two words
	fetch $again $wrong
	expect_status 2 "not with $wrong"
done
run aai-fetch --api api.json --base-url "$URL" --recheck 1d t
expect_status 2 "not without a state"
fetch --recheck soon
expect_status 2 "a time is one"
fetch --allow-deletions
expect_status 2 "what is believed is a list that is read again"
done_testing
