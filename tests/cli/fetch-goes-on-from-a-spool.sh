# A broken load goes on where it was, and a load can be made again without the
# network.

. "$ROOT/tests/lib.sh"
need jq curl

requests()
{
	curl -sf "$ASSEMBLYAI_BASE_URL/_mock/stats" | jq '.requests'
}
# shellcheck disable=SC2120 # run() calls it
pipeline()
{
	aai-fetch -p limit=20 "$@" transcripts |
	    aai-fanout "$@" --pass sentences subtitles
}
start_mock -t 90 --control
aai-fetch -p limit=20 transcripts >parents
aai-fanout --pass sentences subtitles <parents >want
run pipeline --spool spool
expect_status 0 "a load with a spool"
same "$OUT" "is the same load" <want
n=$(requests)
run pipeline --spool spool --offline
expect_status 0 "and is made again"
same "$OUT" "without the network" <want
expect_equal "$(requests)" "$n" "really"
run env -u ASSEMBLYAI_API_KEY aai-fanout --spool spool --offline --pass \
    sentences subtitles <parents
expect_status 0 "for which no key is needed"
sed '$d' parents >fewer
run aai-fanout --spool spool --offline -p format=vtt subtitles <parents
expect_status 2 "what was not loaded is not there"
run aai-fetch --offline transcripts
expect_status 2 "nor is anything without a spool"

# Broken in the middle: only what is missing is asked for.
curl -sf -X POST "$ASSEMBLYAI_BASE_URL/_mock/reset-stats" >/dev/null
aai-fanout --spool spool --pass sentences subtitles <parents >/dev/null
whole=$(requests)
check "a load that ended well is made anew" test "$whole" -gt 100
curl -sf -X POST "$ASSEMBLYAI_BASE_URL/_mock/reset-stats" >/dev/null
run aai-fanout --spool part --max-requests 40 --pass sentences subtitles \
    <parents
expect_status 8 "a load that ends early"
kept=$(find part -name '*.gz' | wc -l)
expect_equal "$kept" 40 "has kept what it got"
run aai-fanout --spool part --stats st --pass sentences subtitles <parents
expect_status 0 "and goes on"
expect_equal "$(requests)" "$whole" "without asking for it again"
expect_equal "$(jq .spool_hits st)" 40 "but from the spool"
aai-fanout --pass sentences subtitles <parents >want
same "$OUT" "to the same end" <want

# A killed one, and a damaged file.
(aai-fanout --spool killed -j 4 --rate 100 --pass sentences subtitles \
    <parents >/dev/null 2>&1) &
pid=$!
enough()
{
	[ "$(find killed -name '*.gz' 2>/dev/null | wc -l)" -ge 10 ]
}
wait_for 20 enough
pkill -KILL -P "$pid" 2>/dev/null
wait "$pid" 2>/dev/null
file=$(find killed -name '*.gz' | head -n 1)
head -c 30 "$file" >damaged && cp damaged "$file"
run aai-fanout --spool killed --pass sentences subtitles <parents
expect_status 0 "a killed load goes on, too, over a damaged file"
same "$OUT" "to the same end" <want

# A full disk is not a fault of one parent; valgrind has files, too.
full_disk()
{
	(
		trap '' XFSZ
		ulimit -f 0
		aai-fanout --spool full --failed aside sentences <parents \
		    2>&1 >/dev/null
		echo "status $?"
	) | cat
}
if [ -z "${VALGRIND-}" ]; then
	run full_disk
	check "a spool that cannot be written ends the load" \
	    grep -qx "status 7" "$OUT"
	check "which is told" grep -q "File too large" "$OUT"
fi

start_mock -t 9 --latency 1s
aai-fanout --spool busy sentences <parents >/dev/null 2>&1 &
pid=$!
wait_for 10 test -d busy
sleep 0.2
run aai-fanout --spool busy sentences <parents
expect_status 5 "two cannot have one spool"
expect_stderr_like "in use by another process" "and are told"
kill "$pid"
wait "$pid" 2>/dev/null
# A damaged response is asked for with all its checks.
start_mock -t 40 --pending 0 --failed 0 --deleted 0
aai-fetch transcripts >parents
aai-fanout subtitles sentences <parents >want
start_mock -t 40 --pending 0 --failed 0 --deleted 0 \
    -f kind=cut,framing=close,from=21,times=1
run aai-fanout --spool bad --max-requests 20 subtitles sentences <parents
# shellcheck disable=SC2044 # names of hex digits
for file in $(find bad -name '*.gz'); do
	head -c 30 "$file" >damaged && cp damaged "$file"
