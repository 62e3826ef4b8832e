# A record with more rows than are held back for one: whatever comes at its end
# is still in its rows, as in those of a short record.

. "$ROOT/tests/lib.sh"
[ -z "$SAN$VALGRIND" ] || skip_all "it takes too long there"
n=900000

# list BEFORE BEHIND: a record with n numbers between these members.
list()
{
	printf '{%s"v":[' "$1"
	seq 1 $n | tr '\n' ',' | sed 's/,$//'
	printf ']%s}\n' "$2"
}

# numbers FILE: how many rows of the list are as they should be.
numbers()
{
	sed -n 's/^{"_table":"t__v","t_id":"a","v_idx":\([0-9]*\),"value":"\{0,1\}\([^"}]*\)"\{0,1\}}$/\1 \2/p' \
	    "$1" | awk '$2 == $1 + 1 && $1 == NR - 1 { n++ } END { print n + 0 }'
}

# flat OPTION...: of the record on standard input and a short one.
flat()
{
	{
		cat
		echo '{"id":"b","v":[5],"z":2}'
	} | aai-flatten -O -t t -k id "$@"
}

list '"id":"a",' ',"z":1' >long
check "it is long" test "$(wc -c <long)" -gt 6000000
run peak kib aai-flatten -t t -k id <long
check "its rows are not held till its end" test "$(cat kib)" -lt 32768
run flat <long
expect_status 0 "a record of many rows"
check "is taken without a word" test ! -s "$CAPTURE/err"
expect_equal "$(numbers "$OUT")" $n "all of its rows are there"
expect_equal "$(grep '"_table":"t",' "$OUT" | grep -v _columns)" \
    '{"_table":"t","id":"a","z":1}
{"_table":"t","id":"b","z":2}' "and what stands after them"
expect_equal "$(tail -n 2 "$OUT" | head -n 1)" \
    '{"_table":"t__v","t_id":"b","v_idx":0,"value":5}' "then the next record's"

list '"id":"a","z":1,' ',"z":7' >twice
run flat <twice
expect_status 0 "one that has a member again at its end"
expect_stderr_like "1 members left out" "is told of"
expect_equal "$(numbers "$OUT")" $n "has its rows once"
check "with the last value" grep -qx '{"_table":"t","id":"a","z":7}' "$OUT"
check "alone" test "$(grep -c '"_table":"t","id":"a"' "$OUT")" -eq 1
run flat --strict <twice
expect_status 6 "which is an error, if asked for"
check "and no row is written" test ! -s "$OUT"

list '"id":"a",' ',"z":"\ud800"' >lone
run flat <lone
expect_status 0 "ill-formed text at the end"
expect_stderr_like "1 ill-formed characters" "is mended"
expect_equal "$(numbers "$OUT")" $n "after all rows"
run flat --strict <lone
expect_status 6 "or refused"

list '"id":"a",' ',"w":"x"' | sed 's/]/,"last"]/' >wide
run flat <wide
expect_status 0 "a type that widens at the end"
expect_equal "$(grep -c '"name":"value","type":"text"' "$OUT")" 1 "is declared"
check "before it is needed" \
    sh -c 'awk "/\"name\":\"value\",\"type\":\"text\"/ { seen = 1 }
	/\"last\"/ { exit !seen }" "$1"' - "$OUT"
expect_equal "$(numbers "$OUT")" $n "and no row is lost"

head -c 5000000 long >cut
run aai-flatten -O -t t -k id <cut
expect_status 6 "one that is cut is an error"
check "and none of its rows is written" \
    sh -c '! grep -v _columns "$1" | grep -q .' - "$OUT"
done_testing
