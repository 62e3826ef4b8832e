# Deliveries are answered when they are on disk and given out once; what is no
# delivery is refused.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/listen.inc"
need curl

type=' application/json'

# post PATH BODY [OPTION...]: the status.
post()
{
	to=$url$1
	body=$2
	shift 2
	curl -s -o answer -w '%{http_code}' -H "Content-Type:$type" \
	    -d "$body" "$@" "$to"
}

listen --stats stats.json
expect_equal "$(post '/hook?customer=7&a=x%20y' \
    '{"transcript_id":"t1", "status":"completed"}')" 200 "a delivery is taken"
like hooks.ndjson '^\{"transcript_id":"t1","status":"completed","webhook":' \
    "it is on disk by then"
expect_equal "$(post '/?a=x%20y&customer=7' '{}')" 200 "another is"
expect_equal "$(post '/hook?customer=7&a=x%20y' \
    '{"status":"completed","transcript_id":"t1"}')" 200 \
    "one that comes again is answered"
expect_equal "$(post / '{"redacted_audio_url":"https://x/?S=1",
"status":"redacted_audio_ready"}')" 200 "redacted audio is taken"

expect_equal "$(post / '{"transcript_id":')" 400 "half a body is refused"
like answer '^\{"error":"the body is not a JSON object"\}$' "with the reason"
expect_equal "$(post / '[1]')" 400 "so is a list"
expect_equal "$(post / "$(printf '{"a":"\377"}')")" 400 "other text than UTF-8"
expect_equal "$(post '/?a=%zz' '{}')" 400 "a malformed query"
type=' text/plain'
expect_equal "$(post / '{"c":1}')" 415 "another type"
type=
expect_equal "$(post / '{"c":1}')" 415 "no type"
type=' Application/JSON; charset=utf-8'
expect_equal "$(post / '{"b":1}')" 200 "the type may be spelled otherwise"
type=' application/json'
expect_equal "$(post / '{}' -H 'Content-Encoding: gzip')" 415 "compression"
expect_equal "$(curl -s -o answer -w '%{http_code}' "$url/")" 405 "GET"
expect_equal "$(post / '{}' -X PUT)" 405 "PUT"
expect_equal "$(post / '{"transcript_id":"t2"}' \
    -H 'Transfer-Encoding: chunked')" 200 "a body in chunks is taken"
stop TERM 0 "SIGTERM ends it well"
sed 's/"received_at":"[^"]*"/"received_at":"T"/' out >got
same got "the stream has each delivery once" <<'end'
{"transcript_id":"t1","status":"completed","webhook":{"query":{"customer":"7","a":"x y"},"received_at":"T","delivery":1}}
{"_table":"webhooks","webhook":{"query":{"a":"x y","customer":"7"},"received_at":"T","delivery":2}}
{"_table":"webhooks","redacted_audio_url":"https://x/?S=1","status":"redacted_audio_ready","webhook":{"received_at":"T","delivery":3}}
{"_table":"webhooks","b":1,"webhook":{"received_at":"T","delivery":4}}
{"transcript_id":"t2","webhook":{"received_at":"T","delivery":5}}
end
same hooks.ndjson "the journal is that stream" <out
like stats.json '"taken":5,"repeated":1,"refused":9,"failed":0,' \
    "the counts tell of it"
like err 'without --auth-header' "a warning says that everybody can deliver"

listen
expect_equal "$(post '/hook?customer=7&a=x%20y' \
    '{"transcript_id":"t1","status":"completed"}')" 200 \
    "after a start, what comes again is known"
expect_equal "$(post / '{"transcript_id":"t3"}')" 200 "what is new is taken"
stop TERM 0 "it ends"
like out '^\{"transcript_id":"t3".*"delivery":6\}\}$' "and is given out"
expect_equal "$(wc -l <out)" 1 "alone"

AAI_WEBHOOK_AUTH=s3cret-1 listen --path /hook --auth-header X-Secret -v
expect_equal "$(post /hook '{"n":1}')" 401 "without the header nothing is taken"
expect_equal "$(post /hook '{"n":1}' -H 'X-Secret: s3cret-2')" 401 \
    "nor with a wrong one"
expect_equal "$(post /hook '{"n":1}' -H 'x-secret: s3cret-1')" 200 \
    "with the right one it is"
expect_equal "$(post / '{"n":1}' -H 'X-Secret: s3cret-1')" 404 \
    "at its path alone"
# (Of valgrind one sees valgrind's.)
if [ -z "${VALGRIND-}" ] && [ -r /proc/$pid/environ ]; then
	tr '\0' '\n' </proc/$pid/environ >environ
	unlike environ 's3cret' "the value is wiped from the environment"
fi
stop TERM 0 "it ends"
grep -rl s3cret . >found
same found "the value is in no file and no message" </dev/null
unlike err 'without --auth-header' "nothing is warned of then"

run aai-listen
expect_status 2 "a journal is needed"
run aai-listen -j j --exec true
expect_status 2 "a command needs windows"
run aai-listen -j j --address 0.0.0.0
expect_status 2 "beyond this machine there is no plain HTTP"
run aai-listen -j j --auth-header X
expect_status 4 "a header needs a value"
run aai-listen -j nowhere/j
expect_status 7 "a journal needs a folder"
echo '{"mark":1}' >other
run aai-listen -j j --state other
expect_status 6 "a state of something else is refused"
listen
run aai-listen -p 0 -j hooks.ndjson
expect_status 5 "a journal is one process's alone"
stop TERM 0 "which goes on undisturbed"
trap - EXIT
done_testing
