# The Voice Agents API and the LLM Gateway are other origins of the built-in
# description, for which the key is the same.

. "$ROOT/tests/lib.sh"
need jq
start_mock -t 10 --items 450 --control
agents="--base-url=agents=$ASSEMBLYAI_BASE_URL"
gateway="--base-url=gateway=$ASSEMBLYAI_BASE_URL"

# count JQ: of the records that were written.
count()
{
	jq -s "$1" "$OUT"
}

run aai-fetch "$agents" --stats stats sessions
expect_status 0 "sessions are listed"
expect_equal "$(count 'map(.id) | unique | length')" 450 "each once"
expect_equal "$(jq .requests stats)" \
    3 "page by page"
expect_equal "$(count 'map(.created_at) == (map(.created_at) | sort | reverse)')" \
    true "newest first"
cp "$OUT" listed
run aai-fetch "$agents" agents
expect_equal "$(count 'length')" 5 "agents come as a bare list"
cp "$OUT" known
run aai-fanout "$agents" agent_details <known
expect_equal "$(count 'map(.tools | length) | add')" 5 "each is asked for"
run aai-fetch "$agents" webhook_subscriptions
expect_equal "$(count 'map(.enabled) | sort | tostring')" \
    '"[false,true,true]"' "subscriptions that are off come, too"
run aai-fetch "$agents" calls
expect_equal "$(count length)" 150 "calls are listed"
head -n 20 listed >some
run aai-fanout "$agents" session_details webhook_deliveries <some
expect_equal "$(count 'map(._table) | group_by(.) | map(length) | tostring')" \
    '"[20,20]"' "sessions have details and deliveries"
run aai-fetch "$gateway" models
expect_equal "$(count 'map(.id) | tostring')" '"[\"small-1\",\"large-2\"]"' \
    "models are listed"
run env ASSEMBLYAI_AGENTS_BASE_URL="$ASSEMBLYAI_BASE_URL" aai-fetch agents
expect_status 0 "the environment says where an origin is, too"
run aai-fetch --region eu "$gateway" models
expect_status 2 "a region and a URL exclude each other"
run aai-fetch --region eu agents
expect_status 2 "voice agents have no regions"
run aai-fetch --region eu --dry-run models
expect_equal "$(cat "$OUT")" \
    "GET https://llm-gateway.eu.assemblyai.com/v1/models" "the gateway has"
run aai-fetch --dry-run sessions
expect_equal "$(cat "$OUT")" \
    "GET https://agents.assemblyai.com/v1/sessions?limit=200" \
    "without more the service's own origin is meant"
ASSEMBLYAI_API_KEY=wrong run aai-fetch "$agents" agents
expect_status 4 "a wrong key is refused there as well"

# What is new since the last load; one that goes on is left for the next.
run aai-fetch "$agents" --state state sessions
expect_equal "$(count 'map(select(._table == "sessions")) | length')" 449 \
    "the one that goes on is not taken"
tail -n 1 "$OUT" | jq -c .state >state
run aai-fetch "$agents" --state state sessions
expect_equal "$(count 'map(select(._table == "sessions")) | length')" 0 \
    "nothing is new after that"

# Tables of them.
{
	aai-fetch "$agents" sessions
	aai-fanout "$agents" session_details <some
	aai-fetch "$agents" agents | aai-fanout "$agents" --pass agent_details
	aai-fetch "$agents" webhook_subscriptions
	aai-fetch "$gateway" models
} >all
run aai-flatten -O --strict <all
expect_status 0 "they become tables"
unlike "$ERR" "not in the description: (sessions|agents|calls)" \
    "with known columns"
like "$OUT" '"_table":"session_details__artifacts","session_id":"sess_' \
    "artifacts are a table"
like "$OUT" '"_table":"agent_details__tools__http__headers","agent_id":"agent_' \
    "so are the headers of tools"

# Both shapes of the list of agents are taken.
. "$ROOT/tests/server.inc"
start_server <<'end'
def answer(r):
    assert r.headers["Authorization"] == "test-key", "no key"
    first = r.q.get("cursor") is None
    return {"agents": things(0, 2) if first else things(2, 3),
        "has_more": first, "response_metadata":
        {"next_cursor": "n" if first else ""}}
end
run aai-fetch --base-url "agents=$URL" agents
expect_equal "$(count 'map(.id) | tostring')" '"[0,1,2]"' \
    "agents in pages are taken, too"

done_testing
