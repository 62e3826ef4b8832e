# Delta and Iceberg tables are shown as they are now: the live files of the
# newest version, by the table's name; and none of which that cannot be told.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/delta.inc"
. "$ROOT/tests/iceberg.inc"
. "$ROOT/tests/lake.inc"
need jq

# listed PATH: what is told of its tables, without sizes.
listed()
{
	run aai-show "$@"
	sed 's/, [0-9.]* [KM]*i*B,/, SIZE,/' "$OUT" >listed
}

# refused TITLE MESSAGE: the table lake/t is not shown.
refused()
{
	run aai-show --json lake/t
	expect_status 6 "$1"
	expect_stderr_like "(table 't' in .*/lake'|lake/t/).*$2" "is an error that tells why"
	check "and no row is written" [ ! -s "$OUT" ]
}

{ rows a "n:bigint j:json" '"n":1,"j":{"k":2}' '"n":2'; rows b v:text '"v":"x"'; rows c n:bigint; } \
    >first
rows a "n:bigint v:text" '"n":3,"v":"new"' >more
{ rows b "v:bigint w:text" '"v":7'; rows d v:text '"v":"y"'; } >second

for format in delta iceberg; do
	name=Delta from=0
	[ $format = delta ] || { name=Iceberg from=1; }
	aai-sink-$format -q -o $format <first
	aai-sink-$format -q -o $format --append <more
	cp -r $format $format-more
	aai-sink-$format -q -o $format <second

	listed $format-more
	expect_status 0 "$name: a folder of tables is listed"
	same listed "each once, with the rows of its live files" <<-end
	a: 3 rows, 3 columns, SIZE, 2 Parquet files, $name version $((from + 1))
	  column  type    null  min      max
	  ──────  ──────  ────  ───────  ───────
	  n       bigint    0%  1        3
	  j       json     67%  {"k":2}  {"k":2}
	  v       text     67%  new      new

	b: 1 row, 1 column, SIZE, 1 Parquet file, $name version $from
	  column  type  null  min  max
	  ──────  ────  ────  ───  ───
	  v       text    0%  x    x

	c: 0 rows, 1 column, SIZE, 0 Parquet files, $name version $from
	  column  type    null  min  max
	  ──────  ──────  ────  ───  ───
	  n       bigint    0%
	end
	run aai-show $format-more///
	expect_status 0 "$name: slashes after a folder's name do no harm"
	sed 's/, [0-9.]* [KM]*i*B,/, SIZE,/' "$OUT" >slashed
	same slashed "... it is the same folder" <listed
	run aai-show $format-more/a
	expect_stdout "a table's rows are shown, the oldest first" <<-end
	n  j        v
	─  ───────  ───
	1  {"k":2}
	2
	3           new
	end
	run aai-show --json -c n,v $format-more/a
	expect_stdout "or written under its name" <<-end
	{"_table":"a","_columns":[{"name":"n","type":"bigint"},{"name":"v","type":"text"}]}
	{"_table":"a","n":1}
	{"_table":"a","n":2}
	{"_table":"a","n":3,"v":"new"}
	end

	run aai-show --json $format
	expect_status 0 "$name: a later version is shown"
	expect_stdout "without rows and columns that it took the place of" \
	    <<-end
	{"_table":"a","_columns":[{"name":"n","type":"bigint"},{"name":"j","type":"json"},{"name":"v","type":"text"}]}
	{"_table":"b","_columns":[{"name":"v","type":"bigint"},{"name":"w","type":"text"}]}
	{"_table":"b","v":7}
	{"_table":"c","_columns":[{"name":"n","type":"bigint"}]}
	{"_table":"d","_columns":[{"name":"v","type":"text"}]}
	{"_table":"d","v":"y"}
	end
	run aai-show -s $format
	like "$OUT" "^a +0 +3 +0 B +0 Parquet, $name version $((from + 2))\$" \
	    "an emptied table has its columns and no file"
	like "$OUT" "^b +1 +2 .* 1 Parquet, $name version $((from + 1))\$" \
	    "files that are not live any more do not count"
	(cd $format/b && aai-show -j .) >rows
	same rows "a table is known by its folder's name from within" <<-end
	{"_table":"b","_columns":[{"name":"v","type":"bigint"},{"name":"w","type":"text"}]}
	{"_table":"b","v":7}
	end
	mv $format-more moved
	run aai-show -j -c n moved/a
	expect_equal "$STATUS $(grep -c '"n":[123]' "$OUT")" "0 3" \
	    "a folder that was moved is read where it is"
	rm -r moved
done

# What others write into a Delta table.
one_each x t | aai-sink-delta -o start
log=start/t/_delta_log/00000000000000000000.json

# delta FILTER: make a table of the log's actions as jq changes them.
delta()
{
	rm -rf lake
	cp -r start lake
	jq -c "$1" $log >"lake/${log#start/}"
}

delta 'if .protocol then .protocol.minReaderVersion = 4 else . end'
refused "a version of the format that is not known" "protocol reader 4"
delta 'if .protocol then .protocol = {"minReaderVersion":3,
    "minWriterVersion":7,"writerFeatures":["variantType"],
    "readerFeatures":["timestampNtz","variantType"]} else . end'
refused "a feature that is not known" "feature 'variantType'"
delta 'if .add then .add.path = "s3://b/k.parquet" else . end'
refused "a file in another store" "not a file of this machine"
delta .
mv lake/t/_delta_log/00000000000000000000.json \
    lake/t/_delta_log/00000000000000000007.json
