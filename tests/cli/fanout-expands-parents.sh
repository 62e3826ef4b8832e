# Each parent's children, in the order of the input, with keys in front; what
# does not qualify is counted, what is not a parent passes.

. "$ROOT/tests/lib.sh"
need jq curl

start_mock -t 120 --pending 80 --failed 120 --deleted 80
aai-fetch transcripts >parents

run aai-fanout --stats st --pass transcript_details sentences <parents
expect_status 0 "parents are expanded"
expect_silence "without a word"
cp "$OUT" all
jq -r 'select(._table == "transcripts") | .id' all >got
jq -r .id parents >want
same got "parents pass, in order" <want
jq -r 'select(.status == "completed" and
    (.audio_url | startswith("http://deleted_by_") | not)) | .id' \
    parents >qualified
jq -r 'select(._table == "transcript_details") | .id' all >got
same got "those that qualify have details, in order" <qualified
jq -r 'select(._table == "sentences") | .transcript_id' all | uniq >got
check "sentences come in order, too" \
    sh -c 'grep -vxFf got qualified >without; grep -xFf got qualified | cmp - got'
awk -F'"' '{
	id = $4 == "sentences" ? $8 : /^{"_table":"transcripts"/ ? last = $0 : 0
}' all
jq -rc '[._table, .transcript_id // .id] | join(" ")' all |
    awk '{ if ($1 == "transcripts") p = $2; else if ($2 != p) bad = 1 }
	END { exit bad }' && ok "each parent is before its children" ||
    not_ok "each parent is before its children"
jq -c 'select(._table == "sentences") |
    keys_unsorted[0:3]' all | sort -u >got
same got "keys are in front" <<'end'
["_table","transcript_id","sentences_idx"]
end
id=$(head -n 1 qualified)
curl -sf -H "Authorization: test-key" \
    "$ASSEMBLYAI_BASE_URL/v2/transcript/$id/sentences" |
    jq -c '.sentences[]' >want
jq -c --arg id "$id" 'select(._table == "sentences" and
    .transcript_id == $id) | del(._table, .transcript_id, .sentences_idx)' \
    all >got
same got "and the rest is the server's" <want
curl -sf -H "Authorization: test-key" \
    "$ASSEMBLYAI_BASE_URL/v2/transcript/$id" >body
grep -F "{\"_table\":\"transcript_details\",$(cut -c2- body)" all >/dev/null &&
    ok "details are the server's, byte for byte" ||
    not_ok "details are the server's, byte for byte"
n=$(wc -l <qualified)
like st "\"parents\":120,\"expanded\":$n," "all are counted"
like st "\"skipped\":$((120 - n)),\"missing\":0,\"absent\":0" \
    "and those that do not qualify"
like st "\"read\":120,\"records\":$(wc -l <all)," "in and out"

run aai-fanout transcript_details sentences <parents
grep -v '^{"_table":"transcripts"' all >want
same "$OUT" "without --pass parents do not go out" <want
for jobs in 1 3 200; do
	run aai-fanout -j $jobs --pass transcript_details sentences <parents
	same "$OUT" "the same with -j $jobs" <all
done
run aai-fanout --memory 1M --pass transcript_details sentences <parents
same "$OUT" "the same with little memory" <all
run aai-fanout --unordered --pass transcript_details sentences <parents
sort all >want
sort "$OUT" >got
same got "the same, in another order, with --unordered" <want

# Chains, others, webhooks, ids.
aai-fanout --pass transcript_details <parents |
    aai-fanout --pass sentences >got
sort got >chain
same chain "a chain gives the same" <want
aai-fanout transcript_details <parents |
    aai-fanout --parent transcript_details sentences >got
grep '^{"_table":"sentences"' all >want
same got "after another one, of its children" <want
run aai-fanout sentences <<end
{"_table":"cats","id":"$id","status":"completed"}
{"x":{"_table":"transcripts"},"id":1}
end
expect_status 0 "what is not a parent"
expect_stdout "passes as it is" <<end
{"_table":"cats","id":"$id","status":"completed"}
{"x":{"_table":"transcripts"},"id":1}
end
grep "\"$id\"" all | grep '^{"_table":"sentences"' >want
printf '{"transcript_id": "%s", "status": "completed"}\n{"status": "error", "transcript_id": "%s"}\n' \
    "$id" "$id" >hooks
run aai-fanout sentences <hooks
same "$OUT" "webhook bodies are parents" <want
printf ' %s \r\n\n' "$id" >ids
run aai-fanout --ids sentences <ids
same "$OUT" "plain ids are" <want
run aai-fanout --dry-run --ids sentences subtitles -p format=vtt <ids
expect_stdout "requests are shown" <<end
GET $ASSEMBLYAI_BASE_URL/v2/transcript/$id/sentences
GET $ASSEMBLYAI_BASE_URL/v2/transcript/$id/vtt
end

# Subtitles in both forms say the same.
aai-fanout -p format=srt subtitles <parents |
    jq -c 'del(.format, .cue)' >srt
for how in --vtt-blank --no-vtt-blank; do
	start_mock -t 120 --pending 80 --failed 120 --deleted 80 $how
	aai-fanout -p format=vtt subtitles <parents |
	    jq -c 'del(.format, .cue)' >vtt
	same vtt "SRT and WebVTT give the same cues ($how)" <srt
done
check "of which there are many" test "$(wc -l <srt)" -gt 500
run aai-fanout -p chars_per_caption=16 subtitles <parents
check "shorter captions are more" test "$(wc -l <"$OUT")" -gt "$(wc -l <srt)"
run aai-fanout --ids -p words=the,zebra word_search <ids
expect_equal "$(jq -c '[.words, .transcript_id == .id]' "$OUT")" \
    '["the,zebra",true]' "a word search says what was looked for"
run aai-fanout --ids word_search <ids
expect_status 2 "which must be said"
expect_stderr_like "word_search needs --param words=VALUE" "and is asked for"
run aai-fanout --ids -p wards=x sentences <ids
expect_status 2 "a parameter that nobody knows"
run aai-fanout transcripts <parents
expect_status 2 "what has no parents"
expect_stderr_like "so aai-fetch gets it" "is fetched otherwise"
run aai-fanout sentences sentences <parents
expect_status 2 "nothing twice"
done_testing
