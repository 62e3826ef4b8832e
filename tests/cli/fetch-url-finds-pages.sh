# A URL alone gives what the description of its API gives: over lists of every
# form, the same records, page by page.

. "$ROOT/tests/lib.sh"
need jq curl
examples=$ROOT/lib/api/examples
start_mock --items 40
mock=$ASSEMBLYAI_BASE_URL
unset ASSEMBLYAI_BASE_URL ASSEMBLYAI_API_KEY
export TOKEN=test-key ACCOUNT=123
for name in AIRTABLE CHARGEBEE GITHUB HARVEST HUBSPOT KLAVIYO SENTRY SHOP \
    SHOPIFY SLACK STRIPE ZENDESK; do
	export "${name}_KEY=test-key" "${name}_TOKEN=test-key"
done

# Records without their tags, which differ, in their order.
records()
{
	sed 's/^{"_table":"[^"]*",*/{/'
}

# like_described TITLE WORDS API RESOURCE PARAMS -- OPTION... URL: the URL gives
# what the description does, and says so.
like_described()
{
	title=$1 words=$2 api=$3 resource=$4 params=$5
	shift 6
	# shellcheck disable=SC2086
	aai-fetch -q --api "$examples/$api.json" --base-url "$mock/$api" \
	    $params "$resource" 2>want.err | records >want
	run aai-fetch "$@"
	expect_status 0 "$title"
	records <"$OUT" >got
	same got "$title: it gives the same records" <want
	check "$title: there are some" test -s want
	expect_equal "$(cat "$ERR")" "aai-fetch: records at $words" \
	    "$title: a line says how"
}

bearer='Authorization: Bearer $TOKEN'
klaviyo='Authorization: Klaviyo-API-Key $TOKEN'
like_described "a cursor within an object" \
    ".results, 9 a page, next page by .paging.next.after as after" \
    hubspot companies "" -- \
    --auth "$bearer" "$mock/hubspot/crm/v3/objects/companies"
like_described "a cursor that is called an offset" \
    ".bases, 1 a page, next page by .offset as offset" airtable bases "" -- \
    --auth "$bearer" "$mock/airtable/v0/meta/bases"
like_described "URLs in the body" \
    ".time_entries, 11 a page, next page by the URL at .links.next" \
    harvest time_entries "-p account=123" -- --auth "$bearer" \
    --auth 'Harvest-Account-Id: ${ACCOUNT}' "$mock/harvest/v2/time_entries"
like_described "URLs of JSON:API" \
    ".data, 9 a page, next page by the URL at .links.next" \
    klaviyo profiles "" -- --auth "$klaviyo" --header 'Revision: 2024-10-15' \
    "$mock/klaviyo/api/profiles?sort=updated"
like_described "links in a header" "., 10 a page, next page by Link header" \
    sentry issues "-p org=acme -p project=web" -- --auth "$bearer" \
    "$mock/sentry/api/0/projects/acme/web/issues/"
like_described "links with a list in an object" \
    ".orders, 12 a page, next page by Link header" \
    shopify orders "-p shop=acme" -- --auth 'X-Shopify-Access-Token: $TOKEN' \
    "$mock/shopify/admin/api/2024-10/orders.json?status=any"
like_described "a cursor that may be left out" \
    ".channels, 3 a page, next page by .response_metadata.next_cursor as cursor" \
    slack channels "" -- --auth "$bearer" "$mock/slack/api/conversations.list"
like_described "the last record's id" \
    ".data, 10 a page, next page by the last record's id as starting_after" \
    stripe charges "" -- --auth "$bearer" "$mock/stripe/v1/charges"
like_described "URLs that are there for ever" \
    ".tickets, 10 a page, next page by the URL at .after_url" \
    zendesk tickets "-p subdomain=acme -p email=me" -- \
    --auth 'Basic me/token:$TOKEN' \
    "$mock/zendesk/api/v2/incremental/tickets/cursor.json?start_time=1262304000"
like_described "records within items, as --records says" \
    ".list[].customer, 9 a page, next page by .next_offset as offset" \
    chargebee customers "-p site=acme" -- --auth 'Basic $TOKEN:' \
    --records 'list[].customer' "$mock/chargebee/api/v2/customers"
