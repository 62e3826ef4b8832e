# What was stored comes back as a stream of rows, equal to what went in, and
# goes into another sink.

. "$ROOT/tests/lib.sh"

cat >rows <<'end'
{"_table":"t","_columns":[{"name":"id","type":"bigint","key":true},{"name":"s","type":"text"},{"name":"d","type":"decimal","precision":38,"scale":2},{"name":"at","type":"timestamp"},{"name":"day","type":"date"},{"name":"b","type":"bool"},{"name":"x","type":"double"},{"name":"j","type":"json"}]}
{"_table":"t","id":-9223372036854775808,"s":"a\"b\\c\n\u0000é🎵","d":123456789012345678901234567890123456.78,"at":"2026-01-02T03:04:05.000001Z","day":"2026-01-02","b":true,"x":0.1,"j":{"a":[1,2.50,null,"x"]}}
{"_table":"t","id":9223372036854775807,"s":"","d":-0.01,"at":"0001-01-01T00:00:00Z","day":"9999-12-31","b":false,"x":-1.7976931348623157e+308,"j":"text"}
{"_table":"t","id":7,"j":[]}
{"_table":"t__kids","_columns":[{"name":"id","type":"bigint","key":true},{"name":"kids_idx","type":"bigint","key":true}],"_parent":"t","_parent_key":["id"],"_root":"t","_root_key":["id"]}
{"_table":"t__kids","id":7,"kids_idx":0}
end

for options in "-c none" "-c gzip" "-c snappy --encoding plain" \
    "-c zstd --encoding compact" "--group-rows 1"; do
	case $options in
	*snappy*) aai-sink-parquet --version | grep -q 'snappy:' && continue ;;
	*zstd*) aai-sink-parquet --version | grep -q 'zstd:' && continue ;;
	esac
	# shellcheck disable=SC2086
	aai-sink-parquet $options -o out <rows
	run aai-show --json out
	expect_status 0 "rows come back ($options)"
	expect_stdout "and are what went in ($options)" <rows
done

run aai-show --json -n 1 -c at,id out/t.parquet
expect_stdout "rows and columns can be chosen" <<'end'
{"_table":"t","_columns":[{"name":"at","type":"timestamp"},{"name":"id","type":"bigint","key":true}]}
{"_table":"t","at":"2026-01-02T03:04:05.000001Z","id":-9223372036854775808}
end
run aai-show --schema out
grep _columns rows >lines
expect_stdout "--schema has the columns lines alone" <lines

aai-sink-csv -o csv <rows
aai-show --json out | aai-sink-csv -o again
check "a Parquet file becomes the same CSV" cmp csv/t.csv again/t.csv
aai-sink-parquet -o direct -c none --encoding plain <rows
aai-show --json csv | aai-sink-parquet -o back -c none --encoding plain
run aai-show --json back
expect_stdout "a CSV file gives the same tables" <rows

printf 'a;b;"c;d"\r\n1;"x ""y""\r\nz";\r\n"";;""\r\n' >foreign.csv
run aai-show --json foreign.csv
expect_stdout "CSV of others is read: delimiters, CR LF, quotes, nulls" <<'end'
{"_table":"foreign","_columns":[{"name":"a","type":"text"},{"name":"b","type":"text"},{"name":"c;d","type":"text"}]}
{"_table":"foreign","a":"1","b":"x \"y\"\r\nz"}
{"_table":"foreign","a":"","c;d":""}
end
gzip -c foreign.csv >packed.csv.gz
run aai-show --json packed.csv.gz
expect_status 0 "a compressed one too"
head -c 40 packed.csv.gz >cut.csv.gz
run aai-show --json cut.csv.gz
expect_status 6 "a cut one is an error"
printf 'a,b\n1\n' >short.csv
run aai-show short.csv
expect_stderr "a line with too few fields is told of" <<'end'
aai-show: 'short.csv': line 2 has 1 fields, not 2
end

head -c 300 out/t.parquet >cut.parquet
run aai-show cut.parquet
expect_status 6 "a cut Parquet file is an error"
run aai-show --json foreign.csv cut.parquet
expect_status 6 "an error on the way is the status"
aai-sink-csv -o never <"$OUT" 2>/dev/null
check "and a sink publishes nothing" test ! -e never/foreign.csv
run aai-show --json csv out
expect_status 2 "tables of the same name do not mix"

# Whose columns are of which member is told on.
printf '%s\n' '{"id":1,"a":{"b":1},"aB":[2]}' |
	aai-flatten -O --api none -t r -k id -q >rows
for kind in csv parquet; do
	aai-sink-$kind -q -o part$kind --append <rows
	aai-show --json part$kind/r part$kind/r__a_b | grep _columns >got
	grep '_columns' rows | sed 's/,"_parent.*/}/' >want
	sed 's/,"_parent.*/}/' got >got_paths
	same got_paths "$kind: columns keep their paths" <want
done
run aai-show -c nope out/t.parquet
expect_stderr "a column that is not there is told of" <<'end'
aai-show: table 't' has no column 'nope'
end
done_testing