refused "a log whose start is gone" "no whole checkpoint"
delta .
echo '{"add":{' >lake/t/_delta_log/00000000000000000001.json
refused "a damaged log" "line 1"

delta 'if .protocol then .protocol = {"minReaderVersion":3,
    "minWriterVersion":7,"writerFeatures":["timestampNtz","appendOnly"],
    "readerFeatures":["timestampNtz","deletionVectors"]}
    elif .metaData then .metaData |= (.configuration =
	{"delta.constraints.c":"v > 1"} | .schemaString |=
	(fromjson | .fields[0].metadata = {"delta.invariants":"x"} |
	.fields += [{"name":"i","type":"integer","nullable":false,
	"metadata":{}}] | tojson))
    elif .add then .add.path = "a%20b%25.parquet" else . end'
mv lake/t/part-v0.parquet 'lake/t/a b%.parquet'
cp 'lake/t/a b%.parquet' lake/t/part-dead.parquet
run aai-show -j lake/t
expect_status 0 "what bars writing alone does not bar reading"
expect_stdout "and paths are decoded, columns all there" <<'end'
{"_table":"t","_columns":[{"name":"v","type":"text"},{"name":"i","type":"bigint"}]}
{"_table":"t","v":"x"}
end
delta 'if .metaData then .metaData.schemaString |= (fromjson |
    .fields[0].name = "other" | tojson) else . end'
run aai-show -j lake/t
expect_stdout "a column that the table has not is not shown" <<'end'
{"_table":"t","_columns":[{"name":"other","type":"text"}]}
{"_table":"t"}
end
mkdir -p none/t/_delta_log none/u/metadata
run aai-show none
expect_status 6 "books without any version are not a table"
run aai-show none/t
expect_status 6 "nor in the table's own folder"
printf 'v\nx\n' >none/v.csv
touch none/metadata
run aai-show -j none
expect_status 0 "a file that is called like books is none"
expect_stdout "and the tables beside it are shown" <<'end'
{"_table":"v","_columns":[{"name":"v","type":"text"}]}
{"_table":"v","v":"x"}
end

# And into an Iceberg table.
rm -rf start
one_each x t | aai-sink-iceberg -o start

# iceberg FILTER: make a table of the version as jq changes it.
iceberg()
{
	rm -rf lake
	cp -r start lake
	jq -c "$1" start/t/metadata/v1.metadata.json \
	    >lake/t/metadata/v1.metadata.json
}

iceberg '."format-version" = 3'
refused "format version 3" "format version 3"
iceberg '."partition-specs"[0].fields = [{"name":"v","transform":"identity",
    "source-id":1,"field-id":1000}]'
run aai-show -j lake/t
expect_stdout "partitions are read, where files have their values" <<'end'
{"_table":"t","_columns":[{"name":"v","type":"text"}]}
{"_table":"t","v":"x"}
end
iceberg '."partition-specs"[0].fields = [{"name":"w","transform":"identity",
    "source-id":2,"field-id":1000}] | .schemas[0].fields += [{"id":2,"name":"w",
    "required":false,"type":"string"}]'
refused "a partition whose value no file has" "without the column 'w'"
iceberg '.properties."encryption.key-id" = "k"'
refused "encryption" "encryption"
iceberg '.snapshots[0]."manifest-list" = "hdfs://x/y"'
refused "a manifest list that is not here" "not a file of this machine"
iceberg .
list=$(echo lake/t/metadata/snap-*)
cp "$list" kept
# The content (0: data) follows the length and the spec's id.
LC_ALL=C sed 's/\(m0\.avro..\)\x00\x00\x02\x02/\1\x00\x02\x02\x02/' kept \
    >"$list"
check "a list can be changed" sh -c '! cmp -s kept '"'$list'"
refused "delete files" "delete files"
printf 'Obj\1' >"$list"
refused "a manifest list that is cut" "cut or damaged"
iceberg .
mv lake/t/metadata/v1.metadata.json lake/t/metadata/00001-x.metadata.json
rm lake/t/metadata/version-hint.text
refused "a table that another catalog keeps" "another catalog"
iceberg '.schemas[0].fields[0].name = "other"'
run aai-show -j lake/t
expect_stdout "a column that was renamed is found by its id" <<'end'
{"_table":"t","_columns":[{"name":"other","type":"text"}]}
{"_table":"t","other":"x"}
end
iceberg '.schemas[0].fields[0].id = 9'
run aai-show -j lake/t
expect_stdout "a new one of the same name is not taken for it" <<'end'
{"_table":"t","_columns":[{"name":"v","type":"text"}]}
{"_table":"t"}
end
iceberg '.properties."write.metadata.compression-codec" = "gzip" |
    .location = "s3://b/t" | .snapshots[0]."manifest-list" |=
    sub("^.*/metadata"; "s3://b/t/metadata") | .schemas[0].fields |=
    [{"id":8,"name":"u","required":true,"type":"uuid"}, .[0] +
    {"required":true}]'
# Its manifests name the files of the table that it was copied from.
run aai-show -j --allow-outside lake/t
expect_status 0 "what bars writing alone does not bar reading"
expect_stdout "and all columns are there" <<'end'
{"_table":"t","_columns":[{"name":"u","type":"text"},{"name":"v","type":"text"}]}
{"_table":"t","v":"x"}
end
iceberg 'del(."current-snapshot-id", .snapshots, .refs)'
run aai-show -j lake/t
expect_stdout "a table without a snapshot has no rows" <<'end'
{"_table":"t","_columns":[{"name":"v","type":"text"}]}
end
done_testing
