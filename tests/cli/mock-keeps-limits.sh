# Rates, waits, compression, TLS, and when the server ends.

. "$ROOT/tests/lib.sh"
need curl jq

ask()
{
	curl -sS -H 'Authorization: test-key' "$@"
}

# A rate limit refuses what is too fast, and lets through later.
start_mock -t 3 --rate-limit 5/1s --control
url=$ASSEMBLYAI_BASE_URL/v2/transcript
ask -w '%{http_code}\n' -o body "$url?a=[1-8]" >codes
expect_equal "$(sort codes | uniq -c | tr -s ' \n' ' ')" " 5 200 3 429 " \
    "five are let through in a second"
ask -D head -o body "$url"
like head '^Retry-After: 1.$' "the others learn when to come again"
sleep 1.1
expect_equal "$(ask -o body -w '%{http_code}' "$url")" 200 \
    "later ones are let through"
expect_equal "$(ask "$ASSEMBLYAI_BASE_URL/_mock/stats" | jq .limited)" 4 \
    "refusals are counted"

# Answers wait without keeping others waiting.
stop_mocks
start_mock -t 3 --latency 300ms --control
url=$ASSEMBLYAI_BASE_URL/v2/transcript
began=$(date +%s%N)
ask -Z --parallel-immediate -o /dev/null "$url?a=[1-20]" 2>err
took=$((($(date +%s%N) - began) / 1000000))
check "answers wait ($took ms)" test $took -ge 300
check "all at once" test $took -lt 5000
expect_equal "$(curl -sS "$ASSEMBLYAI_BASE_URL/_mock/stats" |
    jq '.max_in_flight >= 10')" true "they are in flight together"

# A server that ends while answers wait ends well.
ask -o /dev/null "$url" 2>err &
wait_for 10 sh -c "curl -sS $ASSEMBLYAI_BASE_URL/_mock/stats |
    jq -e '.in_flight >= 2' >/dev/null" || :
kill -TERM "$MOCK"
status=0
wait "$MOCK" || status=$?
expect_equal $status 143 "a signal ends it while answers wait"
expect_equal "$(cat "$CAPTURE/mock.err")" "" "quietly"

# Compression.
stop_mocks
start_mock -t 3 --gzip
url=$ASSEMBLYAI_BASE_URL/v2/transcript
ask "$url" >plain
ask -H 'Accept-Encoding: gzip' -D head "$url" | gunzip >unpacked
same unpacked "a compressed body is the same" <plain
like head '^Content-Encoding: gzip' "and says that it is one"
ask -H 'Accept-Encoding: gzip' "$url" | gunzip >unpacked
same unpacked "also when it was kept" <plain
ask -D head "$url" >again
unlike head '^Content-Encoding' "it is so for those alone who accept it"

# The key from a file, and after Bearer.
stop_mocks
echo 0123abc >key
start_mock -t 3 --key-file key --accept-bearer
url=$ASSEMBLYAI_BASE_URL/v2/transcript
for header in 'Authorization: 0123abc' 'Authorization: Bearer 0123abc'; do
	expect_equal "$(curl -sS -o body -w '%{http_code}' -H "$header" "$url")" \
	    200 "'$header' is taken"
done
expect_equal "$(ask -o body -w '%{http_code}' "$url")" 401 \
    "the default key is not"

# When the server ends by itself.
run aai-mock -p 0 --idle-exit 50ms
expect_status 0 "it ends after a time without requests"
expect_stdout_like '^http://127.0.0.1:[0-9]+$' "having told its URL"
stop_mocks
start_mock -t 3 --max-requests 2
ask -o body "$ASSEMBLYAI_BASE_URL/v2/transcript?a=[1-2]"
status=0
wait "$MOCK" || status=$?
expect_equal $status 0 "it ends after this many requests"

# What it cannot do.
start_mock
run aai-mock -p "${ASSEMBLYAI_BASE_URL##*:}"
expect_status 1 "a port that is taken is an error"
expect_stderr_like '^aai-mock: cannot listen on port [0-9]+: Address .*in use' \
    "that says so"
run aai-mock -p 0 --port-file nowhere/port
expect_status 7 "a port's file that cannot be written is another"
run aai-mock -p 0 --tls-cert x
expect_status 2 "a certificate needs its key"
run aai-mock -p 0 --rate-limit fast
expect_status 2 "a rate is a number"
run aai-mock operand
expect_status 2 "there are no operands"
done_testing
