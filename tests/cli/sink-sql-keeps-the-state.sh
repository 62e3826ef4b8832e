# The state of an incremental load is in the database, in the transaction of
# its data, and a load must go on from it.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/sql/db.sh"

[ -n "$(dialects)" ] || skip_all "no database here"

# stream SELECTION FROM MARK ID [MEMBERS]: a load of one row.
stream()
{
	s='{"resource":"'"$1"'"}'
	echo '{"_table":"t","_columns":[{"name":"id","type":"text","key":true}]}'
	echo '{"_table":"t","id":"'"$4"'"}'
	echo '{"_table":"_aai_end","records":1,"selection":'"$s${5-}"',"state":{"from":"'"$2"'","selection":'"$s"',"mark":"it'\''s '"$3"'"}}'
}

load()
{
	aai-sink-sql -d "$d" 2>err | db_load >said 2>&1
}

state()
{
	db "SELECT state FROM _aai_loads WHERE state IS NOT NULL ORDER BY load DESC LIMIT 1"
}

ids()
{
	db "SELECT id FROM t ORDER BY id" | tr '\n' ' '
}

for d in $(dialects); do
	db_new "$d"
	stream x "" 1 a | load
	expect_equal "$(state)" \
	    '{"from":"","selection":{"resource":"x"},"mark":"it'"'"'s 1"}' \
	    "$d: the state is there"
	one=$(state | statehash)
	stream x "" 2 b | load
	check "$d: a load that starts from another is refused" [ $? -ne 0 ]
	like said 'does not start from the state in the database' \
	    "$d: and told so"
	expect_equal "$(ids)" "a " "$d: it leaves nothing"
	stream x "$one" 2 b >goes-on
	run aai-sink-sql -d "$d" -m replace <goes-on
	expect_status 2 "$d: one that goes on replaces nothing"
	expect_stderr_like 'goes on from a state' "$d: as is said"
	unlike "$OUT" '^COMMIT' "$d: and its script has no end"
	stream x "" 1 a >first
	run aai-sink-sql -d "$d" -m replace <first
	expect_status 0 "$d: one that starts from nothing may"
	load <goes-on
	expect_equal "$?$(ids)" "0a b " "$d: one that goes on is taken"
	stream x "$one" 2 c | load
	check "$d: but once" [ $? -ne 0 ]
	stream y "" 1 d | load
	expect_equal "$?$(ids)" "0a b d " "$d: another selection has its own"
	stream x "" 9 e ',"refresh":true' | load
	expect_equal "$?$(ids)" "0a b d e " "$d: a refresh starts from nothing"
	nine=$(state | statehash)
	stream x "$nine" 10 f | load
	expect_equal "$?$(ids)" "0a b d e f " "$d: and is gone on from"
done
done_testing
