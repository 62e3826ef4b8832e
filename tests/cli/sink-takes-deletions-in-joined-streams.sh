# A record, its deletion and the record again, in streams that cat joins, are what
# they are one after the other, in every sink: the last of them counts.

. "$ROOT/tests/lib.sh"
need jq

t='{"_table":"t","_columns":[{"name":"id","type":"text","key":true},{"name":"x","type":"bigint"}],"_number":1,"_path":"t"}'
w='{"_table":"t__l","_columns":[{"name":"t_id","type":"text","key":true,"path":"$.id"},{"name":"l_idx","type":"bigint","key":true,"path":"$.l[#]"},{"name":"w","type":"text"}],"_number":2,"_path":"t.l[]","_parent":"t"}'
printf '%s\n' "$t" "$w" '[2,"a",0,"one"]' '[2,"a",1,"more"]' '[1,"a",1]' \
    '[2,"b",0,"other"]' '[1,"b",1]' >first
printf '%s\n' "$t" "$w" '{"_table":"_aai_deleted","row":[1,"a"]}' >gone
printf '%s\n' "$t" "$w" '[2,"a",0,"two"]' '[1,"a",2]' >again

# values: all that the tables have, deleted ones with a minus.
values()
{
	for table in "$1"/t "$1"/t__l; do
		aai-show -q --json "$table" 2>/dev/null || :
	done | jq -r 'select(has("_columns") | not) |
	    (if .deleted then "-" else "" end) +
	    (.w // "\(.id)\(.x)")' | sort | tr '\n' ' '
}
# expect STREAMS HOW WANT: into each sink.
expect()
{
	for s in csv parquet delta iceberg; do
		rm -rf out
		# shellcheck disable=SC2086 # files
		cat $1 >rows
		run "aai-sink-$s" -o out -m merge --on-delete "$2" <rows
		expect_status 0 "$s: $1, $2"
		expect_equal "$(values out)" "$3" "$s: the last counts"
	done
	command -v sqlite3 >/dev/null || return 0
	rm -f db
	aai-sink-sql -d sqlite --on-delete "$2" <rows | sqlite3 db
	deleted=NULL
	[ "$2" = remove ] || deleted=deleted
	expect_equal "$(sqlite3 db "SELECT CASE WHEN $deleted THEN '-' ELSE ''
	    END || id || x FROM t UNION ALL SELECT w FROM t__l" | sort |
	    tr '\n' ' ')" "$3" "sqlite: $1, $2: the last counts"
}
expect "first gone" remove "b1 other "
expect "first gone again" remove "a2 b1 other two "
expect "gone first" remove "a1 b1 more one other "
expect "first again gone" remove "b1 other "
expect "first gone again gone" remove "b1 other "
expect "first gone" mark "-a1 b1 more one other "
expect "first gone again" mark "a2 b1 other two "
expect "gone first" mark "a1 b1 more one other "
expect "first again gone" mark "-a2 b1 other two "

# The same of records that are joined before they are rows.
echo '{"_table":"t","id":"a","x":1,"l":[{"w":"one"},{"w":"more"}]}' >first
echo '{"_table":"t","id":"b","x":1,"l":[{"w":"other"}]}' >>first
echo '{"_table":"_aai_deleted","record":{"_table":"t","id":"a"}}' >gone
echo '{"_table":"t","id":"a","x":2,"y":3,"l":[{"w":"two"}]}' >again
cat first gone again | aai-flatten -q -k id >back
cat first gone again gone | aai-flatten -q -k id >away
expect back remove "a2 b1 other two "
expect back mark "a2 b1 other two "
expect away remove "b1 other "
expect away mark "-a2 b1 other two "

# Rows whose columns are others are refused, and nothing is changed.
aai-flatten -q -k id <first >one
aai-flatten -q -k id <gone >two
cat one two >rows
rm -rf out
run aai-sink-csv -o out -m merge --on-delete remove <rows
expect_status 6 "joined rows of other columns are refused"
check "and nothing is published" test -z "$(values out)"
done_testing
