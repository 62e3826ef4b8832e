# With --vacuum files go that no kept version needs, and none besides: the rows
# are the same, loads go on, and what was loaded is still known.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/delta.inc"
. "$ROOT/tests/iceberg.inc"
. "$ROOT/tests/lake.inc"
. "$ROOT/tests/compact.inc"
need jq

# shown: the rows of the table t, as the reader has them.
shown()
{
	aai-show -q -a --json out/t | grep -v '"_columns"' |
	    sed 's/"_table":"t",//' | LC_ALL=C sort | tr '\n' ' '
}

# kept: the data files that are there.
kept()
{
	(cd out/t && find . -name 'part-*' -o -name '*.avro' | LC_ALL=C sort)
}

# snapshots: how many the table has.
snapshots()
{
	jq '.snapshots | length' "$(iceberg_file out/t)"
}

for kind in delta iceberg; do
	rm -rf out ./*.json
	check "$kind: there are 12 loads" many $kind x 1 12
	before=$(${kind}_rows out/t)
	touch -d '10 days ago' out/t/mine.parquet out/t/other
	run aai-compact --vacuum --stats stats out
	expect_status 0 "$kind: files are put together"
	expect_equal "$(parts "$([ $kind = delta ] && echo t || echo t/data)")" \
	    13 "$kind: a week's versions have all files of theirs"
	like stats '"vacuumed":0,' "$kind: as the summary says"
	[ $kind = delta ] || expect_equal "$(snapshots)" 13 \
	    "iceberg: no snapshot has expired"

	# What dead loads have left.
	data=out/t$([ $kind = delta ] || echo /data)
	cp "$(find out/t -name 'part-*' | head -n 1)" \
	    "$data/part-00000000000000ff-v77.parquet"
	cp "$data/part-00000000000000ff-v77.parquet" \
	    "$data/part-00000000000000fe-v78.parquet"
	touch -d '10 days ago' "$data/part-00000000000000ff-v77.parquet"
	run aai-compact --vacuum --stats stats out
	expect_status 0 "$kind: files go that are in no version"
	like stats '"vacuumed":1,' "$kind: one of an age"
	check "$kind: not one that may be of the current load" \
	    test -f "$data/part-00000000000000fe-v78.parquet"

	# Nothing but the current version is to be kept.
	sleep 0.1
	run aai-compact --vacuum=0 --stats stats out
	expect_status 0 "$kind: only the current version is kept"
	expect_silence "$kind: and nothing is said"
	expect_equal "$(shown)" "$before" "$kind: its rows are there"
	expect_equal "$(find "$data" -name 'part-*-v[0-9].parquet' \
	    -o -name 'part-*-v[1-6][0-9].parquet' | grep -c .)" 2 \
	    "$kind: in two files"
	check "$kind: a stranger's files are left alone" \
	    test -f out/t/mine.parquet -a -f out/t/other
	if [ $kind = iceberg ]; then
		expect_equal "$(snapshots)" 1 "iceberg: one snapshot is left"
		jq -r '.snapshots[]."manifest-list"' "$(iceberg_file out/t)" |
		    sed 's,.*/out/t/,out/t/,' >lists
		check "iceberg: its manifest list is there" test -s "$(cat lists)"
		expect_equal "$(find out/t/metadata -name 'snap-*' | grep -c .)" \
		    1 "iceberg: the others are not"
	fi
	run aai-compact --vacuum=0 out
	kept >first
	run aai-compact --vacuum=0 --stats stats out
	expect_status 0 "$kind: once more, there is nothing to do"
	like stats '"vacuumed":0,' "$kind: and nothing goes"
	kept >second
	check "$kind: all is as it was" cmp first second

	# The loads go on, and what came is known.
	mv x.before x.json
	nightly $kind x x12 again
	expect_status 0 "$kind: a last load that is repeated"
	expect_equal "$(${kind}_rows out/t)" "{\"v\":\"again\"} $before" \
	    "$kind: takes its own place"
	nightly $kind x x13
	expect_status 0 "$kind: loads go on"
	rm -rf out/.aai
	mv x.json kept.json
	nightly $kind x x1
	expect_status 6 "$kind: a load that was put together is still known"
	mv kept.json x.json
	stream x "" 99 ',"refresh":true' fresh >rows
	run aai-sink-$kind -q -o out --state x.json <rows
	expect_status 0 "$kind: a full refresh"
	expect_equal "$(${kind}_rows out/t)" '{"v":"fresh"} ' \
	    "$kind: takes the place of all"
