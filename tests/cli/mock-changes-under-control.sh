# --control changes the account and tells what was seen; --churn changes it by
# itself.

. "$ROOT/tests/lib.sh"
need curl jq
start_mock -t 10 --no-drift --control
base=$ASSEMBLYAI_BASE_URL

ask()
{
	curl -sS -H 'Authorization: test-key' "$base$1"
}

post()
{
	curl -sS -X POST "$base/_mock/$1"
}

stat()
{
	curl -sS "$base/_mock/stats" | jq -c "$1"
}

expect_equal "$(post 'add?n=2&status=processing')" \
    '{"changed": 2, "transcripts": 12}' "transcripts are added"
ask /v2/transcript?limit=3 >page
expect_equal "$(jq -c '[.transcripts[].status]' page)" \
    '["processing","processing","completed"]' "as the newest"
id=$(jq -r '.transcripts[0].id' page)
ask "/v2/transcript/$id" >whole
expect_equal "$(jq -c '[.status, .words, .iab_categories_result]' whole)" \
    '["processing",null,{}]' "one that is not done has no words"
post "finish?id=$id" >answer
ask "/v2/transcript/$id" >whole
check "finished, it has" jq -e \
    '.status == "completed" and (.words | length > 0)' whole
expect_equal "$(ask "/v2/transcript?limit=1" | jq -r '.transcripts[0].status')" \
    completed "and the list says so"
post "fail?index=10" >answer
expect_equal "$(ask "/v2/transcript?limit=2" | jq -r '.transcripts[1].status')" \
    error "one fails by its number"
post "delete?id=$id" >answer
expect_equal "$(ask "/v2/transcript/$id" | jq -r .text)" "Deleted by user." \
    "one is deleted"
post "add?n=3&status=queued" >answer
expect_equal "$(post "finish?n=2" | jq .changed)" 2 "the oldest are finished"
for q in 'add?n=x' 'add?status=done' 'finish?id=nothing' 'fail?index=999' nothing; do
	expect_equal "$(post "$q" | jq -c keys)" '["error"]' "$q is refused"
done
expect_equal "$(curl -sS "$base/_mock/transcripts" | jq -r .index | tail -n 1)" \
    14 "all transcripts are told"

# What the server saw.
post reset-stats >answer
ask /v2/transcript >page
ask "/v2/transcript/$id" >page
ask "/v2/transcript/$id/sentences" >page
curl -sS "$base/v2/transcript" >page
expect_equal "$(stat '[.requests, .routes.list, .routes.transcript,
    .routes.sentences, .statuses, .leaks]')" \
    '[4,2,1,1,{"200":2,"400":1,"401":1},0]' "requests and answers are counted"
expect_equal "$(stat '.max_in_flight >= 1 and .connections >= 4 and
    .most_per_second >= 1')" true "so are connections"
curl -sS "$base/v2/transcript?key=test-key" >page
expect_equal "$(stat '[.leaks, .leak]')" '[1,"target"]' \
    "a key in the target is noticed"
curl -sS -H 'X-Other: test-key' "$base/v2/transcript" >page
curl -sS -d 'test-key' "$base/v2/transcript" >page
expect_equal "$(stat .leaks)" 3 "one in a header and a body too"
curl -sS -H 'Cookie: a=test-key' "$base/v2/transcript?foreign=1" >page
expect_equal "$(stat .leaks)" 4 "and elsewhere"

# Without --control there is nothing of this.
stop_mocks
start_mock -t 3
expect_equal "$(curl -sS -o page -w '%{http_code}' \
    "$ASSEMBLYAI_BASE_URL/_mock/stats")" 401 "control is off by default"

# Churn is a function of the seed and the requests.
history()
{
	stop_mocks
	start_mock -t 20 --control --churn 300 "$@"
	base=$ASSEMBLYAI_BASE_URL
	for k in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		ask "/v2/transcript?limit=$k" >page
	done
	curl -sS "$base/_mock/transcripts"
}
history >one
history >two
history --seed 2 >other
same one "the same requests make the same changes" <two
check "there are changes" test "$(wc -l <one)" -gt 20
check "another seed makes others" sh -c \
    '[ "$(jq -c "[.index, .status]" one)" != "$(jq -c "[.index, .status]" other)" ]'
done_testing
