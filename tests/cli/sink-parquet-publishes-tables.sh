# Every type, nulls and empty tables reach files that begin and end as Parquet
# does; a load replaces the one before; the same input gives the same bytes.

. "$ROOT/tests/lib.sh"

cat >rows <<'end'
{"_table":"t","_columns":[{"name":"id","type":"text","key":true},{"name":"b","type":"bool"},{"name":"i","type":"bigint"},{"name":"d","type":"double"},{"name":"wide","type":"decimal","precision":30,"scale":3},{"name":"day","type":"date"},{"name":"at","type":"timestamp"},{"name":"js","type":"json"},{"name":"none","type":"text"}]}
{"_table":"t","id":"a","b":true,"i":1,"d":1.5,"wide":123456789012345678901234567.125,"day":"2026-01-02","at":"2026-01-02T03:04:05.678Z","js":{"a":[1,2]}}
{"_table":"t","id":"b","i":-9223372036854775808,"d":-0.0,"wide":-0.001}
{"_table":"t","id":"c","b":false,"js":"str"}
{"_table":"empty","_columns":[{"name":"x","type":"bigint"}],"_parent":"t"}
end

# shape FILE: what a Parquet file begins and ends with.
shape()
{
	printf '%s %s\n' "$(head -c 4 "$1")" "$(tail -c 4 "$1")"
}

run aai-sink-parquet -o out --verify <rows
expect_status 0 "a stream with every type is loaded"
expect_silence "nothing is said"
expect_equal "$(find out -name '*.parquet' | sort | tr '\n' ' ')" \
    "out/empty.parquet out/t.parquet " "each table has its file"
expect_equal "$(shape out/t.parquet)" "PAR1 PAR1" "t is Parquet"
expect_equal "$(shape out/empty.parquet)" "PAR1 PAR1" "the empty table too"

for codec in none snappy gzip zstd; do
	for encoding in auto plain compact; do
		run aai-sink-parquet -o again -c "$codec" \
		    --encoding "$encoding" --verify <rows
		if grep -q "this build has no $codec" "$ERR"; then
			skip "$codec and $encoding" "not in this build"
			continue
		fi
		expect_status 0 "$codec and $encoding make verified files"
		cp again/t.parquet one
		run aai-sink-parquet -o again -c "$codec" \
		    --encoding "$encoding" --verify <rows
		check "$codec and $encoding: the same bytes again" \
		    cmp one again/t.parquet
	done
done

head -n 1 rows >only
run aai-sink-parquet -o out <only
expect_status 0 "a smaller load replaces the first"
expect_equal "$(find out -name '*.parquet')" "out/t.parquet" \
    "and takes away the table that it does not have"

run aai-sink-parquet -t t -o - <rows
expect_status 0 "one table goes to standard output"
cp "$OUT" piped
run aai-sink-parquet -o out <rows
check "with the bytes that the file has" cmp piped out/t.parquet
done_testing
