# The generated account is served as the API's reference describes it.

. "$ROOT/tests/lib.sh"
need curl jq
start_mock -t 60 --control
base=$ASSEMBLYAI_BASE_URL

# get PATH [CURL OPTION...]: the body in body, headers in head, $CODE.
get()
{
	path=$1
	shift
	CODE=$(curl -sS -g -D head -o body -w '%{http_code}' \
	    -H 'Authorization: test-key' "$@" "$base$path")
}

# holds FILTER TITLE: the body makes this jq filter true.
holds()
{
	check "$2" jq -e "$1" body
}

expect_equal "$(cat "$CAPTURE/mock.out")" "$base" "the first line is the URL"
expect_equal "$(wc -c <"$CAPTURE/mock.err")" 0 "nothing is said on stderr"

# Authentication comes first.
CODE=$(curl -sS -o body -w '%{http_code}' "$base/v2/nowhere")
expect_equal "$CODE" 401 "a request without a key is refused"
holds '.error == "Authentication error, API token missing/invalid"' \
    "with the service's words"
CODE=$(curl -sS -o body -w '%{http_code}' -H 'Authorization: Bearer test-key' \
    "$base/v2/transcript")
expect_equal "$CODE" 401 "the key after Bearer is refused"
get /v2/nowhere
expect_equal "$CODE" 404 "an unknown path is not found"
holds '.error == "Not found"' "with the service's words"

# The list.
get /v2/transcript
expect_equal "$CODE" 200 "the list is served"
like head '^Content-Type: application/json' "it is JSON"
holds '.page_details.limit == 10 and .page_details.result_count == 10 and
    (.transcripts | length) == 10' "a page has 10 items by default"
holds '[.transcripts[].created | sub("Z$"; "")] | . == (sort | reverse)' \
    "the newest come first"
holds '.page_details.prev_url | contains("limit=10&before_id=")' \
    "prev_url leads to older ones"
holds '.page_details.next_url | contains("limit=10&after_id=")' \
    "next_url leads to newer ones"
holds '.transcripts[0].resource_url == "https://api.assemblyai.com/v2/transcript/" + .transcripts[0].id' \
    "resource_url is the service's"
before=
: >ids
while :; do
	get "/v2/transcript?limit=7$before"
	jq -r '.transcripts[].id' body >page
	[ -s page ] || break
	cat page >>ids
	before="&before_id=$(tail -n 1 page)"
done
expect_equal "$(sort -u ids | wc -l)" 60 "walking back meets every transcript"
expect_equal "$(wc -l <ids)" 60 "and none twice"
curl -sS "$base/_mock/transcripts" | jq -r .id | tac >all
same ids "in the order of their making, newest first" <all
get "/v2/transcript?limit=200"
holds '.page_details.prev_url == null' "the last page has no prev_url"
holds '[.transcripts[] | select(.status == "error")] |
    length == 6 and all(.completed == null and (.error | length > 10))' \
    "a tenth has failed, and says why"
holds '[.transcripts[] | select(.audio_url == "http://deleted_by_user")] |
    length > 0 and all(.status == "completed")' \
    "deleted ones stay in the list as completed"
holds '[.transcripts[].status] | index("queued") or index("processing")' \
    "some are not done"
jq -r '.transcripts[] | select(.status == "completed" and
    (.audio_url | startswith("http://deleted") | not)) | .id' body >done.ids
jq -r '.transcripts[] | select(.status == "error") | .id' body >failed.ids
jq -r '.transcripts[] | select(.audio_url | startswith("http://deleted")) |
    .id' body >deleted.ids
get "/v2/transcript?status=error&limit=200"
jq -r '.transcripts[].id' body >got
same failed.ids "status selects" <got
get "/v2/transcript?created_on=2026-04-01&limit=3"
holds '.page_details.result_count == 3' "created_on selects a day"
get "/v2/transcript?created_on=2026-04-02"
holds '.page_details.result_count == 0 and .page_details.prev_url == null' \
    "a day without transcripts is an empty page"
