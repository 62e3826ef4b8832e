# Files of a table whose metadata are lost are not taken for its rows: some may
# have been replaced.

. "$ROOT/tests/lib.sh"
need aai-flatten aai-sink-delta aai-sink-iceberg aai-show

for n in 1 2; do
	echo '{"id":'$n'}' | aai-flatten --api none -q -t t -k id >rows
	aai-sink-delta -q -o delta <rows
	aai-sink-iceberg -q -o iceberg <rows
done
rm delta/t/_delta_log/*
rm iceberg/t/metadata/*.json iceberg/t/metadata/version-hint.text
for kind in delta iceberg; do
	for path in $kind $kind/t; do
		run aai-show --json $path
		expect_status 6 "$path is an error"
		expect_equal "$(cat "$OUT")" "" "... and shows no rows"
		expect_stderr_like "'$kind/t' is what is left of an? (Delta|Iceberg) table" \
			"... with the reason"
	done
	run aai-show "$(find $kind/t -name '*.parquet' | head -n 1)"
	expect_status 0 "$kind: a file can be shown by its own path"
done

# A folder may have a table of that name.
mkdir -p tables/metadata
printf 'a\n1\n' >tables/metadata/part-1.csv
run aai-show --json tables
expect_status 0 "a table may be called metadata"
expect_stdout_like '"_table":"metadata","a":"1"' "... and is shown"
done_testing