done

# How long is the table's to say.
rm -rf out
for v in 1 2 3; do
	rows t v:text '"v":"'$v'"' | aai-sink-delta -q -o out --append
done
file=$(delta_entry out/t 0)
jq -c 'if .metaData then .metaData.configuration =
    {"delta.deletedFileRetentionDuration":"interval 0 hours"} else . end' \
    "$file" >entry
cp entry "$file"
sleep 0.1
run aai-compact --vacuum out
expect_status 0 "a table says how long its versions are kept"
sleep 0.1
run aai-compact --vacuum out
expect_equal "$(parts t)" 2 "which is done"
sed 's/interval 0 hours/once in a while/' entry >"$file"
run aai-compact --vacuum out
expect_status 2 "a time that is not known is refused"
expect_stderr_like "--vacuum=TIME says how long" "with the way out"
run aai-compact --vacuum=1d out
expect_status 0 "the option goes before it"

# change FILTER: have jq change the version that an Iceberg table has.
change()
{
	file=$(iceberg_file out/t)
	jq -c "$1" "$file" >version && cp version "$file"
}

# Of an Iceberg table, too; the greatest time there is means for ever.
rm -rf out ./*.json
check "iceberg: there are five loads" many iceberg x 1 5
change '.snapshots[:4][]."timestamp-ms" = 1000'
cp -R out five
change '.properties."history.expire.max-snapshot-age-ms" = "9223372036854775807"'
run aai-compact --size 1 --vacuum out
expect_status 0 "iceberg: a table says that its snapshots are kept for ever"
expect_equal "$(snapshots)" 5 "iceberg: and none has expired"
change '.properties."history.expire.max-snapshot-age-ms" = "2 days"'
run aai-compact --size 1 --vacuum out
expect_status 2 "iceberg: a time that is not a number is refused"
change 'del(.properties."history.expire.max-snapshot-age-ms")'
run aai-compact --size 1 --vacuum out
expect_equal "$(snapshots)" 1 "iceberg: without it, it is a week"

# again: the five loads once more, as jq changes them.
again()
{
	rm -rf out
	cp -R five out
	change "$1"
}

again '.properties."history.expire.min-snapshots-to-keep" = "3"'
run aai-compact --size 1 --vacuum=0 out
expect_status 0 "iceberg: a table says how many of its snapshots are kept"
expect_equal "$(snapshots)" 3 "iceberg: and so many are"
check "iceberg: with their files" aai-show -q out/t
again '.properties."history.expire.min-snapshots-to-keep" = "none"'
run aai-compact --size 1 --vacuum=0 out
expect_status 2 "iceberg: a number that is none is refused"
expect_equal "$(snapshots)" 5 "iceberg: and nothing has expired"
again '.refs.main += {"min-snapshots-to-keep":2} |
    .properties."history.expire.min-snapshots-to-keep" = "4"'
run aai-compact --size 1 --vacuum out
expect_equal "$(snapshots)" 2 "iceberg: a branch's number goes before it"
again '.refs.main += {"max-snapshot-age-ms":9000000000000000000}'
run aai-compact --size 1 --vacuum out
expect_equal "$(snapshots)" 5 "iceberg: a branch says how long its are kept"
again '.refs.side = {"type":"branch","min-snapshots-to-keep":2,
    "snapshot-id":.snapshots[2]."snapshot-id"} |
    .refs.tag = {"type":"tag","snapshot-id":.snapshots[0]."snapshot-id"}'
run aai-compact --size 1 --vacuum out
expect_equal "$(snapshots)" 4 "iceberg: another branch has its own, a tag one"
again '.refs.main += {"min-snapshots-to-keep":0}'
run aai-compact --size 1 --vacuum out
expect_status 2 "iceberg: a branch's number is none from 1 on"

# deletes: make the first of five snapshots one with delete files.
deletes()
{
	again "$1"
	list=$(jq -r '.snapshots[0]."manifest-list"' "$(iceberg_file out/t)")
	list=out/t/metadata/${list##*/}
	cp "$list" list
	# The content (0: data) follows the length and the spec's id.
	LC_ALL=C sed 's/\(m0\.avro..\)\x00\x00\x02\x02/\1\x00\x02\x02\x02/' \
	    list >"$list"
	check "iceberg: a snapshot has delete files" \
	    sh -c '! cmp -s list '"'$list'"
}