done
run aai-fanout --retries 20 --spool bad subtitles sentences <parents
expect_status 0 "damaged responses are asked for again"
same "$OUT" "and again, until they are whole" <want

# Ids that are not known belong to what was loaded.
id=$(sed -n 3p parents | jq -r .id)
start_mock -t 40 --pending 0 --failed 0 --deleted 0 -f "kind=missing,path=$id"
run aai-fanout --spool lost sentences <parents
expect_status 3 "a load without some ids"
cp "$OUT" first
run aai-fanout --spool lost --offline sentences <parents
expect_status 3 "is made again without them"
same "$OUT" "and is the same" <first

# Whose load it is.
start_mock -t 40
run aai-fetch --spool own --max-requests 1 -p limit=10 transcripts
expect_status 8 "a broken load"
run env ASSEMBLYAI_API_KEY=other aai-fetch --spool own -p limit=10 transcripts
expect_status 4 "is nothing to another key"
expect_equal "$(wc -c <"$OUT")" 0 "which gets none of it"
run env ASSEMBLYAI_API_KEY=other aai-fetch --spool own --offline transcripts
check "nor offline" test "$STATUS" -ne 0 -a ! -s "$OUT"
run aai-fetch --spool own -p limit=10 transcripts
expect_status 0 "its own goes on with it"
run env -u ASSEMBLYAI_API_KEY aai-fetch --spool own --offline -p limit=10 \
    transcripts
expect_status 2 "without a key it must be clear whose load is meant"
expect_stderr_like "with several keys: give the key" "and is told"
expect_equal "$(grep -r test-key own | wc -l)" 0 "no key is in names or marks"

# A server that sends the key back.
mkdir -p folder/v1
echo '{"value": [{"n": 1}], "next": "/v1/more?token=test-key"}' \
    >folder/v1/list.json
echo '{"value": [{"n": 2}], "next": null}' >folder/v1/more.json
cat >d.json <<'end'
{"name": "t", "auth": {"kind": "header", "key_env": "T_KEY"},
 "resources": {"things": {"path": "/v1/list", "records": "value",
  "pages": {"kind": "next_url", "next": "next"}}}}
end
start_mock --folder folder
export T_KEY=test-key
things()
{
	aai-fetch --api d.json --base-url "$ASSEMBLYAI_BASE_URL" \
	    --spool echo "$@" things
}
run things --stats st
expect_status 0 "a key in the URL of a next page"
cp "$OUT" want
check "is not in the spool" \
    test "$(find echo -name '*.gz' -exec zcat {} + | grep -c test-key)" = 0
expect_stderr_like "GET .*/v1/list: the text of the key is in the response" \
    "since that page is not kept, which is reported"
unlike "$ERR" test-key "without the key"
expect_equal "$(jq -c '[.spool_unkept, .spool_stored]' st)" '[2,0]' \
    "and counted: neither it nor what is asked for by that URL"
run things --offline
expect_status 1 "without the network the load cannot be made again"
expect_stderr_like "/v1/list: not in the spool" "which is said"
sed -i 's/?token=test-key//' folder/v1/list.json
run things
expect_status 0 "a load without the key in it"
same "$OUT" "is the same" <want
run env -u T_KEY aai-fetch --api d.json --spool echo --offline \
    --base-url "$ASSEMBLYAI_BASE_URL" things
same "$OUT" "and is kept, to be had without the key as well" <want

# The description may have been mended since.
sed 's/"records": "value"/"records": "values"/' d.json >other.json
run aai-fetch --api other.json --base-url "$ASSEMBLYAI_BASE_URL" --spool echo \
    --offline things
expect_status 1 "what the spool has may not fit the description any more"
expect_stderr_like "in the spool is of no use: the body has no list 'values'" \
    "which is told"
check "and makes no record" test "$(wc -l <"$OUT")" = 0
rm -r echo
run things --max-requests 1
expect_status 8 "a load that ends early"
sed 's/"value"/"values"/' folder/v1/list.json >list &&
    cat list >folder/v1/list.json
sed 's/"value"/"values"/' folder/v1/more.json >list &&
    cat list >folder/v1/more.json
run aai-fetch --api other.json --base-url "$ASSEMBLYAI_BASE_URL" \
    --spool echo things
expect_status 0 "then it is asked for anew"
same "$OUT" "and is all there" <want

: >file
run aai-fetch --spool file transcripts
expect_status 7 "a spool that cannot be"
done_testing
