# A description is checked against its API: what is right is said to be so, what
# is wrong is found, with what would be right.

. "$ROOT/tests/lib.sh"
need jq
examples=$ROOT/lib/api/examples
start_mock --items 40
mock=$ASSEMBLYAI_BASE_URL
unset ASSEMBLYAI_BASE_URL ASSEMBLYAI_API_KEY
for name in AIRTABLE CHARGEBEE HARVEST HUBSPOT JIRA KLAVIYO LINEAR NOTION \
    SENTRY SHOP SHOPIFY SLACK STRIPE T ZENDESK; do
	export "${name}_KEY=test-key" "${name}_TOKEN=test-key"
done

# right API RESOURCE OPTION...: nothing differs, and a second page was seen.
right()
{
	api=$1 resource=$2
	shift 2
	run aai-describe --check --base-url "$mock/$api" --only "$resource" \
	    "$@" "$examples/$api.json"
	expect_status 0 "$api's $resource are as they are described"
	unlike "$OUT" ': (differs|change):' "... without a doubt"
	expect_stdout_like "^$resource: ok: page two has [0-9]+ other record" \
	    "... over two pages"
	expect_stdout_like "^$resource: ok: the key is in each record" \
	    "... with a key"
}
right airtable records
right chargebee customers -p site=acme
right harvest time_entries -p account=123
right hubspot contacts
right hubspot companies
right jira issues -p site=acme -p email=me
right klaviyo profiles
right linear issues
right notion pages
right sentry issues -p org=acme -p project=web
right shopify orders -p shop=acme
right slack messages
right stripe charges -p limit=7
right zendesk tickets -p subdomain=acme -p email=me
expect_stdout_like '^tickets: ok: the time .updated_at. is understood' \
    "times are read"
expect_stdout_like '^tickets: ok: the list is oldest first' \
    "and their order is seen"
expect_stdout_like "^secrets: ok: token goes to $mock as a user with a password" \
    "it is said which secret goes where"
run env ASSEMBLYAI_API_KEY=test-key aai-describe --check --base-url "$mock"
expect_status 0 "the description that is built in is right, too"
run aai-describe --check --base-url "$mock/slack" slack
expect_equal "$STATUS $(grep -c '^messages: ok' "$OUT")" "0 4" \
    "children are asked for by their parents' records"

# wrong TITLE RESOURCE REGEX...: the resource differs, and has these lines.
wrong()
{
	title=$1
	printf '{"version": 2, "name": "t", "resources": {"r": %s},
	    "params": {"limit": {"default": 10}},
	    "secrets": {"key": {"env": "T_KEY"}},
	    "auth": {"kind": "header", "prefix": "Bearer "}}' "$2" >d.json
	shift 2
	run aai-describe --check --base-url "$mock" d.json
	expect_status 3 "$title"
	for line; do
		expect_stdout_like "^r: $line" "$title: ${line%%:*} is said"
	done
	expect_stderr_like "not as d.json says" "$title: so is the sum"
}
wrong "another path of records" \
    '{"path": "/misc/next", "records": "rows"}' \
    "differs: the body has no list 'rows'" 'change: "records": "value"' \
    'change: "pages": .*"next_url", "next": "next"'
wrong "pages that are not described" \
    '{"path": "/stripe/v1/charges", "records": "data"}' \
    "ok: 10 records at .data" "differs: the list goes on .'has_more' is true" \
    'change: "pages": .*"last", "next": "id", "param": "starting_after"'
wrong "a cursor that is elsewhere" \
    '{"path": "/misc/cursor", "records": "data",
      "pages": {"kind": "cursor", "next": "meta.nxt", "param": "cursor"}}' \
    "differs: the list goes on" 'change: "pages": .*"meta.next_cursor"'
wrong "a parameter that is not heeded" \
    '{"path": "/misc/pages", "records": "results",
      "pages": {"kind": "page", "param": "pge"}}' \
    "differs: page two: " \
    'change: "pages": \{"kind": "page", "param": "page", "start": 1'
wrong "a key that is not unique" \
    '{"path": "/misc/next", "records": "value",
      "pages": {"kind": "next_url", "next": "next"},
      "table": {"key": {"paid": "x"}}}' \
    "ok: page two has" "differs: the key is not unique: [0-9]+ of 20 records"
wrong "a key that is null" \
    '{"path": "/stripe/v1/charges", "records": "data",
      "pages": {"kind": "last", "next": "id", "param": "starting_after",
       "more": "has_more"}, "table": {"key": {"no": "x"}}}' \
    "differs: the key 'no' is null or not there in 20 of 20 records" \
    'change: "table": \{"key": \{"id": "r_id"'
wrong "an order that is another" \
    '{"path": "/stripe/v1/charges", "records": "data",
      "pages": {"kind": "last", "next": "id", "param": "starting_after",
       "more": "has_more"}, "table": {"key": {"id": "x"}},
      "incremental": {"time": "created", "changes": true, "order": "oldest"}}' \
    "ok: the time 'created' is understood" \
    "differs: the list is said to be oldest first, but 19 of 20 records" \
    'change: "incremental": \{"order": "newest"'
wrong "a time that is none" \
    '{"path": "/gh/orgs/acme/repos", "params": {"per_page": {"default": 10}},
      "pages": {"kind": "link"}, "table": {"key": {"id": "x"}},
      "incremental": {"time": "full_name", "changes": true}}' \
    "differs: the time 'full_name' is not understood in 20 of 20 records" \
    'change: "incremental": \{"time": "created_at"'
wrong "types that are others" \
    '{"path": "/misc/next", "records": "value",
      "pages": {"kind": "next_url", "next": "next"},
      "table": {"key": {"order_no": "x"}, "columns": {"amount": "bigint",
       "paid": "timestamp", "lines[].qty": "bigint", "gone": "text"}}}' \
    "differs: 'amount' is said to be bigint, but is double" \
    'change: "table": \{"columns": \{"amount": "double"' \
    "differs: 'paid' is said to be timestamp, but is bool" \
    "unseen: columns without a value in these records: gone"
wrong "a resource that is gone" '{"path": "/misc/gone"}' \
    "differs: GET .*/misc/gone.*404"

sed 's,/misc/gone,/gh/orgs/acme/repos,' d.json >key.json
run env T_KEY=hunter2secret aai-describe --check --base-url "$mock" key.json
expect_status 4 "a key that is refused ends it"
unlike "$ERR" hunter2 "and is in no message"
unlike "$OUT" hunter2 "and in no line"
run env -u T_KEY aai-describe --check --base-url "$mock" key.json
expect_status 4 "so does one that is not there"
run aai-describe --check --only nothing --base-url "$mock" key.json
expect_status 2 "--only names a resource that there is"
run aai-describe --check --base-url "$mock/stripe" --max-requests 1 -p limit=7 \
    --only charges "$examples/stripe.json"
expect_status 8 "a limit of requests holds"
run aai-describe --base-url "$mock" key.json
expect_status 2 "how an API is asked goes with --check"
run sh -c "aai-describe --check --base-url $mock/slack slack >/dev/full"
expect_status 7 "what cannot be written is an error"
done_testing
