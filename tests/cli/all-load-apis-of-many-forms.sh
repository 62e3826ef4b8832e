# The example descriptions load from servers of the form of the API that each
# is for: all at first, later what is new or has changed since.

. "$ROOT/tests/lib.sh"
need jq curl
examples=$ROOT/lib/api/examples
for name in AIRTABLE CHARGEBEE GOOGLE HARVEST HUBSPOT JIRA KLAVIYO LINEAR \
    NOTION SALESFORCE SENTRY SHOPIFY SLACK STRIPE ZENDESK; do
	export "${name}_KEY=test-key" "${name}_TOKEN=test-key"
done

# load API RESOURCE SINK-OPTION OPTION...: into out.API.RESOURCE.
load()
{
	api=$1 resource=$2 sink_option=$3
	shift 3
	aai-fetch -q --api "$examples/$api.json" --base-url "$ASSEMBLYAI_BASE_URL/$api" \
	    "$@" "$resource" >records 2>err &&
	    aai-flatten -q --api "$examples/$api.json" <records >rows &&
	    aai-sink-csv -q -o "out.$api.$resource" "$sink_option" \
		${state:+--state "$state"} <rows
}

# shown API RESOURCE: the rows that the folder has, sorted.
shown()
{
	aai-show --json "out.$1.$2" | jq -c 'select(._columns == null)' | sort
}

# Each: API, resource, options.
cat >list <<'end'
chargebee customers -p site=acme
harvest time_entries -p account=123
hubspot contacts
hubspot companies
jira issues -p site=acme -p email=me@acme.example
klaviyo profiles
linear issues
notion changed -p database=db1
sentry issues -p org=acme -p project=web
shopify orders -p shop=acme
stripe charges
zendesk tickets -p subdomain=acme -p email=me@acme.example
end

# loads ITEMS: load each list incrementally, counting the records that came.
loads()
{
	while read -r api resource options; do
		state=$api.$resource.state
		# shellcheck disable=SC2086
		load "$api" "$resource" --mode=merge --state "$state" $options
		echo "$api $resource $? $(jq -c 'select(._table != "_aai_end")' \
		    records | wc -l)"
	done <list
}

# Forty items, of which none has changed; then six more, and those of the older
# half that are divisible by five have changed since.
start_mock --items 40
loads >first
sed 's/ -p.*//; s/$/ 0 40/' list >want
same first "all records of each list are loaded at first" <want
stop_mocks
# The same server, as far as states know: on the same port.
aai-mock -p "$(cat "$CAPTURE/port")" --items 46 >"$CAPTURE/mock.out" \
    2>"$CAPTURE/mock.err" &
mock_pids=$!
wait_for 10 curl -s -o "$CAPTURE/curl" "$ASSEMBLYAI_BASE_URL"
loads >second
sed 's/ -p.*//; s/$/ 0 11/; s/^\(stripe .*\) 11/\1 6/' list >want
same second "later those that are new, or have changed" <want
while read -r api resource options; do
	shown "$api" "$resource" >merged
	rm -r "out.$api.$resource"
	state=
	# shellcheck disable=SC2086
	load "$api" "$resource" --mode=replace $options
	shown "$api" "$resource" >whole
	# What is told of charges does not change.
	same merged "$api $resource: the tables are those of one whole load" \
	    <whole
done <list
stop_mocks

# Children, and what an answer means.
start_mock --items 20
pipe()
{
	api=$1
	shift
	export AAI_API="$examples/$api.json"
	"$@" 2>err | jq -r ._table | sort | uniq -c |
	    awk '$2 != "_aai_end" { print $2, $1 }'
}
slack()
{
	aai-fetch -q --base-url "$ASSEMBLYAI_BASE_URL/slack" channels |
	    aai-fanout -q --base-url "$ASSEMBLYAI_BASE_URL/slack" --pass messages
}
pipe slack slack >got
same got "messages of each channel come by cursors, too" <<'end'
channels 7
messages 140
end
notion()
{
	aai-fetch -q --base-url "$ASSEMBLYAI_BASE_URL/notion" databases |
	    aai-fanout -q --base-url "$ASSEMBLYAI_BASE_URL/notion" --pass pages
}
pipe notion notion >got
same got "pages of each database by requests with a body" <<'end'
databases 3
pages 60
end
airtable()
{
	aai-fetch -q --base-url "$ASSEMBLYAI_BASE_URL/airtable" bases |
	    aai-fanout -q --base-url "$ASSEMBLYAI_BASE_URL/airtable" --pass tables |
	    aai-fanout -q --base-url "$ASSEMBLYAI_BASE_URL/airtable" --pass records
}
pipe airtable airtable >got
same got "records of each table by two ids" <<'end'
bases 2
records 120
tables 6
end

# Tokens that wear out: on another host than the API, and at the one that the
# token's answer names.
export GOOGLE_CLIENT_ID=client GOOGLE_CLIENT_SECRET=secret \
    GOOGLE_REFRESH_TOKEN=test-key SALESFORCE_CLIENT_ID=client \
    SALESFORCE_CLIENT_SECRET=secret SALESFORCE_REFRESH_TOKEN=test-key
sed "s,https://oauth2.googleapis.com,$ASSEMBLYAI_BASE_URL/google,
    s,https://www.googleapis.com,$ASSEMBLYAI_BASE_URL/google," \
    "$examples/google.json" >google.json
google()
{
	aai-fetch -q --token-file google.token calendars |
	    aai-fanout -q --token-file google.token --pass events
}
examples=. pipe google google >got
same got "a token that wears out is got anew, in either program" <<'end'
calendars 3
events 60
end
sed "s,https://login.salesforce.com,$ASSEMBLYAI_BASE_URL/salesforce," \
    "$examples/salesforce.json" >salesforce.json
AAI_API=salesforce.json run aai-fetch -q --token-file salesforce.token \
    --state accounts.state accounts
expect_status 0 "so is one that says where the API is"
expect_equal "$(jq -r '.Id // empty' "$OUT" | sort -u | wc -l)" 20 \
    "and all is there"
AAI_API=$examples/slack.json SLACK_TOKEN=wrong run aai-fetch -q \
    --base-url "$ASSEMBLYAI_BASE_URL/slack" channels
expect_status 4 "a refused key that comes with status 200 is one"
stop_mocks

# Windows of a week.
start_mock --items 400
AAI_API=$examples/klaviyo.json run aai-fetch -q \
    --base-url "$ASSEMBLYAI_BASE_URL/klaviyo" --start 2025-12-30 --state events.state events
expect_status 0 "a list that is asked for by weeks is loaded"
expect_equal "$(jq -r '.id // empty' "$OUT" | sort -u | wc -l)" 400 "whole"
expect_equal "$(jq -r '.id // empty' "$OUT" | wc -l)" 400 "and once"
stop_mocks
done_testing
