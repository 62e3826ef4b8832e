# A rich account has the deviations that real responses have; --no-drift has
# none.

. "$ROOT/tests/lib.sh"
need curl jq

# take FILE OPTION...: list items and transcripts of an account, one a line.
take()
{
	to=$1
	shift
	stop_mocks
	start_mock -t 60 "$@"
	ask "/v2/transcript?limit=200" | jq -c '.transcripts[]' >"$to.list"
	for id in $(jq -r .id "$to.list"); do
		ask "/v2/transcript/$id"
		echo
	done >"$to"
}

ask()
{
	curl -sS -H 'Authorization: test-key' "$ASSEMBLYAI_BASE_URL$1"
}

# some FILTER TITLE: true of at least one transcript of the account with
# deviations, and of none without.
some()
{
	with=$(jq -c "select($1) | .id" "$file" | wc -l)
	without=$(jq -c "select($1) | .id" "plain${file#rich}" | wc -l)
	check "$2 ($with)" test "$with" -gt 0 -a "$without" -eq 0
}

take plain --no-drift
take rich
file=rich
some '.sentiment_analysis == "true"' "booleans are strings"
some '.audio_duration | . != null and . != floor' "durations have a fraction"
some '.auto_highlights_result.results | arrays | length > 0 and
    all(has("rank") | not)' "highlights lack rank"
some '.chapters | arrays | length > 0 and all(has("gist") | not)' \
    "chapters lack gist"
some '.content_safety_labels.results | arrays | length > 0 and
    all(has("sentences_idx_start") | not)' "safety lacks sentences_idx_start"
some '.sentiment_analysis_results | arrays | any(.start == null)' \
    "sentiments lack their start"
some '.words == [] and .text == ""' "nothing is said"
some '.id | test("^[0-9a-f]{8}-") | not' "ids are not UUIDs"
some '.billing.tier.limits[1][1][1].deep' "unknown keys hold deep values"
some '.words | arrays | length > 1 and
    ([.[:-1], .[1:]] | transpose | any(.[0].end > .[1].start))' \
    "words overlap"
file=rich.list
some '.created | endswith("Z") | not' "times have no zone"
some '.created | test("[.]") | not' "times have no fraction"
expect_equal "$(jq -r 'select(.status == "completed") | if has("error") then
    .error | tojson else "absent" end' rich.list | sort -u | tr '\n' ' ')" \
    '"" absent null ' "error is null, empty or absent"
check "times of creation are met twice" test -n \
    "$(jq -r '.created | sub("Z$"; "")' rich.list | sort | uniq -d)"
like rich '"confidence": 1,' "integers stand where a fraction is usual"
unlike plain '"confidence": 1[,}]' "and not without deviations"
like rich '\\ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}' "surrogate pairs occur"
like rich '"units": 9007199254740993' "and numbers that no double holds"
check "and text beyond ASCII, unescaped" grep -q 'mañana' rich
expect_equal "$(jq -c 'select([.content_safety_labels.results[]?.labels[] |
    select(.label == "financials")] | any(.severity != null))' rich)" "" \
    "labels without severity have null"
check "summaries have keys that are data" jq -e -s \
    '[.[].iab_categories_result.summary | objects | keys[]] | unique |
    length > 100' rich

# What is undocumented can be chosen.
stop_mocks
start_mock -t 5 --zone none --error-key absent --last-page empty \
    --prev-keeps-filters --after oldest --no-vtt-blank --public-url http://x
ask "/v2/transcript?status=completed" >page
check "no time has a zone" jq -e \
    '.transcripts | all(.created | endswith("Z") | not)' page
check "error is absent" jq -e \
    '.transcripts | all(.status == "error" or (has("error") | not))' page
check "prev_url keeps the filters, and leads on from the last page" jq -e \
    '.page_details.prev_url | contains("limit=10&status=completed&before_id=")' \
    page
check "resource_url begins as asked" jq -e \
    '.transcripts | all(.resource_url == "http://x/v2/transcript/" + .id)' page
prev=$(jq -r .page_details.prev_url page)
check "to an empty page" test "$(ask "${prev#"$ASSEMBLYAI_BASE_URL"}" | jq -c \
    '[.page_details.prev_url, .page_details.next_url, .transcripts]')" = \
    '[null,null,[]]'
jq -r '.transcripts[].id' page >ids
last=$(tail -n 1 ids)
expect_equal "$(ask "/v2/transcript?status=completed&limit=1&after_id=$last" |
    jq -r '.transcripts[].id')" "$(tail -n 2 ids | head -n 1)" \
    "after_id gives the oldest of the newer"
ask "/v2/transcript/$(head -n 1 ids)/vtt" >vtt
expect_equal "$(grep -c '^$' vtt)" 0 "WebVTT has no blank lines"
done_testing
