# Members whose names become the same, in each database: columns go by their
# paths, and what cannot be told apart fails the transaction, with the reason.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/sql/db.sh"

[ -n "$(dialects)" ] || skip_all "no database here"

# load OPTION...: the rows on standard input, quietly.
load()
{
	aai-sink-sql -q -d "$d" "$@" >script && db_load <script >said 2>&1
}
# fails OPTION...: a load does.
fails()
{
	! load "$@"
}
flat()
{
	aai-flatten --api none -t r -k id -q
}

echo '{"id":1,"a-b":11}' | flat >one
# A path that is not known, and one that the database's column has.
cat >two <<'end'
{"_table":"r","_columns":[{"name":"id","type":"bigint","key":true},{"name":"a_b","type":"bigint","path":null},{"name":"a_b_200f3c","type":"bigint","path":"a-b"}],"_path":"r"}
{"_table":"r","id":2,"a_b":44,"a_b_200f3c":55}
end
echo '{"id":3,"a_b":33,"a-b":34}' | flat >three
echo '{"id":6,"w":["A"]}' | flat >key
echo '{"id":7,"w":[{"w_idx":"B"}]}' | flat >way

for d in $(dialects); do
	db_new "$d"
	check "$d: a first load" load <one
	for mode in merge append; do
		check "$d, $mode: two columns of one name fail" \
			fails -m $mode <two
		like said "table r: column a_b is that of two columns" \
			"... and the message says so"
	done
	expect_equal "$(db 'SELECT count(*) FROM r')" 1 \
		"$d: ... and nothing is changed"
	check "$d: a member that is another one's has a column" load <three
	expect_equal "$(db 'SELECT a_b FROM r WHERE id = 3')" 34 \
		"$d: ... and the first one keeps its own"
	check "$d: a list" load -m append <key
	check "$d: its key has made way: an append does not find it" \
		fails -m append <way
	like said "table r__w: column w_idx has" "... and says so"
	check "$d: a merge does" load <way
	expect_equal "$(db 'SELECT count(*) FROM r__w WHERE w_idx = 0')" 2 \
		"$d: ... and has its rows in one column"
done
done_testing
