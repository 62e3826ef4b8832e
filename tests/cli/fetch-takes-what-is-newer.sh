# A list in any order is read, whole or from a time on, and what is newer than
# the state is sent on.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/server.inc"
need jq

# served [MORE]: what the description's "incremental" has beside id and time.
served()
{
	api '{"list":{"path":"/list","records":"data","pages":{"kind":"page",
	    "param":"page"},"table":{"key":{"id":"list_id"}},"incremental":
	    {"id":"id","time":"at"'"${1:+,$1}"'}}}' '"version":2'
}
# load: one run; what it sends goes to new, and its state is stored.
load()
{
	run aai-fetch --api api.json --base-url "$URL" --retries 0 --stats st \
	    --state st.json "$@" list
	if [ "$STATUS" = 0 ] || [ "$STATUS" = 3 ]; then
		grep '"_aai_end"' "$OUT" >end
		jq -c .state end >st.json
	fi
	grep -v '"_aai_end"' "$OUT" | jq -r '"\(.id)\(.v)"' | sort |
	    tr '\n' ' ' >new
}
sent()
{
	expect_equal "$STATUS $(cat new)" "$1" "$2"
}
start_server <<'end'
import os
def answer(r):
    if r.number("page", 1) > 1:
        return {"data": []}
    rows = [line.split() for line in open("rows")]
    return {"data": [{"id": a, "v": int(v), "at": None if at == "-" else at}
                     for a, at, v in rows]}
end

# Read whole: the server knows no bounds.
served '"order":"any"'
cat >rows <<'end'
b 2026-03-02T10:00:00Z 1
a 2026-03-01T10:00:00Z 1
c 2026-03-04T10:00:00Z 1
end
load
sent "0 a1 b1 c1 " "a first load takes all"
expect_equal "$(jq -c '[.state.version, .state.mark, .merge]' end)" \
    '[3,"2026-03-04T10:00:00Z",null]' "up to the newest"
cat >>rows <<'end'
d 2026-03-05T10:00:00Z 1
e 2026-03-04T09:30:00Z 1
f 2026-03-04T10:00:00Z 1
old 2026-03-03T10:00:00Z 1
end
load
sent "0 d1 e1 f1 " "the next what is newer, late, or of the same time"
load
sent "0 " "and then there is nothing"
run aai-fetch --api api.json --base-url "$URL" --state st.json --state-show list
expect_stdout_like "all known until	2026-03-05T10:00:00Z" "a state is shown"

# A clock that is wrong hides nothing.
sed -i 's/^d.*/d 2126-03-05T10:00:00Z 1/' rows
rm -f st.json
load
check "a time from days to come does not take the mark there" \
    test "$(jq -r '.state.mark < "2126"' end)" = true

# Without a time.
echo 'g - 1' >>rows
load
expect_equal "$STATUS $(jq .untimed st)" "3 1" "one without a time is counted"
expect_stderr_like "1 of 8 records of list have no time" "and reported"
sed 's/ 2[^ ]* / - /' rows >none
mv none rows
load --full-refresh
expect_status 6 "where none has one, the description is wrong"
expect_stderr_like "no record of list has a time at 'at'" "as is said"
echo 'a soon 1' >rows
load --full-refresh
expect_status 6 "what is no time is an error"
expect_stderr_like "'a' at 'at' is not understood: '\"soon\"'" "which says where"

# An order that is not kept.
cat >rows <<'end'
a 2026-03-01T10:00:00Z 1
b 2026-03-02T10:00:00Z 1
c 2026-03-01T10:00:00Z 1
end
served '"order":"oldest"'
load --full-refresh
expect_status 6 "a list that is not oldest first is refused"
expect_stderr_like "not oldest first.*'c' of.*\"order\": \"any\"" "with advice"
run aai-fetch --api api.json --base-url "$URL" list
expect_status 0 "without a state it does not matter"

# Records that change replace the earlier ones: nothing is added.
served '"order":"any","changes":true'
rm -f st.json
load
sent "0 a1 b1 c1 " "a load of what changes"
expect_equal "$(jq .merge end)" true "says that it is to be merged"
rm -f st.json
# pipe SINK OPTION...: the whole pipeline.
pipe()
{
	aai-fetch -q --api api.json --base-url "$URL" --state st.json list |
	    aai-flatten -q --api api.json >piped
	run "$@" --state st.json <piped
}
pipe aai-sink-csv -o out
expect_status 2 "which a sink that would add rows refuses"
expect_stderr_like "use --mode merge" "with advice"
check "and nothing is there" test ! -e out/list
pipe aai-sink-csv -o out --mode merge
expect_status 0 "one that merges takes it"
echo 'b 2026-03-09T10:00:00Z 2' >>rows
sed -i '2d' rows
pipe aai-sink-csv -o out --mode merge
aai-show --json out/list | jq -r 'select(.v) | "\(.list_id)\(.id // "")\(.v)"' |
    sed 's/null//' | sort >got
same got "and has the last version of each" <<'end'
a1
b2
c1
end
aai-fetch -q --api api.json --base-url "$URL" --full-refresh --state st.json \
    list | aai-flatten -q --api api.json >piped
run aai-sink-sql -d sqlite --mode append <piped
expect_status 2 "an SQL script that appends is not written"
expect_stderr_like "mode merge" "with advice"
run aai-sink-sql -d sqlite <piped
expect_status 0 "one that merges is"

# The state and what the description was.
cp st.json watermark.json
served
run aai-fetch --api api.json --base-url "$URL" --state st.json list
expect_status 2 "a walk does not go on from a watermark"
expect_stderr_like "another 'order', 'since' or 'changes'" "which is said"
cat >rows <<'end'
b 2026-03-02T10:00:00Z 1
a 2026-03-01T10:00:00Z 1
end
rm -f st.json
load
sent "0 a1 b1 " "a walk's state"
served '"order":"any"'
echo 'c 2026-03-02T11:00:00Z 1' >>rows
load
sent "0 c1 " "is gone on with when the description has an order"
sed 's/"version":3/"version":5/' st.json >newer.json
run aai-fetch --api api.json --base-url "$URL" --state newer.json list
expect_status 6 "a newer state is refused"
sed 's/"taken":{/"taken":{"x":1,/' st.json >bad.json
run aai-fetch --api api.json --base-url "$URL" --state bad.json list
expect_status 6 "and a damaged one"
expect_stderr_like "'taken' is not as it was written" "as is said"

# Several members tell records apart, or the table's key does.
api '{"list":{"path":"/list","records":"data","pages":{"kind":"page","param":
    "page"},"table":{"key":{"id":"list_id","v":"v"}},"incremental":{"time":
    ["no","at"],"order":"any"}}}' '"version":2'
cat >rows <<'end'
a 2026-03-01T10:00:00Z 1
a 2026-03-01T10:00:00Z 2
end
rm -f st.json
load
sent "0 a1 a2 " "records are told apart by the whole key"
echo 'a 2026-03-01T10:00:00Z 3' >>rows
load
sent "0 a3 " "... of several members"
done_testing
