# An Iceberg table of others is written only when all that it asks for is done
# here; a version of theirs is never replaced.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/iceberg.inc"
need jq

echo '{"_table":"t","_columns":[{"name":"a","type":"bigint"}]}
{"_table":"t","a":1}' >rows
aai-sink-iceberg -o first <rows
cp -r first lake
sed 's/first/lake/g' first/t/metadata/v1.metadata.json >table.json
mv first/t/metadata/snap-* lake/t/metadata

# table FILTER: make the table's version what jq makes of it.
table()
{
	jq -c "$1" table.json >lake/t/metadata/v1.metadata.json
}

# refused TITLE MESSAGE [STATUS]: an append is.
refused()
{
	run aai-sink-iceberg -o lake --append <rows
	expect_status "${3:-2}" "$1"
	expect_stderr_like "table 't' in 'lake'.*$2" "which is told"
	check "and nothing written" [ ! -e lake/t/metadata/v2.metadata.json ]
}

table '."format-version" = 1'
refused "format version 1" "format version 1"
table '."format-version" = 3'
refused "format version 3" "format version 3"
table '."partition-specs"[0].fields = [{"name":"a","transform":"identity",
    "source-id":1,"field-id":1000}]'
refused "partitions" "partitions"
table '.schemas[0].fields[0].required = true'
refused "a column that must not be null" "column 'a' must not be null"
table '.properties."encryption.key-id" = "k"'
refused "encryption" "encryption"
table '.properties."write.metadata.compression-codec" = "gzip"'
refused "metadata that are to be compressed" "compressed metadata"
table '.schemas[0].fields[0].type = "uuid"'
refused "a column of a type that is not ours" "column 'a' is of type .uuid"
table '.schemas[0].fields[0].type = {"type":"list","element-id":2,
    "element":"long","element-required":false}'
refused "a column that is nested" "column 'a'"
table '.location = "file:///elsewhere"'
refused "a table that was moved" "was moved"
table '.location = "s3://bucket/t"'
refused "a table in another store" "s3://bucket/t"
table 'del(.schemas)'
refused "metadata that are damaged" "no current schema" 7
echo '{' >lake/t/metadata/v1.metadata.json
refused "metadata that are cut" "invalid JSON" 7
table .
mv lake/t/metadata/v1.metadata.json lake/t/metadata/00001-x.metadata.json
rm lake/t/metadata/version-hint.text
refused "a table that another catalog keeps" "another catalog"
mv lake/t/metadata/00001-x.metadata.json lake/t/metadata/v1.gz.metadata.json
refused "compressed metadata" "compressed"
rm lake/t/metadata/v1.gz.metadata.json
list=$(echo lake/t/metadata/snap-*)
table '.snapshots[0]."manifest-list" = "hdfs://x/y"'
refused "a manifest list that is not here" "not a file of this machine"
table '.snapshots[0]."manifest-list" = "file://'"$PWD/$list"'"'
cp "$list" kept
printf 'Obj\1' >"$list"
refused "a manifest list that is cut" "cut or damaged" 7
# The content (0: data) follows the length and the spec's id.
LC_ALL=C sed 's/\(m0\.avro..\)\x00\x00\x02\x02/\1\x00\x02\x02\x02/' kept >"$list"
check "a list can be changed" sh -c '! cmp -s kept '"'$list'"
refused "delete files" "delete files"
cp kept "$list"

# What is unknown and does no harm stays as it is.
table '.other = [1, {"a": "\u00e4\"b"}] | .properties.mine = "x" |
    .refs.main."max-ref-age-ms" = 5 | .refs.tag = {"snapshot-id":1,"type":"tag"} |
    .snapshots[0]."manifest-list" = "'"file://$PWD/$list"'" |
    .schemas[0].fields[0].doc = "d" |
    .schemas[0].fields += [{"id":9,"name":"u","required":false,"type":"uuid"}] |
    ."last-column-id" = 9'
run aai-sink-iceberg -o lake --append <rows
expect_status 0 "a table with more than we know is added to"
jq -c '[.other, .properties.mine, .refs.main."max-ref-age-ms", .refs.tag,
    .schemas[0].fields[0].doc, .schemas[0].fields[1].type]' \
    lake/t/metadata/v2.metadata.json >kept
expect_equal "$(cat kept)" '[[1,{"a":"ä\"b"}],"x",5,{"snapshot-id":1,"type":"tag"},"d","uuid"]' \
    "which stays"
expect_equal "$(iceberg_version lake/t)" 2 "its hint, which was gone, is made"

# A hint that is after.
printf 1 >lake/t/metadata/version-hint.text
echo '{"_table":"t","_columns":[{"name":"a","type":"bigint"}]}
{"_table":"t","a":2}' >rows
run aai-sink-iceberg -o lake --append <rows
expect_status 0 "versions after the hint are found"
expect_equal "$(iceberg_version lake/t)" 3 "and gone on from"

# A manifest that its list has twice, whose rows are there twice for readers: of
# the list's one block there are two of all.
rm -rf lake
aai-sink-iceberg -q -o lake --append <rows
cat >twice.py <<'end'
import glob

def number(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return (value >> 1) ^ -(value & 1), at

def put(value):
    value = value << 1
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes(out + bytes([value]))

name = glob.glob("lake/t/metadata/snap-*.avro")[0]
data = open(name, "rb").read()
sync = data[-16:]
head = data.index(sync) + 16
count, at = number(data, head)
size, at = number(data, at)
block = data[at:at + size]
open(name, "wb").write(data[:head] + put(2 * count) + put(2 * size) +
                       block + block + sync)
end
python3 twice.py
run aai-sink-iceberg -o lake --append <rows
expect_status 7 "a manifest that is listed twice is damage"
expect_stderr_like "names? '.*-m0.avro' twice" "which is named"
run aai-show -q lake/t
expect_status 6 "for the reader, too"
done_testing
