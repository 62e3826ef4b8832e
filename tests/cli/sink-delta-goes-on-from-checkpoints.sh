# A Delta log whose entries another program has replaced by a checkpoint is
# read, and loads go on with the table.  (data/foreign-delta is a table of this
# program's, of which deltalake made a checkpoint and removed the entries.)

. "$ROOT/tests/lib.sh"
need jq

log=lake/t/_delta_log
file=00000000000000000003.checkpoint.parquet

start()
{
	rm -rf lake
	mkdir lake
	cp -r "$ROOT/tests/data/foreign-delta" lake/t
}

# rows TITLE WANT: the table's.
rows()
{
	run aai-show -j lake/t
	expect_status 0 "$1"
	expect_equal "$(jq -r '.a // empty' "$OUT" | sort -n | tr '\n' ' ')" \
	    "$2" "with its rows"
}

load()
{
	printf '%s\n' '{"_table":"t","_columns":[{"name":"a","type":"bigint"}]}' \
	    '{"_table":"t","a":9}' >in
	run aai-sink-delta -o lake -q "$@" <in
}

start
rows "a table is read from its checkpoint" "1 2 3 "
load --append
expect_status 0 "a load is added"
check "as the next version" [ -e $log/00000000000000000004.json ]
rows "and read" "1 2 3 9 "
like $log/00000000000000000004.json '"add"' "it has the load's file"
unlike $log/00000000000000000004.json '"metaData"' \
    "the columns are those that were there"
load
expect_status 0 "a replace knows the files of the checkpoint"
expect_equal "$(jq -r '.remove.path // empty' $log/00000000000000000005.json |
    wc -l | tr -d ' ')" 4 "and removes them all"
rows "of which none is left" "9 "

start
mv $log/$file $log/00000000000000000003.checkpoint.0000000001.0000000001.parquet
rows "a checkpoint in parts is read" "1 2 3 "
start
mv $log/$file $log/00000000000000000003.checkpoint.0000000001.0000000002.parquet
run aai-show -j lake/t
expect_status 6 "one that lacks a part is not"
expect_stderr_like "no whole checkpoint" "which is told"
start
uuid=0b4ee16b-0000-4000-8000-000000000000
mkdir $log/_sidecars
mv $log/$file $log/_sidecars/x.parquet
echo '{"sidecar":{"path":"x.parquet","sizeInBytes":1,"modificationTime":1}}' \
    >$log/00000000000000000003.checkpoint.$uuid.json
rows "sidecars are read" "1 2 3 "
echo '{"sidecar":{"path":"../../../in","sizeInBytes":1}}' \
    >$log/00000000000000000003.checkpoint.$uuid.json
run aai-show -j lake/t
expect_status 6 "but none elsewhere"

# Damage: never rows that are not the table's.
size=$(wc -c <"$ROOT/tests/data/foreign-delta/_delta_log/$file")
for n in 0 4 100 $((size / 2)) $((size - 1)); do
	start
	head -c "$n" "$ROOT/tests/data/foreign-delta/_delta_log/$file" >$log/$file
	run aai-show -j lake/t
	expect_status 6 "a checkpoint of $n bytes is refused"
done
start
load --append
echo x >$log/00000000000000000004.checkpoint.parquet
rows "an older checkpoint does when the newest cannot be read" "1 2 3 9 "
rm $log/00000000000000000004.json
run aai-show -j lake/t
expect_status 6 "but not without the entries between them"
expect_stderr_like "no entry of version 4" "which is told"
rm -rf lake
load --append
echo x >$log/00000000000000000000.checkpoint.parquet
rows "and the entries do when none can" "9 "
load --append
expect_status 0 "a load goes on there"

done_testing
