# Memory is bounded by --memory, not by tables, rows, or late columns.

. "$ROOT/tests/lib.sh"

[ -z "${VALGRIND-}${SAN-}" ] || skip_all "checkers take memory of their own"

# 500 tables of 1000 rows, whose columns change half-way.
awk 'BEGIN {
	for (pass = 0; pass < 2; pass++) {
		for (t = 0; t < 500; t++) {
			printf "{\"_table\":\"t%d\",\"_columns\":[{\"name\":\"a\",\"type\":\"text\"}", t
			if (pass)
				printf ",{\"name\":\"late\",\"type\":\"bigint\"}"
			print "]}"
		}
		for (i = 0; i < 500; i++)
			for (t = 0; t < 500; t++)
				printf "{\"_table\":\"t%d\",\"a\":\"row %d, of fifty bytes or so, with a comma in it\"}\n", t, i
	}
}' >rows
bytes=$(wc -c <rows)
run peak kib aai-sink-csv --memory 8M -o out <rows
expect_status 0 "500 tables of late columns are written"
check "of $((bytes >> 20)) MiB, within 24 MiB ($(cat kib) KiB)" \
    [ "$(cat kib)" -lt 24576 ]
expect_equal "$(cat out/*.csv | wc -l)" 500500 "every row is there"
expect_equal "$(head -n 2 out/t499.csv)" 'a,late
"row 0, of fifty bytes or so, with a comma in it",' "and padded"

# One long text costs its length a few times over, once.
{
	echo '{"_table":"t","_columns":[{"name":"a","type":"text"}]}'
	awk 'BEGIN {
		printf "{\"_table\":\"t\",\"a\":\""
		for (i = 0; i < 800000; i++)
			printf "fifty bytes of text\\nand a \\\"quote\\\" or two in it"
		print "\"}"
	}'
	echo '{"_table":"t","_columns":[{"name":"a","type":"text"},{"name":"b","type":"text"}]}'
	echo '{"_table":"t","b":"x"}'
} >rows
bytes=$(wc -c <rows)
run peak kib aai-sink-csv --memory 8M -o long <rows
expect_status 0 "a text of $((bytes >> 20)) MiB is written"
check "within six times that ($(cat kib) KiB)" \
    [ "$(cat kib)" -lt $((bytes * 6 / 1024)) ]
expect_equal "$(tail -n 1 long/t.csv)" ",x" "and its table padded"
done_testing
