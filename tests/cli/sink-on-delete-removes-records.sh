# Records that the source has no more: their rows go from all tables of a
# folder with --on-delete remove, are marked with mark, and are counted without.

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

# marked: the ids of the records that are, and those of all.
marked()
{
	aai-show -q --json tables/t | jq -r 'select(has("_columns") | not) |
	    select(.deleted == true).id' | sort | tr '\n' ' '
}
ids()
{
	aai-show -q --json tables/t | jq -r \
	    'select(has("_columns") | not).id' | sort | tr '\n' ' '
}
for s in csv parquet delta iceberg; do
	rm -rf tables
	sink $s <first
	sink $s --on-delete mark --stats stats <later
	expect_status 0 "$s: deletions are marked"
	check "$s: and counted" test "$(jq .deleted stats)" = 3
	check "$s: in the records' own rows" test "$(marked)" = "a c "
	check "$s: all of which stay" test "$(ids)" = "a b c d e "
	check "$s: as their words do" test "$(all | grep -c '"w"')" = 6
	check "$s: others have a null there" test "$(aai-show -q --json tables/t |
	    jq -r 'select(has("_columns") | not) | select(.deleted == null).id' |
	    sort | tr '\n' ' ')" = "b d e "
	check "$s: it is a boolean" test "$(aai-show -q --json tables/t |
	    jq -r 'select(has("_columns"))._columns[] |
	    select(.name == "deleted").type')" = bool
	sink $s --on-delete mark <only
	check "$s: later ones are marked, too, and no row is added" \
	    test "$(marked)/$(ids)" = "a b c /a b c d e "
	echo '{"_table":"t","id":"a","x":9}' >back
	sink $s <back
	expect_status 0 "$s: one comes back, with a load that marks nothing"
	check "$s: it is not marked" test "$(marked)/$(ids)" = \
	    "b c /a b c d e "
	aai-compact -q tables
	check "$s: marks stay when parts are put together" \
	    test "$(marked)/$(ids)" = "b c /a b c d e "
	echo '{"_table":"t","id":"z","deleted":"no"}' >own
	sink $s --on-delete mark <own
	expect_status 2 "$s: a column of that name is in the way"
	expect_stderr_like "column 'deleted' of its own" "$s: as is said"
	sink $s <own
	check "$s: and is not mixed with it in any load" \
	    test "$STATUS/$(marked)" = "0/b c "
	aai-flatten -k id <own >rows
	sed -i 's/,"_path":"t"//' rows
	run aai-sink-$s -o tables -m merge <rows
	expect_status 2 "$s: nor where it is not known whose it is"
	expect_stderr_like "says which records are deleted" "$s: as is said"
	sink $s --on-delete remove <only
	check "$s: and what was marked can be removed" test "$(ids)" = "a c d e z "
	rm -rf tables
	echo '{"_table":"t","id":"b","deleted":false}' >own
	sink $s <own
	all >before
	sink $s --on-delete mark <only
	expect_status 2 "$s: a boolean of that name that an earlier load had is"
	expect_stderr_like "column 'deleted' of its own" "$s: in the way, too"
	all >now
	same now "$s: and stays as it was" <before
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
	rm -rf tables
	aai-sink-$s -o tables -m merge <parts
	run aai-sink-$s -o tables -m merge --on-delete mark <no_parts
	check "$s: or all of it is marked" test "$(all |
	    jq -r 'select(.deleted == true).w' | tr '\n' ' ')" = \
	    "one two four five "
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
run aai-sink-csv -o tables --append --on-delete mark </dev/null
expect_status 2 "or marks"
done_testing
