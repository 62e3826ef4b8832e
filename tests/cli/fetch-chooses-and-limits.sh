# --where, --jq, --shard, the limits, and what is said about a run.

. "$ROOT/tests/lib.sh"
need jq

start_mock -t 130
aai-fetch transcripts >all
run aai-fetch --where '.status == "error"' transcripts
expect_status 0 "--where"
grep '"status": "error"' all >want
same "$OUT" "takes what it lets pass, unchanged" <want
run aai-fetch --jq '{id, ok: (.status == "completed")}' transcripts
expect_status 0 "--jq"
jq -c '{_table, id, ok: (.status == "completed")}' all >want
same "$OUT" "sends what it makes, tagged" <want
run aai-fetch --jq 'if .status == "error" then {a: 1}, {a: 2} else empty end' \
    --end transcripts
expect_equal "$(tail -n 1 "$OUT" | jq .records)" \
    $(($(grep -c '"status": "error"' all) * 2)) "and counts it rightly"
run aai-fetch --jq .id transcripts
expect_status 2 "a result that is not an object"
expect_stderr_like "aai-fetch: --jq: a result is not an object" "is told"
run aai-fetch --where '.[' transcripts
expect_status 2 "a filter that is none"
expect_equal "$(wc -c <"$OUT")" 0 "comes to light before anything else"
run aai-fanout --jq '.[' sentences <all
expect_status 2 "in fanout as well"

for i in 1 2 3; do
	aai-fetch --shard $i/3 transcripts >part$i
	check "part $i of 3 is a part" test "$(wc -l <part$i)" -gt 10
	aai-fanout --shard $i/3 --pass sentences <all >fan$i
done
sort all >want
cat part1 part2 part3 | sort >got
same got "the parts are the whole, each record in one" <want
cat fan1 fan2 fan3 | sort >got
aai-fanout --pass sentences <all | sort >want
same got "the parts of a fan-out are, too" <want
aai-fanout --pass sentences <part2 >got
same got "and the same parts" <fan2
for bad in 0/3 4/3 1 1/0 a/b -1/3; do
	run aai-fetch --shard=$bad transcripts
	expect_status 2 "--shard $bad is none"
done
run aai-fanout --where '.status == "completed" and .id < "8"' --pass \
    --stats st sentences <all
expect_equal "$(grep -c '^{"_table":"transcripts"' "$OUT")" 130 \
    "fanout's --where lets parents pass"
expect_equal "$(grep '^{"_table":"sentences"' "$OUT" |
    jq -r '.transcript_id < "8"' | sort -u)" true "and chooses among them"
run aai-fanout --jq '{text}' sentences <all
expect_equal "$(jq -c keys "$OUT" | sort -u)" '["_table","text"]' \
    "fanout's --jq is for children"

run aai-fetch --max-records 50 -p limit=20 transcripts
expect_status 8 "--max-records"
expect_stderr_like "max-records was reached" "is told"
head -n 50 all >want
same "$OUT" "ends a whole stream" <want
run aai-fetch --max-records 130 -p limit=20 transcripts
expect_status 0 "as many as there are is not a limit"
n=$(grep -c '"status": "error"' all)
run aai-fetch --max-records "$n" -p limit=20 --where '.status == "error"' \
    transcripts
expect_status 0 "nor are as many as --where lets pass"
expect_equal "$(wc -l <"$OUT")" "$n" "which are all there"
run aai-fetch --max-records $((n - 1)) -p limit=20 \
    --where '.status == "error"' transcripts
expect_status 8 "one fewer is"
expect_equal "$(wc -l <"$OUT")" $((n - 1)) "and one is left out"
run aai-fetch --max-records 10 --jq 'range(1e5) | {a: .}' transcripts
expect_status 8 "what --jq makes counts"
expect_equal "$(jq -s -c 'map(.a)' "$OUT")" "[0,1,2,3,4,5,6,7,8,9]" \
    "each record of it"
run aai-fetch --max-records 130 --jq 'if .status == "error" then empty
    else {id} end' transcripts
expect_status 0 "and nothing that it leaves out"
run aai-fetch --state none --max-records 5 --jq '{id, n: (1, 2)}' transcripts
expect_status 8 "with a state"
expect_equal "$(head -n -1 "$OUT" | jq -r .id | uniq -c | wc -l)" 2 \
    "records go out whole"
expect_equal "$(tail -n 1 "$OUT" | jq -c '[.records,
    (.state.delivered | length)]')" "[4,2]" "and count as delivered then"
run aai-fetch --max-requests 2 -p limit=20 transcripts
expect_status 8 "--max-requests"
head -n 40 all >want
same "$OUT" "ends a whole stream, too" <want
run aai-fanout --max-requests 5 sentences <all
expect_status 8 "in fanout"
expect_equal "$([ ! -s "$OUT" ] ||
    tail -c 2 "$OUT" | od -An -tx1 | tr -d ' ' | grep -v 7d0a)" \
    "$(tail -c 2 "$OUT" | od -An -tx1 | tr -d ' ' | grep -v 7d0a)" \
    "the stream is cut"
