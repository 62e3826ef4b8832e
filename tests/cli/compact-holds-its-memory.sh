# Large parts are put together in the memory that is asked for.

. "$ROOT/tests/lib.sh"
need awk
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
done_testing
