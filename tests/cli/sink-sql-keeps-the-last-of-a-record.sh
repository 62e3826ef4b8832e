# A record that comes twice in one load, as it was before a change and after it,
# is loaded as its last version: with all the rows of its lists, and none of
# the version before.

. "$ROOT/tests/lib.sh"
need sqlite3 aai-flatten aai-sink-sql

# load OPTION...: records on standard input into a new database.
load()
{
	rm -f db
	aai-flatten --api none -t r -k id | aai-sink-sql -d sqlite "$@" |
		sqlite3 db
}

# holds TITLE QUERY EXPECTED
holds()
{
	expect_equal "$(sqlite3 -separator ' ' db "$2" | tr '\n' ';')" "$3" \
		"$1"
}

cat >records <<'end'
{"id":1,"v":"old","l":[{"x":"a","m":[1,2]},{"x":"b"},{"x":"c"}],"n":[1]}
{"id":2,"v":"only","l":[{"x":"z","m":[9]}]}
{"id":1,"v":"new","l":[{"y":"A","m":[3]}]}
end
for mode in merge replace; do
	load -m $mode <records
	holds "$mode: the last version is there" \
		"SELECT id, v FROM r ORDER BY 1" "1 new;2 only;"
	holds "$mode: with its list alone" \
		"SELECT r_id, l_idx, x, y FROM r__l ORDER BY 1, 2" \
		"1 0  A;2 0 z ;"
	holds "$mode: and the lists in that" \
		"SELECT r_id, m_idx, value FROM r__l__m ORDER BY 1, 2" \
		"1 0 3;2 0 9;"
	holds "$mode: a list that is gone is gone" \
		"SELECT count(*) FROM r__n" "0;"
done
load -m append <records
holds "append adds all versions" "SELECT count(*) FROM r__l" "5;"

load <<'end'
{"id":1,"v":1}
{"id":1,"v":2,"l":[5,6]}
{"id":1,"v":3}
{"id":1,"v":4,"l":[7]}
{"id":2,"l":[1]}
{"id":2}
end
holds "of four versions the last" "SELECT id, v FROM r ORDER BY 1" "1 4;2 ;"
holds "lists that come and go" "SELECT r_id, value FROM r__l" "1 7;"

# The elements of a response's list: a key names all of them.
s()
{
	printf '{"_table":"sentences","transcript_id":"%s","sentences_idx":%d,"w":[%s]}\n' "$@"
}
{
	s a 0 1,2
	s a 1 3
	s a 2 4
	s b 0 5
	s a 0 6
	s a 1 ''
} >records
rm -f db
aai-flatten <records | aai-sink-sql -d sqlite | sqlite3 db
holds "a list of a response that comes again is the last one" \
	"SELECT transcript_id, sentences_idx FROM sentences ORDER BY 1, 2" \
	"a 0;a 1;b 0;"
holds "... and what is in it" \
	"SELECT transcript_id, sentences_idx, value FROM sentences__w ORDER BY 1, 2" \
	"a 0 6;b 0 5;"

# Rows of others may come in another order.
columns='{"_table":"r","_columns":[{"name":"id","type":"bigint","key":true},{"name":"v","type":"text"}]}
{"_table":"r__l","_columns":[{"name":"r_id","type":"bigint","key":true},{"name":"l_idx","type":"bigint","key":true}],"_parent":"r"}'
{
	echo "$columns"
	cat <<'end'
{"_table":"r","id":1,"v":"old"}
{"_table":"r__l","r_id":1,"l_idx":0}
{"_table":"r__l","r_id":1,"l_idx":1}
{"_table":"r","id":2}
{"_table":"r__l","r_id":2,"l_idx":0}
{"_table":"r","id":1,"v":"new"}
{"_table":"r__l","r_id":1,"l_idx":0}
end
} >rows
rm -f db
aai-sink-sql -d sqlite <rows | sqlite3 db
holds "records' own rows first: the last version" \
	"SELECT v, l_idx FROM r JOIN r__l ON id = r_id ORDER BY id" "new 0; 0;"
{
	echo "$columns"
	grep '"r__l","r' rows
	grep '"r","i' rows
} >grouped
rm -f db
aai-sink-sql -d sqlite <grouped | sqlite3 db
holds "table by table, no list is lost" "SELECT count(*) FROM r__l" "3;"
done_testing
