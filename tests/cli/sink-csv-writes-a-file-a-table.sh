# aai-sink-csv turns a stream of rows into one CSV file a table.

. "$ROOT/tests/lib.sh"

run aai-sink-csv -o out --no-package <<'end'
{"_table":"t","_columns":[{"name":"id","type":"text","key":true},{"name":"n","type":"bigint"},{"name":"x","type":"double"},{"name":"d","type":"decimal","precision":38,"scale":3},{"name":"b","type":"bool"},{"name":"day","type":"date"},{"name":"at","type":"timestamp"},{"name":"j","type":"json"}]}
{"_table":"t","id":"a","n":9223372036854775807,"x":1.50,"d":12345678901234567890123.125,"b":true,"day":"2024-02-29","at":"2024-02-29T10:00:00.5+01:00","j":{"k":[1, "x"]}}
{"_table":"u","_columns":[{"name":"t_id","type":"text","key":true},{"name":"value","type":"text"}],"_parent":"t"}
{"_table":"u","t_id":"a","value":"plain"}
{"_table":"t","id":"b","b":"false","at":"2024-03-01","j":"s"}
{"_table":"u","t_id":"a","value":12.0}
{"_table":"u","t_id":"a","value":true}
{"_table":"empty","_columns":[{"name":"a","type":"text"},{"name":"b,c","type":"text"}]}
end
expect_status 0 "a load is published"
expect_silence "nothing is said about it"
same out/t.csv "every type is spelled as it should be" <<'end'
id,n,x,d,b,day,at,j
a,9223372036854775807,1.50,12345678901234567890123.125,true,2024-02-29,2024-02-29T09:00:00.500000Z,"{""k"":[1, ""x""]}"
b,,,,false,,2024-03-01T00:00:00Z,"""s"""
end
same out/u.csv "a text column keeps the spelling of what is not a text" <<'end'
t_id,value
a,plain
a,12.0
a,true
end
same out/empty.csv "a table without rows has its header" <<'end'
a,"b,c"
end
expect_equal "$(ls out)" "empty.csv
t.csv
u.csv" "nothing else is there"

# The same input gives the same bytes.
cp -r out before
printf '%s\n' '{"_table":"t","_columns":[{"name":"a","type":"text"}]}' \
    '{"_table":"t","a":"1"}' >small
run aai-sink-csv -o out <small
expect_stderr_like "'out': 2 tables of the last load are gone, '[a-z]*' among" \
    "a replace tells of tables that are gone"
expect_equal "$(ls out)" "datapackage.json
t.csv" "a replace takes away what it does not have"

run aai-sink-csv -o before -q <small
expect_silence "but not when it is to be quiet"
run aai-sink-csv -o out -z <small
expect_status 0 "compressed files take the place of plain ones"
expect_silence "and no table is gone"
check "of which none is left" [ ! -e out/t.csv ]
echo '{"_table":"csv","_columns":[{"name":"a","type":"text"}]}' >named
run aai-sink-csv -o odd <named
run aai-sink-csv -o odd <named
expect_status 0 "a table may have a kind's name"
expect_silence "and replaces itself"

# Other programs' tables.
if command -v aai-sink-parquet >/dev/null 2>&1; then
	aai-sink-parquet -o kinds <small
	aai-sink-parquet -o kinds <small
	run aai-sink-csv -o kinds <named
	expect_status 2 "CSV files do not take the place of Parquet files"
	expect_stderr_like "'kinds' holds tables of another kind, 't.parquet'" \
	    "which is told"
	expect_stderr_like "another folder.*--replace" "with the ways out"
	expect_equal "$(ls kinds)" t.parquet "the files stay"
	run aai-sink-csv -o kinds --replace <named
	expect_status 0 "unless it is meant"
	expect_equal "$(ls kinds)" "csv.csv
datapackage.json" "and then they go"
	expect_stderr_like "table 't' of the last load is gone" "and are told of"
	run aai-sink-parquet -o kinds <small
	expect_status 2 "nor do Parquet files of CSV files"
fi

run aai-sink-csv -t t -o - <<'end'
{"_table":"s","_columns":[{"name":"a","type":"text"}]}
{"_table":"t","_columns":[{"name":"a","type":"text"}]}
{"_table":"s","a":"x"}
{"_table":"t","a":"y"}
{"_table":"t","a":"z"}
end
expect_status 0 "one table goes to standard output"
expect_stdout "and that one alone" <<'end'
a
y
z
end
run aai-sink-csv -t t </dev/null
expect_status 6 "standard output is the default with -t; nothing is not a stream"
cat >two <<'end'
{"_table":"t","_columns":[{"name":"a","type":"text"}]}
{"_table":"u","_columns":[{"name":"a","type":"text"}]}
end
run aai-sink-csv -t nope -o - <two
expect_status 0 "a table that the stream does not have is not a failure"
expect_stderr "but is said, with those that it has" <<'end'
aai-sink-csv: the stream has no table 'nope'; it has t, u
end
expect_equal "$(wc -c <"$OUT")" 0 "and nothing is written"
echo | aai-sink-csv -t nope -o - >none 2>said
same said "a stream without tables is told of as well" <<'end'
aai-sink-csv: the stream has no table 'nope', and no other
end
run aai-sink-csv -t nope -o chosen <two
expect_status 0 "nor is it one where no table is lost"
aai-sink-csv -o chosen <two
run aai-sink-csv -t nope -o chosen <two
expect_status 2 "a mistyped name does not empty a folder"
expect_stderr_like "no table 'nope'; it has t, u; .*--replace" \
    "which is told, with the way to mean it"
expect_equal "$(ls chosen)" "datapackage.json
t.csv
u.csv" "the tables stay"
run aai-sink-csv -t nope -o chosen --replace <two
expect_status 0 "unless it is meant"
check "and then they go" [ ! -e chosen/t.csv ]
n=0
while [ $n -lt 60 ]; do
	n=$((n + 1))
	echo '{"_table":"long_name_'$n'","_columns":[{"name":"a","type":"text"}]}'
done >many
run aai-sink-csv -t nope -o - <many
expect_stderr_like 'it has long_name_1, .*, long_name_[0-9]*, \.\.\.$' \
    "a long list is cut"
done_testing
