# Numbers and times of several loads have the type that one load would give them:
# where the table's does not hold what comes, its files are written anew with one
# that does, by the same commit; or the load is refused, and nothing changes.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/delta.inc"
. "$ROOT/tests/iceberg.inc"
need jq

# load ROW...: append those records' rows.
load()
{
	printf '%s\n' "$@" | aai-flatten -q --api none -t t -k id >rows
	run aai-sink-$format -q --append -o lake <rows
}

# shows TITLE: the rows, in the order of ids, are those of standard input.
shows()
{
	aai-show -q --json lake/t | sed '/_columns/d; s/"_table":"t",//' |
		LC_ALL=C sort >shown
	same shown "$format: $1"
}

# kept: the table of before is as it was.
kept()
{
	diff -r lake before >"$CAPTURE/diff" 2>&1
	expect_equal "$?" 0 "$format: nothing is changed"
}

for format in delta iceberg; do
	rm -rf lake
	load '{"id":1,"n":1,"w":"x"}' '{"id":2,"n":-7}'
	load '{"id":3,"n":9007199254740992,"w":"y"}'
	load '{"id":4,"n":1.5}'
	expect_status 0 "$format: a fraction after integers"
	run aai-show -q -a -c id lake/t
	expect_equal "$(tail -n +3 "$OUT" | tr -d ' ' | tr '\n' ' ')" "1 2 3 4 " \
	    "$format: the oldest rows come first, as before"
	shows "each has its value" <<-end
	{"id":1,"n":1.0,"w":"x"}
	{"id":2,"n":-7.0}
	{"id":3,"n":9007199254740992.0,"w":"y"}
	{"id":4,"n":1.5}
	end
	if [ $format = delta ]; then
		expect_equal "$(delta_schema lake/t)" "id:long n:double w:string" \
		    "delta: the column is double, in its place"
		entry=$(delta_entry lake/t 2)
		expect_equal "$(grep -c '"remove"' "$entry") $(grep -c '"add"' \
		    "$entry") $(grep -c metaData "$entry")" "2 3 1" \
		    "delta: one commit has all files anew"
		expect_equal "$(delta_live lake/t | grep -c v2)" 3 \
		    "delta: which are live"
	else
		expect_equal "$(iceberg_schema lake/t)" \
		    "id:1:long n:4:double w:3:string" \
		    "iceberg: the column has another id, in its place"
		expect_equal "$(jq -c '[."last-column-id", (.snapshots[-1].summary |
		    ."deleted-data-files", ."added-data-files",
		    ."total-records")]' "$(iceberg_file lake/t)")" \
		    '[4,"2","3","4"]' "iceberg: one snapshot has all files anew"
	fi

	# The loads are known as they were.
	load '{"id":3,"n":9007199254740992,"w":"y"}'
	expect_status 0 "$format: a load that comes again"
	shows "is there once" <<-end
	{"id":1,"n":1.0,"w":"x"}
	{"id":2,"n":-7.0}
	{"id":3,"n":9007199254740992.0,"w":"y"}
	{"id":4,"n":1.5}
	end
	load '{"id":5,"n":6}' '{"id":6,"n":2.5}'
	load '{"id":7,"n":8}'
	expect_status 0 "$format: integers go on into doubles"
	cp -r lake before
	load '{"id":8,"n":9007199254740993}'
	expect_status 6 "$format: an integer that no double holds"
	expect_stderr_like "column 'n' is double, the load has bigint" "is told"
	kept
	rm -rf lake before

	load '{"id":1,"n":9007199254740993}'
	load '{"id":2,"n":null}'
	load '{"id":3,"n":0.25}'
	expect_status 0 "$format: a fraction after an integer that no double holds"
	shows "keeps its digits" <<-end
	{"id":1,"n":9007199254740993.00}
	{"id":2}
	{"id":3,"n":0.25}
	end
	load '{"id":4,"n":12345678901234567890.125}'
	expect_status 0 "$format: a decimal of more digits"
	shows "makes it one of them" <<-end
	{"id":1,"n":9007199254740993.000}
	{"id":2}
	{"id":3,"n":0.250}
	{"id":4,"n":12345678901234567890.125}
	end
	cp -r lake before
	load '{"id":5,"n":1e-30}'
	expect_status 6 "$format: digits that no decimal has beside the others"
	kept
	rm -rf lake before

	load '{"id":1,"n":9223372036854775807}'
	load '{"id":2,"n":123456789012345678901234567890}'
	expect_status 0 "$format: integers past 64 bits after others"
	shows "are there to the last digit" <<-end
	{"id":1,"n":9223372036854775807}
	{"id":2,"n":123456789012345678901234567890}
	end
	rm -rf lake
	load '{"id":1,"n":"2026-01-02"}'
	load '{"id":2,"n":"2026-01-02T03:04:05.5Z"}'
	expect_status 0 "$format: a moment after a day"
	shows "is one beside its midnight" <<-end
	{"id":1,"n":"2026-01-02T00:00:00Z"}
	{"id":2,"n":"2026-01-02T03:04:05.500000Z"}
	end
	cp -r lake before
	load '{"id":3,"n":"later"}'
	expect_status 6 "$format: text"
	kept
	rm -rf lake before

	# Within one load, as its rows go on.
	load '{"id":1,"n":1}'
	{
		echo '{"_table":"t","_columns":[{"name":"id","type":"bigint","key":true},{"name":"n","type":"bigint"}]}'
		echo '{"_table":"t","id":2,"n":2}'
		echo '{"_table":"t","_columns":[{"name":"id","type":"bigint","key":true},{"name":"n","type":"double"},{"name":"new","type":"text"}]}'
		echo '{"_table":"t","id":3,"n":0.5,"new":"x"}'
	} >rows
	run aai-sink-$format -q --append -o lake <rows
	expect_status 0 "$format: a type that widens on the way"
	shows "and a column that comes with it" <<-end
	{"id":1,"n":1.0}
	{"id":2,"n":2.0}
	{"id":3,"n":0.5,"new":"x"}
	end

	# A merge, too: what stays of a file is written anew.
	rm -rf lake
	load '{"id":1,"n":1}' '{"id":2,"n":2}'
	printf '%s\n' '{"id":2,"n":2.5}' |
		aai-flatten -q --api none -t t -k id >rows
	run aai-sink-$format -q --mode merge -o lake <rows
	expect_status 0 "$format: a merge of a fraction"
	shows "has one row of each" <<-end
	{"id":1,"n":1.0}
	{"id":2,"n":2.5}
	end
done

# A file of another program is not written anew.
format="delta"
rm -rf lake
load '{"id":1,"n":1}'
log=$(delta_entry lake/t 1)
cp "$ROOT/tests/data/foreign-1.parquet" lake/t/other.parquet
echo '{"add":{"path":"other.parquet","partitionValues":{},"size":519,"modificationTime":0,"dataChange":true}}' >"$log"
cp -r lake before
load '{"id":2,"n":1.5}'
expect_status 6 "a table with a file of another program"
expect_stderr_like "column 'n' is bigint, the load has double" "is told of"
kept
done_testing
