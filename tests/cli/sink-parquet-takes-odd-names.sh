# Names of tables and columns may hold dots, quotes, blanks and any script.

. "$ROOT/tests/lib.sh"

cat >rows <<'end'
{"_table":"a.b 'c' \"d\"","_columns":[{"name":"x.y","type":"bigint","key":true},{"name":"it's \"quoted\"","type":"text"},{"name":"日本","type":"text"},{"name":" ","type":"bool"},{"name":"X.Y","type":"text"}]}
{"_table":"a.b 'c' \"d\"","x.y":1,"it's \"quoted\"":"q","日本":"東京"," ":true,"X.Y":"other"}
{"_table":"表","_columns":[{"name":"n","type":"bigint"}],"_parent":"a.b 'c' \"d\""}
{"_table":"表","n":1}
end
run aai-sink-parquet -o out --verify --bloom 'x.y' --bloom '表.n' <rows
expect_status 0 "odd names are taken"
check "a table is named as it is" test -f "out/a.b 'c' \"d\".parquet"
check "in any script" test -f out/表.parquet
check "a column's name is in the file" grep -aq "it's \"quoted\"" \
    "out/a.b 'c' \"d\".parquet"
check "so are the keys" grep -aFq '["x.y"]' "out/a.b 'c' \"d\".parquet"
check "so is the parent" grep -aFq "a.b 'c' \"d\"" out/表.parquet

echo '{"_table":"t","_columns":[]}' >none
run aai-sink-parquet -o none.d <none
expect_status 6 "a table without columns is not a Parquet file"
expect_stderr_like "'t'.*column" "which is said"
done_testing
