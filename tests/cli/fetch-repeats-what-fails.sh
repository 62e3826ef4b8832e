# Whatever the server does wrong in passing, the records are those of a server
# that does not; what stays wrong leaves a cut stream and a status.

. "$ROOT/tests/lib.sh"

# Whether the file ends in the middle of a record, or has no byte.
is_cut()
{
	[ ! -s "$1" ] || [ "$(tail -c 2 "$1" | od -An -tx1 | tr -d ' ')" != 7d0a ]
}

start_mock -t 90
aai-fetch -p limit=30 transcripts >want

# In passing: the first two answers of each page.
for fault in kind=429,retry-after=0 kind=429,retry-after=date+1 kind=429 \
    kind=500 kind=502 kind=503,body=none kind=504 kind=408 \
    kind=cut kind=cut,at=10 kind=cut,reset=yes kind=cut,framing=chunked \
    kind=cut,framing=close kind=drop kind=half-utf8 kind=half-token \
    kind=garbage kind=html kind=empty kind=deep kind=bomb,size=1M \
    kind=gzip-cut kind=redirect,to=same kind=type,type=text/html \
    kind=loop,from=2 kind=drip,bytes=4000,ms=1; do
	start_mock -t 90 --gzip -f "$fault,times=1"
	run aai-fetch -p limit=30 transcripts
	expect_status 0 "$fault passes"
	check "$fault: the records are the same" cmp "$OUT" want
done

# For good.
for fault in 5:kind=500 5:kind=cut 1:kind=garbage 1:kind=html 1:kind=empty 4:kind=403 \
    5:kind=half-token 1:kind=400 1:kind=redirect,to=other \
    5:kind=429,retry-after=400 1:kind=redirect,to=loop; do
	start_mock -t 90 -f "${fault#*:},from=3"
	run aai-fetch -p limit=30 --retries 1 transcripts
	case $STATUS in
	"${fault%%:*}") ok "${fault#*:} for good ends with ${fault%%:*}" ;;
	*)
		not_ok "${fault#*:} for good ends with ${fault%%:*}"
		show
		;;
	esac
	check "${fault#*:} for good leaves a cut stream" is_cut "$OUT"
	expect_equal "$(wc -l <"$ERR")" 1 "${fault#*:} says one line"
done

# A list that repeats records, or itself.
start_mock -t 90 -f kind=duplicate,rows=4,every=2
run aai-fetch -p limit=30 --stats st transcripts
expect_status 0 "a list may show records twice"
same "$OUT" "which come once" <want
like st '"repeated":[48],' "and are counted"
start_mock -t 90 -f kind=loop,from=2
run aai-fetch -p limit=30 --retries 1 transcripts
expect_status 1 "a list that begins anew for ever is not followed"
expect_stderr_like "the list goes round and has no end" "and said so"
check "and its stream is cut" is_cut "$OUT"
# What --retries counts.
start_mock -t 5 -f kind=500
run aai-fetch --retries 2 --stats st transcripts
expect_status 5 "failures that go on"
like st '"retries":2,' "are repeated as often as --retries says"
start_mock -t 5 -f kind=429,retry-after=0
run aai-fetch --retries 2 --stats st transcripts
expect_status 5 "too many requests for long"
like st '"retries":4,' "are repeated twice as often"
done_testing
