# Two loads into one folder: the second ends at once and does the first no harm,
# whether that has written anything yet or not.

. "$ROOT/tests/lib.sh"

rows()
{
	printf '{"_table":"t","_columns":[{"name":"n","type":"bigint"}]}\n'
	seq "$1" "$2" | sed 's/.*/{"_table":"t","n":&}/'
}

# begin COMMAND...: a load in the background that waits for its input, out of
# the FIFO on descriptor 7.
begin()
{
	rm -rf in out/.aai/stage && mkfifo in
	"$@" <in 2>first.err &
	first=$!
	exec 7>in
	echo >&7
	wait_for 20 test -d out/.aai/stage
}

# The first load gets its rows and ends.
finish()
{
	rows 1 3 >&7
	exec 7>&-
	status=0
	wait "$first" || status=$?
	expect_equal "$status" 0 "$1: the first load ends well"
	check "$1: without a word" test ! -s first.err
}

two_loads()
{
	kind=$1
	shift
	rm -rf out
	for time in first next; do
		begin "$@" -o out
		for try in 1 2 3; do
			rows 4 9 >late
			run "$@" -o out <late
			expect_status 5 "$kind, $time: load $try beside it"
			expect_stderr_like "another program is writing into" \
			    "is told why"
		done
		finish "$kind, $time"
		check "and the folder holds it" test -e "out/$holds"
	done
	rows 1 5 >alone
	run "$@" -o out <alone
	expect_status 0 "$kind: then another may"
}

holds=t.csv
two_loads csv aai-sink-csv -q
holds=t
two_loads parts aai-sink-csv -q --append
holds=t.parquet
two_loads parquet aai-sink-parquet -q
holds=t/_delta_log/00000000000000000000.json
two_loads delta aai-sink-delta -q --append
holds=t/metadata/v1.metadata.json
two_loads iceberg aai-sink-iceberg -q --append
done_testing
