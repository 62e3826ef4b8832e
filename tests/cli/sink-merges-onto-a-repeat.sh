# A load that merges and was published before its state was stored is merged
# onto what it left when it is run again, with whatever the source has by then:
# never put in its place.  A refresh still takes the place of its selection.

. "$ROOT/tests/lib.sh"
need aai-sink-csv aai-sink-parquet aai-sink-delta aai-sink-iceberg aai-show \
	statehash

# stream SELECTION FROM MARK MEMBERS RECORD...: records are "ID VALUE", each
# with a list of that one value.
stream()
{
	s='{"resource":"'"$1"'"}' from=$2 mark=$3 members=$4
	shift 4
	cat <<'end'
{"_table":"t","_columns":[{"name":"id","type":"bigint","key":true},{"name":"v","type":"text"}]}
{"_table":"t__l","_columns":[{"name":"t_id","type":"bigint","key":true},{"name":"l_idx","type":"bigint","key":true},{"name":"v","type":"text"}],"_parent":"t"}
end
	for r; do
		printf '{"_table":"t__l","t_id":%d,"l_idx":0,"v":"%s"}\n' $r
		printf '{"_table":"t","id":%d,"v":"%s"}\n' $r
	done
	echo '{"_table":"_aai_end","records":'$(($# * 2))',"selection":'"$s$members"',"state":{"from":"'"$from"'","selection":'"$s"',"mark":"'"$mark"'"}}'
}

# load MODE STREAM...: into the folder, with a state.
load()
{
	mode=$1
	shift
	stream "$@" >rows
	run aai-sink-$kind -o $kind --state st.json --mode $mode <rows
}

# The records, with what their lists have, if that is another.
values()
{
	for table in t t__l; do
		aai-show --json $kind/$table | grep -v _columns | sed \
		    's/.*id":\([0-9]*\),.*"v":"\([^"]*\)".*/\1 \2/' |
			LC_ALL=C sort >$table.values
	done
	cmp -s t.values t__l.values || echo "lists differ: "
	tr '\n' ',' <t.values
}

for kind in csv parquet delta iceberg; do
	rm -f st.json
	load append x "" 1 "" "1 a" "2 a" "3 a"
	expect_status 0 "$kind: a load that appends"
	cp st.json one.json
	one=$(statehash <one.json)
	load merge x "$one" 2 "" "2 b" "4 b"
	expect_status 0 "$kind: one that merges"
	expect_equal "$(values)" "1 a,2 b,3 a,4 b," "... replaces a record"

	# Its state was not stored, and the source has changed.
	cp one.json st.json
	load merge x "$one" 3 "" "3 c" "4 c" "5 c"
	expect_status 0 "$kind: it is repeated with other records"
	expect_equal "$(values)" "1 a,2 b,3 c,4 c,5 c," \
		"... and is merged onto its first attempt"
	two=$(statehash <st.json)
	cp st.json two.json
	load merge x "$two" 4 "" "1 d" "5 d"
	load merge y "" 1 "" "5 e" "6 e"
	expect_equal "$STATUS" 6 "$kind: another selection's state is another's"
	mv st.json x.json
	load merge y "" 1 "" "5 e" "6 e"
	expect_status 0 "$kind: another selection merges, too"
	expect_equal "$(values)" "1 d,2 b,3 c,4 c,5 e,6 e," \
		"... into the records of the first"
	cp st.json y.json
	mv x.json st.json
	cp -r $kind kept

	# All of the selection anew: what others brought stays.
	load merge x "" 9 ',"refresh":true' "1 f" "3 f" "6 f"
	expect_status 0 "$kind: a refresh that merges"
	expect_equal "$(values)" "1 f,3 f,5 e,6 f," \
		"... takes the place of its selection, and of records"
	load merge x "" 9 ',"refresh":true' "1 f" "3 f" "6 f"
	expect_status 0 "$kind: once more"
	expect_equal "$(values)" "1 f,3 f,5 e,6 f," "... is the same"
	load append x "$(statehash <st.json)" 10 "" "7 g"
	expect_status 0 "$kind: a load that appends"
	expect_equal "$(values)" "1 f,3 f,5 e,6 f,7 g," "... goes on from it"

	# Records that took all rows of a load out of its file do not keep a
	# refresh from taking its place.
	rm -rf $kind st.json
	load append x "" 1 "" "1 a"
	load merge x "$(statehash <st.json)" 2 "" "1 b" "2 b"
	load append x "" 3 ',"refresh":true' "1 c"
	expect_status 0 "$kind: a refresh, when nothing is left of a load"
	expect_equal "$(values)" "1 c," "... takes the place of all"
	rm -rf kept
done
done_testing
