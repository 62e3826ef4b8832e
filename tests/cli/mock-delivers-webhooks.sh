# The stand-in delivers webhooks of every kind, signed where the service signs
# them, and again until they are taken.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/listen.inc"
need curl jq
start_mock -t 10 --words 2000 --control
base=$ASSEMBLYAI_BASE_URL
secret=0123456789abcdef0123456789abcdef
printf '%s\n' $secret >secrets

post()
{
	curl -sS -X POST "$base/_mock/deliver?$1"
}

deliveries()
{
	curl -sS "$base/_mock/deliveries"
}

# done_with COUNT: whether so many were taken, refused or given up.
# shellcheck disable=SC2317 # by wait_for
done_with()
{
	[ "$(deliveries | jq '.taken + .refused + .given_up')" -ge "$1" ]
}

AAI_WEBHOOK_AUTH=agreed listen -q --auth-header X-Hook-Key \
    --secret-file secrets --stats stats.json
proof="port=$(cat port)&header=X-Hook-Key&value=agreed&secret=$secret"
expect_equal "$(post "$proof&n=5&path=/hook%3Fcustomer=7")" \
    '{"queued": 20, "taken": 0, "refused": 0, "repeats": 0, "given_up": 0}' \
    "five of each kind are queued"
check "they are sent" wait_for 60 done_with 20
expect_equal "$(deliveries | jq .taken)" 20 "and taken"
post "$proof&kind=session&n=2&from=3&path=/hook%3Fcustomer=7" >queued
check "the same again" wait_for 60 done_with 22
post "port=$(cat port)&header=X-Hook-Key&value=wrong&secret=wrong" >queued
check "others" wait_for 60 done_with 26
expect_equal "$(deliveries | jq .refused)" 4 "are refused, once and for all"
stop TERM 0 "the listener ends"
like stats.json '"taken":20,"repeated":2,"refused":4,"failed":0,' \
    "it has seen the same"
jq -r '._table' out | sort | uniq -c | tr -s ' ' >kinds
same kinds "each kind is known" <<'end'
 5 agent_events
 5 null
 5 streaming_sessions
 5 webhooks
end
check "sessions are long" test "$(jq -c 'select(.messages)' out | wc -c)" \
    -gt 300000
aai-flatten -O -t webhooks <out 2>flatten.err >rows
jq -r 'select(._columns == null) | ._table' rows | sort | uniq -c |
    tr -s ' ' >got
words=$(jq -c '.messages[]?.words[]' out | wc -l)
turns=$(jq -c '.messages[]?' out | wc -l)
same got "and becomes tables" <<end
 5 agent_events
 5 streaming_sessions
 $turns streaming_sessions__messages
 $words streaming_sessions__messages__words
 10 webhooks
end
jq -c 'select(._table == "streaming_sessions__messages__words" and ._columns)
    | [._columns[] | [.name, .type, .key == true]]' rows >columns
same columns "with the types that the service documents" <<'end'
[["session_id","text",true],["messages_idx","bigint",true],["words_idx","bigint",true],["start","bigint",false],["end","bigint",false],["text","text",false],["confidence","double",false],["word_is_final","bool",false]]
end
check "transcripts are parents for aai-fanout" sh -c \
    'aai-fanout --allow-http transcript_details <out >whole 2>fanout.err; grep -q "_table\":\"transcript_details" whole'

# One that nobody takes comes again.
free=$(cat port)
post "port=$free&kind=event&secret=$secret&retry=2000" >queued
check "nobody is there" wait_for 60 \
    sh -c "curl -sS $base/_mock/deliveries | jq -e '.repeats > 0'"
rm -f out err hooks.ndjson*
aai-listen -q -j hooks.ndjson -p "$free" \
    --secret-file secrets >out 2>err &
pid=$!
check "then somebody is" wait_for 60 done_with 27
stop TERM 0 "the listener ends"
expect_equal "$(wc -l <out)" 1 "and has it"
expect_equal "$(curl -s -o answer -w '%{http_code}' -X POST \
    "$base/_mock/deliver?port=1&kind=x")" 400 "there are no other kinds"
stop_mocks
trap - EXIT
done_testing
