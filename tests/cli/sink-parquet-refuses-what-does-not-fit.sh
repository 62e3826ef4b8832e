# A value that its column does not hold is an error with line and byte, and
# nothing is published; so is a stream that is cut or empty, and a codec or a
# level that is not there.

. "$ROOT/tests/lib.sh"

# misfit TYPE VALUE: a stream whose second row has that value.
misfit()
{
	printf '{"_table":"t","_columns":[{"name":"v","type":%s}]}\n' "$1"
	printf '{"_table":"t"}\n{"_table":"t","v":%s}\n' "$2"
}

while IFS='|' read -r type value; do
	misfit "$type" "$value" >rows
	run aai-sink-parquet -o out <rows
	expect_status 6 "$value is no $type"
	expect_stderr_like "line 3.*'v'" "and where is told"
	check "nothing is published" [ ! -e out/t.parquet ]
done <<'end'
"bigint"|1.5
"bigint"|9223372036854775808
"bigint"|"1"
"bool"|1
"double"|"x"
"date"|"2026-02-30"
"timestamp"|"now"
"decimal","precision":9,"scale":2|1.234
"decimal","precision":9,"scale":2|12345678.00
end

misfit '"bigint"' 1 >rows
head -c -3 rows >cut
run aai-sink-parquet -o out <cut
expect_status 6 "a cut stream is told"
run aai-sink-parquet -o out </dev/null
expect_status 6 "so is one without a byte"
check "nothing is published" [ ! -e out/t.parquet ]
run aai-sink-parquet -o out -c none -l 3 <rows
expect_status 2 "no compression has no levels"
run aai-sink-parquet -o out -c gzip -l 10 <rows
expect_status 2 "gzip has no level 10"
run aai-sink-parquet -o out -c lzo <rows
expect_status 2 "lzo is not a codec"
run aai-sink-parquet <rows
expect_status 2 "an output is needed"
run aai-sink-parquet -o out operand <rows
expect_status 2 "operands are not taken"
run aai-sink-parquet --version
expect_stdout_like "^zlib 1" "the version tells the libraries"
done_testing
