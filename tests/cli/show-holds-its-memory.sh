# What a file of few bytes says of itself takes no memory: sizes, counts, runs,
# dictionaries, nesting and what is compressed, in Parquet files and in metadata
# of Iceberg and Delta tables, stay within --memory, whatever they ask for.

. "$ROOT/tests/lib.sh"
[ -z "${VALGRIND-}${SAN-}" ] || skip_all "checkers take memory of their own"
need python3

# KiB that the program takes besides.
BESIDE=24576

bomb()
{
	python3 "$ROOT/tests/bombs.py" "$@"
}

# bounded TITLE STATUS MESSAGE MEBIBYTES PATH: it fails for that reason, and
# took no more than that.
bounded()
{
	run timeout 60 peak kib aai-show -n 1 --memory "$4"M "$5"
	check "$1: is refused" expr "$STATUS" : "[$2]\$"
	expect_stderr_like "$3" "$1: with the reason"
	check "$1: took $(cat kib) KiB, with --memory ${4}M" \
	    [ "$(cat kib)" -le $(($4 * 1024 + BESIDE)) ]
}

room='needs more memory than 67108864 bytes; --memory'
for kind in zstd_page gzip_page snappy_page claimed_page run_of_nulls \
    run_of_values shared_prefixes many_columns; do
	bomb $kind >x.parquet
	bounded "Parquet, $kind of $(($(wc -c <x.parquet))) bytes" 8 "$room" 64 \
	    x.parquet
done
bomb zstd_page >x.parquet
run peak kib aai-show -n 1 x.parquet
expect_status 8 "the default refuses it, too"
check "within 512 MiB" [ "$(cat kib)" -le $((524288 + BESIDE)) ]
for kind in many_groups deep_thrift deep_lists one_chunk_many_times \
    dictionary; do
	bomb $kind >x.parquet
	bounded "Parquet, $kind" 6 "damaged|overlap|no schema" 1 x.parquet
done
for kind in many_columns a_long_line a_long_quote; do
	bomb csv_of_$kind | gzip -1 >x.csv
	bounded "CSV, $kind of $(($(wc -c <x.csv))) bytes" 8 "line [12] .*has over .*--memory" 64 x.csv
	bomb csv_of_$kind >x.csv
	bounded "CSV, $kind" 8 "line [12] .*has over .*--memory" 64 x.csv
done
mkdir many
for n in 1 2 3; do
	bomb claimed_page >many/t$n.parquet
done
run aai-show -n 1 many
expect_status 8 "tables of a folder that take too much are left out"
expect_equal "$(grep -c -e --memory "$ERR")" 3 "each with a message"

# iceberg METADATA LIST MANIFEST
iceberg()
{
	rm -rf t
	mkdir -p t/metadata
	bomb "$1" >t/metadata/v1.metadata.json
	bomb "$2" >t/metadata/l.avro
	[ $# -lt 3 ] || bomb "$3" >t/metadata/m.avro
}

for kind in many_files a_long_block many_values a_long_path nothing; do
	iceberg metadata list_of_one_manifest manifest_of_$kind
	bounded "Iceberg, a manifest of $kind" 68 \
	    "damaged|decompressed|needs more memory" 200 t
done
iceberg metadata list_of_a_manifest_twice manifest_of_a_file
bounded "Iceberg, a manifest that is there twice" 6 "name '.*m.avro' twice" 200 t
iceberg metadata manifest_of_many_files
bounded "Iceberg, a manifest for its list" 6 "counts|a path" 200 t
iceberg metadata_of_many_snapshots list_of_one_manifest manifest_of_many_values
bounded "Iceberg, metadata of a million snapshots" 6 \
    "damaged|longer than|more than" 256 t
bounded "Iceberg, with little memory" 6 "longer than" 16 t
iceberg metadata_of_many_lists list_of_one_manifest
bounded "Iceberg, metadata of many lists" 6 "longer than" 64 t
iceberg deep_metadata list_of_one_manifest
bounded "Iceberg, metadata that nest" 6 "nested too deeply" 16 t
iceberg metadata list_of_one_manifest
gzip t/metadata/v1.metadata.json
mv t/metadata/v1.metadata.json.gz t/metadata/v1.gz.metadata.json
bounded "Iceberg, metadata that are compressed" 6 "compressed" 1 t

rm -rf t
mkdir -p t/_delta_log
bomb metadata_of_many_lists >t/_delta_log/00000000000000000000.json
bounded "Delta, a line of many lists" 6 "line too long|longer than" 64 t
bomb deep_metadata >t/_delta_log/00000000000000000000.json
bounded "Delta, a line that nests" 6 "nested too deeply" 16 t
for kind in txns sidecars; do
	bomb log_of_many_$kind >t/_delta_log/00000000000000000000.json
	bounded "Delta, a log of many $kind" 8 "needs more memory" 16 t
done
done_testing