deletes .
run aai-compact --size 1 --vacuum out
expect_status 0 "iceberg: a snapshot with delete files expires"
expect_equal "$(snapshots)" 1 "iceberg: like others"
check "iceberg: and its list goes" test ! -e "$list"
deletes '.refs.tag = {"type":"tag","snapshot-id":.snapshots[0]."snapshot-id"}'
run aai-compact --size 1 --vacuum out
expect_status 0 "iceberg: one that has a name is kept"
expect_equal "$(snapshots)" 2 "iceberg: beside the current one"
check "iceberg: and so are its files" test -e "$list" -a \
    -e "$(echo out/t/data/part-*-v[01].parquet)"
deletes .
printf 'Obj\1' >"$list"
run aai-compact --size 1 --vacuum out
expect_status 0 "iceberg: one that cannot be read expires, too"
expect_equal "$(snapshots)" 1 "iceberg: and is gone"
deletes '.refs.tag = {"type":"tag","snapshot-id":.snapshots[0]."snapshot-id"}'
printf 'Obj\1' >"$list"
run aai-compact --size 1 --vacuum out
expect_status 7 "iceberg: one that is kept and cannot be read is an error"
expect_equal "$(snapshots)" 5 "iceberg: and nothing has expired"
for value in false FALSE no; do
	again '.properties."gc.enabled" = "'$value'"'
	cp "$(echo out/t/data/part-*-v1.parquet)" \
	    out/t/data/part-00000000000000ff-v77.parquet
	touch -d '10 days ago' out/t/data/part-00000000000000ff-v77.parquet
	run aai-compact --size 1 --vacuum=0 --stats stats out
	expect_status 0 "iceberg: gc.enabled may be $value"
	like stats '"vacuumed":0,' "iceberg: and no file goes"
	expect_equal "$(snapshots)" 5 "iceberg: nor a snapshot"
done
again '.properties."gc.enabled" = "TRUE"'
run aai-compact --size 1 --vacuum=0 out
expect_equal "$(snapshots)" 1 "iceberg: TRUE is as well as true"

# entries: how many the log has.
entries()
{
	find out/t/_delta_log -name '0*.json' | grep -c .
}

# retention NAME VALUE: set that property of a Delta table, with all times of
# its log's files as they were.
retention()
{
	file=$(delta_entry out/t "$(delta_version out/t)")
	jq -n -c --arg name "$1" --arg value "$2" 'reduce inputs as $a (null;
	    $a.metaData // .) | .configuration[$name] = $value |
	    {metaData: .}' "$(delta_entry out/t 0)" >metadata
	touch -r "$file" metadata
	cat metadata >>"$file"
	touch -r metadata "$file"
}

