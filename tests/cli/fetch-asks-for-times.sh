# What is newer is asked for: by a parameter or a template, in any format, in
# parts of the time; from a start, or a range beside the states.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/server.inc"
need jq

# serve INCREMENTAL [RESOURCE]: the description.
serve()
{
	api '{"list":{"path":"/list","records":"data","table":{"key":{"id":
	    "list_id"}},"incremental":{"id":"id","time":"at"'"${1:+,$1}"'}'"
	    ${2:+,$2}}}" '"version":2,"zone":"+02:00"'
}
load()
{
	: >seen
	run aai-fetch --api api.json --base-url "$URL" --retries 0 "$@" list
	grep '"_aai_end"' "$OUT" >end
	[ "$STATUS" != 0 ] || jq -c .state end >next.json
}
# asked TITLE: what the server was asked for, decoded.
asked()
{
	jq -Rr '@uri "" + . | gsub("%3A"; ":") | gsub("%20"; " ") |
	    gsub("%5B"; "[") | gsub("%5D"; "]")' <seen >got
	same got "$1"
}
start_server <<'end'
def answer(r):
    return {"data": [{"id": 1, "at": "2026-03-01T10:00:00.5Z"}]}
end
since='"since":{"param":"from","format":'

# written FORMAT WANT [MORE]: how a bound goes out, the mark being there.
written()
{
	serve "$since\"$1\"${3-}}"
	rm -f st.json
	load --state st.json
	cp next.json st.json
	load --state st.json
	printf '%s\n' "/list?from=$2" >want
	asked "a bound as $1${3-}" <want
}
written rfc3339 2026-03-01T09:00:00Z
written rfc3339 2026-03-01T08:59:59Z ',"inclusive":false'
written date 2026-03-01
written date 2026-02-28 ',"inclusive":false'
written epoch 1772355600
written epoch_ms 1772355600500
written '%Y-%m-%d %H:%M:%S' '2026-03-01 11:00:00'
written '%Y-%m-%dT%H:%M:%S.%f%:z' '2026-03-01T09:00:00.500000%2B00:00'
written 'gt;%d.%m.%Y' 'gt%3B01.03.2026'
rm st.json.lock
run aai-fetch -n --api api.json --base-url "$URL" --state st.json list
expect_stdout_like "^GET .*/list.from=gt%3B01.03.2026" "a dry run shows it"
check "and takes no lock" test ! -e st.json.lock

# In a longer text, the body, the path; and not at first.
serve '"since":{"format":"rfc3339"}' \
    '"params":{"filter":{"value":"and(updated>{since})"}}'
load --state no.json
printf '%s\n' /list >want
asked "a first load sends no bound" <want
load --state no.json --start 2026-01-01
echo '/list?filter=and(updated>2026-01-01T00:00:00Z)' >want
jq -Rr '@text | gsub("%28"; "(") | gsub("%29"; ")") | gsub("%3E"; ">") |
    gsub("%3A"; ":")' <seen >got
same got "one from a start does, in a longer text" <want
serve '"since":{"format":"epoch"}' '"method":"POST","body":{"after":"{since}"}'
run aai-fetch -n --api api.json --base-url "$URL" --start 2026-01-01 list
expect_stdout_like '^POST .*/list \{"after": *1767225600\}' \
    "a number stays one in a body"
serve '"since":{"format":"date"},"start":"2026-02-03"' '"path":"/day/{since}"'
sed -i 's,"path":"/list",,; s/{"list":{,/{"list":{/; s/{,/{/' api.json
run aai-fetch -n --api api.json --base-url "$URL" list
expect_stdout_like "^GET .*/day/2026-02-03$" "the path has the start"

# In parts.
until='"until":{"param":"to","format":"date"},"step":"1mo"'
serve "$since\"date\"},$until"
load --state w.json
expect_status 2 "parts of the time need a first"
expect_stderr_like "list is asked for between two times.*--start" "as is said"
load --from 2025-11-15 --to 2026-02-01
asked "a range is cut into parts" <<'end'
/list?from=2025-11-15&to=2025-12-15
/list?from=2025-12-15&to=2026-01-15
/list?from=2026-01-15&to=2026-02-01
end
expect_equal "$(wc -l <"$OUT")" 1 "and what is not of it is left out"
expect_equal "$(jq -c '[.merge, .state]' end)" '[true,null]' \
    "it is to be merged, and has no state"
load --from 2026-02-15 --to 2026-03-02
expect_equal "$(grep -vc _aai_end "$OUT")" 1 "what is of it comes, once"
serve "$since\"date\"},$until,\"granularity\":\"1d\",\"start\":\"2025-12-15\""
load --to 2026-02-01
sed -n 1p seen >got
same got "a granularity keeps parts from meeting" <<'end'
/list?from=2025-12-15&to=2026-01-14
end
expect_status 6 "and times that are finer are refused"
expect_stderr_like "'1', 2026-03-01T10:00:00.500000Z, is finer.*leave it out" \
    "with advice"

# Ranges of lists that know no bounds; and what does not go together.
serve '"order":"any"'
load --from 2026-03-02
expect_equal "$(wc -l <"$OUT")" 1 "a range of a list that is read whole"
load --from 2026-03-01T10:00:00Z --to 2026-03-01T10:00:01Z
expect_equal "$(wc -l <"$OUT")" 2 "begins with its first time"
load --to 2026-03-01T10:00:00Z
expect_equal "$(wc -l <"$OUT")" 1 "and ends before its last"
# wrong OPTION...: they are refused, for the reason in want.
wrong()
{
	run aai-fetch --api api.json --base-url "$URL" "$@" list
	expect_status 2 "$* is refused"
	expect_stderr_like "${want-}" "which is said"
}
want='--state and --start' wrong --from 2026-01-01 --state st.json
want='--state and --start' wrong --to 2026-01-01 --start 2025-01-01
want="--from: 'soon' is neither" wrong --from soon
want="--start: '1' is neither|--start: '' is neither" wrong --start ''
want='--from is not before --to' wrong --from 2026-01-02 --to 2026-01-01
api '{"list":{"path":"/list","records":"data"}}'
want="have no time" wrong --from 2026-01-01
done_testing
