# --fault makes answers wrong, each kind in its way, and only those selected.

. "$ROOT/tests/lib.sh"
need curl jq

# serve OPTION...: a new server, without deviations, and some ids.
serve()
{
	stop_mocks
	start_mock --control --no-drift --failed 0 --deleted 0 --pending 0 "$@"
	base=$ASSEMBLYAI_BASE_URL
	curl -sS "$base/_mock/transcripts" | jq -r .id >ids
	id=$(head -n 1 ids)
}

# get PATH [CURL OPTION...]: body, head, $CODE (HTTP) and $STATUS (curl's).
get()
{
	path=$1
	shift
	STATUS=0
	: >body
	CODE=$(curl -sS -g -D head -o body -w '%{http_code}' --max-time 20 \
	    -H 'Authorization: test-key' "$@" "$base$path" 2>err) || STATUS=$?
}

list="/v2/transcript?limit=5"

# Error statuses, their bodies and Retry-After.
serve -f kind=429,retry-after=3,path=limit=1 \
    -f kind=429,retry-after=date+5,path=limit=2 \
    -f kind=429,path=limit=3 -f kind=500,path=limit=4 \
    -f kind=502,path=limit=5 -f kind=503,body=none,path=limit=6 \
    -f kind=504,body=json,path=limit=7 -f kind=400,body=text,path=limit=8 \
    -f kind=429,retry-after=-99999999999,path=limit=9
get /v2/transcript?limit=1
expect_equal "$CODE $(jq -r .error body)" "429 Too Many Requests" "429 is told"
like head '^Retry-After: 3.$' "with seconds to wait"
get /v2/transcript?limit=2
like head '^Retry-After: (Mon|Tue|Wed|Thu|Fri|Sat|Sun), [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9:]{8} GMT' \
    "with a date to wait for"
then=$(date -d "$(sed -n 's/^Retry-After: \(.*\).$/\1/p' head)" +%s)
now=$(date -d "$(sed -n 's/^Date: \(.*\).$/\1/p' head)" +%s)
expect_equal $((then - now >= 4 && then - now <= 6)) 1 \
    "which is as far away as asked for"
get /v2/transcript?limit=3
unlike head '^Retry-After' "without Retry-After"
get /v2/transcript?limit=4
expect_equal "$CODE $(jq -r .error body)" \
    "500 Server error, developers have been alerted." "500 is told in JSON"
get /v2/transcript?limit=5
expect_equal "$CODE" 502 "502 is told"
like body '<h1>' "in HTML"
get /v2/transcript?limit=6
expect_equal "$CODE $(wc -c <body)" "503 0" "503 is told without a body"
get /v2/transcript?limit=7
expect_equal "$CODE $(jq -r 'has("error")' body)" "504 true" "504 in JSON"
get /v2/transcript?limit=8
expect_equal "$CODE $(cat body)" "400 upstream failed" "400 as text"
get /v2/transcript?limit=9
like head '^Retry-After: -99999999999' "an absurd Retry-After is sent"

get /v2/transcript
expect_equal "$CODE" 200 "what is not selected is right"

# Cut bodies, in each framing.
serve -f kind=cut,path=limit=1 -f kind=cut,framing=chunked,path=limit=2 \
    -f kind=cut,framing=close,path=limit=3 -f kind=cut,at=0,path=limit=4 \
    -f kind=cut,at=100,path=limit=5 -f kind=drop,path=limit=6 \
    -f kind=cut,reset=yes,path=limit=7 -f framing=chunked,kind=none,path=limit=8 \
    -f framing=close,kind=none,path=limit=9
get /v2/transcript?limit=1
expect_equal "$STATUS" 18 "a body is cut before its length"
check "in the middle" test -s body
get /v2/transcript?limit=2
expect_equal "$STATUS" 18 "a body in chunks is cut"
get /v2/transcript?limit=3
expect_equal "$STATUS" 0 "a body cut where the connection ends looks whole"
check "but is not JSON" sh -c '! jq . body'
get /v2/transcript?limit=4
expect_equal "$STATUS $(wc -c <body)" "18 0" "a body may be cut at its start"
get /v2/transcript?limit=5
expect_equal "$STATUS $(wc -c <body)" "18 100" "or after this many bytes"
get /v2/transcript?limit=6
expect_equal "$STATUS" 52 "there may be no answer"
get /v2/transcript?limit=7
check "a connection may be reset" test "$STATUS" -eq 56 -o "$STATUS" -eq 18
get /v2/transcript?limit=8
expect_equal "$STATUS $(jq .page_details.limit body)" "0 8" \
    "a whole body comes in chunks"
