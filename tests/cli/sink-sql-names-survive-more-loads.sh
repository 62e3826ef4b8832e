# Members whose names become the same have columns of their own in a database,
# in all loads; where that cannot be, the transaction fails and says what to do.

. "$ROOT/tests/lib.sh"
need aai-flatten aai-sink-sql
command -v sqlite3 >/dev/null || skip_all "there is no sqlite3"

flat()
{
	aai-flatten --api none -t r -k id -q "$@"
}
load()		# DATABASE OPTION...: of the records on stdin
{
	_db=$1
	shift
	flat | aai-sink-sql -q -d sqlite "$@" >script &&
		sqlite3 "$_db" <script >said 2>&1
}
rows()
{
	sqlite3 "$1" "$2" >got
}

echo '{"id":1,"userId":"U1","user_id":"u1","a":{"B":"x"}}' >one
cat >two <<'end'
{"id":2,"user_id":"u2","a":{"b":"y","B":"z"}}
{"id":3,"userId":"U3","user_id":"u3"}
end
load db <one
expect_equal $? 0 "a first load"
load db <two
expect_equal $? 0 "a second may have the names otherwise"
rows db 'SELECT id, user_id, user_id_ea3911, a__b FROM r ORDER BY id'
same got "each column has one member's values" <<'end'
1|U1|u1|x
2||u2|z
3|U3|u3|
end
rows db "SELECT col FROM _aai_columns WHERE tbl = 'r' AND path = 'r.a.b'"
like got '^a__b_[0-9a-f]{8}$' "a name that is taken is told apart"
rows db "SELECT $(cat got) FROM r WHERE id = 2"
expect_equal "$(cat got)" y "... and its values are there"
load db <two
rows db 'SELECT count(*), count(DISTINCT id) FROM r'
expect_equal "$(cat got)" '3|3' "a load again finds its columns"

# Tables cannot have another name.
echo '{"id":4,"Foo":["F4"]}' | load db
echo '{"id":5,"foo":["f5"]}' | load db
expect_equal $? 1 "another list with a table's name fails the transaction"
like said "table r__foo: column foo_idx has r\.Foo\[#\] here, the load has r\.foo\[#\] there; nothing is loaded; have aai-flatten leave one out \(--drop\), or name them as here \(--schema\)" \
	"... and says what to do"
rows db 'SELECT group_concat(id) FROM (SELECT id FROM r ORDER BY id)'
expect_equal "$(cat got)" 1,2,3,4 "... before anything is changed"
echo '{"id":4,"Foo":["F4"]}' | flat --infer >schema
echo '{"id":5,"foo":["f5"]}' | flat --schema schema |
	aai-sink-sql -q -d sqlite | sqlite3 db
rows db 'SELECT value FROM r__foo UNION ALL SELECT value FROM r__foo_b5146f'
same got "with a schema they are two tables" <<'end'
F4
f5
end

# Keys have made way for data in one load: they are the same key.
echo '{"id":6,"w":["A"]}' | load db
echo '{"id":7,"w":[{"w_idx":"B"}]}' | load db
expect_equal $? 0 "a key is known by its path, too"
rows db "SELECT r_id, w_idx, value FROM r__w ORDER BY r_id"
same got "... and keeps its name" <<'end'
6|0|A
7|0|
end
echo '{"id":8,"W":[{"w_idx":"B"}]}' | load db
expect_equal $? 1 "the list is known by it"
like said "table r__w has the rows of another list or key here: r\.W\[#\] of the load is not in it" "... and another one refused"

echo '{"id":6,"w":["A"]}' | load made -m append
echo '{"id":7,"w":[{"w_idx":"B"}]}' | load made -m append
expect_equal $? 1 "an append does not find a key that made way"
like said "table r__w: column w_idx has r\.w\[#\] here, the load has it in column r__w_idx; nothing is loaded; load it by -m merge" \
	"... and says what does"
echo '{"id":7,"w":[{"w_idx":"B"}]}' | load made
expect_equal $? 0 "... which is so"
rows made "SELECT r_id, w_idx FROM r__w ORDER BY r_id"
same got "... and all is there" <<'end'
6|0
7|0
end

# Older databases know no paths, and learn them.
load old <one
sqlite3 old 'DROP TABLE _aai_columns'
sed 's/:1/:9/' one | load old
load old <two
rows old 'SELECT id, user_id, user_id_ea3911 FROM r WHERE id < 9 ORDER BY id'
same got "names go by, and have their paths then" <<'end'
1|U1|u1
2||u2
3|U3|u3
end

# What is gone is forgotten: names begin anew.
sqlite3 old 'DROP TABLE r'
load old <two
expect_equal "$(sqlite3 old "SELECT path FROM _aai_columns
	WHERE tbl = 'r' AND col = 'user_id'")" r.user_id \
	"a table that was dropped is made as the load has it"
load db -m replace <two
expect_equal "$(sqlite3 db "SELECT path FROM _aai_columns
	WHERE tbl = 'r' AND col = 'user_id'")" r.user_id "so is a replace's"

# A column of which no path is known is that of its name, which may be taken.
echo '{"id":1,"a-b":11}' | load taken
cat >rows <<'end'
{"_table":"r","_columns":[{"name":"id","type":"bigint","key":true},{"name":"a_b","type":"bigint","path":null},{"name":"a_b_200f3c","type":"bigint","path":"a-b"}],"_path":"r"}
{"_table":"r","id":2,"a_b":44,"a_b_200f3c":55}
end
for mode in merge append; do
	aai-sink-sql -q -d sqlite -m $mode <rows | sqlite3 taken >said 2>&1
	expect_equal $? 1 "$mode: two columns of one name fail the transaction"
	like said "table r: column a_b is that of two columns of the load; nothing is loaded" \
		"$mode: ... and say so"
	rows taken 'SELECT * FROM r'
	expect_equal "$(cat got)" '1|11' "$mode: ... and nothing is changed"
done

# Paths are data, and run nothing.
cat >evil <<'end'
{"id":1,"x');DROP TABLE r;--":1,"y\"();\n.shell touch evil\n":2,"''":3}
end
load db3 <evil
sed 's/"x/"X/; s/"y/"Y/' evil | load db3
expect_equal $? 0 "odd names are taken"
rows db3 'SELECT count(*) FROM _aai_columns'
expect_equal "$(cat got)" 6 "... and noted"
expect_equal "$(ls evil 2>&1)" evil "... and nothing is run"
printf '{"_table":"r","_columns":[{"name":"id","type":"bigint","path":"a\\nb"}]}\n' >rows
run aai-sink-sql -d sqlite <rows
expect_status 6 "a path with control bytes is none"

command -v python3 >/dev/null || { done_testing; exit; }
count=${PATHS:-12}
[ -z "${VALGRIND-}" ] || count=1
run python3 "$ROOT/tests/paths.py" "$count" "${SEED:-1}" databases
expect_status 0 "members have their columns in several loads"
note_file "of these" "$OUT"
done_testing
