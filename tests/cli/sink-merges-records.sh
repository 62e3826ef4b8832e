# --mode merge: rows of a root key that arrives replace all rows of that key in
# all tables, in one commit, and only files that hold such rows are written
# anew.  What random histories of loads come to is merge.py's; see there.

. "$ROOT/tests/lib.sh"
need aai-flatten aai-sink-csv aai-sink-parquet aai-sink-delta aai-sink-iceberg \
	aai-show python3

# rows: records from standard input; shown TABLE: its rows, sorted, one a line.
rows()
{
	aai-flatten -O --api none -t r -k id
}

shown()
{
	aai-show --json "$1" 2>&1 | grep -v '"_columns"' | LC_ALL=C sort
}

# files FOLDER: each data file's name and content, hashed.
files()
{
	find "$1" -name 'part-*' -type f -exec cksum {} + | LC_ALL=C sort
}

rows <<'end' >first
{"id":1,"v":"old","l":[1,2]}
{"id":2,"v":"old","l":[7],"m":[{"x":[1,2]}]}
end
rows <<'end' >second
{"id":3,"v":"old","l":[8]}
end
rows <<'end' >third
{"id":2,"v":"once","l":[5,6]}
{"id":4,"v":"new","l":[9]}
{"id":2,"v":"new","l":[4]}
end
for kind in csv parquet delta iceberg; do
	sink="aai-sink-$kind -o $kind --stats stats"
	$sink --append <first && $sink --mode append <second
	files $kind >before
	run $sink --mode merge <third
	expect_status 0 "$kind: a load is merged, with a record twice"
	expect_stderr "... and nothing is said" </dev/null
	like stats '"repeated":0,"merged":5,' \
		"... the summary counts the rows that went"
	shown $kind/r | sed 's/.*"id":\([^,]*\),"v":"\([^"]*\)".*/\1 \2/' >got
	same got "... records have their last version" <<'end'
1 old
2 new
3 old
4 new
end
	shown $kind/r__l |
		sed 's/.*"r_id":\([^,]*\),.*"value":\([^},]*\).*/\1 \2/' >got
	same got "... and their last lists" <<'end'
1 1
1 2
2 4
3 8
4 9
end
	shown $kind/r__m >got
	shown $kind/r__m__x >>got
	same got "... also in tables that the load does not have" </dev/null
	files $kind >after
	case $kind in
	csv | parquet)
		comm -23 before after |
			sed 's,.*/\(part-[^.]*\).*,\1,' | sort -u >got
		expect_equal "$(wc -l <got)" 1 \
			"... only parts of the load that had such rows change"
		;;
	*)
		comm -23 before after >got
		same got "... files of versions before stay" </dev/null
		;;
	esac
	run $sink --mode merge <third
	expect_status 0 "$kind: the same load once more"
	expect_equal "$(shown $kind/r | wc -l) $(shown $kind/r__l | wc -l)" \
		"4 5" "... changes nothing"
	run $sink --mode merge <second
	expect_status 0 "$kind: what another load has brought comes again"
	expect_equal "$(shown $kind/r | wc -l) $(shown $kind/r__l | wc -l)" \
		"4 5" "... and changes nothing"
	run python3 "$ROOT/tests/merge.py" $kind "${MERGES:-6}" "${SEED:-7}"
	expect_status 0 "$kind: random histories come to what they should"
done
run python3 "$ROOT/tests/merge.py" csv.gz "${MERGES:-6}" "${SEED:-7}"
expect_status 0 "csv.gz: so do they"

# Tables whose folder does not say what they are of, as earlier releases left
# them.
rows <<'end' >short
{"id":2,"v":"short"}
end
for kind in delta iceberg; do
	for file in first second; do
		aai-sink-$kind -o "older/$kind" --append <$file
	done
	sed -i '/^note family /d' "older/$kind/.aai/manifest"
	run aai-sink-$kind -o "older/$kind" --mode merge <short
	expect_status 0 "$kind: tables of an earlier release"
	shown "older/$kind/r__l" |
		sed 's/.*"r_id":\([^,]*\),.*"value":\([^},]*\).*/\1 \2/' >got
	same got "... lose the lists of records, too" <<'end'
1 1
1 2
3 8
end
	shown "older/$kind/r__m__x" >got
	same got "... at every depth" </dev/null
done

# What has no key to merge by.
cat >keyless <<'end'
{"_table":"k","_columns":[{"name":"a","type":"text"}]}
{"_table":"k","a":"x"}
end
cat >null <<'end'
{"_table":"r","_columns":[{"name":"id","type":"bigint","key":true},{"name":"v","type":"text"}]}
{"_table":"r","v":"x"}
end
cat >other <<'end'
{"_table":"r","_columns":[{"name":"v","type":"text","key":true},{"name":"id","type":"bigint"}]}
{"_table":"r","v":"new","id":1}
end
cat >lost <<'end'
{"_table":"x","_columns":[{"name":"id","type":"bigint","key":true},{"name":"x_idx","type":"bigint","key":true}],"_parent":"y"}
{"_table":"x","id":1,"x_idx":0}
end
for kind in csv parquet delta iceberg; do
	for what in keyless null other lost; do
		run aai-sink-$kind -o $kind --mode merge <$what
		expect_status 6 "$kind, $what: is refused"
	done
	like "$ERR" "lacks its parent" "... with a reason"
