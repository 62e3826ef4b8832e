# An Iceberg table that another catalog has gone on with is not written, and
# its newest version is shown; one that has forked is neither.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/iceberg.inc"
need jq

# load N [option ...]: one row, with that number.
load()
{
	n=$1
	shift
	printf '%s\n' '{"_table":"t","_columns":[{"name":"a","type":"bigint"}]}' \
	    "{\"_table\":\"t\",\"a\":$n}" | aai-sink-iceberg -o lake -q "$@"
}

# start: a table of two versions, and what a catalog would make of the first.
start()
{
	rm -rf lake
	load 1 --append
	cp lake/t/metadata/v1.metadata.json one.json
	load 2 --append
	cp lake/t/metadata/v2.metadata.json two.json
	rm lake/t/metadata/v2.metadata.json
	printf 1 >lake/t/metadata/version-hint.text
}

# shown TITLE ROWS: what aai-show gives.
shown()
{
	run aai-show -j lake/t
	expect_status 0 "$1"
	check "with its rows" [ "$(jq -r '.a // empty' "$OUT" | tr '\n' ' ')" = "$2" ]
}

# refused TITLE: a load is, whatever it is.
refused()
{
	printf '%s\n' '{"_table":"t","_columns":[{"name":"a","type":"bigint"}]}' \
	    '{"_table":"t","a":3}' >rows
	for option in --append --replace ''; do
		run aai-sink-iceberg -o lake -q $option <rows
		expect_status 2 "$1 (load ${option:-without an option})"
		expect_stderr_like "another catalog|has forked" "which is told"
	done
	ls lake/t/metadata >after
	check "and nothing written" sh -c '! grep -q "^v[3-9]" after'
}

start
shown "a table of one version" "1 "
cp two.json lake/t/metadata/00001-0b4e.metadata.json
shown "that a catalog went on with" "1 2 "
expect_stderr_like "another catalog has gone on" "which is told"
refused "it is not written"

start
cp two.json lake/t/metadata/00000-0b4e.metadata.json
shown "a catalog may begin at number 0" "1 2 "
expect_stderr_like "another catalog has gone on" "which is told"
run aai-show -s lake
expect_stdout_like "Iceberg version 0" "and in a folder"
refused "it is not written"

start
cp one.json lake/t/metadata/00000-0b4e.metadata.json
cp two.json lake/t/metadata/v2.metadata.json
shown "a catalog's earlier version does no harm" "1 2 "
expect_stderr "" "and is not spoken of"
load 3 --append
shown "and the table is gone on with" "1 2 3 "

start
cp one.json lake/t/metadata/00007-0b4e.metadata.json
touch -d 2020-01-01 lake/t/metadata/00007-0b4e.metadata.json
cp two.json lake/t/metadata/00001-0b4e.metadata.json
shown "a second catalog numbers from the start again" "1 2 "
refused "and is noticed"

start
cp two.json lake/t/metadata/v2.metadata.json
jq -c '."current-snapshot-id" = 5 | .refs.main."snapshot-id" = 5 |
    .snapshots[1]."snapshot-id" = 5' two.json \
    >lake/t/metadata/00001-0b4e.metadata.json
run aai-show -j lake/t
expect_status 6 "a table that has forked has no newest version"
expect_stderr_like "has forked" "which is told"
refused "and is not written"

start
gzip -c two.json >lake/t/metadata/00001-0b4e.gz.metadata.json
run aai-show -j lake/t
expect_status 6 "what is compressed is not passed over"
run aai-sink-iceberg -o lake -q --append <rows
expect_status 2 "by a load neither"

start
jq -c '."current-schema-id" = 1 | .schemas += [.schemas[0] |
    ."schema-id" = 1 | .fields[0].name = "b"] | ."last-updated-ms" += 1' one.json \
    >lake/t/metadata/00001-0b4e.metadata.json
run aai-show -j lake/t
refused "a catalog that changed the columns is noticed"
start
jq -c '."table-uuid" = "0b4ee16b-0000-4000-8000-000000000000"' two.json \
    >lake/t/metadata/00001-0b4e.metadata.json
refused "and so is one that made the table anew"

done_testing
