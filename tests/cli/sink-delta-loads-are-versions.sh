# Each load of aai-sink-delta is a version of each table: whole tables, added
# rows, added columns.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/delta.inc"
. "$ROOT/tests/lake.inc"
need jq

# load OPTION...: of the rows on standard input, into the folder lake.
load()
{
	run aai-sink-delta -o lake "$@"
}

run aai-sink-delta -t a -o - </dev/null
expect_status 2 "a table needs a folder"
expect_stderr_like "standard output" "which is told"
run aai-sink-delta -t a </dev/null
expect_status 2 "standard output is not one when it is meant by -t alone"
run aai-sink-parquet --format delta -o x </dev/null
expect_status 2 "the sink of plain files has no formats"

# Whole tables.
{ rows a n:bigint '"n":1' '"n":2'; rows b v:text '"v":"x"'; rows c n:bigint; } \
    >first
load <first
expect_status 0 "a first load"
expect_silence "says nothing"
expect_equal "$(delta_rows lake/a)$(delta_rows lake/b)" \
    '{"n":1} {"n":2} {"v":"x"} ' "makes tables with its rows"
expect_equal "$(delta_version lake/c):$(delta_live lake/c)" 0: \
    "a table without rows is a version without files"
expect_equal "$(delta_schema lake/c)" n:long "with its columns"
load <first
expect_equal "$(delta_version lake/a) $(delta_rows lake/a)" '1 {"n":1} {"n":2} ' \
    "a second one takes its place"
{ rows a "m:double n:text" '"m":1.5,"n":"s"'; rows d n:bigint '"n":4'; } >second
load <second
expect_status 0 "a replace brings columns of its own"
expect_stderr_like "table 'b' of the last load is emptied; it was not in" \
    "and tells of tables that it empties"
expect_equal "$(delta_schema lake/a)" "m:double n:string" "which are the table's"
expect_equal "$(delta_rows lake/a)" '{"m":1.5,"n":"s"} ' "with its rows"
expect_equal "$(delta_live lake/b)" "" "a table that is not in it is emptied"
expect_equal "$(delta_schema lake/b)" v:string "and keeps its columns"
check "old files stay" [ -f lake/b/part-v0.parquet ]
n=$(delta_version lake/b)
load <second
expect_equal "$(delta_version lake/b)" "$n" "an empty table is emptied once"
expect_silence "and told of once"
load -t a <first
expect_status 0 "one table alone"
expect_equal "$(delta_rows lake/a)" '{"n":1} {"n":2} ' "is replaced"
expect_equal "$(delta_rows lake/d)" '{"n":4} ' "all others are left alone"

# Appends.
rows a "n:bigint v:text" '"n":3,"v":"new"' >more
load --append <more
expect_status 0 "an append with a new column"
expect_equal "$(delta_schema lake/a)" "n:long v:string" "adds it"
expect_equal "$(delta_rows lake/a)" '{"n":1} {"n":2} {"n":3,"v":"new"} ' \
    "beside the rows that are there"
expect_equal "$(jq -r '.metaData.id // empty' lake/a/_delta_log/0*.json |
    LC_ALL=C sort -u | wc -l)" 1 "the table is the same one all the time"
expect_equal "$(delta_rows lake/d)" '{"n":4} ' "other tables are left alone"
load --append <more
expect_equal "$(delta_rows lake/a)" '{"n":1} {"n":2} {"n":3,"v":"new"} ' \
    "the same append once more doubles nothing"
rows a "v:text k:bool n:bigint" '"v":"y","k":true,"n":5' >other
load --append <other
expect_equal "$(delta_schema lake/a)" "n:long v:string k:boolean" \
    "columns in another order are the same columns"
expect_equal "$(delta_rows lake/a)" \
    '{"n":1} {"n":2} {"n":3,"v":"new"} {"n":5,"v":"y","k":true} ' "with their values"

# What cannot be widened.
n=$(delta_version lake/a)
{ rows e n:bigint '"n":1'; rows a n:bool '"n":true'; } >wide
load --append <wide
expect_status 6 "another type cannot be appended"
expect_stderr_like "column 'n' is bigint, the load has bool" "both are named"
expect_stderr_like "table 'a'" "with the table"
expect_stderr_like "anew with --replace" "and the way out"
expect_equal "$(delta_version lake/a)" "$n" "nothing is written"
check "of no table" [ ! -e lake/e ]
rows a n:text '"n":"x"' >wide
load --append <wide
expect_status 6 "nor text to a number"
expect_stderr_like "line 2 .*column 'n' is bigint, the load has text" "told at its row"
{ rows a n:text; echo '{"_table":"a"}'; } >nulls
load --append <nulls
expect_status 0 "text that is all null fits"

# Within one load columns come late and widen, as in plain files.
{
	rows w n:bigint '"n":1'
	rows w "n:double late:date" '"n":2.5,"late":"2024-01-02"'
} >late
load --append <late
expect_status 0 "late columns and wider types of a new table"
expect_equal "$(delta_rows lake/w)" '{"n":1.0} {"n":2.5,"late":"2024-01-02"} ' \
    "are those of one file"
expect_equal "$(delta_schema lake/w)" "n:double late:date" "and of the table"

# Names.
echo '{"_table":"a","_columns":[{"name":"b c","type":"text"}]}' >names
load --append <names
expect_status 6 "a name with a blank is refused"
expect_stderr_like "column 'b c' of table 'a'" "and told"
echo '{"_table":"z","_columns":[{"name":"b","type":"text"},{"name":"B","type":"text"}]}' >names
load --replace <names
expect_status 6 "as are two that differ in case alone"
expect_stderr_like "column 'B' of table 'z'.*case" "and told"

# What was added is still in the version before.
n=$(delta_version lake/a)
load -t a <first
expect_status 0 "a replace of added rows is a version as well"
expect_equal "$(delta_version lake/a)" $((n + 1)) "after the one with them"
load --replace <first
expect_status 0 "it may be told that this is meant"

rows _delta_log n:bigint '"n":1' >log
run aai-sink-delta -o logs <log
expect_status 2 "a table cannot be called as its log is"
expect_stderr_like "take a folder of that name for the log" "which is told"

# Folders are of one kind.
run aai-sink-parquet -o lake <first
expect_status 2 "plain files do not go into a folder of Delta tables"
run aai-sink-csv -o lake --append <first
expect_status 2 "nor parts"
expect_stderr_like "tables of another kind: delta" "which is told"
run aai-sink-parquet -o plain <first
run aai-sink-delta -o plain <first
expect_status 2 "nor Delta tables beside plain files"
check "whose files stay" [ -f plain/a.parquet ]
run aai-sink-parquet -o parts --append <first
run aai-sink-delta -o parts --append <first
expect_status 2 "nor beside parts"
done_testing
