# Loads after the first: rows of keys that arrive are replaced, columns are
# added and widened, in each database.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/sql/db.sh"

[ -n "$(dialects)" ] || skip_all "no database here"

# load OPTION...: the rows on standard input, quietly.
load()
{
	aai-sink-sql -d "$d" "$@" >script 2>err && db_load <script >said 2>&1
	rc=$?
	[ "$rc" -eq 0 ] || note_file said said
	return "$rc"
}

# rows TABLE COLUMNS: its rows, sorted by the database.
rows()
{
	db "SELECT $2 FROM $1 ORDER BY $2" | tr '\n' ' ' |
	    sed 's/\([0-9]\)\.0\([ |]\)/\1\2/g'
}

cat >first <<'end'
{"_table":"r","_columns":[{"name":"id","type":"text","key":true},{"name":"v","type":"bigint"}]}
{"_table":"r__w","_columns":[{"name":"r_id","type":"text","key":true},{"name":"w_idx","type":"bigint","key":true},{"name":"t","type":"text"}],"_parent":"r"}
{"_table":"r__gone","_columns":[{"name":"r_id","type":"text","key":true},{"name":"gone_idx","type":"bigint","key":true}],"_parent":"r"}
{"_table":"s","_columns":[{"name":"r_id","type":"text","key":true},{"name":"s_idx","type":"bigint","key":true},{"name":"t","type":"text"}]}
{"_table":"r","id":"a","v":1}
{"_table":"r__w","r_id":"a","w_idx":0,"t":"a0"}
{"_table":"r__w","r_id":"a","w_idx":1,"t":"a1"}
{"_table":"r__gone","r_id":"a","gone_idx":0}
{"_table":"r","id":"b","v":2}
{"_table":"r__w","r_id":"b","w_idx":0,"t":"b0"}
{"_table":"r__gone","r_id":"b","gone_idx":0}
{"_table":"s","r_id":"a","s_idx":0,"t":"s0"}
{"_table":"s","r_id":"a","s_idx":1,"t":"s1"}
{"_table":"s","r_id":"b","s_idx":0,"t":"s2"}
end
# The record a again: fewer words, no list "gone", and twice, the last counts.
cat >again <<'end'
{"_table":"r","_columns":[{"name":"id","type":"text","key":true},{"name":"v","type":"bigint"}]}
{"_table":"r__w","_columns":[{"name":"r_id","type":"text","key":true},{"name":"w_idx","type":"bigint","key":true},{"name":"t","type":"text"}],"_parent":"r"}
{"_table":"r","id":"a","v":10}
{"_table":"r__w","r_id":"a","w_idx":0,"t":"old"}
{"_table":"r","id":"a","v":11}
{"_table":"r__w","r_id":"a","w_idx":0,"t":"new"}
end
cat >sentences <<'end'
{"_table":"s","_columns":[{"name":"r_id","type":"text","key":true},{"name":"s_idx","type":"bigint","key":true},{"name":"t","type":"text"}]}
{"_table":"s","r_id":"a","s_idx":0,"t":"only"}
end

for d in $(dialects); do
	db_new "$d"
	check "$d: a first load" load <first
	# Joined with all its rows, each key once, or merging takes for ever.
	like script '^CREATE TEMP TABLE _aai_keys_0 AS SELECT DISTINCT ' \
	    "$d: keys that arrive are collected once each"
	check "$d: the same again" load <first
	expect_equal "$(rows r id,v)$(rows r__w r_id,w_idx)" \
	    "a|1 b|2 a|0 a|1 b|0 " "$d: doubles nothing"
	check "$d: a record again" load <again
	expect_equal "$(rows r id,v)" "a|11 b|2 " "$d: has its last values"
	expect_equal "$(rows r__w r_id,t)" "a|new b|b0 " "$d: and its rows below"
	expect_equal "$(rows r__gone r_id)" "b " \
	    "$d: a list that it does not have any more is gone"
	expect_equal "$(rows s r_id,s_idx)" "a|0 a|1 b|0 " \
	    "$d: what is loaded by itself is not touched"
	check "$d: a shorter list of a response" load <sentences
	expect_equal "$(rows s r_id,t)" "a|only b|s2 " \
	    "$d: takes the place of the longer one"
	expect_equal "$(db 'SELECT count(*), max(load) FROM _aai_loads')" "4|4" \
	    "$d: every load is noted"

	check "$d: append" load -m append <<'end'
{"_table":"log","_columns":[{"name":"t","type":"text"}]}
{"_table":"log","t":"x"}
{"_table":"log","t":"x"}
end
	check "$d: and again" load -m append <<'end'
{"_table":"log","_columns":[{"name":"t","type":"text"}]}
{"_table":"log","t":"y"}
end
	expect_equal "$(rows log t)" "x x y " "$d: adds rows without a key"
	run aai-sink-sql -d "$d" <<'end'
{"_table":"log","_columns":[{"name":"t","type":"text"}]}
end
	expect_status 6 "$d: which cannot be merged"
	check "$d: replace" load -m replace <<'end'
{"_table":"log","_columns":[{"name":"t","type":"text"},{"name":"more","type":"bigint"}]}
{"_table":"log","t":"z","more":1}
end
	expect_equal "$(rows log t,more)" "z|1 " "$d: leaves the new rows alone"
	expect_equal "$(rows r id)" "a b " "$d: and other tables as they are"

	# Types: what is there, what comes, and what then is there.
	db_new "$d"
	check "$d: narrow types" load <<'end'
{"_table":"t","_columns":[{"name":"id","type":"bigint","key":true},{"name":"a","type":"bigint"},{"name":"b","type":"date"},{"name":"c","type":"double"},{"name":"d","type":"bool"},{"name":"e","type":"timestamp"},{"name":"f","type":"text"},{"name":"g","type":"decimal","precision":38,"scale":2},{"name":"h","type":"double"}]}
{"_table":"t","id":1,"a":5,"b":"2024-01-02","c":0.30000000000000004,"d":true,"e":"2024-01-02T03:04:05.25Z","f":"x","g":1.25,"h":2.5}
end
	check "$d: wider ones" load <<'end'
{"_table":"t","_columns":[{"name":"new","type":"text"},{"name":"id","type":"bigint","key":true},{"name":"a","type":"double"},{"name":"b","type":"timestamp"},{"name":"c","type":"text"},{"name":"d","type":"text"},{"name":"e","type":"text"},{"name":"f","type":"json"},{"name":"g","type":"decimal","precision":38,"scale":4},{"name":"h","type":"bigint"}]}
{"_table":"t","new":"n","id":2,"a":1.5,"b":"2024-01-02T00:00:00Z","c":"text","d":"maybe","e":"then","f":{"k":1},"g":1.2345,"h":7}
end
	expect_equal "$(db 'SELECT id, a, c, d, e, f, new FROM t ORDER BY id' |
	    sed 's/|5|/|5.0|/')" \
	    '1|5.0|0.30000000000000004|true|2024-01-02T03:04:05.250000Z|"x"|NULL