rm -f rest
run aai-fanout --max-requests 5 --failed rest --pass sentences <all
expect_status 8 "unless the rest is put aside"
cp "$OUT" first
aai-fanout --pass sentences <rest >second
aai-fanout --pass sentences <all | sort >want
cat first second | sort >got
same got "from where it goes on" <want

# --max-records of fanout: never more, and whole parents.
aai-fanout --pass sentences <all >whole
n=$(wc -l <whole)
run aai-fanout --max-records "$n" --pass sentences <all
expect_status 0 "as many records as there are is not a limit for fanout"
same "$OUT" "and all are there" <whole
rm -f rest
run aai-fanout --max-records "$((n - 1))" --failed rest --pass sentences <all
expect_status 8 "one fewer is"
check "no more are written" test "$(wc -l <"$OUT")" -lt "$n"
cp "$OUT" first
aai-fanout --pass sentences <rest >second
cat first second >got
same got "and what is put aside has the others" <whole
rm -f rest
run aai-fanout --max-records 40 --failed rest --pass sentences <all
expect_status 8 "a few"
check "are not more" test "$(wc -l <"$OUT")" -le 40
check "nor none" test "$(wc -l <"$OUT")" -gt 10
cp "$OUT" first
aai-fanout --pass sentences <rest >second
cat first second >got
same got "and the rest is the rest" <whole
run aai-fanout --max-records 40 --unordered --failed rest --pass sentences <all
check "in any order, too" test "$(wc -l <"$OUT")" -le 40
run aai-fanout --max-records 5 --pass sentences <all
expect_status 8 "without --failed"
check "there are not more, either" test "$(grep -c '}$' "$OUT")" -le 5

start_mock -t 130 --latency 300ms
run aai-fetch --max-time 1s -p limit=1 transcripts
expect_status 8 "--max-time"
check "ends what there is" test "$(wc -l <"$OUT")" -lt 10

# What is said.
start_mock -t 130 -f kind=500,every=3
run aai-fetch -v -p limit=30 --stats st transcripts
expect_status 0 "-v"
expect_stderr_like "500" "says what is asked for again"
jq -c '[.program, .resource, .listed, .records, .whole, .status]' st >got
same got "--stats says what was done" <<'end'
["aai-fetch","transcripts",130,130,true,0]
end
check "and counts" jq -e '.requests > 5 and .retries > 0 and .pages == 5' st
run aai-fetch --log-format json -v -p limit=30 transcripts
check "messages as JSON" jq -e '.program == "aai-fetch"' "$ERR"
run aai-fetch -q -v -p limit=30 transcripts
expect_status 0 "-q"
run aai-fetch --stats /dev/full/x transcripts
expect_status 7 "a report that cannot be written"
run aai-fetch transcripts --log-format yaml
expect_status 2 "a format that is none"
for rate in 60 60/s 3000/m 100000/h 0; do
	run aai-fetch --rate $rate -n transcripts
	expect_status 0 "--rate $rate"
done
run aai-fetch --rate fast transcripts
expect_status 2 "--rate fast is none"
expect_stderr_like "'fast' is not a number of requests" "and is told"
run aai-fetch
expect_status 2 "without a resource"
expect_stderr_like "transcripts +the list of transcripts" \
    "the resources are listed"
run aai-fanout
expect_status 2 "and in fanout"
expect_stderr_like "sentences +the sentences of each" "those with parents"
run aai-fetch nothing
expect_status 2 "one that is not there"
expect_stderr_like "no resource 'nothing'; assemblyai has transcripts, " \
    "likewise"
run aai-fetch --region mars transcripts
expect_status 2 "a region that is not there"
run aai-fetch --region eu -n transcripts
expect_stdout "one that is" <<'end'
GET https://api.eu.assemblyai.com/v2/transcript?limit=200
end
run aai-fetch --base-url http://example.org transcripts
expect_status 2 "plain http beyond this machine"
run aai-fetch sentences
expect_status 2 "what belongs to single ones"
expect_stderr_like "pipe those into aai-fanout, or give one with --param" \
    "is sent there"
id=$(head -n 1 all | jq -r .id)
start_mock -t 130 --failed 0 --deleted 0 --pending 0
id=$(aai-fetch --max-records 1 transcripts 2>/dev/null | jq -r .id)
run aai-fetch -p "transcript_id=$id" sentences
expect_status 0 "or asked for by id"
expect_equal "$(jq -r .transcript_id "$OUT" | sort -u)" "$id" "with its key"
run aai-fetch -p "transcript_id=../x" sentences
expect_status 2 "an id that is none"
# Shards of one load with a state would have the same names.
aai-fetch --state state.json transcripts >stated
run aai-fanout --shard 1/2 sentences <stated
expect_status 2 "a shard of a load with a state is refused"
expect_stderr_like "give --shard to aai-fetch" "which is told"
check "and its stream is cut" \
    test "$(tail -c 2 "$OUT" | od -An -tx1 | tr -d ' ')" != 7d0a
done_testing
