# What is in a folder that is shown stays in it: metadata of a Delta or Iceberg
# table, or symbolic links, show no other file as a table's rows, unless
# --allow-outside says so; a sink never reads one; a FIFO holds nobody up.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/lake.inc"
need jq

# held_back TITLE PATH ...: no row of the private table is shown, though it is
# when that is asked for.
held_back()
{
	t=$1 shown=$2
	run timeout 20 aai-show -j "$shown"
	expect_status 6 "$t: not shown"
	check "$t: nor a row of it" not grep -q payroll "$OUT"
	expect_stderr_like "${3:-lies outside of its folder.*--allow-outside}" \
	    "$t: and the path is named"
	run aai-show -j --allow-outside "$shown"
	expect_status 0 "$t: it is when asked for"
	check "$t: all of it" grep -q payroll "$OUT"
}

not()
{
	! "$@"
}

one_each payroll t | aai-sink-parquet -q -o private
file=$PWD/private/t.parquet

# Delta.
one_each x t | aai-sink-delta -q -o start
log=t/_delta_log/00000000000000000000.json
delta()
{
	rm -rf lake
	cp -r start lake
	jq -c --arg path "$1" 'if .add then .add.path = $path else . end' \
	    start/$log >lake/$log
}

for path in ../../private/t.parquet "$file" "file://$file" "file:$file" \
    %2e%2e/%2E./private/t.parquet ..%2f..%2fprivate%2ft.parquet \
    ./x/../../../private/t.parquet "%66ile%3A//$file" "//$file" \
    "$PWD/lake/t/../../private/t.parquet"; do
	delta "$path"
	mkdir lake/t/x
	held_back "Delta, $(printf %s "$path" | sed "s|$PWD|DIR|")" lake/t
done
delta ../../private/t.parquet
held_back "Delta, in a folder of tables" lake
for path in file://host/x.parquet FILE:///x s3://b/x.parquet; do
	delta "$path"
	run aai-show -j --allow-outside lake/t
	expect_status 6 "Delta, $path is not a file of this machine"
done
delta %252e%252e/%252e%252e/private/t.parquet
run aai-show -j lake/t
expect_status 6 "Delta, percent signs stand for bytes once"
delta part.parquet
ln -s ../../private/t.parquet lake/t/part.parquet
held_back "Delta, a link in the place of a data file" lake/t "symbolic link"
delta sub/t.parquet
ln -s ../../private lake/t/sub
held_back "Delta, a link in the place of a folder" lake/t "symbolic link"
rm lake/t/sub
delta part-v0.parquet
mv lake/$log log.json
ln -s ../../../log.json lake/$log
run aai-show -j lake/t
expect_status 6 "Delta, the log is not a link"
rm lake/$log
mkfifo lake/$log
run timeout 20 aai-show -j lake/t
expect_status 6 "Delta, nor a FIFO"
expect_stderr_like "not a regular file" "which is told"
rows t v:text '"v":"y"' >more
run timeout 20 aai-sink-delta -q --append -o lake <more
check "Delta, a sink does not wait for it either" [ "$STATUS" -ne 0 ]
check "and ends by itself" [ "$STATUS" -lt 124 ]
delta "$PWD/lake/t/./part-v0.parquet"
run aai-show -j lake/t
expect_status 0 "Delta, an absolute path of a file of its own is one"
rm lake/t/part-v0.parquet
mkfifo lake/t/part-v0.parquet
run timeout 20 aai-show -j lake/t
expect_status 6 "Delta, a data file is not a FIFO"
run timeout 20 aai-show -j --allow-outside lake/t
expect_status 6 "Delta, wherever it may be"

# Iceberg: the private table's own metadata and files.
one_each payroll t | aai-sink-iceberg -q -o secret
one_each x t | aai-sink-iceberg -q -o begin
iceberg()
{
	rm -rf lake
	cp -r begin lake
	jq -c "$1" "${2:-begin}/t/metadata/v1.metadata.json" \
	    >lake/t/metadata/v1.metadata.json
}

at=file://$PWD/lake/t
iceberg ".location = \"$at\"" secret
held_back "Iceberg, a manifest list of another table" lake/t
list=$(basename secret/t/metadata/snap-*)
for path in "$PWD/secret/t/metadata/$list" "file:$PWD/secret/t/metadata/$list" \
    "$at/../../secret/t/metadata/$list" \
    "$at/metadata/../../../secret/t/metadata/$list"; do
	iceberg ".location = \"$at\" | .snapshots[0].\"manifest-list\" =
	    \"$path\"" secret
	held_back "Iceberg, $(printf %s "$path" | sed "s|$PWD|DIR|g")" lake/t
	run aai-sink-iceberg -q --append -o lake <more
	expect_status 2 "Iceberg, no sink reads it"
	expect_stderr_like "lies outside of its folder" "and that is told"
done
iceberg ".location = \"$at\"" secret
cp secret/t/metadata/* lake/t/metadata
jq -c ".location = \"$at\" | .snapshots[0].\"manifest-list\" =
    \"$at/metadata/$list\"" secret/t/metadata/v1.metadata.json \
    >lake/t/metadata/v1.metadata.json
held_back "Iceberg, a manifest of another table" lake/t
iceberg . secret
cp -r secret/t/metadata lake/t
for f in secret/t/data/*; do
	ln -sf "$PWD/$f" lake/t/data
done
held_back "Iceberg, a link in the place of a data file" lake/t "symbolic link"
iceberg . secret
rm -r lake/t/data
ln -s "$PWD/secret/t/data" lake/t/data
cp -r secret/t/metadata lake/t
held_back "Iceberg, a link in the place of a folder" lake/t "symbolic link"
iceberg .
rm -r begin
run aai-show -j lake/t
expect_status 0 "Iceberg, a table that was moved is read where it is"
mv lake elsewhere
(cd elsewhere/t && aai-show -j .) >shown
check "also by another name" grep -q '"v":"x"' shown
ln -s elsewhere lake
run aai-show -j lake
expect_status 0 "a link that is named is followed"
rm lake

# Folders of tables.
mkdir mixed
ln -s ../secret/t mixed/t
held_back "a link in the place of a table" mixed "symbolic link"
rm mixed/t
ln -s "$file" mixed/t.parquet
held_back "a link in the place of a file" mixed "symbolic link"
printf 'v\npayroll\n' >secret/t.csv
rm mixed/t.parquet
ln -s ../secret/t.csv mixed/t.csv
held_back "a link in the place of a CSV file" mixed "symbolic link"
mkdir mixed/p
rm mixed/t.csv
ln -s ../../secret/t.csv mixed/p/part-0.csv
held_back "a link in the place of a part" mixed/p "symbolic link"
rm mixed/p/part-0.csv
mkfifo mixed/p/part-0.csv
run timeout 20 aai-show -j mixed/p
expect_status 6 "a part is not a FIFO"
for file in datapackage.json _aai_schema.ndjson; do
	rm -rf plain
	mkdir plain
	printf 'v\nx\n' >plain/t.csv
	mkfifo plain/$file
	run timeout 20 aai-show -j plain
	expect_status 6 "$file is not a FIFO"
	rm plain/$file
	ln -s ../secret/t.csv plain/$file
	run timeout 20 aai-show -j plain
	expect_status 6 "$file is not a link"
	check "$file: nothing of the other file is shown" \
	    not grep -q payroll "$OUT" "$ERR"
done
run aai-show -j secret/t.csv
expect_status 0 "a file that is named is shown"
done_testing