# Entries of a log go that a checkpoint stands for.
rm -rf out ./*.json
nightly delta x x1
jq -c 'if .metaData then .metaData.configuration =
    {"delta.checkpointInterval":"5"} else . end' "$(delta_entry out/t 0)" >entry
cp entry "$(delta_entry out/t 0)"
check "there are 12 loads" many delta x 2 12
before=$(delta_rows out/t)
aai-compact --vacuum out
expect_equal "$(entries)" 13 "entries of a week stay"
touch -d '29 days ago' out/t/_delta_log/0*
aai-compact --vacuum out
expect_equal "$(entries)" 13 "and those of 30 days"
aai-compact --vacuum=1d out
expect_equal "$(entries)" 13 "whatever time is given"
touch -d '31 days ago' out/t/_delta_log/0*
cp -Rp out kept
retention delta.enableExpiredLogCleanup False
aai-compact --vacuum=0 out
expect_equal "$(entries)" 13 "all stay where the table says so"
rm -rf out
mv kept out
retention delta.logRetentionDuration "interval 10 weeks"
aai-compact --vacuum=0 out
expect_equal "$(entries)" 13 "or that they stay longer"
retention delta.logRetentionDuration "interval 0 days"
sleep 0.1
run aai-compact --vacuum=0 out
expect_status 0 "with nothing to be kept"
expect_equal "$(cd out/t/_delta_log && printf '%s ' 0*)" \
    "00000000000000000012.checkpoint.parquet 00000000000000000012.json " \
    "there is the last entry, and a checkpoint"
expect_equal "$(shown)" "$before" "the rows are the same"
nightly delta x x13
expect_status 0 "and loads go on"
mv x.json kept.json
rm -rf out/.aai
nightly delta x x1
expect_status 6 "of which the checkpoint knows"

# A checkpoint does not tell of files that were removed long ago: the entries
# before it do, and versions are read by them.
rm -rf out ./*.json
check "there are three loads" many delta x 1 3
aai-compact out
jq -c --argjson at $((($(date +%s) - 20 * 86400) * 1000)) \
    'if .remove then .remove.deletionTimestamp = $at else . end' \
    "$(delta_entry out/t 3)" >entry
check "which were put together 20 days ago" test -s entry
cp entry "$(delta_entry out/t 3)"
jq -c 'if .metaData then .metaData.configuration =
    {"delta.checkpointInterval":"5",
    "delta.logRetentionDuration":"interval 90 days"} else . end' "$(delta_entry out/t 0)" >entry
cp entry "$(delta_entry out/t 0)"
jq -r '.remove.path // empty' "$(delta_entry out/t 3)" >removed
expect_equal "$(grep -c . removed)" 2 "two parts are removed"
check "there is a checkpoint since" many delta x 4 8
check "of a later version" \
    test -f out/t/_delta_log/00000000000000000004.checkpoint.parquet
old="$(delta_entry out/t 1) $(delta_entry out/t 2)"
gone=$(sed 's,^,out/t/,' removed)
touch -d '40 days ago' $gone
touch -d '25 days ago' $old
aai-compact --size 1 --vacuum=30d out
check "parts stay that versions of 30 days need" ls $gone
touch -d '25 days ago' out/t/_delta_log/0*[0-3].json
aai-compact --size 1 --vacuum=22d out
check "those removed in 22 days, too" ls $gone
jq -c 'if .remove then del(.remove.deletionTimestamp) else . end' \
    "$(delta_entry out/t 3)" >entry
cp entry "$(delta_entry out/t 3)"
touch -d '15 days ago' "$(delta_entry out/t 3)"
aai-compact --size 1 --vacuum=30d out
check "or those of which no time is said" ls $gone
aai-compact --size 1 --vacuum=10d out
check "they go after that" test ! -e "out/t/$(head -n 1 removed)" -a \
    ! -e "out/t/$(tail -n 1 removed)"

# An entry that a checkpoint stands for and that is older than all that is kept
# may be damaged; another one is needed.
echo damaged >"$(delta_entry out/t 1)"
touch -d '40 days ago' "$(delta_entry out/t 1)"
run aai-compact --size 1 --vacuum=10d out
expect_status 0 "a damaged entry that no kept version needs is passed over"
touch "$(delta_entry out/t 1)"
run aai-compact --size 1 --vacuum=10d out
expect_status 7 "one that may be needed is an error"

# Folders of parts have nothing of the kind.
rm -rf out
for v in 1 2 3; do
	rows t v:text '"v":"'$v'"' | aai-sink-csv -q -o out --append
done
touch -d '10 days ago' out/t/part-00000000000000ff.csv
run aai-compact --vacuum=0 --stats stats out
expect_status 0 "a folder of parts is put together as ever"
like stats '"files_in":2,"files_out":1,.*"vacuumed":0,' "and nothing else goes"
check "not even what is called like a part" \
    test -f out/t/part-00000000000000ff.csv
done_testing
