# Each load of aai-sink-iceberg is a snapshot of each table: whole tables,
# added rows, added columns.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/iceberg.inc"
. "$ROOT/tests/lake.inc"
need jq

# load OPTION...: of the rows on standard input, into the folder lake.
load()
{
	run aai-sink-iceberg -o lake "$@"
}

{ rows a n:bigint '"n":1' '"n":2'; rows b v:text '"v":"x"'; rows c n:bigint; } \
    >first
load <first
expect_status 0 "a first load"
expect_silence "says nothing"
expect_equal "$(iceberg_rows lake/a)$(iceberg_rows lake/b)" \
    '{"n":1} {"n":2} {"v":"x"} ' "makes tables with its rows"
expect_equal "$(iceberg_rows lake/c):$(iceberg_schema lake/c)" ":n:1:long" \
    "a table without rows is a snapshot without files"
check "not even an empty one" [ ! -e lake/c/data ]
expect_equal "$(od -An -c lake/a/metadata/version-hint.text | tr -d ' ')" 1 \
    "the hint has no line's end"
jq -r '"\(."format-version") \(.location) \(."last-sequence-number")",
    "\(."partition-specs" | tostring) \(."sort-orders" | tostring)"' \
    lake/a/metadata/v1.metadata.json >members
expect_equal "$(cat members)" "2 file://$PWD/lake/a 1
[{\"spec-id\":0,\"fields\":[]}] [{\"order-id\":0,\"fields\":[]}]" \
    "a version says what it must"
load <first
expect_equal "$(iceberg_version lake/a) $(iceberg_rows lake/a)" \
    '2 {"n":1} {"n":2} ' "a second one takes its place"
expect_equal "$(iceberg_summary lake/a operation) $(iceberg_summary lake/a \
    deleted-records) $(iceberg_summary lake/a total-records)" "overwrite 2 2" \
    "and says so"
expect_equal "$(jq -r '.refs.main."snapshot-id" == ."current-snapshot-id" and
    .snapshots[1]."parent-snapshot-id" == .snapshots[0]."snapshot-id" and
    (."snapshot-log" | length) == 2 and ."last-sequence-number" == 2 and
    (."metadata-log"[0]."metadata-file" | endswith("/v1.metadata.json"))' \
    lake/a/metadata/v2.metadata.json)" true "its history is told"
{ rows a "n:text m:double" '"m":1.5,"n":"s"'; rows d n:bigint '"n":4'; } >second
load <second
expect_status 0 "a replace brings columns of its own"
expect_equal "$(iceberg_schema lake/a)" "n:2:string m:3:double" \
    "another type is another column"
expect_equal "$(iceberg_rows lake/a)" '{"n":"s","m":1.5} ' "with its rows"
expect_equal "$(iceberg_rows lake/b)" "" "a table that is not in it is emptied"
expect_equal "$(iceberg_schema lake/b)" v:1:string "and keeps its columns"
check "old files stay" [ -f lake/b/data/part-v1.parquet ]
n=$(iceberg_version lake/b)
load <second
expect_equal "$(iceberg_version lake/b)" "$n" "an empty table is emptied once"
load -t a <first
expect_equal "$(iceberg_rows lake/a)|$(iceberg_rows lake/d)" \
    '{"n":1} {"n":2} |{"n":4} ' "one table alone is replaced"

# Appends.
rows a "n:bigint v:text" '"n":3,"v":"new"' >more
load --append <more
expect_status 0 "an append with a new column"
expect_equal "$(iceberg_schema lake/a)" "n:4:long v:5:string" "adds it"
expect_equal "$(iceberg_rows lake/a)" '{"n":1} {"n":2} {"n":3,"v":"new"} ' \
    "beside the rows that are there"
expect_equal "$(iceberg_summary lake/a operation)" append "and says so"
expect_equal "$(jq -r '."table-uuid"' lake/a/metadata/v*.json | sort -u | wc -l |
    tr -d ' ')" 1 "the table is the same one all the time"
load --append <more
expect_equal "$(iceberg_rows lake/a)" '{"n":1} {"n":2} {"n":3,"v":"new"} ' \
    "the same append once more doubles nothing"
n=$(iceberg_version lake/a)
rows a "n:bigint v:text" >none
load --append <none
expect_equal "$(iceberg_version lake/a)" "$n" "without rows it is not a version"

# What cannot be widened, and what can.
{ rows e n:bigint '"n":1'; rows a n:bool '"n":true'; } >wide
load --append <wide
expect_status 6 "another type cannot be appended"
expect_stderr_like "column 'n' is bigint, the load has bool" "both are named"
expect_equal "$(iceberg_version lake/a)" "$n" "nothing is written"
check "of no table" [ ! -e lake/e ]
decimal()
{
	echo '{"_table":"m","_columns":[{"name":"d","type":"decimal","precision":'$1',"scale":1}]}'
	echo '{"_table":"m","d":'"$2"'}'
}
decimal 5 1.5 >m
load --append <m
decimal 12 12345678.5 >m
load --append <m
expect_status 0 "a decimal of more digits can be"
expect_equal "$(iceberg_schema lake/m)" "d:1:decimal(12, 1)" "and is the same column"
echo '{"_table":"j","_columns":[{"name":"j","type":"json"}]}
{"_table":"j","j":{"a":1}}' >j
load --append <j
load --append <j
expect_equal "$(jq -r '.properties."aai.json"' "$(iceberg_file lake/j)")" "[1]" \
    "json is remembered"
expect_status 0 "and goes on"

run aai-sink-iceberg -t a -o - </dev/null
expect_status 2 "a table needs a folder"
mkdir 'o#d'
run aai-sink-iceberg -o 'o#d' <m
expect_status 2 "a path at which readers would cut is refused"
expect_stderr_like "readers take" "and told why"
run aai-sink-delta -o lake <first
expect_status 2 "tables of another kind do not go into the folder"
done_testing
