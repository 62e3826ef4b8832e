# A load that goes on with responses of a spool knows what there was when they
# were kept, and marks no later time as known.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/server.inc"
need jq

start_server <<'end'
import time
def ago(hours):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ",
        time.gmtime(time.time() - hours * 3600))
def answer(r):
    if "c" in r.q:
        return {"data": [{"id": 2, "at": ago(2)}]}
    return {"data": [{"id": 1, "at": ago(99)}], "next": "x"}
end
api '{"list":{"path":"/list","records":"data","table":{"key":{"id":"list_id"}},
    "pages":{"kind":"cursor","next":"next","param":"c"},
    "incremental":{"id":"id","time":"at","order":"any"}}}' '"version":2'

# load OPTION...: with a state; its end is in end.
load()
{
	run aai-fetch --api api.json --base-url "$URL" --retries 0 \
	    --state st.json "$@" list
	grep '"_aai_end"' "$OUT" >end
}
load --spool spool --max-requests 1
expect_status 8 "a load ends early"
find spool -exec touch -d '2 days ago' {} +
load --spool spool --stats st
expect_status 0 "the next one ends"
expect_equal "$(jq .spool_hits st)" 1 "with what the spool has"
expect_equal "$(jq '.state.mark | .[:19] + "Z" | fromdate < now - 47 * 3600' \
    end)" true "what came between its pages is not marked as known"
load
expect_equal "$(jq '.state.mark | .[:19] + "Z" | fromdate > now - 3 * 3600' \
    end)" true "without a spool it is"
done_testing
