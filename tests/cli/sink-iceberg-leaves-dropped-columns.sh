# Whatever writes a data file of an Iceberg table anew goes by the ids of its
# columns: values of a column that was dropped since are left out, and do not
# come back in one that has its name.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/iceberg.inc"
need aai-sink-iceberg aai-compact aai-show icelive jq

# load MODE COLUMNS ROW...: COLUMNS are members of a columns line.
load()
{
	mode=$1 columns=$2
	shift 2
	{
		echo '{"_table":"t","_columns":[{"name":"id","type":"bigint","key":true}'"$columns"']}'
		for r; do
			echo '{"_table":"t",'"$r"'}'
		done
		echo '{"_table":"_aai_end","records":'$#'}'
	} >rows
	run aai-sink-iceberg -o lake --mode $mode <rows
}

# change FILTER: another program makes a version with another schema, which is
# the current one with its fields changed.
change()
{
	n=$(iceberg_version lake/t)
	jq -c '(.schemas | map(."schema-id") | max + 1) as $new |
	    ."current-schema-id" as $id |
	    .schemas += [(.schemas[] | select(."schema-id" == $id)) |
		."schema-id" = $new | .fields |= ('"$1"')] |
	    ."current-schema-id" = $new | ."last-updated-ms" += 1' \
	    "$(iceberg_file lake/t)" >lake/t/metadata/v$((n + 1)).metadata.json
	printf %d $((n + 1)) >lake/t/metadata/version-hint.text
}

x=',{"name":"x","type":"text"}'
v=',{"name":"v","type":"bigint"}'
begin()
{
	rm -rf lake
	load append "$x$v" '"id":1,"x":"old1","v":1' '"id":2,"x":"old2","v":2' \
	    '"id":3,"x":"old3","v":3'
	expect_status 0 "a table with a column x"
}

begin
change 'map(select(.name != "x"))'
load merge "$v" '"id":2,"v":22'
expect_status 0 "a merge into a file with a column that was dropped"
expect_equal "$(iceberg_rows lake/t)" \
	'{"id":1,"v":1} {"id":2,"v":22} {"id":3,"v":3} ' "... leaves it out"
expect_equal "$(iceberg_schema lake/t)" "id:1:long v:3:long" \
	"... and has the columns of the table"
run aai-compact lake
expect_status 0 "both are put together"
load merge "$x" '"id":3,"x":"new3"'
expect_status 0 "a merge that brings a column of that name"
expect_equal "$(iceberg_schema lake/t)" "id:1:long v:3:long x:4:string" \
	"... which is another one"
expect_equal "$(iceberg_rows lake/t)" \
	'{"id":1,"v":1} {"id":2,"v":22} {"id":3,"x":"new3"} ' \
	"... has its values alone"

begin
change 'map(select(.name != "x"))'
load merge "$x" '"id":3,"x":"new3"'
expect_status 0 "one that brings it at once"
expect_equal "$(iceberg_rows lake/t)" \
	'{"id":1,"v":1} {"id":2,"v":2} {"id":3,"x":"new3"} ' \
	"... does not bring back the values of old"

begin
change 'map(select(.name != "x"))'
load append "$x" '"id":6,"x":"new6"'
load merge "$x" '"id":2,"x":"new2"'
expect_status 0 "so does one after a load that has"
expect_equal "$(iceberg_rows lake/t)" \
	'{"id":1,"v":1} {"id":2,"x":"new2"} {"id":3,"v":3} {"id":6,"x":"new6"} ' \
	"... with the values of the new column alone"

# A column that gets another type has all files written anew.
begin
change 'map(select(.name != "x"))'
load append "$x"',{"name":"v","type":"double"}' '"id":6,"x":"new6","v":0.5'
expect_status 0 "a load for which a column gets another type"
expect_equal "$(iceberg_rows lake/t | sed 's/\.0\([,}]\)/\1/g')" \
	'{"id":1,"v":1} {"id":2,"v":2} {"id":3,"v":3} {"id":6,"v":0.5,"x":"new6"} ' \
	"... leaves the dropped one out as well"

# The key, too, is one by its id.
begin
change 'map(if .name == "v" then .name = "w" else . end)'
load merge ',{"name":"w","type":"bigint"}' '"id":2,"w":22'
expect_status 0 "a column that was renamed"
expect_equal "$(iceberg_rows lake/t)" \
	'{"id":1,"x":"old1","w":1} {"id":2,"w":22} {"id":3,"x":"old3","w":3} ' \
	"... keeps its values"

# What the table has, but in a type that is not written here, is not dropped.
begin
change 'map(if .name == "x" then .type = "uuid" else . end)'
load merge "$v" '"id":2,"v":22'
expect_status 7 "a column of a type that is not written here is not left out"
expect_stderr_like "has a column 'x' that" "... which is told"
done_testing
