# With --state each load is in an Iceberg table exactly once: a load that is
# repeated takes the place of its own file, and is known from the table alone.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/iceberg.inc"
need jq

# stream SELECTION FROM MARK MEMBERS ROW...: a load of those rows.
stream()
{
	s='{"resource":"'"$1"'"}' from=$2 mark=$3 members=$4
	shift 4
	echo '{"_table":"t","_columns":[{"name":"v","type":"text"}]}'
	for v; do
		echo '{"_table":"t","v":"'"$v"'"}'
	done
	echo '{"_table":"_aai_end","records":'$#',"selection":'"$s$members"',"state":{"from":"'"$from"'","selection":'"$s"',"mark":"'"$mark"'"}}'
}

# load SELECTION FROM MARK MEMBERS ROW...
load()
{
	stream "$@" >rows
	run aai-sink-parquet --format iceberg -o lake --state st.json <rows
}

values()
{
	iceberg_rows lake/t | sed 's/{"v":"\([^"]*\)"}/\1/g'
}

load x "" 1 "" one
expect_status 0 "a first load"
cp st.json one.json
one=$(statehash <one.json)
load x "$one" 2 "" two
two=$(statehash <st.json)
expect_equal "$(values)" "one two " "one that goes on is added"

# It was published, and its state was not stored; by now there is more.
cp one.json st.json
rm -rf lake/.aai
load x "$one" 3 "" two three
expect_status 0 "a load that is repeated"
expect_equal "$(values)" "one three two " "takes the place of its rows"
expect_equal "$(iceberg_summary lake/t total-records) $(iceberg_summary lake/t \
    deleted-records) $(iceberg_summary lake/t operation)" "3 1 overwrite" \
    "and is counted so"
three=$(statehash <st.json)
load y "" 1 "" other
expect_status 6 "another selection is not what the state is of"
mv st.json x.json
load y "" 1 "" other
expect_equal "$(values)" "one other three two " "with its own it is beside it"
mv x.json st.json
load x "$three" 4 "" four
expect_equal "$(values)" "four one other three two " "the next goes on"
load x "" 9 ',"refresh":true' fresh
expect_status 0 "a refresh"
expect_equal "$(values)" "fresh other " "takes the place of all of its selection"

# Another program has rewritten data files since.
cp st.json now.json
fresh=$(statehash <st.json)
load x "$fresh" 10 "" next
file=$(iceberg_file lake/t)
n=$(iceberg_version lake/t)
key=$(iceberg_summary lake/t aai.load)
list=$(jq -r '.snapshots[0]."manifest-list"' "$file")
jq -c '.snapshots += [.snapshots[-1] | .summary = {"operation": "replace"} |
    ."snapshot-id" = 77 | ."manifest-list" = "'"$list"'"] |
    ."current-snapshot-id" = 77' "$file" >other.json
cp other.json "lake/t/metadata/v$((n + 1)).metadata.json"
cp now.json st.json
load x "$fresh" 11 "" next
expect_status 2 "rows that others have put elsewhere cannot be replaced"
expect_stderr_like "rewritten its files" "which is told"
check "of a load that has a name" [ -n "$key" ]
check "nothing is written" [ ! -e "lake/t/metadata/v$((n + 2)).metadata.json" ]
done_testing
