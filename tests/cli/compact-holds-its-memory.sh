# Large parts are put together in the memory that is asked for.

. "$ROOT/tests/lib.sh"
need awk python3
[ -z "${SAN-}${VALGRIND-}${EMULATOR-}" ] ||
	skip_all "the memory would be another's"

# part NUMBER: rows of a load.
part()
{
	awk -v k="$1" 'BEGIN {
		print "{\"_table\":\"t\",\"_columns\":[{\"name\":\"id\"," \
		    "\"type\":\"bigint\"},{\"name\":\"s\",\"type\":\"text\"}]}"
		for (i = 0; i < 60000; i++)
			printf "{\"_table\":\"t\",\"id\":%d,\"s\":\"%d %d" \
			    " is a text of some length, %d of them\"}\n", \
			    k * 1000000 + i, i * 7919 % 99991, i * k, i
	}'
}

for kind in csv parquet delta; do
	for k in 1 2 3 4 5; do
		part $k | aai-sink-$kind -q -o $kind --append
	done
	"$BUILD/tools/peak" peak aai-compact --memory 8M --stats stats $kind
	like stats '"files_in":4,"files_out":1,' "$kind: parts are put together"
	check "$kind: in little memory ($(cat peak) KiB)" \
	    test "$(cat peak)" -lt 24000
done

# A stranger's page of a few bytes stands for many.
for k in 1 2 3; do
	printf '%s\n' \
	    '{"_table":"t","_columns":[{"name":"c0","type":"bigint"}]}' \
	    '{"_table":"t","c0":'$k'}' | aai-sink-parquet -q -o bomb --append
done
for bomb in zstd_page run_of_nulls; do
	python3 "$ROOT/tests/bombs.py" $bomb \
		>"$(find bomb/t -name '*.parquet' | sort | head -n 1)"
	run timeout 60 peak peak aai-compact --memory 8M bomb
	expect_status 8 "$bomb: is refused"
	expect_stderr_like "memory" "$bomb: ... with the reason"
	check "$bomb: in little memory ($(cat peak) KiB)" \
	    test "$(cat peak)" -lt 24000
done
done_testing