done

# Rows that do not come together.
grep '_columns' third >columns
grep '"_table":"r",' third | grep -v _columns >tops
grep '"_table":"r__l",' third | grep -v _columns >lists
for order in "tops lists" "lists tops"; do
	cat columns $order >mixed
	run aai-sink-csv -o out/mixed --mode merge <mixed
	expect_status 6 "$order: a record that comes again is refused"
	like "$ERR" "which of them are its last version.s does not show" \
		"... with a reason"
done
rows <<'end' >once
{"id":1,"v":"a","l":[1,2]}
{"id":2,"v":"b","l":[3]}
end
{
	grep _columns once
	grep '"_table":"r__l",' once | grep -v _columns
	grep '"_table":"r",' once | grep -v _columns
} >mixed
run aai-sink-csv -o out/mixed --mode merge <mixed
expect_status 6 "as rows of a record that are apart look like another record"

# The order of a record's rows may also be its own first.
cat >own <<'end'
{"_table":"r","_columns":[{"name":"id","type":"bigint","key":true},{"name":"v","type":"bigint"}]}
{"_table":"r__l","_columns":[{"name":"r_id","type":"bigint","key":true},{"name":"l_idx","type":"bigint","key":true},{"name":"value","type":"bigint"}],"_parent":"r"}
{"_table":"r","id":7,"v":0}
{"_table":"r","id":7,"v":1}
{"_table":"r__l","r_id":7,"l_idx":0,"value":1}
{"_table":"r__l","r_id":7,"l_idx":1,"value":2}
{"_table":"r","id":8,"v":1}
{"_table":"r__l","r_id":8,"l_idx":0,"value":3}
{"_table":"r","id":8,"v":2}
{"_table":"r","id":7,"v":3}
{"_table":"r__l","r_id":7,"l_idx":0,"value":4}
end
run aai-sink-csv -o out/own --mode merge <own
expect_status 0 "records whose own rows come first"
cat out/own/r/*.csv out/own/r__l/*.csv >got
same got "... are kept in their last version" <<'end'
id,v
8,2
7,3
r_id,l_idx,value
7,0,4
end

# The elements of a response's list make up what their key names.
cat >elements <<'end'
{"_table":"s","_columns":[{"name":"t","type":"text","key":true},{"name":"s_idx","type":"bigint","key":true},{"name":"v","type":"bigint"}]}
{"_table":"s__w","_columns":[{"name":"t","type":"text","key":true},{"name":"s_idx","type":"bigint","key":true},{"name":"w_idx","type":"bigint","key":true}],"_parent":"s"}
{"_table":"s__w","t":"a","s_idx":0,"w_idx":0}
{"_table":"s","t":"a","s_idx":0,"v":1}
{"_table":"s","t":"a","s_idx":1,"v":1}
{"_table":"s__w","t":"a","s_idx":0,"w_idx":0}
{"_table":"s__w","t":"a","s_idx":0,"w_idx":1}
{"_table":"s","t":"a","s_idx":0,"v":2}
{"_table":"s","t":"b","s_idx":0,"v":3}
{"_table":"s","t":"b","s_idx":1,"v":3}
end
run aai-sink-csv -o out/elements --mode merge <elements
expect_status 0 "a list that comes again"
cat out/elements/s/*.csv out/elements/s__w/*.csv >got
same got "... is what came last" <<'end'
t,s_idx,v
a,0,2
b,0,3
b,1,3
t,s_idx,w_idx
a,0,0
a,0,1
end

# How the option goes with others.
for wrong in "--mode merge -t r -o out" "--mode merge -o - -t r" \
	"--mode replace --state st -o out" "--mode merge --append -o out" \
	"--mode merge --replace -o out" "--mode merge"; do
	run aai-sink-csv $wrong <first
	expect_status 2 "$wrong: is refused"
done

# More keys than there is room for.
awk 'BEGIN { for (i = 0; i < 200000; i++) print "{\"id\":" i "}" }' |
	rows >many
run aai-sink-csv -o out/many --mode merge --memory 8M <many
expect_status 8 "more records than a quarter of --memory has room for"
like "$ERR" "load in several runs" "... are refused with advice"
run aai-sink-csv -o out/many --mode merge --memory 64M <many
expect_status 0 "with more memory they are loaded"
# Rows of records that do not come together.
cat >sorted <<'end'
{"_table":"r","_columns":[{"name":"id","type":"bigint","key":true}]}
{"_table":"r","id":1}
{"_table":"r","id":2}
{"_table":"r__l","_columns":[{"name":"r_id","type":"bigint","key":true},{"name":"l_idx","type":"bigint","key":true}],"_parent":"r"}
{"_table":"r__l","r_id":1,"l_idx":0}
{"_table":"r__l","r_id":2,"l_idx":0}
end
run aai-sink-csv -o sorted.csv --mode merge <sorted
expect_status 6 "a stream that is sorted by table is refused"
expect_stderr_like "the rows of a record of table 'r' do not come together, as in a stream that is sorted by table" \
	"... with the reason"
done_testing
