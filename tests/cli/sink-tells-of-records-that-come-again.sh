# What comes more than once is told: a record in one load, which files hold as
# often as it came, and a load that was there already, which they hold once.

. "$ROOT/tests/lib.sh"
need aai-flatten aai-sink-csv aai-sink-parquet aai-sink-delta aai-sink-iceberg

cat >twice <<'end'
{"id":1,"v":"old","l":[1,2]}
{"id":2,"v":"only"}
{"id":1,"v":"new","l":[3]}
{"id":1,"v":"newest"}
end
cat >single <<'end'
{"id":1,"v":"old"}
{"id":2,"v":"only"}
end
for kind in csv parquet delta iceberg; do
	for how in "" --append; do
		aai-flatten --api none -t r -k id <twice >rows
		run aai-sink-$kind -o "out/$kind$how" $how --stats stats <rows
		expect_status 3 "$kind $how: a record came more than once"
		like "$ERR" "2 rows have the key of an earlier row of this load" \
			"... how often is said"
		like stats '"published":true,.*"repeated":2,' "... all is published"
		aai-flatten --api none -t r -k id <single >rows
		run aai-sink-$kind -o "once/$kind$how" $how <rows
		expect_status 0 "$kind $how: none did"
	done
	printf '{"t":20.5}\n{"t":20.5}\n' | aai-flatten --api none -t e >equal
	run aai-sink-$kind -o "events/$kind" --append <equal
	expect_status 0 "$kind: equal records without a key are as many"
	expect_stderr "... and nothing is said of them" </dev/null
	run aai-sink-$kind -o "events/$kind" --append <equal
	expect_status 0 "$kind: the same load again"
	like "$ERR" "has had a load of these very rows" "... is told"
done

# Keys of several columns, of several tables, and as they are spelled.
cat >rows <<'end'
{"_table":"a","_columns":[{"name":"x","type":"text","key":true},{"name":"y","type":"text","key":true}]}
{"_table":"b","_columns":[{"name":"x","type":"text","key":true},{"name":"y","type":"text","key":true}]}
{"_table":"a","x":"1","y":"23"}
{"_table":"a","x":"12","y":"3"}
{"_table":"b","x":"1","y":"23"}
end
run aai-sink-csv -o keys <rows
expect_status 0 "keys that differ in where they are parted, or in their table"
echo '{"_table":"a","x":"\u0031","y":"23"}' >>rows
run aai-sink-csv -o keys <rows
expect_status 3 "keys that differ in their spelling alone are the same"

# More than fit into memory are in a file.
awk 'BEGIN {
	for (i = 0; i < 150000; i++) print "{\"id\":" i "}"
	print "{\"id\":7}\n{\"id\":149999}" }' |
	aai-flatten --api none -t r -k id >rows
TMPDIR=$PWD run aai-sink-csv -o many --memory 8M <rows
expect_status 3 "among many records, too"
like "$ERR" ": 2 rows have the key of an earlier row" "... as many as there are"
set -- *tmp*
expect_equal "$*" '*tmp*' "... and nothing stays behind"
done_testing
