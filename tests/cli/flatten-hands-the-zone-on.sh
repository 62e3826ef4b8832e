# Times that name no zone are in the API description's, in every sink.

. "$ROOT/tests/lib.sh"

cat >api.json <<'end'
{"name":"x","base_url":"http://127.0.0.1:1","zone":"+05:30",
"resources":{"t":{"path":"/t","table":{"key":{"id":"t_id"}}}}}
end
cat >records <<'end'
{"_table":"t","id":1,"at":"2024-01-01T05:30:00","day":"2024-01-01","in":[{"at":"2024-01-01 00:00"}]}
{"_table":"t","id":2,"at":"2024-01-01T05:30:00Z","day":"2024-01-02T00:00:00Z"}
end
run aai-flatten -O --api api.json <records
expect_status 0 "the description is taken"
cp "$OUT" rows
expect_equal "$(grep -c '"_columns".*,"_zone":"+05:30"}$' rows)" 2 \
	"each columns line has the zone"
like rows '"at":"2024-01-01T05:30:00"' "values stay as they were"

run aai-flatten -O --api api.json --infer <records
cp "$OUT" schema
run aai-flatten -O --api none -k id --schema schema <records
expect_equal "$(grep -c '"_zone":"+05:30"' "$OUT")" 2 "a schema keeps it"
sed 's/+05:30/+01:00/' schema >other
run aai-flatten -O --api none --schema schema --schema other <records
expect_status 2 "schemas have to agree"
expect_stderr_like "different zones for table 't" "... and it is told"

run aai-sink-csv -q -o csv <rows
same csv/t.csv "CSV has instants" <<'end'
id,at,day
1,2024-01-01T00:00:00Z,2024-01-01T00:00:00Z
2,2024-01-01T05:30:00Z,2024-01-02T00:00:00Z
end
like csv/t__in.csv '2023-12-31T18:30:00Z' "in child tables as well"
run aai-sink-parquet -q -o pq <rows
run aai-show --json pq/t.parquet
expect_stdout_like \
	'"id":1,"at":"2024-01-01T00:00:00Z","day":"2024-01-01T00:00:00Z"' \
	"Parquet has them"
run aai-sink-sql -q -d postgres <rows
expect_stdout_like '2023-12-31T18:30:00Z' "SQL has them"

sed '1s/+05:30/5/' rows >wrong
run aai-sink-csv -q -o wrong.csv <wrong
expect_status 6 "another zone than an offset is refused"
(cat rows; sed -n '1s/+05:30/+01:00/p' rows) >wrong
run aai-sink-csv -q -o wrong.csv <wrong
expect_status 6 "so is one that changes"
expect_stderr_like "another zone than before" "... and it is told"
done_testing
