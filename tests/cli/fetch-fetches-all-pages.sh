# A list comes whole, in its order, each record once, byte for byte.

. "$ROOT/tests/lib.sh"
need curl jq

# server PAGE_URL: the records as the server spells them, one a line.
server()
{
	curl -sf -H "Authorization: test-key" "$1" >page
	python3 - <<'py'
import json, re
text = open('page').read()
at = text.index('"transcripts": [') + len('"transcripts": [')
depth = 0
decoder = json.JSONDecoder()
while text[at] != ']':
    _, end = decoder.raw_decode(text, at)
    print('{"_table":"transcripts",' + text[at + 1:end])
    at = end
    while text[at] in ', ':
        at += 1
py
}

start_mock -t 450 --seed 3
run aai-fetch transcripts
expect_status 0 "a list is fetched"
expect_silence "nothing is said"
expect_equal "$(wc -l <"$OUT")" 450 "every record is there"
expect_equal "$(sort -u "$OUT" | wc -l)" 450 "once"
cp "$OUT" all
if command -v python3 >/dev/null 2>&1; then
	server "$ASSEMBLYAI_BASE_URL/v2/transcript?limit=200" >first
	head -n 200 "$OUT" >got
	same got "the bytes are the server's" <first
else
	skip "the bytes are the server's" "no python3 here"
fi

run aai-fetch -p limit=7 transcripts
same "$OUT" "small pages give the same" <all
run aai-fetch -p limit=450 transcripts
expect_status 2 "a page cannot be larger than the API allows"
expect_stderr_like "450' is not a number from 1 to 200" "and the range is told"

run aai-fetch -p status=error transcripts
expect_status 0 "a filter is taken"
expect_equal "$(jq -r .status "$OUT" | sort -u)" error "and holds"
jq -c 'select(.status == "error") | .id' all >want
jq -c .id "$OUT" >got
same got "over all pages" <want
run aai-fetch -p "before_id=$(sed -n 5p all | jq -r .id)" transcripts
sed 1,5d all >want
same "$OUT" "a cursor of one's own is the start" <want

start_mock -t 450 --seed 3 --last-page empty
run aai-fetch transcripts
same "$OUT" "an empty last page changes nothing" <all
start_mock -t 400 --seed 3 --last-page empty --prev-keeps-filters
run aai-fetch -p status=completed --stats - transcripts
expect_status 0 "nor do links that keep the filters"

start_mock -t 0
run aai-fetch transcripts
expect_status 0 "an empty account is not a failure"
expect_stdout "and an empty stream, which is one LF" <<'end'

end
run aai-fetch --end transcripts
expect_stdout_like '^\{"_table":"_aai_end","records":0,"selection":\{' \
    "or an end record alone"
# Newer than one, over pages.
start_mock -t 130
aai-fetch transcripts >all
head -n 100 all >want
id=$(sed -n 101p all | jq -r .id)
run aai-fetch -p "after_id=$id" -p limit=30 --stats st transcripts
expect_status 0 "after_id, over pages"
same "$OUT" "ends the list where it says" <want
like st '"pages":4,.*"whole":true' "without reading further"
sed 1,20d want >newer
run aai-fetch -p "after_id=$id" -p limit=30 \
    -p "before_id=$(sed -n 20p all | jq -r .id)" transcripts
expect_status 0 "before_id and after_id"
same "$OUT" "are what is between" <newer
run aai-fetch -p after_id=nothing -p limit=30 transcripts
expect_status 2 "one that is not in the list"
expect_stderr_like "'nothing', where the list was to end, is not in it" \
    "is told"
done_testing
