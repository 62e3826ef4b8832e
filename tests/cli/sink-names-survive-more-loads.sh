# Members whose names become the same have columns, and lists tables, of their
# own in all loads, whichever came first in each; or the load is refused.
# PATHS and SEED choose how many random streams, and which; see tests/paths.py.

. "$ROOT/tests/lib.sh"
need aai-flatten aai-sink-csv aai-sink-parquet aai-sink-delta \
	aai-sink-iceberg aai-show

# shellcheck disable=SC2120 # some give it options
flat()
{
	aai-flatten --api none -t r -k id -q "$@"
}
# What table r has, in the order of ids: each value as column=value.
shown()
{
	aai-show --json "$1" | grep -v _columns |
		sed 's/{"_table":"[^"]*",//; s/}$//; s/"//g' | sort
}

echo '{"id":1,"userId":"U1","user_id":"u1","Foo":["F1"]}' >one
cat >two <<'end'
{"id":2,"user_id":"u2","foo":["f2"]}
{"id":3,"userId":"U3","user_id":"u3","Foo":["F3"]}
end
cat >want <<'end'
id:1,user_id:U1,user_id_ea3911:u1
id:2,user_id_ea3911:u2
id:3,user_id:U3,user_id_ea3911:u3
end
cat >want_foo <<'end'
r_id:1,foo_idx:0,value:F1
r_id:3,foo_idx:0,value:F3
end
echo 'r_id:2,foo_idx:0,value:f2' >want_other
for kind in csv parquet delta iceberg; do
	flat <one | aai-sink-$kind -q -o $kind --append
	flat <two >rows
	run aai-sink-$kind -o $kind --append <rows
	expect_status 0 "$kind: a second load may have the names otherwise"
	shown $kind/r >got
	same got "$kind: each column has one member's values" <want
	shown $kind/r__foo >got
	same got "$kind: each table one list's" <want_foo
	shown $kind/r__foo_b5146f >got
	same got "$kind: ... the other's, too" <want_other
	like "$ERR" "has another table 'r__foo'; 'r.foo\[\]' is called 'r__foo_b5146f'" \
		"$kind: a new name is reported"
	run aai-sink-$kind -o $kind --append <rows
	shown $kind/r__foo_b5146f >got
	same got "$kind: a load again finds its names" <want_other
done

# What folders of older releases have is of the first place with its name.
for kind in csv parquet; do
	flat <one | aai-sink-$kind -q -o old$kind --append
	sed 's/,"path":"[^"]*"//g; s/,"_path":"[^"]*"//' \
		old$kind/_aai_schema.ndjson >schema
	cp schema old$kind/_aai_schema.ndjson
	unlike old$kind/_aai_schema.ndjson path "an older schema has no paths"
	flat <one | sed 's/"id":1/"id":9/; s/r_id":1/r_id":9/' |
		aai-sink-$kind -q -o old$kind --append
	flat <two | aai-sink-$kind -q -o old$kind --append
	shown old$kind/r | grep -v :9, >got
	same got "$kind: names go by, and have their places then" <want
done
for kind in delta iceberg; do
	flat <one | aai-sink-$kind -q -o old$kind --append
	grep -v '^note names ' old$kind/.aai/manifest >manifest
	cp manifest old$kind/.aai/manifest
	flat <one | sed 's/"id":1/"id":9/; s/r_id":1/r_id":9/' |
		aai-sink-$kind -q -o old$kind --append
	flat <two | aai-sink-$kind -q -o old$kind --append
	shown old$kind/r | grep -v :9, >got
	same got "$kind: names go by, and have their places then" <want
	sed 's/^note names r	.*/note names r	{"_table":"q","_columns":[]}/' \
		old$kind/.aai/manifest >manifest
	cp manifest old$kind/.aai/manifest
	flat <one >rows
	run aai-sink-$kind -o old$kind --append <rows
	expect_status 7 "$kind: notes of other columns are refused"
	like "$ERR" "it notes wrong columns of a table" "... which is told"
done

# A column of which no path is known is the one of its name, unless another
# column of the stream is that; and none that turns out to be another path's.
cat >null <<'end'
{"_table":"r","_columns":[{"name":"id","type":"bigint","key":true},{"name":"a_b","type":"bigint","path":null},{"name":"a_b_200f3c","type":"bigint","path":"a-b"}],"_path":"r"}
{"_table":"r","id":2,"a_b":44,"a_b_200f3c":55}
end
cat >late <<'end'
{"_table":"r","_columns":[{"name":"id","type":"bigint","key":true},{"name":"a_b","type":"bigint","path":null}],"_path":"r"}
{"_table":"r","id":3,"a_b":44}
{"_table":"r","_columns":[{"name":"id","type":"bigint","key":true},{"name":"a_b","type":"bigint"}],"_path":"r"}
end
sed -n 1,2p late >later
cat null >>later
for kind in csv parquet delta iceberg; do
	for rows in late later; do
		echo '{"id":1,"a-b":11}' | flat |
			aai-sink-$kind -q -o no$kind --append
		run aai-sink-$kind -o no$kind --append <$rows
		expect_status 6 "$kind: a path that contradicts is refused"
		like "$ERR" "after its first rows, but column 'a_b' there has 'a-b'" \
			"$kind: ... and named"
	done
	run aai-sink-$kind -o no$kind --append <null
	aai-sink-$kind -q -o no$kind --append <null
	expect_equal $? 0 "$kind: a load again can read what is noted"
	shown no$kind/r | grep id:2 | tail -1 >got
	like got 'a_b:55' "$kind: the column of a path has its values"
	like got 'a_b_[0-9a-f]{6}:44' "$kind: the other is told apart"
