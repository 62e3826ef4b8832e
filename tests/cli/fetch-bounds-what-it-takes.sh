# Responses that are too long, too deep or too slow, and text that is not what
# it should be.

. "$ROOT/tests/lib.sh"
need jq

start_mock -t 20
aai-fetch transcripts >want

start_mock -t 20 -f kind=big,size=4M
run aai-fetch --max-response 1M --retries 0 transcripts
check "a response that is too long is not taken" test "$STATUS" -ne 0
expect_stderr_like "longer|larger|max-response|bytes" "and said so"
expect_equal "$(wc -c <"$OUT")" 0 "nor anything of it written"
run aai-fetch transcripts
expect_status 0 "within the limit it is"
same "$OUT" "and is what it is" <want
start_mock -t 20 --gzip -f kind=bomb,size=64M
run aai-fetch --max-response 16M --retries 0 transcripts
check "a bomb is not taken" test "$STATUS" -ne 0
expect_equal "$(wc -l <"$ERR")" 1 "and said so in a line"
start_mock -t 20 -f kind=deep,size=600
run aai-fetch --retries 0 transcripts
expect_status 5 "nor what is too deep"
run aai-fetch --max-depth 1 transcripts
expect_status 5 "which can be told"

start_mock -t 20 -f kind=drip,bytes=10,ms=400
run aai-fetch --timeout 1s --retries 0 transcripts
expect_status 5 "a response that drips is given up"
expect_stderr_like "timed? ?out|too slow" "and said so"
start_mock -t 20 -f kind=delay,ms=5000
run aai-fetch --stall-timeout 1s --retries 0 transcripts
expect_status 5 "as is one that does not come"

run aai-fetch --max-line 1k transcripts
start_mock -t 20
run aai-fetch --max-line 1k transcripts
expect_status 0 "lines may be bounded"
run aai-fanout --max-line 2k transcript_details <want
expect_status 6 "and longer ones are refused"
expect_stderr_like "longer than 2048 bytes" "with the bound"

# Text goes through as it is; who takes it apart mends it and says so.
for fault in bad-utf8 surrogate dup-key; do
	start_mock -t 20 -f kind=$fault
	run aai-fetch --stats st transcripts
	expect_status 0 "$fault is not a failure of fetching"
	expect_equal "$(grep -c '^{"_table":"transcripts",' "$OUT")" 20 \
	    "$fault: every record is there"
	cp "$OUT" records
	run aai-flatten <records
	expect_status 0 "$fault: they can be taken apart"
	check "$fault: into JSON" jq -e . "$OUT"
done
done_testing
