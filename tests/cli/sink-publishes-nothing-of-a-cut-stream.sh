# Whatever cuts a stream, or is wrong in it, keeps the load unpublished.

. "$ROOT/tests/lib.sh"

columns='{"_table":"t","_columns":[{"name":"a","type":"text"},{"name":"n","type":"bigint"}]}'
row='{"_table":"t","a":"x","n":1}'

# refuse STATUS TITLE: what is in ./stream is not published.
refuse()
{
	rm -rf fresh
	run aai-sink-csv -o fresh <stream
	expect_status "$1" "$2"
	check "... and no folder is made" test ! -e fresh
	run aai-sink-csv -o old <stream
	expect_equal "$(cat old/keep.csv)" "k
1" "... and an old one stays as it was"
}

printf '%s\n' '{"_table":"keep","_columns":[{"name":"k","type":"bigint"}]}' \
    '{"_table":"keep","k":1}' | aai-sink-csv -o old

: >stream
refuse 6 "an empty stream"
printf '%s\n%s\n{"_table":"t","a":"y","n":2' "$columns" "$row" >stream
refuse 6 "a stream that ends within a row"
expect_stderr_like 'is cut: line 3' "the message says that it is cut, and where"
printf '%s\n%s\n{"_table":"t","a":"y' "$columns" "$row" >stream
refuse 6 "a stream that ends within a string"
printf '{"_table":"t","_columns":[{"name":"a"' >stream
refuse 6 "a stream that ends within a columns line"
printf '%s\nno json\n' "$columns" >stream
refuse 6 "a line that is not JSON"
expect_stderr_like 'line 2 \(byte 84\)' "the message names line and byte"
printf '%s\n' "$row" >stream
refuse 6 "a row before its columns line"
printf '%s\n{"_table":"t","zz":1}\n' "$columns" >stream
refuse 6 "an unknown column"
printf '%s\n{"_table":"t","n":"x"}\n' "$columns" >stream
refuse 6 "a value that does not fit"
expect_stderr_like "line 2.*table 't', column 'n': \"x\" is not a bigint" \
    "the message names table, column and value"
printf '%s\n{"_table":"t","n":1.0}\n' "$columns" >stream
refuse 6 "a number that is not an integer in an integer column"
printf '%s\n{"_table":"_aai_end","records":0}\n%s\n' "$columns" "$row" >stream
refuse 6 "data after the end record"
printf '%s\n{"_table":"_aai_end","records":0}\n{"_table":"_aai_end","records":0}\n' \
    "$columns" >stream
refuse 6 "two end records"

# The end record.
printf '%s\n%s\n' "$columns" "$row" >whole
run aai-sink-csv -o need --require-end <whole
expect_status 6 "where an end record is required, one must be there"
check "... and nothing is published" test ! -e need
{
	cat whole
	echo '{"_table":"_aai_end","records":2}'
} >miscounted
run aai-sink-csv -o need --require-end <miscounted
expect_status 6 "its count must be right"
expect_stderr_like 'counts 2 rows, 1 came' "the message tells both counts"
run aai-sink-csv -o loose <miscounted
expect_status 0 "a wrong count is a warning where none is required"
expect_stderr_like 'counts 2 rows, 1 came' "which is said"
{
	cat whole
	echo '{"_table":"_aai_end","records":1}'
} >right
run aai-sink-csv -o need --require-end <right
expect_status 0 "a right one publishes"
check "... the table" test -f need/t.csv

# A whole stream may lack the last LF, or have no records.
printf '%s\n%s' "$columns" "$row" >unended
run aai-sink-csv -o a <unended
expect_status 0 "a last line without LF is whole"
same a/t.csv "and its row is there" <<'end'
a,n
x,1
end
echo | aai-sink-csv -o a
expect_equal "$(ls a)" datapackage.json "a stream of one LF replaces by nothing"

# Usage.
run aai-sink-csv <whole
expect_status 2 "without -o or -t there is nowhere to go"
run aai-sink-csv -o - <whole
expect_status 2 "standard output needs -t"
run aai-sink-csv -t t -o - --append <whole
expect_status 2 "nothing is appended to standard output"
run aai-sink-csv -o /dev/null/x <whole
expect_status 7 "a folder that cannot be made is a failure of the output"
done_testing
