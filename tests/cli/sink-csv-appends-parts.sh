# Loads with --append add parts to a folder that keeps one schema.

. "$ROOT/tests/lib.sh"

# parts TABLE: how many it has.
parts()
{
	set -- "out/$1"/*.csv
	echo $#
}

cat >one <<'end'
{"_table":"t","_columns":[{"name":"id","type":"bigint","key":true},{"name":"d","type":"date"}]}
{"_table":"t","id":1,"d":"2024-01-01"}
{"_table":"t","id":2}
end
run aai-sink-csv -o out --append <one
expect_status 0 "a first part"
expect_equal "$(parts t)" 1 "is one file in the table's folder"
run aai-sink-csv -o out --append <one
expect_status 0 "the same stream again"
expect_equal "$(parts t)" 1 "is the same part"
first=$(echo out/t/*)
check "the package lists it" grep -q "\"path\": \[\"${first#out/}\"\]" out/datapackage.json

# Other order, another column, a wider type, a narrower one.
cat >two <<'end'
{"_table":"t","_columns":[{"name":"d","type":"timestamp"},{"name":"id","type":"bigint","key":true},{"name":"new","type":"text"}]}
{"_table":"t","d":"2024-01-02T03:04:05Z","id":3,"new":"x"}
{"_table":"u","_columns":[{"name":"a","type":"text"}]}
end
run aai-sink-csv -o out --append --stats stats <two
expect_status 0 "a part with other columns"
expect_equal "$(parts t)" 2 "is another file"
same "$first" "the earlier part is rewritten with one shape for all" <<'end'
id,d,new
1,2024-01-01T00:00:00Z,
2,,
end
second=$(find out/t -type f ! -path "$first")
same "$second" "and the new one has the folder's order of columns" <<'end'
id,d,new
3,2024-01-02T03:04:05Z,x
end
expect_equal "$(cat out/u/*.csv)" a "a new table gets a part, though empty"
same out/_aai_schema.ndjson "the schema is kept beside the parts" <<'end'
{"_table":"t","_columns":[{"name":"id","type":"bigint","key":true,"seen":["integer"],"whole":1,"behind":0},{"name":"d","type":"timestamp"},{"name":"new","type":"text"}]}
{"_table":"u","_columns":[{"name":"a","type":"text"}]}
end
like stats '"rewritten":1,' "the summary counts what was rewritten"

# Fewer columns, and none of a table that has some.
cat >three <<'end'
{"_table":"u","_columns":[{"name":"a","type":"text"}]}
{"_table":"t","_columns":[{"name":"id","type":"text","key":true}]}
{"_table":"t","id":"four"}
{"_table":"t","_columns":[{"name":"id","type":"text","key":true},{"name":"late","type":"json"}]}
{"_table":"t","id":"five","late":"j"}
end
run aai-sink-csv -o out --append <three
expect_status 0 "a part with fewer columns"
expect_equal "$(parts u)" 1 "an empty table gets no second part"
expect_equal "$(parts t)" 3 "the other one does"
head -qn 1 out/t/*.csv | sort -u >heads
same heads "all parts have the same header" <<'end'
id,d,new,late
end
cat out/t/*.csv | grep -v ^id | LC_ALL=C sort >rows
same rows "and every row is there" <<'end'
1,2024-01-01T00:00:00Z,,
2,,,
3,2024-01-02T03:04:05Z,x,
five,,,"""j"""
four,,,
end

# What does not go together.
run aai-sink-csv -o out --append -d ';' <one
expect_status 2 "parts are all spelled alike"
run aai-sink-csv -o out --append -z <one
expect_status 2 "and of one kind"
run aai-sink-csv -o whole <one
run aai-sink-csv -o whole --append <one
expect_status 2 "a folder of whole tables takes no parts"

# What is in parts may be had nowhere else any more.
files=$(find out -type f | LC_ALL=C sort | xargs cksum)
run aai-sink-csv -o out -d ';' <one
expect_status 2 "a replace does not take parts away"
expect_stderr_like "'out' holds parts of incremental loads" "which is told"
expect_stderr_like "--append or --state.*another folder.*--replace" \
    "with the ways out"
expect_equal "$(find out -type f | LC_ALL=C sort | xargs cksum)" "$files" \
    "they stay as they were"
run aai-sink-csv -o out -q -t t <one
expect_status 2 "nor does one of a single table"
run aai-sink-csv -o out --append --replace <one
expect_status 2 "it is one or the other"
run aai-sink-csv -o out --state st.json --replace <one
expect_status 2 "with a state, too"
run aai-sink-csv -o out -d ';' --replace <one
expect_status 0 "a replace that is meant takes the place of all parts"
expect_stderr_like "table 'u' of the last load is gone; it was not in this" \
    "and tells which table is no more"
expect_equal "$(ls out)" "datapackage.json
t.csv" "and of their schema"

run aai-sink-csv -o out --append <one
expect_status 2 "the folder is one of whole tables then"

run aai-sink-csv -o gz --append -z <one
run aai-sink-csv -o gz --append -z <two
gunzip -c gz/t/*.gz | grep -v ^id | LC_ALL=C sort >rows
same rows "compressed parts are rewritten too" <<'end'
1,2024-01-01T00:00:00Z,
2,,
3,2024-01-02T03:04:05Z,x
end
done_testing