like head '^Transfer-Encoding: chunked' "and says so"
get /v2/transcript?limit=9
expect_equal "$STATUS $(jq .page_details.limit body)" "0 9" \
    "a whole body ends with the connection"
unlike head '^(Content-Length|Transfer-Encoding)' "without a length"

# Bodies that are not what they should be.
serve --features rich -t 30 -f kind=half-utf8,path=limit=1 \
    -f kind=half-token,path=limit=2 -f kind=bad-utf8,path=limit=3 \
    -f kind=surrogate,path=limit=4 -f kind=dup-key,path=limit=5 \
    -f kind=garbage,path=limit=6 -f kind=html,path=limit=7 \
    -f kind=empty,path=limit=8 -f kind=deep,size=3,path=limit=9 \
    -f kind=type,type=text/css,path=limit=11
get /v2/transcript?limit=1
check "a body ends within a character" sh -c \
    '! iconv -f UTF-8 -t UTF-8 body >/dev/null 2>&1'
expect_equal "$STATUS" 0 "though its length is right"
get /v2/transcript?limit=2
check "a body ends within a word" sh -c 'tail -c 2 body | grep -qE "nu|tr"'
get /v2/transcript?limit=3
check "a string holds a byte that UTF-8 has not" sh -c \
    '! iconv -f UTF-8 -t UTF-8 body >/dev/null 2>&1 && tail -c 2 body | grep -q "]}"'
get /v2/transcript?limit=4
like body '\\ud800[^\\]' "a string holds half a pair"
get /v2/transcript?limit=5
expect_equal "$(grep -o '"transcripts":' body | wc -l)" 2 "a key occurs twice"
get /v2/transcript?limit=6
expect_equal "$CODE $(head -c 3 body | od -An -tx1)" "200  01 02 7b" \
    "a body is not JSON"
like head '^Content-Type: application/json' "though it says so"
get /v2/transcript?limit=7
expect_equal "$CODE $(head -c 6 body)" "200 <html>" "a body is a page"
get /v2/transcript?limit=8
expect_equal "$CODE $(wc -c <body)" "200 0" "a body is missing"
get /v2/transcript?limit=9
expect_equal "$(cat body)" '{"transcripts": [[[]]]}' "a body is deep"
get /v2/transcript?limit=11
like head '^Content-Type: text/css' "a type is wrong"
expect_equal "$(grep -ci '^content-type' head)" 1 "and the only one"

# Sizes and times.
serve -f kind=bomb,size=10M,path=limit=1 -f kind=big,size=5M,path=limit=2 \
    -f kind=gzip-cut,path=limit=3 -f kind=drip,bytes=500,ms=1,path=limit=4 \
    -f kind=delay,ms=200,path=limit=5 -f kind=stall,at=100,path=limit=6 \
    -f kind=stall,at=0,ms=1,path=limit=7 -f kind=close,path=limit=8
get /v2/transcript?limit=1
like head '^Content-Encoding: gzip' "a bomb is compressed"
check "and small" test "$(wc -c <body)" -lt 100000
expect_equal $(($(gunzip -c <body | wc -c) > 10485760)) 1 "but becomes large"
expect_equal "$(gunzip -c <body | jq .page_details.limit)" 1 "and is JSON"
get /v2/transcript?limit=2
expect_equal "$(($(wc -c <body) > 5242880)) $(jq .page_details.limit body)" \
    "1 2" "a body is large"
get /v2/transcript?limit=3 --compressed
check "a compressed body is cut" sh -c '! jq . body'
get /v2/transcript?limit=4
expect_equal "$STATUS $(jq .page_details.limit body)" "0 4" \
    "a body that drips is whole"
took=$(curl -sS -o body -w '%{time_total}' -H 'Authorization: test-key' \
    "$base/v2/transcript?limit=5")
check "an answer is late ($took s)" awk "BEGIN { exit !($took >= 0.2) }"

get /v2/transcript?limit=6 --max-time 1
expect_equal "$STATUS $(wc -c <body)" "28 100" "a body stops coming"
get /v2/transcript?limit=7
expect_equal "$STATUS $(jq .page_details.limit body)" "0 7" \
    "or goes on after a while"
get /v2/transcript?limit=8
expect_equal "$STATUS $(jq .page_details.limit body)" "0 8" \
    "a right answer may be the connection's last"
like head '^Connection: close' "and says so"

# Redirects.
serve -f kind=redirect,path=limit=1 -f kind=redirect,to=loop,path=limit=2 \
    -f kind=redirect,to=other,status=307,path=limit=3 \
    -f kind=redirect,to=ftp://example.org/,path=limit=4
