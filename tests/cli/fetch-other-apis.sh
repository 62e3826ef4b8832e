# APIs of other kinds, by descriptions: Link headers, offsets, cursors, page
# numbers, next URLs; every way of authentication.

. "$ROOT/tests/lib.sh"
need jq
examples=$ROOT/lib/api/examples
start_mock --items 57
mock=$ASSEMBLYAI_BASE_URL
unset ASSEMBLYAI_BASE_URL ASSEMBLYAI_API_KEY
export GITHUB_TOKEN=test-key SHOP_KEY=test-key T_KEY=test-key

run aai-fetch --api "$examples/github.json" --base-url "$mock/gh" -p org=acme \
    -p per_page=10 repos
expect_status 0 "a list with Link headers"
expect_equal "$(cat "$ERR")" "aai-fetch: the key in GITHUB_TOKEN is for $mock, as $examples/github.json says" "with a word of the key alone"
expect_equal "$(jq -r .id "$OUT" | sort -u | wc -l)" 57 "comes whole"
cp "$OUT" repos
run aai-fanout --api "$examples/github.json" --base-url "$mock/gh" \
    -p org=acme -p per_page=5 issues <repos
expect_status 0 "and what is below each"
expect_equal "$(wc -l <"$OUT")" 684 "over pages of its own"
expect_equal "$(head -n 1 "$OUT" | jq -r .repo)" \
    "$(head -n 1 repos | jq -r .name)" "with its parent's key"
expect_equal "$(jq -r .repo "$OUT" | uniq)" "$(jq -r .name repos)" \
    "in the order of the parents"
gh_load()
{
	aai-fetch --api "$examples/github.json" --base-url "$mock/gh" \
	    -p org=acme -p per_page=10 --spool spool "$@" repos
}
run gh_load
expect_status 0 "it can be kept"
run gh_load --offline
expect_status 0 "and made again without the network"
same "$OUT" "over its Link headers" <repos
run env GITHUB_TOKEN=bad aai-fetch --api "$examples/github.json" \
    --base-url "$mock/gh" -p org=acme repos
expect_status 4 "a wrong token"
expect_stderr_like "401: Bad credentials; make a token at" "is told"
run aai-fetch --api "$examples/github.json" --base-url "$mock/gh" repos
expect_status 2 "what the path needs must be given"
expect_stderr_like "repos needs --param org=VALUE" "and is named"

run aai-fetch --api "$examples/shop.json" --base-url "$mock/shop" \
    -p limit=10 --stats st orders
expect_status 0 "a list with offsets and a total"
expect_equal "$(jq -r .order_no "$OUT" | sort -u | wc -l)" 57 "comes whole"
like st '"pages":6,' "in as many pages as it has"
expect_equal "$(grep -o '"amount": [0-9.]*' "$OUT" | head -n 1)" \
    "$(curl -sf -H 'X-Api-Key: test-key' "$mock/shop/orders" |
	grep -o '"amount": [0-9.]*' | head -n 1)" "numbers keep their spelling"

# describe AUTH PAGES RECORDS PATH PARAMS: a description of one resource.
describe()
{
	cat >d.json <<end
{"name": "t", "auth": $1, "error_text": "message",
 "resources": {"things": {"path": "$4", "records": $3, "pages": $2,
  "params": $5, "table": {"key": {"order_no": "order_no"}}}}}
end
}
bearer='{"kind": "header", "prefix": "Bearer ", "key_env": "T_KEY"}'
basic='{"kind": "basic", "key_env": "T_KEY"}'
query='{"kind": "query", "name": "api_key", "key_env": "T_KEY"}'
header='{"kind": "header", "name": "X-Api-Key", "key_env": "T_KEY"}'
cursor='{"kind": "cursor", "next": "meta.next_cursor", "param": "cursor"}'
limit='{"limit": {"default": 10, "selects": false}}'

# things TITLE: the list is whole.
things()
{
	run aai-fetch --api d.json --base-url "$mock" --stats st things
	expect_status 0 "$1"
	expect_equal "$(jq -r .order_no "$OUT" | sort -u | wc -l)" 57 \
	    "$1: it comes whole"
}

describe "$bearer" "$cursor" '"data"' /auth/bearer/misc/cursor "$limit"
things "a cursor, and a bearer token"
sort "$OUT" >want
sed 's/"key": {"order_no": "order_no"}/"columns": {}/' d.json >nokey.json
for i in 1 2 3; do
	aai-fetch --api nokey.json --base-url "$mock" --shard $i/3 things
