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

# Records of an append that are there already.
# shellcheck disable=SC2120 # some give it options
flat()
{
	aai-flatten --api none -t r -k id "$@"
}
cat >first <<'end'
{"id":1,"v":"a","l":[1,2]}
{"id":2,"v":"b"}
{"id":3,"v":"c"}
end
cat >next <<'end'
{"id":3,"v":"new","l":[3]}
{"id":4,"v":"d"}
{"id":1,"v":"new"}
end
for kind in csv parquet delta iceberg; do
	sink()
	{
		aai-sink-$kind -o "known/$kind" --append --stats stats
	}
	flat <first >rows
	run sink <rows
	expect_status 0 "$kind: records are added"
	flat <next >rows
	run sink <rows
	expect_status 3 "$kind: some were there already"
	like "$ERR" "2 rows in 'known/$kind' have the key of a row of this load" \
		"... how many is said"
	like stats '"published":true,.*"known":2,' "... all is published"
	expect_equal "$(aai-show -q -a --json "known/$kind" |
	    grep -c '"_table":"r","id"')" 6 "... and there again"
	run sink <rows
	expect_status 3 "$kind: the same load again"
	like "$ERR" "has had a load of these very rows" "... is one"
	like "$ERR" "2 rows in" "... and finds what it found"
	echo '{"id":5}' | flat >others
	run sink <others
	expect_status 0 "$kind: a load of others"
	expect_stderr "... says nothing" </dev/null
	# In a wider type, too.
	printf '%s\n' '{"id":3.0}' '{"id":7.5}' | flat >wider
	case $kind in
	csv | parquet)
		run sink <wider
		expect_status 3 "$kind: a key is the same in a wider type"
		like "$ERR" "2 rows in" "... each row counts"
		;;
	esac
	cat next next | flat >both
	run sink <both
	expect_status 3 "$kind: records that are there, and come twice"
	like "$ERR" "rows in 'known/$kind' have the key" "... are both told"
	like "$ERR" "3 rows have the key of an earlier row" "... each for itself"
	aai-sink-$kind -q -o "merged/$kind" --append <rows
	run aai-sink-$kind -o "merged/$kind" --mode merge <rows
	expect_status 0 "$kind: a merge replaces them"
done
flat <first >rows
# shellcheck disable=SC2046 # names without blanks
set -- $(cd known/parquet/r && ls part-*.parquet)
echo damaged >"known/parquet/r/$1"
run aai-sink-parquet -o known/parquet --append <rows
expect_stderr_like "$1.*whether it has records of this load is not known" \
	"a part that cannot be read is told"
check "... and others are added" test "$STATUS" = 0 -o "$STATUS" = 3

# More keys than memory holds.
awk 'BEGIN { for (i = 0; i < 150000; i++) print "{\"id\":" i "}" }' | flat >many.rows
aai-sink-parquet -q -o more --append --memory 8M <many.rows
awk 'BEGIN { for (i = 0; i < 150000; i++) print "{\"id\":" i + 149990 "}" }' |
	flat >many.rows
TMPDIR=$PWD run aai-sink-parquet -o more --append --memory 8M <many.rows
expect_status 3 "among many records, too"
like "$ERR" " 10 rows in 'more' have the key" "... they are counted"

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