get /v2/transcript?limit=1
expect_equal "$CODE" 302 "a redirect is told"
get /v2/transcript?limit=1 -L
expect_equal "$CODE $(jq .page_details.limit body)" "200 1" \
    "it leads to the right answer"
get /v2/transcript?limit=2 -L --max-redirs 5
expect_equal "$STATUS" 47 "another leads to itself"
get /v2/transcript?limit=3
expect_equal "$CODE" 307 "the status is as asked for"
like head '^Location: http://localhost:.*foreign=1' "one leads elsewhere"
get /v2/transcript?limit=3 -L --location-trusted
expect_equal "$(curl -sS "$base/_mock/stats" | jq -c '[.leaks, .leak]')" \
    '[1,"another origin, in header Authorization"]' \
    "a key taken there is noticed"
get /v2/transcript?limit=4
like head '^Location: ftp://example.org/' "one leads anywhere"

# The list: loops, repetitions, changes.
serve -t 20 -f kind=loop,path=limit=2 -f kind=duplicate,path=limit=3,times=1 \
    -f kind=503,path=limit=4,times=1,add=2 -f kind=missing,path=/sentences
at="before_id=$(sed -n 10p ids)"
get "/v2/transcript?limit=2&$at"
jq -r '.transcripts[].id' body >got
tail -n 2 ids | tac >want
same got "a loop begins anew" <want
get "/v2/transcript?limit=3&$at"
jq -r '.transcripts[].id' body >got
sed -n 10,12p ids | tac >want
same got "a page is repeated" <want
get "/v2/transcript?limit=3&$at"
jq -r '.transcripts[].id' body >got
sed -n 7,9p ids | tac >want
same got "once" <want
get /v2/transcript?limit=4
one=$CODE
get /v2/transcript?limit=4
jq -r '.transcripts[2:][].id' body >got
tail -n 2 ids | tac >want
expect_equal "$one $CODE" "503 200" "a page fails once"
same got "and has new rows when asked for again" <want
get "/v2/transcript/$id"
one=$CODE
get "/v2/transcript/$id/sentences"
expect_equal "$one $CODE $(jq -r .error body)" \
    "200 400 Transcript lookup error, transcript id not found" \
    "a part of a transcript is missing"

# Which requests are struck.
serve -f kind=503,route=sentences,p=0.5 -f kind=500,route=list,every=3 \
    -f kind=501,route=transcript,times=2 -f kind=502,route=srt,from=2,max=1 \
    -f kind=504,method=DELETE
codes()
{
	path=$1
	n=$2
	shift 2
	all=
	while [ "$n" -gt 0 ]; do
		get "$path" "$@"
		all="$all$CODE "
		n=$((n - 1))
	done
	echo "$all"
}
expect_equal "$(codes "$list" 7)" "200 200 500 200 200 500 200 " "each third"
expect_equal "$(codes "/v2/transcript/$id" 3)" "501 501 200 " \
    "the first two of a target"
expect_equal "$(codes "/v2/transcript/$(tail -n 1 ids)" 3)" "501 501 200 " \
    "and of another"
expect_equal "$(codes "/v2/transcript/$id/srt" 4)" "200 502 200 200 " \
    "one, from the second on"
expect_equal "$(codes "/v2/transcript/$id" 1 -X DELETE)" "504 " \
    "those of a method"
codes "/v2/transcript/$(tail -n 1 ids)/sentences" 40 >half
check "half of them, by chance" sh -c \
    'n=$(grep -o 503 half | wc -l); [ $n -gt 8 ] && [ $n -lt 32 ]'
expect_equal "$(curl -sS "$base/_mock/stats" | jq .faults)" \
    "$((2 + 2 + 2 + 1 + 1 + $(grep -o 503 half | wc -l)))" \
    "the server counts what it did"
last=$(tail -n 1 ids)
serve -f kind=503,route=sentences,p=0.5
codes "/v2/transcript/$last/sentences" 40 >again
same half "chance is the seed's" <again

# What is not a fault.
for spec in '' every=3 kind=what kind=600 kind kind=429,every=0 kind=cut,at=101% \
    kind=429,route=nowhere kind=drip,ms=-1 kind=429,colour=red "kind=429," \
    kind=500,p=2 kind=redirect,status=99 kind=big,size=lots; do
	run aai-mock -p 0 --idle-exit 1ms -f "$spec"
	expect_status 2 "'$spec' is refused"
done
expect_stderr_like "^aai-mock: --fault 'kind=big,size=lots': not 'size=lots'" \
    "and the message says what is wrong"
done_testing