done | sort >got
same got "records without an id are in one shard each" <want
describe "$header" "$cursor" '"data"' /auth/header/misc/cursor "$limit"
things "a header of one's own"
describe "$query" "$cursor" '"data"' /auth/query/misc/cursor "$limit"
things "a key in the query"
run aai-fetch -v --api d.json --base-url "$mock" --dry-run things
unlike "$OUT" test-key "which is not shown"
T_KEY=user:test-key
describe "$basic" "$cursor" '"data"' /auth/basic/misc/cursor "$limit"
things "a user and a password"
T_KEY=test-key
describe '{"kind": "none"}' '{"kind": "page", "param": "page",
    "size": "page_size"}' '"results"' /misc/pages \
    '{"page_size": {"default": 10}}'
things "numbered pages"
describe '{"kind": "none"}' '{"kind": "page", "param": "page",
    "size": "page_size", "short_ends": true}' '"results"' /misc/pages \
    '{"page_size": {"default": 10}}'
things "numbered pages, until one is short"
describe '{"kind": "none"}' '{"kind": "next_url", "next": "next"}' '"value"' \
    /misc/next '{}'
things "URLs of next pages"
describe '{"kind": "none"}' '{"kind": "next_url", "next": "next"}' \
    '{"jq": ".value[]"}' /misc/next '{}'
things "records by a jq program"
describe '{"kind": "none"}' '{"kind": "offset", "param": "skip",
    "size": "top"}' '"value"' /misc/next '{"top": {"default": 20}}'
things "offsets without a total"
describe "$bearer" "$(echo "$cursor" | sed 's/next_cursor/nxt/')" '"data"' \
    /auth/bearer/misc/cursor "$limit"
run aai-fetch --api d.json --base-url "$mock" things
expect_status 0 "a list may well end at a full page"
expect_stderr_like "is full, but has no 'meta.nxt'" "but that is told"
describe '{"kind": "none"}' '{"kind": "page", "param": "pge",
    "size": "page_size"}' '"results"' /misc/pages \
    '{"page_size": {"default": 10}}'
run aai-fetch --api d.json --base-url "$mock" things
expect_status 1 "a parameter that the API does not heed ends the list"
expect_stderr_like "does not heed 'pge'" "and is told"

# A page that leads to somebody else's server.
start_mock --items 57
other=$(printf '%s' "$ASSEMBLYAI_BASE_URL" | sed 's/127.0.0.1/localhost/')
mkdir -p folder/v1
cat >folder/v1/list.json <<end
{"value": [{"order_no": "1"}], "next": "$other/misc/next"}
end
start_mock --folder folder
mock=$ASSEMBLYAI_BASE_URL
raw='{"kind": "header", "key_env": "T_KEY"}'
describe "$raw" '{"kind": "next_url", "next": "next"}' '"value"' /v1/list '{}'
run aai-fetch --api d.json --base-url "$mock" --retries 0 things
expect_equal "$([ "$STATUS" -ne 0 ] && echo failed)" failed \
    "a next page elsewhere is not followed"
expect_stderr_like "leads from .* which the key is not for" "and said so"

# Ids that are numbers.
mkdir -p folder/v1/shops/7
echo '{"shops": [{"id": 7}, {"id": 8}]}' >folder/v1/shops.json
echo '[{"sum": 1.50}]' >folder/v1/shops/7/sales.json
cat >d.json <<'end'
{"name": "t", "auth": {"kind": "header", "key_env": "T_KEY"},
 "resources": {
 "shops": {"path": "/v1/shops", "records": "shops",
  "table": {"key": {"id": "shop_id"}}},
 "sales": {"path": "/v1/shops/{shop_id}/sales", "parents": {"shops":
   {"id": "id", "when": [{"at": "id", "is": [7]}]}},
  "parent_key": "shop_id"}}}
end
aai-fetch --api d.json --base-url "$mock" shops >shops
run aai-fanout --api d.json --base-url "$mock" sales <shops
expect_equal "$(cat "$OUT")" \
    '{"_table":"sales","shop_id":7,"sum": 1.50}' \
    "children carry a parent's number as a number"
run aai-fetch --api d.json --base-url "$mock"
expect_stderr_like '^aai-fetch:   sales +what there is below each of shops$' \
    "the list of resources says whose they are"
echo 7 | run aai-fanout --api d.json --base-url "$mock" --ids sales
expect_equal "$(cat "$OUT")" \
    '{"_table":"sales","shop_id":"7","sum": 1.50}' \
    "an id that is told is text"

run aai-fetch --api nothing.json things
expect_status 1 "a description that is not there"
printf '{"name": 1}' >bad.json
run aai-fetch --api bad.json things
expect_status 2 "one that is wrong"
expect_stderr_like "API description bad.json: name: a string is wanted" \
    "is told what is"
run env AAI_API=bad.json aai-fanout things </dev/null
expect_status 2 "the environment names one, too"
done_testing
