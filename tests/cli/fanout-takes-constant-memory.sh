# Many children in little memory: what is held is bounded by options, not by
# the length of the input.

. "$ROOT/tests/lib.sh"
[ -z "${VALGRIND-}${SAN-}" ] || skip_all "memory is not as usual here"
n=${CHILDREN:-20000}
start_mock -t "$n" --features lean --words 8 --failed 0 --deleted 0 --pending 0

run peak "$CAPTURE/fetch" aai-fetch transcripts
expect_status 0 "a list of $n"
expect_equal "$(wc -l <"$OUT")" "$n" "comes whole"
cp "$OUT" parents
check "in less than 24 MiB" test "$(cat "$CAPTURE/fetch")" -lt 24576
run peak "$CAPTURE/fanout" aai-fanout -j 64 --memory 8M subtitles <parents
expect_status 0 "$n fan-outs"
check "each has its children" test "$(wc -l <"$OUT")" -ge "$n"
check "in less than 40 MiB" test "$(cat "$CAPTURE/fanout")" -lt 40960
note "fetch: $(cat "$CAPTURE/fetch") KiB, fanout: $(cat "$CAPTURE/fanout") KiB"

# Transcripts of a megabyte each: the budget holds, whatever they weigh.
start_mock -t 150 --features lean --words 12000 --failed 0 --deleted 0 \
    --pending 0
aai-fetch transcripts >parents
run peak "$CAPTURE/large" aai-fanout -j 64 --memory 16M transcript_details \
    <parents
expect_status 0 "large children"
check "are there" test "$(wc -l <"$OUT")" -eq 150
check "of a megabyte each" test "$(wc -c <"$OUT")" -gt 100000000
check "in less than 120 MiB" test "$(cat "$CAPTURE/large")" -lt 122880
note "large: $(cat "$CAPTURE/large") KiB"
done_testing
