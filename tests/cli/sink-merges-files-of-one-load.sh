# A load that was merged onto its first attempt leaves two files that are known
# by one name.  Whatever writes both anew in one version keeps both: a merge, a
# column that gets another type, a compaction.

. "$ROOT/tests/lib.sh"
need aai-sink-csv aai-sink-parquet aai-sink-delta aai-sink-iceberg aai-show \
	aai-compact statehash

# load MODE FROM MARK TYPE RECORD...: records are "ID VALUE".
load()
{
	mode=$1 from=$2 mark=$3 type=$4
	shift 4
	s='{"resource":"x"}'
	{
		echo '{"_table":"t","_columns":[{"name":"id","type":"bigint","key":true},{"name":"v","type":"'$type'"}]}'
		for r; do
			printf '{"_table":"t","id":%d,"v":%s}\n' $r
		done
		echo '{"_table":"_aai_end","records":'$#',"selection":'"$s"',"state":{"from":"'"$from"'","selection":'"$s"',"mark":"'"$mark"'"}}'
	} >rows
	run aai-sink-$kind -o $kind --state st.json --mode $mode <rows
}

values()
{
	aai-show -a --json $kind/t | grep -v _columns | sed \
	    's/.*"id":\([0-9]*\),"v":\([^}]*\)}/\1 \2/' | LC_ALL=C sort |
	    tr '\n' ','
}

# two_files: ids 1 and 2 are in one file of a load, 3 and 4 in another of it.
two_files()
{
	rm -rf $kind st.json
	load merge "" 1 bigint "100 0"
	expect_status 0 "$kind: a first load"
	cp st.json one.json
	one=$(statehash <one.json)
	load merge "$one" 2 bigint "1 1" "2 1"
	cp one.json st.json
	load merge "$one" 3 bigint "3 2" "4 2"
	expect_status 0 "$kind: one that is repeated with other records"
	expect_equal "$(values)" "1 1,100 0,2 1,3 2,4 2," \
		"... is merged onto its first attempt"
	two=$(statehash <st.json)
}

for kind in csv parquet delta iceberg; do
	two_files
	load merge "$two" 4 bigint "1 3" "3 3"
	expect_status 0 "$kind: records of both files are replaced"
	expect_equal "$(values)" "1 3,100 0,2 1,3 3,4 2," \
		"... and the others of both stay"
	load merge "$(statehash <st.json)" 5 bigint "2 4" "4 4"
	expect_equal "$(values)" "1 3,100 0,2 4,3 3,4 4," \
		"... so that they can be replaced later"
	run aai-compact $kind
	expect_status 0 "$kind: they are put together"
	expect_equal "$(values)" "1 3,100 0,2 4,3 3,4 4," \
		"... and have all rows"

	two_files
	load append "$two" 4 double "9 0.5"
	expect_status 0 "$kind: a column gets another type"
	expect_equal "$(values | sed 's/\([0-9]\)\.0,/\1,/g; s/\([0-9]\)\.0,/\1,/g')" \
		"1 1,100 0,2 1,3 2,4 2,9 0.5," "... in both files"

	two_files
	run aai-compact $kind
	expect_status 0 "$kind: both are put together"
	expect_equal "$(values)" "1 1,100 0,2 1,3 2,4 2," "... with all rows"
	load merge "$two" 4 bigint "1 5" "4 5"
	expect_equal "$(values)" "1 5,100 0,2 1,3 2,4 5," \
		"... and go on from there"
done
done_testing
