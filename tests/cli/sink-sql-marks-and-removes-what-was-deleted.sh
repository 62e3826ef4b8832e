# Records that the source has no more: counted, marked or removed with all that
# belongs to them, in each database.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/sql/db.sh"

[ -n "$(dialects)" ] || skip_all "no database here"

load()
{
	aai-flatten -k id | aai-sink-sql -d "$d" "$@" >script 2>err
	STATUS=$?
	db_load <script >said 2>&1 || STATUS="$? of the database"
}
rows()
{
	db "SELECT $2 FROM $1 ORDER BY $2" | tr '\n' ' '
}

cat >first <<'end'
{"_table":"t","id":"a","x":1,"words":[{"w":"alpha"},{"w":"beta"}]}
{"_table":"t","id":"b","x":2,"words":[{"w":"gamma"}]}
{"_table":"t","id":"e","x":5,"words":[{"w":"eta"}]}
end
# a goes; c comes and goes; d goes and comes; b is not touched.
cat >deletions <<'end'
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

# What a response lists belongs to its parent: that deletes all of it.
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

for d in $(dialects); do
	db_new "$d"
	load <first
	expect_status 0 "$d: a first load"
	load <deletions
	expect_status 3 "$d: deletions are reported"
	like err "3 records were deleted at the source.*--on-delete" \
	    "$d: with their number"
	check "$d: and change nothing" \
	    test "$(rows t id)" = "a b c d e "

	db_new "$d"
	load <first
	load --on-delete remove <deletions
	expect_status 0 "$d: deletions are removed"
	check "$d: the records are" test "$(rows t id)" = "b d e "
	check "$d: and what belongs to them" \
	    test "$(rows t__words w)" = "epsilon eta gamma "
	load --on-delete remove <only
	expect_status 0 "$d: a load of deletions alone"
	check "$d: removes them" test "$(rows t id)" = "d e "
	check "$d: with what is not in the load" \
	    test "$(rows t__words w)" = "epsilon eta "

	db_new "$d"
	load <first
	load --on-delete mark <deletions
	expect_status 0 "$d: deletions are marked"
	check "$d: the records are there" test "$(rows t id)" = "a b c d e "
	check "$d: those are marked" test \
	    "$(rows 't WHERE deleted' id)" = "a c "
	check "$d: their words stay" test "$(rows t__words w)" = \
	    "alpha beta delta epsilon eta gamma "
	load --on-delete mark <only
	check "$d: later ones as well" test \
	    "$(rows 't WHERE deleted' id)" = "a b c "
	printf '%s\n' '{"_table":"t","id":"a","x":9}' >back
	load --on-delete mark <back
	check "$d: one that comes back is not" test \
	    "$(rows 't WHERE deleted' id)" = "b c "
	printf '%s\n' '{"_table":"t","id":"z","deleted":"no"}' >own
	load --on-delete mark <own
	check "$d: a column of that name is in the way" test "$STATUS" != 0
	like err "column 'deleted' of its own" "$d: as is said"

	db_new "$d"
	aai-sink-sql -d "$d" <parts | db_load >said 2>&1
	aai-sink-sql -d "$d" --on-delete remove <no_parts | db_load >said 2>&1
	check "$d: all of a parent's list goes" \
	    test "$(rows s w)" = "six three "
done

run aai-sink-sql -d sqlite -m append --on-delete remove </dev/null
expect_status 2 "only a merge removes"
done_testing
