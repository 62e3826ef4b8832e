# Times that name no zone are in the one that the columns line names, in a
# folder of parts as in a replace.

. "$ROOT/tests/lib.sh"

cat >rows <<'END'
{"_table":"t","_columns":[{"name":"at","type":"timestamp"}],"_zone":"+02:00"}
{"_table":"t","at":"2024-01-02T03:04:05"}
END
run aai-sink-csv -o whole <rows
expect_status 0 "a replace"
run aai-sink-csv -o parts --append <rows
expect_status 0 "a part"
printf 'at\n2024-01-02T01:04:05Z\n' >want
tr -d '\r' <whole/t.csv | cmp -s - want
expect_equal $? 0 "the instant is stored"
cat parts/t/part-*.csv | tr -d '\r' | cmp -s - want
expect_equal $? 0 "in a part as well"
done_testing
