# Lists, records over several lines, records in a row and records within a
# member give the rows that the same records give one a line; all of it, or an
# error with its place.

. "$ROOT/tests/lib.sh"

flat()
{
	aai-flatten -O -t t -k id "$@"
}

cat >lines <<'end'
{"id":1,"name":"a]}","tags":["x","y"]}
{"id":2,"name":"é\"","tags":[]}
{"id":3,"sub":{"n":12345678901234567890,"f":1.50}}
end
flat <lines >want
check "there are rows" test "$(wc -l <want)" -gt 6
sed '1s/^/[/; $!s/$/,/; $s/$/]/' lines >list
tr '\n' ' ' <lines >row
tr -d '\n' <lines >joined
sed 's/,"/,\n  "/g; s/{/{\n/g' lines >pretty
{ printf '\357\273\277\n\n'; cat list; } >bom
{
	printf '{"page":{"items":[{"id":9}]},"items":'
	cat list
	printf ',"next":null}'
} >members
{
	printf '{"d":{"r":[{"x":'
	sed -n 1p lines
	printf '},{"x":['
	sed -n '2{s/$/,/;p;}; 3p' lines
	printf ']}]}}'
} >deep
for kind in list row joined pretty bom; do
	flat <$kind >got
	same got "the same rows of the records as $kind" <want
done
flat --records items <members >got
same got "the same rows of a member's records" <want
flat --records 'd.r[].x' <deep >got
same got "the same rows of records further in" <want
cat list pretty lines | flat >got
cat lines lines lines | flat >three
same got "one after another in any layout" <three

# Cut anywhere, neither passes for a whole one.
for path in '' '--records items'; do
	kind=list wrong=0 n=1
	[ -z "$path" ] || kind=members
	size=$(wc -c <$kind)
	while [ $n -lt $((size - 1)) ]; do
		# shellcheck disable=SC2086 # none or two words
		head -c $n $kind | flat $path >out 2>err
		case $?,$(cat err) in
		6,*cut*) ;;
		*) wrong=$((wrong + 1)) ;;
		esac
		n=$((n + 13))
	done
	expect_equal $wrong 0 "a $kind that is cut is an error"
done

run flat <<'end'
[{"id":1},
 {"id":2,
  "x":tru}]
end
expect_status 6 "a record that is no JSON is refused"
expect_stderr_like 'standard input: line 3 \(byte 27\): invalid JSON' \
    "at the line and byte within it"
run flat --records 'a[' <list
expect_status 2 "a path that is none is refused"

# However long the first is, values in a row on one line are told from lines.
for size in 100 20000 60000 200000; do
	long=$(head -c $size /dev/zero | tr '\0' x)
	printf '{"id":1,"v":"%s"}{"id":2}' "$long" | flat >out
	expect_equal "$?,$(wc -l <out)" 0,3 "two in a row, the first of $size"
	printf '{"id":1,"v":"%s"}\n{"id":2}\n' "$long" | flat >out
	expect_equal "$?,$(wc -l <out)" 0,3 "two lines, the first of $size"
	printf '{"id":1,"v":"%s",\n"w":1}\n{"id":2}\n' "$long" | flat >out
	expect_equal "$?,$(wc -l <out)" 0,3 "one of two lines, of $size"
done

# What is not a record is not taken for one that is cut.
printf '"text"' >text
run flat <text
expect_status 6 "a text alone is refused"
expect_stderr_like ': line 1 \(byte 0\): a record must be an object' \
    "for what it is"
printf '\377\376{\0}\0' >utf16
run flat <utf16
expect_status 6 "so is UTF-16"
expect_stderr_like 'iconv -f UTF-16 -t UTF-8' "with what makes it readable"

if [ -z "$SAN$VALGRIND" ]; then
	{
		printf '['
		yes '{"id":1,"v":"0123456789"}' | head -n 400000 | tr '\n' ','
		printf '{"id":2}]'
	} >long
	run peak kib aai-flatten -t t -k id <long
	check "a long list is not held" test "$(cat kib)" -lt 32768
	expect_equal "$(wc -l <"$OUT")" 400002 "and all of it is there"
fi
done_testing
