# Lines of JSON and rows of CSV become records, packed or not; an answer that is
# cut does not pass for a whole one.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/server.inc"

start_server <<'end'
import gzip
LINES = b"".join(b'{"user":{"id":%d,"n":%d.00}}\n' % (i, i) for i in range(9))
ROWS = b"\xef\xbb\xbfid,t\r\n" + b"".join(b'%d,"a ""%d"""\r\n' % (i, i)
    for i in range(9))
def plain(body):
    # No length: the end of the connection is the end of the answer.
    return b"HTTP/1.1 200 OK\r\n\r\n" + body
def answer(r):
    kind = r.path.strip("/")
    if kind == "lines":
        return 200, LINES, {}
    if kind == "lines.gz":
        return 200, gzip.compress(LINES), {"Content-Type": "application/gzip"}
    if kind == "rows":
        return 200, ROWS, {}
    if kind == "rows.gz":
        packed = gzip.compress(ROWS)
        if r.nth == 1:
            return plain(packed[:-9])
        return plain(packed)
    if kind == "short":
        return plain(LINES[:-8] if r.nth == 1 else LINES)
    if kind == "shorter":
        # At the end of a line: nothing in it tells.
        return plain(LINES[:LINES.index(b"\n") + 1] if r.nth == 1 else LINES)
    if kind == "empty":
        return 200, b"", {}
    if kind == "paged":
        at = r.number("at")
        return 200, b"\n".join(LINES.split(b"\n")[at:at + 4]), {}
end

# get KIND FORMAT [MEMBERS]
get()
{
	printf '{"name":"t","version":2,"resources":{"t":{"path":"/%s",
	    "format":"%s","table":{"key":{"id":"id"}}%s}}}\n' "$1" "$2" \
	    "${3:+,$3}" >api.json
	: >seen
	run aai-fetch --api api.json --base-url "$URL" t
}

all="0 0 1 2 3 4 5 6 7 8 "
user='"records":"user"'
get lines jsonl "$user"
expect_equal "$STATUS $(ids)" "$all" "lines of JSON are records"
check "with their numbers" grep -q '^{"_table":"t","id":3,"n":3.00}$' "$OUT"
get lines.gz jsonl "$user"
expect_equal "$STATUS $(ids)" "$all" "a packed file is, too"
get short jsonl "$user"
expect_equal "$STATUS $(ids)" "$all" "one that is cut is asked for again"
get shorter jsonl "$user"
expect_equal "$STATUS $(ids)" "$all" "also where it is cut between lines"
get empty jsonl "$user"
expect_equal "$STATUS $(ids)" "0 " "nothing is no records"
get paged jsonl "$user"',"pages":{"kind":"offset","param":"at"}'
expect_equal "$STATUS $(ids)" "$all" "pages of lines"
expect_equal "$(wc -l <seen)" 4 "end where one is empty"

get rows csv
expect_status 0 "rows of CSV are records"
expect_equal "$(sed -n 3p "$OUT")" '{"_table":"t","id":"2","t":"a \"2\""}' \
    "of texts"
get rows.gz csv '"filter":[{"at":"id","is":["3","5"]}]'
expect_equal "$STATUS $(wc -l <"$OUT")" "0 2" "packed ones, filtered"
get rows jsonl
expect_status 1 "rows are not lines of JSON"
get lines csv
expect_status 1 "nor the other way round"

need_types()
{
	printf '{"name":"t","version":2,"resources":{"t":{"path":"/rows",
	    "format":"csv","table":{"key":{"id":"id"},
	    "columns":{"id":"bigint","t":"text"}}}}}\n' >api.json
	aai-fetch --api api.json --base-url "$URL" t |
	    aai-flatten --api api.json | aai-sink-csv -o out
}
run need_types
expect_status 0 "their types are those of the table"
check "as numbers" grep -q '^3,' out/t.csv

# The memory is that of the answer, with some room that it grows into.
start_server <<'end'
import gzip
BODY = b"id,t\n" + b"".join(b"%d,%s\n" % (i, b"x" * 100) for i in range(80000))
PACKED = gzip.compress(BODY, 1)
def answer(r):
    return 200, PACKED if r.path == "/b.gz" else BODY, {}
end
for what in b b.gz; do
	printf '{"name":"t","version":2,"resources":{"t":{"path":"/%s",
	    "format":"csv"}}}\n' $what >api.json
	run peak kib aai-fetch --api api.json --base-url "$URL" t
	expect_equal "$STATUS $(wc -l <"$OUT")" "0 80000" "many rows of $what"
	[ -n "${SAN-}${VALGRIND-}${EMULATOR-}" ] ||
	    check "take the memory of the answer" test "$(cat kib)" -le 34000
done
done_testing
