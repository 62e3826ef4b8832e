# aai-assemblyai(7) has the tables and columns that the description of the API
# makes, with their types and keys, and no others; the queries in it run.

. "$ROOT/tests/lib.sh"
need python3
api=$ROOT/lib/api/assemblyai.json
page=$ROOT/man/aai-assemblyai.7

dictionary()
{
	python3 "$ROOT/tests/dictionary.py" "$@"
}

dictionary records "$api" >records
run aai-flatten --strict <records
expect_status 0 "each resource and webhook has tables" || cat "$ERR"
cp "$OUT" tables
run dictionary check "$api" "$page" <tables
expect_status 0 "the page has these, with all columns" || cat "$OUT"

# A page that lacks a column, has one too many, or another type.
sed '/^\.It Va audio_duration /,+1d' "$page" >less
run dictionary check "$api" less <tables
expect_stdout_like '^transcript_details.audio_duration is not in the page$' \
    "one that is lacking is noticed"
sed 's/^\.It Va audio_duration Pq double/.It Va audio_duration Pq text/' \
    "$page" >other
run dictionary check "$api" other <tables
expect_stdout_like "^transcript_details.audio_duration is \['double'\]" \
    "so is another type"

mkdir queries
dictionary queries "$page" queries
expect_equal "$(find queries -type f | wc -l)" 10 "there are ten queries"
if ! command -v aai-query >/dev/null 2>&1; then
	skip "they run" "no aai-query was built"
	done_testing
fi
start_mock --transcripts 40 --features rich
aai-fetch -q transcripts |
    aai-fanout -q --pass transcript_details sentences subtitles |
    aai-flatten -q | aai-sink-parquet -q -o out
for q in queries/*; do
	run sh "$q"
	expect_status 0 "$(sed -n '1s/^[^"]*//p' "$q")... runs"
	expect_silence "and nothing is said"
	check "there are rows" [ -s "$OUT" ]
done
done_testing