newest=$(head -n 1 ids)
oldest=$(tail -n 1 ids)
get "/v2/transcript?after_id=$(sed -n 4p ids)&limit=2"
jq -r '.transcripts[].id' body >got
head -n 2 ids >want
same got "after_id gives the newest of the newer" <want

# What is asked for wrongly.
get "/v2/transcript?throttled_only=true&status=error&limit=2"
holds '.transcripts | length == 2' "only throttled ones can be asked for"
holds '.page_details.prev_url | contains("throttled_only=true&before_id=")' \
    "... also by the links to other pages"
get "/v2/transcript/$(jq -r '.transcripts[0].id' body)"
holds '.throttled == true' "... of any status"
for q in limit=0 limit=201 limit=x limit= status=done created_on=yesterday \
    throttled_only=x created_on=2026-02-30 before_id=nothing before_id=; do
	get "/v2/transcript?$q"
	expect_equal "$CODE" 400 "$q is refused"
	holds '.error | length > 10' "and the answer says why"
done
get "/v2/transcript?after_id=$oldest&before_id=$newest"
expect_equal "$CODE $(jq -r .error body)" \
    "400 'after_id' must be a newer transcript than 'before_id'" \
    "a window between two ids is refused"
get /v2/transcript/
expect_equal "$CODE $(jq -r .error body)" \
    "400 Transcript lookup error, transcript id not found" \
    "a slash at the end is an unknown id"
for id in 5f0c8f0a-1d2e-4b7a-8c3d-0a9b8c7d6e5f x ..%2f..%2fetc%2fpasswd \
    "$(echo "$newest" | sed 's/.$/x/')"; do
	get "/v2/transcript/$id"
	expect_equal "$CODE $(jq -r .error body)" \
	    "400 Transcript lookup error, transcript id not found" \
	    "the id $id is unknown"
done

# Every transcript and its parts.
bad=0
while read -r id; do
	get "/v2/transcript/$id"
	mv body whole
	get "/v2/transcript/$id/sentences"
	mv body sentences
	get "/v2/transcript/$id/paragraphs"
	jq -e -n --slurpfile t whole --slurpfile s sentences \
	    --slurpfile p body '
	$t[0] as $t | $s[0].sentences as $s | $p[0].paragraphs as $p |
	($t.words | map(.text) | join(" ")) == $t.text and
	([$s[].words[]] == $t.words) and ([$p[].words[]] == $t.words) and
	($s | map(.text) | join(" ")) == $t.text and
	($p | map(.text) | join(" ")) == $t.text and
	($t.utterances == null or
	    [$t.utterances[].words[]] == $t.words) and
	($s | all(.start == .words[0].start and .end == .words[-1].end)) and
	($t.words | all(.start < .end)) and
	($t.sentiment_analysis_results == null or
	    ($t.sentiment_analysis_results | length) == ($s | length)) and
	$s[0].id == $p[0].id' >/dev/null || bad=$((bad + 1))
	tail -n +1 whole | grep -q '": ' || bad=$((bad + 1))
	[ "$(wc -l <whole)" = 0 ] || bad=$((bad + 1))
done <done.ids
expect_equal $bad 0 \
    "text, utterances, sentences and paragraphs hold just the words"

id=$(head -n 1 failed.ids)
get "/v2/transcript/$id"
expect_equal "$CODE" 200 "a failed transcript is served"
holds '.status == "error" and .text == null and .words == null and
    (.error | length > 10)' "with its error and no words"
get "/v2/transcript/$id/sentences"
expect_equal "$CODE" 400 "but it has no sentences"
id=$(head -n 1 deleted.ids)
get "/v2/transcript/$id"
holds '.status == "completed" and .text == "Deleted by user." and
    .words == null and .audio_duration > 0 and .error == null' \
    "a deleted transcript keeps its status and length"

