# --folder answers from files, and from none outside of it.

. "$ROOT/tests/lib.sh"
need curl jq
mkdir -p data/v2/transcript/t1
echo secret >outside.json
echo '{"transcripts":[{"id":"t1"}],"page_details":{"prev_url":"x"}}' \
    >data/v2/transcript.json
echo '{"transcripts":[{"id":"t0"}]}' >'data/v2/transcript@before_id=t1.json'
echo '{"id":"t1"}' >data/v2/transcript/t1.json
echo '{"sentences":[]}' >data/v2/transcript/t1/sentences.json
echo 1 >data/v2/transcript/t1.srt
echo WEBVTT >data/v2/transcript/t1/vtt
echo hidden >data/v2/.hidden.json
mkdir data/v2/dir.json
start_mock --folder data

ask()
{
	CODE=$(curl -sS --path-as-is -D head -o body -w '%{http_code}' \
	    -H 'Authorization: test-key' "$ASSEMBLYAI_BASE_URL$1")
}

for pair in /v2/transcript:transcript.json \
    "/v2/transcript?limit=200:transcript.json" \
    '/v2/transcript?before_id=t1:transcript@before_id=t1.json' \
    /v2/transcript/t1:transcript/t1.json \
    /v2/transcript/t1/sentences:transcript/t1/sentences.json \
    /v2/transcript/t1/srt:transcript/t1.srt \
    /v2/transcript/t1/vtt:transcript/t1/vtt; do
	ask "${pair%%:*}"
	check "${pair%%:*} is ${pair#*:}" cmp body "data/v2/${pair#*:}"
done
like head '^Content-Type: text/html' "subtitles are text/html"
ask '/v2/transcript?before_id=t0'
expect_equal "$CODE $(jq -c .transcripts body)" "200 []" \
    "a page without a file is empty"
ask /v2/transcript/t2
expect_equal "$CODE $(jq -r .error body)" \
    "400 Transcript lookup error, transcript id not found" \
    "a transcript without a file is unknown"
for path in /../outside.json /v2/../../outside.json /..%2foutside.json \
    /%2e%2e/outside.json /v2/%2e%2e/%2e%2e/outside.json //outside.json \
    /v2/.hidden /v2/dir /v2/ / '/v2/transcript@before_id=..%2f..%2foutside' \
    '/v2/x%00.json' '/..\outside.json'; do
	ask "$path"
	check "$path is not there" test "$CODE" -ge 400
	unlike body 'secret|hidden' "and shows nothing"
done
ask '/v2/transcript?before_id=../../../outside'
expect_equal "$(jq -c .transcripts body)" "[]" "nor does a cursor"
done_testing
