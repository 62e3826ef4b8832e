# With a state each record is sent once, when it is final, whatever happens in
# the account.

. "$ROOT/tests/lib.sh"
need jq curl

# load: one run; what it sends goes to new, its end record to end, and the
# state is stored as a sink would store it.
load()
{
	run aai-fetch --state st.json "$@" transcripts
	grep -v '^{"_table":"_aai_end"' "$OUT" | jq -r .id >new
	grep '^{"_table":"_aai_end"' "$OUT" >end
	jq -c .state end >st.json
	cat new >>all
}
control()
{
	curl -sf -X POST "$ASSEMBLYAI_BASE_URL/_mock/$1" >/dev/null
}
# mock: number, id and status of every transcript, oldest first.
mock()
{
	curl -sf "$ASSEMBLYAI_BASE_URL/_mock/transcripts" |
	    jq -r '"\(.index) \(.id) \(.status)"'
}
# finals: the ids that are final now.
finals()
{
	mock | awk '$3 != "processing" && $3 != "queued" { print $2 }' | sort
}
: >all

start_mock -t 300 --step 10m --pending 100 --control
load
expect_status 0 "a first load"
sort new >got
finals >want
same got "sends what is final" <want
expect_equal "$(jq -r .records end)" "$(wc -l <new)" "and counts it"
expect_equal "$(jq -r .state.from end)" "" "from no state"
expect_equal "$(jq -c .selection end)" "$(jq -c .state.selection end)" \
    "the state is of what was selected"
cp st.json st1.json

load
expect_status 0 "a second load"
expect_equal "$(wc -l <new)" 0 "has nothing to send"
check "it starts from the first one's state" \
    test "$(jq -r .state.from end)" != ""

pending=$(mock | awk '$3 == "processing" || $3 == "queued" { print $2 }')
control "finish?id=$(printf '%s\n' "$pending" | head -n 1)"
control "fail?id=$(printf '%s\n' "$pending" | tail -n 1)"
load
sort new >got
printf '%s\n' "$pending" | sed -n '1p;$p' | sort -u >want
same got "what has become final is sent, old as it may be" <want

control "add?n=3"
control "add?n=1&status=processing"
control "delete?id=$(mock | tail -n 4 | head -n 1 | awk '{print $2}')"
load
expect_equal "$(wc -l <new)" 3 "new ones are sent, the deleted one too"
control "delete?id=$(mock | tail -n 20 | head -n 1 | awk '{print $2}')"
control "add?n=2"
load
expect_equal "$(wc -l <new)" 2 "a deleted mark does no harm"
expect_equal "$(sort all | uniq -d | wc -l)" 0 "none was sent twice"
sort all >got
finals >want
same got "and none is missing" <want

# Limits leave a state that goes on.
rm -f st.json all
: >all
n=0
while [ $n -lt 40 ]; do
	load --max-records 10 -p limit=7
	[ "$STATUS" = 8 ] || break
	n=$((n + 1))
done
expect_status 0 "loads of ten come to an end"
expect_equal "$(sort all | uniq -d | wc -l)" 0 "without a repeat"
sort all >got
finals >want
same got "and nothing missing" <want
rm -f st.json
load --max-requests 1 -p limit=7
expect_status 8 "a limit of requests"
expect_equal "$(jq -r .state.mark end)" null "does not move the mark"
expect_equal "$(wc -l <new | tr -d ' ')" "$(jq -r .records end)" \
    "but the stream is whole"

# Times that are equal, and without a zone.
start_mock -t 100 --step 1ms --zone none --control
rm -f st.json all
: >all
load
control "add?n=30"
load -p limit=3
control "add?n=30"
load -p limit=3
expect_equal "$(sort all | uniq -d | wc -l)" 0 \
    "equal times at the edge of pages: none twice"
sort all >got
finals >want
same got "equal times at the edge of pages: none missing" <want

# What a state is not good for.
run aai-fetch --state st.json -p created_on=2026-04-01 transcripts
expect_status 2 "a state of another selection is refused"
expect_stderr_like "belongs to another selection: .*--full-refresh" \
    "and said what to do"
run aai-fetch --state st.json -p status=completed transcripts
expect_status 2 "a filter that hides unfinished ones is refused"
expect_stderr_like "use --where instead" "and said what does"
run aai-fetch --state st.json -p transcript_id=x sentences
expect_status 2 "what has no times cannot be loaded so"
printf '{"version":1' >bad.json
run aai-fetch --state bad.json transcripts
expect_status 6 "a state that is none"
expect_stderr_like "state 'bad.json': it is not a JSON object" "is told"
run aai-fetch --full-refresh transcripts
expect_status 2 "a full refresh needs a state"

run aai-fetch --state st.json --full-refresh transcripts
expect_status 0 "a full refresh"
expect_equal "$(grep -vc _aai_end "$OUT")" "$(finals | wc -l)" "sends all"
grep _aai_end "$OUT" >end
expect_equal "$(jq -c '[.refresh, .state.from]' end)" '[true,""]' \
    "and says so"
run aai-fetch --state st.json --state-show transcripts
expect_status 0 "a state is shown"
expect_stdout_like "all final and delivered before" "for people"
mkfifo pipe
cat st.json >pipe &
run aai-fetch --state pipe transcripts
expect_status 0 "a pipe will do for a state"
expect_equal "$(grep -vc _aai_end "$OUT")" 0 "and is read"

# One at a time.
start_mock -t 10 --latency 30s
aai-fetch --state busy.json transcripts >/dev/null 2>&1 &
pid=$!
wait_for 10 test -e busy.json.lock
sleep 0.2
run aai-fetch --state busy.json transcripts
expect_status 5 "a state in use is refused"
expect_stderr_like "in use by another run" "and said so"
kill "$pid"
wait "$pid" 2>/dev/null
done_testing
