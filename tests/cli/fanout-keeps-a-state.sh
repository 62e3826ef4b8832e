# With a state the children that are new come, of each parent from where it is:
# a new parent's from the first on, and one that failed is not passed over.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/server.inc"
need jq

# serve INCREMENTAL: the description, of children in two resources.
serve()
{
	api '{"things":{"path":"/things"},"notes":{"path":"/t/{thing_id}/notes",
	    "parent_key":"thing_id","parents":{"things":{"id":"id"}},
	    "table":{"key":{"id":"note_id"}},"incremental":{"time":"at",
	    "since":{"param":"from","format":"rfc3339"}'"${1:+,$1}"'}},
	    "marks":{"path":"/t/{thing_id}/marks","parent_key":"thing_id",
	    "parents":{"things":{"id":"id"}},"table":{"key":{"id":"mark_id"}},
	    "incremental":{"time":"at","order":"any"}}}' '"version":2'
}
# load ARGUMENT...: one run over the parents in the file ids.
load()
{
	: >seen
	run aai-fanout --ids --api api.json --base-url "$URL" --retries 0 \
	    --state st.json "$@" <ids
	grep '"_aai_end"' "$OUT" >end
	case $STATUS in
	0 | 3 | 8) jq -c .state end >st.json ;;
	esac
	grep -v '"_aai_end"' "$OUT" | jq -r '"\(.thing_id)/\(.id)"' | sort |
	    tr '\n' ' ' >new
}
sent()
{
	expect_equal "$STATUS $(cat new)" "$1" "$2"
}
start_server <<'end'
import os
def answer(r):
    thing, kind = r.path.split("/")[2:4]
    if os.path.exists("bad-" + thing):
        return 400, {"error": "no"}, {}
    rows = [line.split() for line in open("rows")]
    return [{"id": i, "at": at, "v": 1} for t, k, i, at in rows
            if t == thing and k == kind and at >= r.q.get("from", "")]
end
serve
printf '%s\n' a b >ids
cat >rows <<'end'
a notes 1 2026-03-01T10:00:00Z
a notes 2 2026-03-05T10:00:00Z
b notes 3 2026-03-02T10:00:00Z
a marks 1 2026-03-01T10:00:00Z
end
load notes
sent "0 a/1 a/2 b/3 " "a first load takes all"
expect_equal "$(jq -c '[.state.version, .merge, .selection.resource]' end)" \
    '[3,null,"notes"]' "its end record has the state"
cat >>rows <<'end'
a notes 4 2026-03-05T10:00:00Z
b notes 5 2026-03-02T11:00:00Z
c notes 6 2026-02-01T10:00:00Z
end
echo c >>ids
touch bad-b
load --failed aside notes
sent "3 a/4 c/6 " "what is new comes, all of a new parent"
sort seen >got
same got "each parent is asked from where it is" <<'end'
/t/a/notes?from=2026-03-05T09%3A00%3A00Z
/t/b/notes?from=2026-03-02T09%3A00%3A00Z
/t/c/notes
end
rm bad-b
load notes
sent "0 b/5 " "a parent that failed is where it was"
load --failed aside --max-requests 1 notes
expect_status 8 "a limit"
load notes
sent "0 " "loses nothing, and doubles nothing"
printf '%s\n' a a >ids
echo 'a notes 7 2026-03-06T10:00:00Z' >>rows
load notes
sent "0 a/7 " "a parent that comes twice is asked about once"
check "a dry run shows what would be asked" \
    sh -c "aai-fanout -n --ids --api api.json --base-url '$URL' \
    --state st.json notes <ids | grep -q 'from=2026-03-06'"
load notes marks
expect_status 2 "another selection is refused"
expect_stderr_like "belongs to another selection" "as is said"
load --full-refresh notes marks
sent "0 a/1 a/1 a/2 a/4 a/7 " "several resources share a state"
expect_equal "$(jq -c '[.refresh, (.selection.children | length)]' end)" \
    '[true,2]' "which says so"
load notes marks
sent "0 " "and goes on"
cp st.json good.json
sed 's/"taken":{/"taken":{"x":1,/' good.json >st.json
load notes marks
expect_status 6 "a damaged state is refused"
expect_stderr_like "notes: parent 'a': it is damaged: 'taken'" "as is said"
sed 's/"version":3/"version":4/' good.json >st.json
load notes marks
expect_status 6 "and a newer one"

# With their parents, and of records that change, a load is to be merged.
rm -f st.json
serve '"changes":true'
echo '{"_table":"things","id":"a"}' >parents
run aai-fanout --api api.json --base-url "$URL" --state st.json notes <parents
expect_equal "$(grep _aai_end "$OUT" | jq .merge)" true \
    "children that change are merged"
serve
run aai-fanout --api api.json --base-url "$URL" --state st.json --pass notes \
    <parents
expect_equal "$(grep _aai_end "$OUT" | jq .merge)" true \
    "and parents that pass"
cp "$OUT" both
aai-flatten -q --api api.json <both >rows.ndjson
run aai-sink-csv -o out --state st.json <rows.ndjson
expect_status 2 "an append refuses them"
run aai-sink-csv -o out --state st.json --mode merge <rows.ndjson
expect_status 0 "a merge does not"
check "and stores the state" test -s st.json
run aai-fanout --api api.json --base-url "$URL" --state st.json --pass notes \
    <parents
expect_equal "$(grep -c '"notes"' "$OUT")" 1 "which is gone on with"

# What does not go.
# wrong OPTION...: they are refused, for the reason in want.
wrong()
{
	run aai-fanout --api api.json --base-url "$URL" "$@" <parents
	expect_status 2 "$* is refused"
	expect_stderr_like "${want-}" "as is said"
}
want="--full-refresh needs --state" wrong --full-refresh notes
want="--same-account needs --state" wrong --same-account notes
want="--start: 'x' is neither" wrong --start x notes
aai-fetch -q --state p.json --api api.json --base-url "$URL" things \
    >/dev/null 2>&1
sed -n '$p' both | jq -c '.records = 1' | cat parents - >more
run aai-fanout --api api.json --base-url "$URL" --state new.json notes <more
expect_status 2 "parents with a state of their own are refused"
expect_stderr_like "fetch them without --state" "with advice"
export ASSEMBLYAI_API_KEY=k
run aai-fanout --ids --state new.json sentences <ids
expect_status 2 "what has no times has no state"
expect_stderr_like "sentences has no 'incremental'" "as is said"

# Between two times, in parts; a start is needed.
serve '"until":{"param":"to","format":"date"},"step":"1mo"'
rm -f st.json
load notes
expect_status 2 "between two times a start is needed"
expect_stderr_like "say where the first load begins with --start" "as is said"
printf 'a\n' >ids
load --start 2026-02-01 notes
sed -n '1,2p' seen >got
same got "each parent is asked in parts" <<'end'
/t/a/notes?from=2026-02-01T00%3A00%3A00Z&to=2026-03-01
/t/a/notes?from=2026-03-01T00%3A00%3A00Z&to=2026-04-01
end
sent "0 a/1 a/2 a/4 a/7 " "and each child comes once"
done_testing
