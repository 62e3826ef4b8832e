# --dump writes the records that the programs would fetch, without a server.

. "$ROOT/tests/lib.sh"
need curl jq
start_mock -t 30

run aai-mock -d transcripts -t 30
expect_status 0 "a dump ends well"
expect_silence "quietly"
curl -sS -H 'Authorization: test-key' \
    "$ASSEMBLYAI_BASE_URL/v2/transcript?limit=200" |
    jq -c '.transcripts | reverse[]' >want
jq -c 'del(._table)' "$OUT" >got
same got "transcripts are those of the list, the oldest first" <want
expect_equal "$(cut -c 1-24 "$OUT" | sort -u)" '{"_table":"transcripts",' \
    "each with the tag as its first member"

run aai-mock -d transcript_details -t 30
jq -r 'select(.status == "completed" and
    (.audio_url | startswith("http://deleted") | not)) | .id' want >ids
while read -r id; do
	printf '{"_table":"transcript_details",'
	curl -sS -H 'Authorization: test-key' \
	    "$ASSEMBLYAI_BASE_URL/v2/transcript/$id" | cut -c 2-
done <ids >want
check "details have the server's very bytes" cmp "$OUT" want

if command -v aai-fanout >/dev/null && command -v aai-fetch >/dev/null; then
	for r in transcript_details sentences paragraphs subtitles; do
		aai-fetch transcripts | aai-fanout $r | sort >want
		aai-mock -d $r -t 30 | sort >got
		check "$r are what aai-fanout writes" cmp want got
	done
else
	skip "parts are what aai-fanout writes" "it was not built"
fi

run aai-mock -d sentences --bytes 100k -t 1
expect_status 0 "this many bytes may be asked for"
size=$(wc -c <"$OUT")
check "that many are written, in whole records ($size)" test "$size" -ge 102400 \
    -a "$size" -lt 120000
check "each a line of JSON" jq -e . "$OUT"
cp "$OUT" first
aai-mock -d sentences --bytes 100k >again
check "the same each time" cmp first again
run aai-mock -d sentences -t 0
expect_equal "$(od -An -c "$OUT" | tr -d ' ')" '\n' \
    "no record is one empty line"
run sh -c 'aai-mock -d sentences --bytes 10M | head -c 100 >/dev/null'
expect_silence "a reader that leaves is not an error"
run sh -c 'aai-mock -d sentences --bytes 10M >/dev/full'
expect_status 7 "a full disk is one"
run aai-mock -d nothing
expect_status 2 "a resource is one of those"
done_testing
