# What a database cannot hold, the sink says before its script has begun to load
# anything; what it can, it holds, however much it is.

. "$ROOT/tests/lib.sh"
need sqlite3 aai-flatten aai-sink-sql

# wide N: a record with N columns.
wide()
{
	awk -v n="$1" 'BEGIN {
		printf "{\"id\":1"
		for (i = 1; i < n; i++) printf ",\"c%d\":%d", i, i
		print "}" }' | aai-flatten -O -q --api none -t r -k id \
		--max-columns 10000
}

wide 1999 | aai-sink-sql -d sqlite | sqlite3 wide.db
expect_equal "$(sqlite3 wide.db 'SELECT c1998 FROM r')" 1998 \
	"SQLite takes 1999 columns"
wide 2000 >rows
run aai-sink-sql -d sqlite <rows
expect_status 6 "... and no more, which the sink says itself"
like "$ERR" "table 'r' has 2000 columns; a load into SQLite takes at most 1999" \
	"... with how many there are"
like "$OUT" 'the stream did not end well' "... and its script loads nothing"
wide 1600 >rows
run aai-sink-sql -d postgres <rows
expect_status 6 "PostgreSQL takes fewer"
like "$ERR" "1600 columns; a load into PostgreSQL takes at most 1599" \
	"... as is said"
wide 1599 | sed 's/\(":\)\([0-9]\)/\19000\2/g' >rows
run aai-sink-sql -d postgres <rows
expect_status 6 "a row of many long values"
like "$ERR" "so many values that PostgreSQL does not take it" "... as is said"
wide 400 >rows
run aai-sink-sql -d postgres <rows
expect_status 0 "fewer are taken"
wide 2500 >rows
run aai-sink-sql -d duckdb <rows
expect_status 0 "DuckDB takes more"

awk 'BEGIN {
	printf "{\"id\":1"
	for (i = 0; i < 700; i++) printf ",\"l%d\":[%d]", i, i
	print "}" }' | aai-flatten -O -q --api none -t r -k id >rows
aai-sink-sql -d sqlite <rows | sqlite3 lists.db
aai-sink-sql -d sqlite <rows | sqlite3 lists.db
expect_equal "$(sqlite3 lists.db 'SELECT value FROM r__l699')" 699 \
	"700 lists make 701 tables, also when they come again"

# Names that differ in case alone, also beyond ASCII.
# (Names of lists are named the same way.)
command -v duckdb >/dev/null || { done_testing; exit; }
flat()
{
	printf '%s\n' "$1" | aai-flatten -O -q --api none -t r -k id |
		aai-sink-sql -d duckdb
}
flat '{"id":1,"É":1,"ä":[1],"Ä":[2,3]}' | duckdb names.duckdb
flat '{"id":2,"é":2}' | duckdb names.duckdb
flat '{"id":3,"é":3,"É":33}' | duckdb names.duckdb
flat '{"id":4,"É":44}' | duckdb names.duckdb
expect_equal "$(duckdb -noheader -list -separator ' ' names.duckdb \
	'SELECT * FROM r ORDER BY id' | tr '\n' ';')" \
	"1 1 NULL;2 NULL 2;3 33 3;4 44 NULL;" \
	"DuckDB: columns É and é are two, in one load and over loads"
expect_equal "$(duckdb -noheader -list names.duckdb "SELECT count(*) FROM
	duckdb_tables() WHERE table_name LIKE 'r!_!_%' ESCAPE '!'")" 2 \
	"... as are tables"
done_testing
