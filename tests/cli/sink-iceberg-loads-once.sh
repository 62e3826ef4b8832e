# With --state each load is in an Iceberg table exactly once: a load that is
# repeated takes the place of its own file, and is known from the table alone.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/iceberg.inc"
. "$ROOT/tests/lake.inc"
need jq

# load SELECTION FROM MARK MEMBERS ROW...
load()
{
	stream "$@" >rows
	run aai-sink-iceberg -o lake --state st.json <rows
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
    ."parent-snapshot-id" = ."snapshot-id" | ."snapshot-id" = 77 | ."manifest-list" = "'"$list"'"] |
    ."current-snapshot-id" = 77' "$file" >other.json
cp other.json "lake/t/metadata/v$((n + 1)).metadata.json"
cp now.json st.json
load x "$fresh" 11 "" next
expect_status 2 "rows that others have put elsewhere cannot be replaced"
expect_stderr_like "rewritten its files" "which is told"
check "of a load that has a name" [ -n "$key" ]
check "nothing is written" [ ! -e "lake/t/metadata/v$((n + 2)).metadata.json" ]

# Another program has put the rows into files of its own: a refresh cannot tell
# which of them to take out.  That holds after later loads, and when the
# versions that tell of it have been expired.
version()
{
	cat lake/t/metadata/version-hint.text
}
# edit FILTER: the newest version made over by jq.
edit()
{
	jq -c "$1" "lake/t/metadata/v$(version).metadata.json" >edited
	cp edited "lake/t/metadata/v$(version).metadata.json"
}
# refuses TITLE: a refresh, and nothing is written.
refuses()
{
	n=$(version)
	load x "" 11 ',"refresh":true' fresh again
	expect_status 2 "$1"
	expect_stderr_like "files of another program" "... which is told"
	expect_equal "$(version)" "$n" "... and nothing is written"
}
rm -rf lake st.json
load x "" 1 "" one
load x "$(statehash <st.json)" 2 "" two
cp -r lake kept
cp st.json kept.json
load x "" 3 ',"refresh":true' fresh
expect_equal "$(values)" "fresh " "a refresh of files of our own is taken"
rm -rf lake
cp -r kept lake
cp kept.json st.json
for f in lake/t/data/part-*; do
	mv "$f" "lake/t/data/zart-${f#*/part-}"
done
for f in lake/t/metadata/*-m0.avro; do
	LC_ALL=C sed 's/part-/zart-/g' "$f" >edited
	cp edited "$f"
done
edit '(.snapshots[-1] | .["parent-snapshot-id"] = .["snapshot-id"]
    | .["snapshot-id"] += 1 | .summary = {"operation": "replace"}) as $s
    | .snapshots += [$s] | .["current-snapshot-id"] = $s["snapshot-id"]
    | .refs.main["snapshot-id"] = $s["snapshot-id"]'
refuses "a refresh after another's files is refused"
load x "$(statehash <st.json)" 4 "" three
expect_status 0 "a load that goes on is not"
refuses "which does not make a refresh right"
edit '.snapshots |= .[-1:]'
refuses "nor does it that versions have been expired"

# What was rolled back is not a history.
rm -rf lake
cp -r kept lake
cp kept.json st.json
run aai-sink-iceberg -o lake <<'end'
{"_table":"t","_columns":[{"name":"v","type":"text"}]}
{"_table":"t","v":"mistaken"}
end
edit '.["current-snapshot-id"] = .snapshots[1]["snapshot-id"]
    | .refs.main["snapshot-id"] = .snapshots[1]["snapshot-id"]'
rm -rf lake/.aai
load x "" 5 ',"refresh":true' fresh
expect_status 0 "a refresh after a roll-back"
expect_equal "$(values)" "fresh " "takes the place of what is there"
done_testing
