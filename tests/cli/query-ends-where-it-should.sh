# A query ends where its memory or its user ends it, and says why; a NaN, which
# SQL does not have, is counted.

. "$ROOT/tests/lib.sh"
command -v aai-query >/dev/null 2>&1 || skip_all "no aai-query was built"

awk 'BEGIN {
	print "{\"_table\":\"w\",\"_columns\":[{\"name\":\"id\",\"type\":\"bigint\",\"key\":true},{\"name\":\"word\",\"type\":\"text\"}]}"
	for (i = 0; i < 3000; i++)
		printf "{\"_table\":\"w\",\"id\":%d,\"word\":\"word number %d\"}\n", i, i
}' </dev/null | aai-sink-parquet -o out

# Far more rows than could be gone through: each ends long before.
many="w a, w b, w c, w d"
# SQLite 3.46 goes through all rows before it says that a JSON array is too long.
some="w a, w b WHERE b.id < 400"
for x in "length(group_concat(a.word)) FROM $many" \
    "group_concat(a.word, b.word) FROM $many" \
    "json_group_array(a.word) FROM $some"; do
	run timeout 60 aai-query --memory 8M out "SELECT $x"
	expect_status 8 "memory ends: $x"
	like "$ERR" 'takes more memory than --memory says|is too long' \
	    "... and it is said"
done
run timeout 60 aai-query --memory 8M out "WITH RECURSIVE n(x) AS (SELECT 'a'
    UNION ALL SELECT x || x FROM n) SELECT max(length(x)) FROM n"
expect_status 8 "so it does for one long text"

# ours ROWS SQL: what a group's texts are in one.
ours()
{
	run aai-query -f csv out "$2"
	expect_equal "$(sed 1d "$OUT")" "$1" "$2"
}
ours '"a,b"' "SELECT group_concat(x) FROM (SELECT 'a' x UNION ALL SELECT NULL
    UNION ALL SELECT 'b')"
ours 'a; b' "SELECT group_concat(x, '; ') FROM (SELECT 'a' x UNION ALL
    SELECT 'b')"
ours 'ab' "SELECT group_concat(x, NULL) FROM (SELECT 'a' x UNION ALL SELECT 'b')"
ours '' "SELECT group_concat(NULL)"
ours '""' "SELECT group_concat('')"
ours '"a,b"' "SELECT group_concat(DISTINCT x) FROM (SELECT 'a' x UNION ALL
    SELECT 'b' UNION ALL SELECT 'a')"
ours '"1.5,2"' "SELECT group_concat(x) FROM (SELECT 1.5 x UNION ALL SELECT 2)"
ours 'word number 2997+word number 2998+word number 2999' "SELECT t FROM
    (SELECT id, group_concat(word, '+') OVER (ORDER BY id ROWS 2 PRECEDING)
    AS t FROM w) WHERE id = 2999"
ours 'b3c' "SELECT t FROM (SELECT i, group_concat(x, i) OVER (ORDER BY i
    ROWS 1 PRECEDING) AS t FROM (SELECT 'a' x, 1 i UNION ALL SELECT 'b', 2
    UNION ALL SELECT 'c', 3)) WHERE i = 3"

# interrupted SIGNAL STATUS SQL: a signal ends it.
interrupted()
{
	timeout -s KILL 60 aai-query out "$3" >rows 2>err &
	outer=$!
	inner()
	{
		pid=$(cut -d ' ' -f 1 "/proc/$outer/task/$outer/children") &&
		    [ -n "$pid" ] &&
		    [ "$(cut -d ' ' -f 14 "/proc/$pid/stat")" -ge 20 ]
	}
	check "it runs on: $3" wait_for 20 inner
	kill -s "$1" "$pid"
	wait "$outer"
	expect_equal "$?" "$2" "... and SIG$1 ends it"
}
interrupted INT 130 'SELECT count(*) FROM w a, w b, w c, w d'
interrupted TERM 143 'SELECT count(a.word || b.word) FROM w a, w b, w c
    WHERE a.word > b.word AND c.id = a.id + b.id * 2 AND a.word = c.word'
interrupted INT 130 "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1
    FROM n) SELECT max(i) FROM n"

# NaN is null, and that is counted.
printf '%s\n' '{"_table":"n","_columns":[{"name":"id","type":"bigint","key":true},{"name":"v","type":"double"}]}' \
    '{"_table":"n","id":1,"v":1234.5}' '{"_table":"n","id":2,"v":2.5}' \
    '{"_table":"n","id":3,"v":3.5}' | aai-sink-csv -o nans
sed 's/1234\.5/NaN/' nans/n.csv >n.csv
mv n.csv nans/n.csv
run aai-query nans 'SELECT id, v FROM n ORDER BY id'
expect_status 3 "NaN is status 3"
expect_stdout "NaN is null" <<'end'
{"id":1,"v":null}
{"id":2,"v":2.5}
{"id":3,"v":3.5}
end
like "$ERR" 'NaN, which SQL does not have, was taken as null, 1 times' \
    "... and it is said"
run aai-query nans 'SELECT avg(v) AS a, count(v) AS n FROM n WHERE v > 2'
expect_status 3 "so it is in a condition"
expect_stdout "the others count" <<'end'
{"a":3.0,"n":2}
end
run aai-query nans 'SELECT id FROM n WHERE id < 3 ORDER BY id'
expect_status 0 "what is not read does not matter"
done_testing
