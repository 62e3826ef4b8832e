# A long record takes its length and little more, whatever has to be done to it.

. "$ROOT/tests/lib.sh"
need peak
[ -z "$SAN$VALGRIND" ] || skip_all "memory is another there"
n=1500000

# list BEFORE BEHIND: a record of 25 MB with a list between these members.
list()
{
	printf '{%s"v":[' "$1"
	seq 1 $n | sed 's/.*/{"n":&,"é":1}/' | tr '\n' ',' | sed 's/,$//'
	printf ']%s}\n' "$2"
}

# takes WHAT MORE ROWS OPTION...: the file "one" does, in its length and MORE
# KiB, and gives this many rows.
takes()
{
	what=$1
	more=$2
	rows=$3
	shift 3
	peak kib aai-flatten -q -O -t t --stats stats "$@" <one >out
	expect_equal $? 0 "$what"
	check "takes its length and less than $more KiB ($(cat kib) in all)" \
	    test "$(cat kib)" -lt $(($(wc -c <one) / 1024 + more))
	expect_equal "$(jq .rows stats)" "$rows" "all of its rows are there"
}

list '"id":"a",' ',"z":1' >one
takes "a long list" 13312 $((n + 1)) -k id
peak kib aai-flatten -q -t t -k id <one >out
check "as arrays no more" test "$(cat kib)" -lt $(($(wc -c <one) / 1024 + 13312))
expect_equal "$(grep -c '^\[' out)" $((n + 1)) "all of them are there"
takes "one without a key" 13312 $((n + 1))
expect_equal "$(grep -v _columns out | tail -n 1 | jq -r ._id)" \
    "$(head -n 2000 out | grep '"v_idx":0,' | jq -r ._id)" \
    "which has one name in all tables"
list '"id":"a","z":0,' ',"z":1' >one
takes "one that has a name again" 13312 $((n + 1)) -k id
expect_equal "$(grep -c '"_table":"t","id":"a","z":1}' out)" 1 "counts the last"
list '"id":"a",' ',"z":"\ud800"' >one
takes "one with half a pair" 13312 $((n + 1)) -k id
expect_equal "$(grep '"_table":"t","id"' out)" \
    "{\"_table\":\"t\",\"id\":\"a\",\"z\":\"$(printf '\357\277\275')\"}" \
    "has U+FFFD for it"
list '"id":"a",' ",\"z\":\"$(printf '\377')\"" >one
takes "one with a byte that is not a text" 13312 $((n + 1)) -k id
expect_equal "$(grep '"_table":"t","id"' out)" \
    "{\"_table\":\"t\",\"id\":\"a\",\"z\":\"$(printf '\357\277\275')\"}" \
    "has U+FFFD for it"
list '"id":"a",' '' >one
takes "one kept as json" 13312 1 -k id --json v
sed 's/^{/{"_table":"t",/' one >want
tail -n +2 out >row
check "is written as it is" cmp want row
rm -f want row

{
	printf '{"id":"a","s":"'
	head -c 30000000 /dev/zero | tr '\0' x
	printf '"}\n'
} >one
takes "a long string" 13312 1 -k id
takes "that without a key" 13312 1
{
	printf '{"id":"a","m":{'
	seq 1 $n | sed 's/.*/"name&":&/' | tr '\n' ',' | sed 's/,$//'
	printf '}}\n'
} >one
takes "a map" 32768 $((n + 1)) -k id --map m
sed 's/}}$/,"name1":0}}/' one >again
mv again one
takes "a map with a name again" 32768 $((n + 1)) -k id --map m
rm -f one out
done_testing