aai-fetch -q --auth 'Basic $TOKEN:' "$mock/chargebee/api/v2/customers" |
    jq -c .customer >got
records <want | jq -c . >want.items
same got "... and as they are without" <want.items

# counted TITLE WORDS N OPTION...: the list has N records, each of its own.
counted()
{
	title=$1 words=$2 n=$3
	shift 3
	run aai-fetch "$@"
	expect_status 0 "$title"
	expect_equal "$(sort -u "$OUT" | wc -l) $(wc -l <"$OUT")" "$n $n" \
	    "$title: all of it comes"
	expect_equal "$(cat "$ERR")" "aai-fetch: records at $words" \
	    "$title: a line says how"
}
counted "GitHub's links" "., 10 a page, next page by Link header" 40 \
    --auth "$bearer" -p per_page=10 "$mock/gh/orgs/acme/repos"
expect_equal "$(jq -r ._table "$OUT" | sort -u)" repos \
    "records are tagged with the last segment of the path"
counted "offsets and a total" ".items, 7 a page, next page by offset as offset" \
    40 --auth 'X-Api-Key: $TOKEN' "$mock/shop/orders?limit=7"
counted "a cursor" ".data, 10 a page, next page by .meta.next_cursor as cursor" \
    40 "$mock/misc/cursor?limit=10"
counted "numbers of pages" ".results, 10 a page, next page by number as page" \
    40 "$mock/misc/pages"
counted "a key in the query" ".results, 10 a page, next page by number as page" \
    40 --auth '?api_key=$TOKEN' "$mock/auth/query/misc/pages"
counted "next URLs" ".value, 10 a page, next page by the URL at .next" \
    40 "$mock/misc/next"
counted "a list from its middle on" \
    ".results, 10 a page, next page by number as page" 20 \
    "$mock/misc/pages?page=3"
counted "a list that begins with the newest, whose next page is newer still" \
    ".transcripts, 3 a page, next page by the URL at .page_details.prev_url" \
    20 --auth 'Authorization: $TOKEN' "$mock/v2/transcript?limit=3"
counted "a list that says nothing of pages" \
    ".tables, 3 on one page; no way to another page was found (--next says one)" \
    3 --auth "$bearer" "$mock/airtable/v0/meta/bases/app0/tables"

# What it does can be kept, and is an ordinary description.
run aai-fetch --describe --auth "$bearer" "$mock/slack/api/conversations.list"
expect_status 0 "what is found can be printed"
cp "$OUT" d.json
check "as JSON" jq -e '.version == 2' d.json
run aai-fetch -q --api d.json --key-env TOKEN conversations_list
expect_equal "$STATUS $(wc -l <"$OUT")" "0 7" "which is a description"

# Options hold as they do for resources.
list=$mock/slack/api/conversations.list?limit=1
run aai-fetch -n --auth "$bearer" "$list"
expect_equal "$(cat "$OUT")" "GET $list" "a dry run shows the request alone"
run aai-fetch --spool spool --auth "$bearer" --max-requests 3 "$list"
expect_status 8 "a limit of requests holds for all of them"
run aai-fetch --spool spool --auth "$bearer" "$list"
expect_equal "$STATUS $(wc -l <"$OUT")" "0 7" "and a spool goes on"
run aai-fetch --spool spool --offline --auth "$bearer" "$list"
expect_equal "$STATUS $(wc -l <"$OUT")" "0 7" "also without the network"
run aai-fetch -q --auth "$bearer" --next cursor:cursor=response_metadata.next_cursor \
    --records channels "$list"
expect_equal "$STATUS $(wc -l <"$OUT")" "0 7" "the way can be said"
for option in '--api x' '--state x' '--key-env X' '--base-url x' '--from x'; do
	# shellcheck disable=SC2086
	run aai-fetch $option "$list"
	expect_status 2 "$option does not go with a URL"
done
run aai-fetch --auth "$bearer" transcripts
expect_status 2 "nor --auth with a resource"
run aai-fetch --next foo "$list"
expect_status 2 "a way must be one"
run aai-fetch "$mock/misc/nothing"
expect_status 1 "what is not there is an error"
done_testing
