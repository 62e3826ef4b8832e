# An account with everything in it ends as tables that have every value of every
# response, each once, as a script finds that knows nothing of the toolkit.

. "$ROOT/tests/lib.sh"
need python3 sqlite3
start_mock -t 50 --items 12 --redacted-waits 0 --expired-links 1
ASSEMBLYAI_AGENTS_BASE_URL=$ASSEMBLYAI_BASE_URL
ASSEMBLYAI_GATEWAY_BASE_URL=$ASSEMBLYAI_BASE_URL
export ASSEMBLYAI_AGENTS_BASE_URL ASSEMBLYAI_GATEWAY_BASE_URL

# All of the account, as records.
load()
{
	aai-fetch -q transcripts | aai-fanout -q --pass -p words=the \
	    transcript_details sentences paragraphs subtitles redacted_audio \
	    word_search
	aai-fetch -q agents | aai-fanout -q --pass agent_details
	aai-fetch -q sessions |
	    aai-fanout -q --pass session_details webhook_deliveries |
	    aai-fanout -q --pass session_timelines session_metadata
	aai-fetch -q calls
	aai-fetch -q webhook_subscriptions
	aai-fetch -q models
}
load >records 2>load.err
check "the account is loaded in silence" test ! -s load.err
aai-flatten -q <records | aai-sink-sql -q -d sqlite | sqlite3 db

run python3 "$ROOT/tests/leaves.py" "$ASSEMBLYAI_BASE_URL" db
expect_status 0 "every value is in the tables, once"
like "$OUT" '^1[0-9]{5} values in all' "and there are many"
note "$(tail -n 1 "$OUT")"

# The script sees what is missing, and what is there twice.
sqlite3 db "create table kept as select * from session_timelines__turns;
    delete from session_timelines__turns where rowid = 1"
run python3 "$ROOT/tests/leaves.py" "$ASSEMBLYAI_BASE_URL" db
expect_status 1 "a row less is noticed"
like "$OUT" '^session_timelines: missing: 1 times' "and named"
sqlite3 db "drop table session_timelines__turns;
    alter table kept rename to session_timelines__turns;
    insert into models__providers (model_id, providers_idx, value)
	values ('small-1', 2, 'a')"
run python3 "$ROOT/tests/leaves.py" "$ASSEMBLYAI_BASE_URL" db
expect_status 1 "a row too much is noticed"
like "$OUT" '^models: too much: 1 times' "and named"
unlike "$OUT" 'missing' "but nothing else"

done_testing
