# The small APIs of other kinds: paging in five ways, authentication in five.

. "$ROOT/tests/lib.sh"
need curl jq
start_mock --control --items 57
base=$ASSEMBLYAI_BASE_URL

# ask PATH [CURL OPTION...]
ask()
{
	path=$1
	shift
	CODE=$(curl -sS -D head -o body -w '%{http_code}' "$@" "$base$path")
}

# The URL that the Link header gives for a relation.
link()
{
	sed -n 's/^Link: //p' head | tr ',' '\n' |
	    sed -n "s/^ *<\\([^>]*\\)>; rel=\"$1\".*/\\1/p"
}

ask /a
expect_equal "$CODE" 401 "a path that is shorter than the names of the APIs"
ask /gh/orgs/acme/repos
expect_equal "$CODE $(jq -r .message body)" "401 Bad credentials" \
    "the one with links wants a token"
ask /gh/orgs/acme/repos -H 'Authorization: Bearer test-key'
expect_equal "$CODE $(jq length body)" "200 30" "a page has 30 by default"
like head '^Link: <http.*page=2>; rel="next", <.*page=2>; rel="last"' \
    "links lead on"
: >all
next="/gh/orgs/acme/repos?per_page=20"
while [ -n "$next" ]; do
	ask "$next" -H 'Authorization: Bearer test-key'
	jq -r ".[].name" body >>all
	next=$(link next)
	next=${next#"$base"}
done
expect_equal "$(sort -u all | wc -l) $(wc -l <all)" "57 57" \
    "following them meets all"
expect_equal "$(link prev)" "$base/gh/orgs/acme/repos?per_page=20&page=2" \
    "the last page has links back"
ask "/gh/repos/acme/$(head -n 1 all)/issues" -H 'Authorization: token test-key'
expect_equal "$CODE $(jq length body)" "200 12" "each has things below it"

: >all
offset=0
while :; do
	ask "/shop/orders?offset=$offset&limit=25" -H 'X-Api-Key: test-key'
	[ "$(jq '.items | length' body)" != 0 ] || break
	jq -r '.items[].order_no' body >>all
	offset=$((offset + 25))
done
expect_equal "$(sort -u all | wc -l) $(jq .total body)" "57 57" \
    "offsets meet all, and the total is told"
ask /shop/orders
expect_equal "$CODE" 401 "a key in a header is wanted there"

: >other
query=
while [ "$query" != null ]; do
	ask "/misc/cursor?limit=20$query"
	jq -r '.data[].order_no' body >>other
	cursor=$(jq -r .meta.next_cursor body)
	[ "$cursor" = null ] && break
	query="&cursor=$cursor"
done
same other "cursors meet the same" <all
ask '/misc/cursor?cursor=x'
expect_equal "$CODE" 400 "a cursor must be a real one"
: >other
for page in 1 2 3 4 5 6; do
	ask "/misc/pages?page=$page"
	jq -r '.results[].order_no' body >>other
done
same other "page numbers meet the same" <all
expect_equal "$(jq -c '[.page, .pages]' body)" "[6,6]" "and are told"
: >other
next="/misc/next?top=30"
while [ -n "$next" ]; do
	ask "$next"
	jq -r '.value[].order_no' body >>other
	next=$(jq -r '.next // ""' body)
	next=${next#"$base"}
done
same other "URLs meet the same" <all

for way in basic query bearer header; do
	ask /auth/$way/misc/pages
	expect_equal "$CODE" 401 "$way: a key is wanted"
	case $way in
	basic) ask /auth/basic/misc/pages -u user:test-key ;;
	query) ask '/auth/query/misc/pages?api_key=test-key' ;;
	bearer) ask /auth/bearer/misc/pages -H 'Authorization: Bearer test-key' ;;
	header) ask /auth/header/misc/pages -H 'X-Api-Key: test-key' ;;
	esac
	expect_equal "$CODE $(jq .pages body)" "200 6" "$way: it is taken"
done
ask /auth/basic/misc/pages -u user:other
expect_equal "$CODE" 401 "a wrong password is not"
ask /misc/nothing
expect_equal "$CODE" 404 "what is not there is not found"
expect_equal "$(curl -sS "$base/_mock/stats" | jq .leaks)" 0 \
    "keys in their places are not leaks"
done_testing
