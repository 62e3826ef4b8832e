# What cannot be written is an error (status 7), and nothing is published.

. "$ROOT/tests/lib.sh"

awk 'BEGIN {
	print "{\"_table\":\"t\",\"_columns\":[{\"name\":\"s\",\"type\":\"text\"}]}"
	for (i = 0; i < 20000; i++)
		printf "{\"_table\":\"t\",\"s\":\"%d %d\"}\n", i * 7919, i * 31
}' >rows
run aai-sink-parquet -o out <rows
expect_status 0 "the load fits"
cp out/t.parquet before

# limited BLOCKS COMMAND...: files may have this many blocks of 512 bytes.
limited()
{
	sh -c 'trap "" XFSZ; ulimit -f "$1" || exit 125; shift; exec "$@"' sh "$@"
}

run limited 20 aai-sink-parquet -o out <rows
if [ "$STATUS" = 125 ]; then
	skip_all "files cannot be limited here"
fi
expect_status 7 "a file that cannot grow is told in the end"
expect_stderr_like "cannot write" "with its cause"
check "what was there before still is" cmp before out/t.parquet
check "and nothing else" [ "$(find out -name '*.parquet' | wc -l)" = 1 ]
run limited 20 aai-sink-parquet -o out --group-rows 2000 <rows
expect_status 7 "in the middle of the rows too"
check "what was there before still is" cmp before out/t.parquet

if [ -w /dev/full ]; then
	sh -c 'aai-sink-parquet -t t -o - <rows >/dev/full' 2>err
	expect_equal $? 7 "a full standard output is told"
fi
mkdir sealed
chmod 555 sealed
if [ "$(id -u)" != 0 ]; then
	run aai-sink-parquet -o sealed <rows
	expect_status 7 "a folder that cannot be written is told"
fi
run aai-sink-parquet -o rows <rows
expect_status 7 "a file is not a folder"
done_testing