2|1.5|text|maybe|then|{"k":1}|n' "$d: what was there is converted"
	expect_equal "$(db 'SELECT count(*) FROM t AS x JOIN t AS y ON x.b = y.b')" 4 \
	    "$d: a date is its midnight"
	expect_equal "$(db 'SELECT g, h FROM t ORDER BY id' |
	    sed 's/1.2500/1.25/; s/|7$/|7.0/')" "1.25|2.5
1.2345|7.0" "$d: decimals get more places, wider columns stay"
	check "$d: narrow ones once more" load <<'end'
{"_table":"t","_columns":[{"name":"id","type":"bigint","key":true},{"name":"c","type":"double"},{"name":"f","type":"timestamp"},{"name":"a","type":"bigint"}]}
{"_table":"t","id":3,"c":1.50,"f":"2024-01-02","a":9}
end
	expect_equal "$(db 'SELECT c, f FROM t WHERE id = 3')" \
	    '1.50|"2024-01-02T00:00:00Z"' "$d: fit in what is wider"

	# Within one load, types widen as well.
	check "$d: types that widen in progress" load <<'end'
{"_table":"u","_columns":[{"name":"id","type":"bigint","key":true},{"name":"a","type":"bigint"},{"name":"b","type":"text"}]}
{"_table":"u","id":1,"a":5,"b":"x"}
{"_table":"u","_columns":[{"name":"id","type":"bigint","key":true},{"name":"a","type":"text"},{"name":"b","type":"json"},{"name":"c","type":"date"}]}
{"_table":"u","id":2,"a":"five","b":[1],"c":"2024-01-02"}
end
	expect_equal "$(db 'SELECT id, a, b, c FROM u ORDER BY id')" '1|5|"x"|NULL
2|five|[1]|2024-01-02' "$d: end in one table"

	# Names.
	long=a_name_that_goes_on_for_longer_than_the_sixty_three_bytes_of_postgres
	check "$d: long names, and names that differ in case" load <<end
{"_table":"$long","_columns":[{"name":"id","type":"text","key":true},{"name":"${long}_1","type":"text"},{"name":"${long}_2","type":"text"},{"name":"Id","type":"text"},{"name":"ctid","type":"text"},{"name":"xmin","type":"text"}]}
{"_table":"$long","id":"1","${long}_1":"x","${long}_2":"y","Id":"z","ctid":"c"}
end
	check "$d: are the same the next time" load <<end
{"_table":"$long","_columns":[{"name":"id","type":"text","key":true},{"name":"${long}_1","type":"text"},{"name":"${long}_2","type":"text"},{"name":"Id","type":"text"},{"name":"ctid","type":"text"},{"name":"xmin","type":"text"}]}
{"_table":"$long","id":"2","${long}_1":"x","${long}_2":"y","Id":"z","ctid":"c"}
end
	case $d in
	postgres) name=a_name_that_goes_on_for_longer_than_the_sixty_three_by% ;;
	*) name=$long ;;
	esac
	case $d in
	sqlite) all="SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE '$name'" ;;
	*) all="SELECT table_name FROM information_schema.tables WHERE table_name LIKE '$name'" ;;
	esac
	table=$(db "$all")
	expect_equal "$(db "SELECT count(*) FROM \"$table\"")" 2 \
	    "$d: in one table ($table)"

	[ "$d" = sqlite ] && continue
	check "$d: a schema" load --schema-name 'My "data"' <first
	check "$d: twice" load --schema-name 'My "data"' <again
	expect_equal "$(db 'SELECT id, v FROM "My ""data"""."r" ORDER BY id')" \
	    "a|11
b|2" "$d: holds the tables"
done

# Counts, and what is not a schema.
printf '%s\n' '{"_table":"t","_columns":[{"name":"v","type":"text"}]}' \
    '{"_table":"t","v":"a\ud800"}' '{"_table":"t"}' >odd
run aai-sink-sql -d sqlite --mode append --stats st <odd
expect_status 0 "a load with ill-formed text"
expect_stderr_like "1 ill-formed characters became U.FFFD" "says so"
like st '"rows":2,.*"tables":1,.*"replaced":1,' "and so do its counts"
run aai-sink-sql -d sqlite --schema s <odd
expect_status 2 "SQLite has no schemas"
run aai-sink-sql -d postgres --schema "" <odd
expect_status 2 "nor has a schema no name"
run aai-sink-sql -d sqlite --mode append --stats /nowhere/st <odd
expect_status 7 "counts that cannot be written are told"
done_testing
