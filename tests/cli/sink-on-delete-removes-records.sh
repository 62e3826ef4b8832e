# Records that the source has no more: their rows go from all tables of a
# folder with --on-delete remove, and are counted without.

. "$ROOT/tests/lib.sh"
need jq

# sink NAME [OPTION...]: load records from standard input into the folder.
sink()
{
	name=$1
	shift
	aai-flatten -k id >rows
	run "aai-sink-$name" -o tables -m merge "$@" <rows
}
# words: all that the tables have now, as the reader sees it.
all()
{
	for table in tables/*/; do
		table=${table%/}
		case $table in */_*) continue ;; esac
		aai-show -q --json "$table" | jq -c 'select(has("_columns") | not) |
		    del(._table)'
	done | sort
}

cat >first <<'end'
{"_table":"t","id":"a","x":1,"words":[{"w":"alpha"},{"w":"beta"}],"gone":[{"g":"zeta"}]}
{"_table":"t","id":"b","x":2,"words":[{"w":"gamma"}]}
{"_table":"t","id":"e","x":5,"words":[{"w":"eta"}]}
end
cat >later <<'end'
{"_table":"t","id":"c","x":3,"words":[{"w":"delta"}]}
{"_table":"_aai_deleted","record":{"_table":"t","id":"c"}}
{"_table":"_aai_deleted","record":{"_table":"t","id":"a"}}
{"_table":"_aai_deleted","record":{"_table":"t","id":"d"}}
{"_table":"t","id":"d","x":4,"words":[{"w":"epsilon"}]}
end
cat >only <<'end'
{"_table":"_aai_deleted","record":{"_table":"t","id":"b"}}
{"_table":"_aai_deleted","record":{"_table":"t","id":"unknown"}}
end

# Of a deletion the key counts, which is not long.
python3 -c 'import sys; sys.stdout.buffer.write(
    b"{\"_table\":\"_aai_deleted\",\"record\":{\"_table\":\"t\",\"id\":\"" +
    b"x\xff" * (5 << 20) + b"\"}}\n")' >long
run aai-flatten -k id <long
expect_status 6 "a deletion that is long is refused"
expect_stderr_like "no record's key" "which is said"

for s in csv parquet delta iceberg; do
	rm -rf tables
	sink $s <first
	expect_status 0 "$s: a first load"
	sink $s --stats stats <later
	expect_status 3 "$s: deletions are reported"
	expect_stderr_like "3 records were deleted at the source.*--on-delete" \
	    "$s: with their number"
	check "$s: which --stats has, too" test "$(jq .deleted stats)" = 3
	check "$s: and change nothing" \
	    test "$(all | grep -c 'alpha\|beta\|zeta\|delta')" = 4

	rm -rf tables
	sink $s <first
	sink $s --on-delete remove <later
	expect_status 0 "$s: deletions are removed"
	all >now
	check "$s: there is no word of them" \
	    sh -c '! grep -q "alpha\|beta\|zeta\|delta\|:.a.[,}]\|:.c.[,}]" now'
	check "$s: others are there" \
	    test "$(grep -c 'gamma\|eta"\|epsilon' now)" = 3
	sink $s --on-delete remove <only
	expect_status 0 "$s: a load of deletions alone"
	all >now
	check "$s: removes them, in tables that it does not have, too" \
	    test "$(jq -r '.w // .id' now | tr '\n' ' ')" = "d e epsilon eta "
done

cat >parts <<'end'
{"_table":"s","_columns":[{"name":"t_id","type":"text","key":true},{"name":"s_idx","type":"bigint","key":true},{"name":"w","type":"text"}],"_number":1}
[1,"a",0,"one"]
[1,"a",1,"two"]
[1,"b",0,"three"]
end
cat >no_parts <<'end'
{"_table":"s","_columns":[{"name":"t_id","type":"text","key":true},{"name":"s_idx","type":"bigint","key":true},{"name":"w","type":"text"}],"_number":1}
[1,"c",0,"four"]
[1,"c",1,"five"]
{"_table":"_aai_deleted","row":[1,"c"]}
{"_table":"_aai_deleted","row":{"_table":"s","t_id":"a"}}
[1,"d",0,"six"]
end
for s in csv parquet delta iceberg; do
	rm -rf tables
	aai-sink-$s -o tables -m merge <parts
	run aai-sink-$s -o tables -m merge --on-delete remove <no_parts
	expect_status 0 "$s: the deletion of a list"
	check "$s: all of it goes, and no other" \
	    test "$(all | jq -r .w | tr '\n' ' ')" = "three six "
done

# Where a record goes on being deleted, its key says which.
rm -rf tables
printf '%s\n' '{"_table":"t","_columns":[{"name":"id","type":"text","key":true},{"name":"v","type":"text"}],"_number":1}' \
    '{"_table":"_aai_deleted","row":[1]}' >nobody
run aai-sink-csv -o tables -m merge --on-delete remove <nobody
expect_status 6 "a deletion without a key is refused"
printf '%s\n' '{"_table":"_aai_deleted","row":[1,"a"]}' >early
run aai-sink-csv -o tables -m merge --on-delete remove <early
expect_status 6 "and one before its table's columns"
printf '%s\n' '{"_table":"_aai_deleted","row":[1,"a"],"more":1}' >more
run aai-sink-csv -o tables -m merge <more
expect_status 6 "and one with more in it"
printf '%s\n' '{"_table":"t","_columns":[{"name":"id","type":"text","key":true}],"_number":1}' \
    '{"_table":"_aai_deleted","row":{"_table":"_aai_end","records":1}}' >odd
run aai-sink-csv -o tables -m merge <odd
expect_status 6 "and one of what is not a row"
run aai-sink-csv -o tables --append --on-delete remove </dev/null
expect_status 2 "only a merge removes"
done_testing
