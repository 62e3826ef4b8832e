# Columns that come late and types that widen end in one file of one shape.

. "$ROOT/tests/lib.sh"

cat >rows <<'end'
{"_table":"t","_columns":[{"name":"a","type":"text"},{"name":"d","type":"date"}]}
{"_table":"t","a":"x,\"y\"\nz","d":"2024-01-01"}
{"_table":"t"}
{"_table":"t","a":""}
{"_table":"t","_columns":[{"name":"a","type":"text"},{"name":"d","type":"timestamp"},{"name":"n","type":"bigint"}]}
{"_table":"t","a":"q","d":"2024-01-02","n":7}
{"_table":"t","_columns":[{"name":"a","type":"json"},{"name":"d","type":"timestamp"},{"name":"n","type":"double"},{"name":"z","type":"text"}]}
{"_table":"t","a":{"k":1},"n":1.5,"z":"late"}
end
run aai-sink-csv -o out <rows
expect_status 0 "a stream whose columns change is published"
same out/t.csv "earlier rows are padded and converted" <<'end'
a,d,n,z
"""x,\""y\""\nz""",2024-01-01T00:00:00Z,,
,,,
"""""",,,
"""q""",2024-01-02T00:00:00Z,7,
"{""k"":1}",,1.5,late
end
expect_equal "$(ls -A out/.aai)" "lock
manifest" "nothing of the way there is left"

run aai-sink-csv -t t -o - --crlf --null NULL <rows
tr -d '\r' <"$OUT" >plain
same plain "the same with other line ends and another null" <<'end'
a,d,n,z
"""x,\""y\""\nz""",2024-01-01T00:00:00Z,NULL,NULL
NULL,NULL,NULL,NULL
"""""",NULL,NULL,NULL
"""q""",2024-01-02T00:00:00Z,7,NULL
"{""k"":1}",NULL,1.5,late
end
expect_equal "$(grep -c "$(printf '\r')\$" "$OUT")" 6 "each line ends in CR LF"

run aai-sink-csv -o gz -z <rows
gunzip -c gz/t.csv.gz >plain
same plain "and compressed" <out/t.csv

# A column that is new before any row comes needs no second pass.
run aai-sink-csv -t t <<'end'
{"_table":"t","_columns":[{"name":"a","type":"text"}]}
{"_table":"t","_columns":[{"name":"a","type":"text"},{"name":"b","type":"text"}]}
{"_table":"t","b":"x"}
end
expect_stdout "columns may come twice before the rows" <<'end'
a,b
,x
end

# Many rows: the copy goes through more than one window.
awk 'BEGIN {
	print "{\"_table\":\"t\",\"_columns\":[{\"name\":\"a\",\"type\":\"text\"},{\"name\":\"b\",\"type\":\"text\"}]}"
	for (i = 0; i < 40000; i++)
		printf "{\"_table\":\"t\",\"a\":\"row %d, with a \\\"quote\\\"\",\"b\":\"%d\"}\n", i, i
	print "{\"_table\":\"t\",\"_columns\":[{\"name\":\"a\",\"type\":\"text\"},{\"name\":\"b\",\"type\":\"text\"},{\"name\":\"c\",\"type\":\"text\"}]}"
	print "{\"_table\":\"t\",\"a\":\"last\",\"c\":\"c\"}"
}' >many
awk 'BEGIN {
	print "a,b,c"
	for (i = 0; i < 40000; i++)
		printf "\"row %d, with a \"\"quote\"\"\",%d,\n", i, i
	print "last,,c"
}' >want
run aai-sink-csv -t t <many
check "many rows are padded" cmp want "$OUT"
done_testing