# Subtitles.
id=$(head -n 1 done.ids)
get "/v2/transcript/$id/srt?chars_per_caption=30"
like head '^Content-Type: text/html; charset=utf-8' "subtitles are text/html"
expect_equal "$(head -n 1 body)" 1 "SRT cues are numbered from 1"
like body '^00:00:0[0-9],[0-9]{3} --> 00:00:0[0-9],[0-9]{3}$' \
    "SRT times have hours and a comma"
expect_equal "$(awk 'NR % 4 == 3' body | jq -R 'select(length > 30)')" "" \
    "lines are as short as asked for"
get "/v2/transcript/$id"
jq -r .text body >text
get "/v2/transcript/$id/srt"
awk 'NR % 4 == 3' body | paste -sd ' ' >said
same said "SRT has every word" <text
get "/v2/transcript/$id/vtt"
expect_equal "$(head -n 1 body)" WEBVTT "WebVTT begins with its name"
like body '^00:0[0-9]\.[0-9]{3} --> 00:0[0-9]\.[0-9]{3}$' \
    "WebVTT times have no hours"
get "/v2/transcript/$id/srt?chars_per_caption=0"
expect_equal "$CODE" 400 "no characters in a line are refused"

# Word search.
get "/v2/transcript/$id"
mv body whole
word=$(jq -r '.words[3].text | ascii_downcase | gsub("[.,?!\"]"; "")' whole)
two=$(jq -r '[.words[1:3][].text] | join(" ") | ascii_downcase |
    gsub("[.,?!\"]"; "")' whole | sed 's/ /%20/g')
get "/v2/transcript/$id/word-search?words=$word%2C$two,zebra"
jq -e -n --slurpfile t whole --slurpfile b body --arg w "$word" '
	$b[0] as $b | $t[0].words as $words |
	$b.id == $t[0].id and
	$b.total_count == ([$b.matches[].count] | add) and
	([$b.matches[].text] | index("zebra")) == null and
	($b.matches[0] | .text == $w and (.indexes | index(3)) != null and
	    .count == (.timestamps | length) and
	    .timestamps[.indexes | index(3)] ==
		[$words[3].start, $words[3].end]) and
	($b.matches[1] | (.indexes | index(1)) != null and
	    .timestamps[.indexes | index(1)] ==
		[$words[1].start, $words[2].end])' >found
expect_equal "$(cat found)" true "a search finds words and phrases"
get "/v2/transcript/$id/word-search"
expect_equal "$CODE" 400 "a search for nothing is refused"

# Redacted audio: two waits, then there.
while read -r id; do
	get "/v2/transcript/$id"
	jq -e .redact_pii body >check && break
done <done.ids
get "/v2/transcript/$id/redacted-audio"
one=$CODE
get "/v2/transcript/$id/redacted-audio"
two=$CODE
get "/v2/transcript/$id/redacted-audio"
expect_equal "$one $two $CODE" "202 202 200" "redacted audio takes two waits"
holds '.status == "redacted_audio_ready" and
    (.redacted_audio_url | contains("/redacted.mp3?"))' "and is then a link"
check "that leads to it, without the key" curl -fsS -o audio \
    "$(jq -r .redacted_audio_url body)"

# Removal.
id=$(tail -n 1 done.ids)
get "/v2/transcript/$id" -X DELETE
expect_equal "$CODE $(jq -r .text body)" "200 Deleted by user." \
    "DELETE answers with what is left"
get "/v2/transcript/$id/sentences"
expect_equal "$CODE" 400 "the sentences have gone then"
get "/v2/transcript?limit=200"
holds "[.transcripts[] | select(.id == \"$id\")][0].audio_url ==
    \"http://deleted_by_user\"" "and the list says so"
get "/v2/transcript/$id" -X PUT
expect_equal "$CODE" 404 "other methods are not found"

kill -TERM "$MOCK"
status=0
wait "$MOCK" || status=$?
expect_equal $status 143 "a signal ends the server, as itself"
done_testing