done

# A path that becomes known after the window is declared, for sinks to see.
cat >schema <<'end'
{"_table":"r","_columns":[{"name":"id","type":"bigint","key":true},{"name":"a_b","type":"bigint"}]}
end
printf '{"id":%d}\n' 5 6 7 8 >records
echo '{"id":9,"a_b":99}' >>records
flat --schema schema --window 1 <records >rows
like rows '"name":"a_b","type":"bigint","path":null}' \
	"a path that a schema does not have is not known at first"
like rows '"name":"a_b","type":"bigint"}.*"_path":"r"' "... but is later"
expect_equal "$(grep -c _columns rows)" 2 "... once"
echo '{"id":1,"a-b":11}' | flat | aai-sink-csv -q -o known --append
run aai-sink-csv -o known --append <rows
expect_status 6 "no two members mix in a column in silence"

# A table's name has an end, also with what tells it apart.
long=$(printf '%0198d' 0)é
for n in 1 2 3; do
	echo '{"_table":"'$long'","_columns":[{"name":"id","type":"bigint"}],"_path":"r'$n'"}' >rows
	echo '{"_table":"'$long'","id":1}' >>rows
	run aai-sink-csv -o long --append <rows
	expect_status 0 "a long name is told apart, and can be read again"
done

# A path is one table's: in a stream, and in a folder.
cat >rows <<'end'
{"_table":"b","_columns":[{"name":"id","type":"bigint"}],"_path":"r"}
{"_table":"b","id":2}
{"_table":"a","_columns":[{"name":"id","type":"bigint"}],"_path":"r"}
{"_table":"a","id":1}
end
sed -n 3,4p rows >first
sed -n 1,2p rows | sed 's/,"_path":"r"//; 2s/2/3/' >plain
sed -n 1p rows >late
cat plain late >turned
sed 's/"_path":"r"/"_path":"q"/; s/"b"/"a"/' plain late >other
for kind in csv parquet delta iceberg; do
	run aai-sink-$kind -o two$kind <rows
	expect_status 6 "$kind: two tables of one path are refused"
	like "$ERR" "line 3 .*table 'a': it has the path 'r' of table 'b'" \
		"$kind: ... and named"
	aai-sink-$kind -q -o two$kind --append <first
	run aai-sink-$kind -o two$kind --append <turned
	expect_status 6 "$kind: so is one whose path turns out to be another's"
	like "$ERR" "table 'b' turned out to have the path 'r' after its first rows, but table 'a' there has 'r'" \
		"$kind: ... and named"
	run aai-sink-$kind -o two$kind --append <other
	expect_status 6 "$kind: and one that turns out to be another table"
	like "$ERR" "table 'a' turned out to have the path 'q' after its first rows, but table 'a' there has 'r'" \
		"$kind: ... and named"
	run aai-sink-$kind -o two$kind --append <plain
	expect_status 0 "$kind: a table without a path is that of its name"
	shown two$kind/a >got
	same got "$kind: nothing is mixed" <<'end'
id:1
end
done
run aai-sink-sql -d sqlite <rows
expect_status 6 "a database gets no two tables of one path"

# A column keeps the path that an earlier line said.
cat >rows <<'end'
{"_table":"r","_columns":[{"name":"a","type":"bigint","path":"p"}],"_path":"r"}
{"_table":"r","a":1}
{"_table":"r","_columns":[{"name":"a","type":"bigint","path":null},{"name":"b","type":"bigint","path":"p"}],"_path":"r"}
{"_table":"r","b":2}
end
for kind in csv parquet delta iceberg; do
	run aai-sink-$kind -o kept$kind --replace <rows
	expect_status 6 "$kind: a replace has no two columns of one path"
done
like "$ERR" "column 'b' has the path of another one" "... and says which"

# Queries of a table find their columns after a replace, too.
flat <two | aai-sink-delta -q -o delta --replace
shown delta/r >got
same got "a replace of a table keeps its names" <<'end'
id:2,user_id_ea3911:u2
id:3,user_id_ea3911:u3,user_id:U3
end

command -v python3 >/dev/null || { done_testing; exit; }
count=${PATHS:-12}
[ -z "${VALGRIND-}" ] || count=1
run python3 "$ROOT/tests/paths.py" "$count" "${SEED:-1}" files
expect_status 0 "members have their columns in several loads"
note_file "of these" "$OUT"
done_testing
