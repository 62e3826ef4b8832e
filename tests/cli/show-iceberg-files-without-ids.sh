# Files of an Iceberg table that have no ids of columns are shown by the names
# that the table maps to its columns; without a mapping by those that it has, as
# long as no other column ever had one of them.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/iceberg.inc"
need aai-flatten aai-sink-iceberg aai-compact aai-show python3 jq

echo '{"id":1,"n":7,"o":8}' | aai-flatten -q --api none -t t -k id |
	aai-sink-iceberg -q -o lake
python3 - lake/t/data/*.parquet <<'end'
import struct, sys
data = open(sys.argv[1], "rb").read()
n = struct.unpack("<I", data[-8:-4])[0]
foot = data[-8 - n:-8]
for i, name in enumerate([b"\2id", b"\1n", b"\1o"]):
    assert name + bytes([0x55, 2 * i + 2]) in foot
    foot = foot.replace(name + bytes([0x55, 2 * i + 2]), name + b"\x55\0")
open(sys.argv[1], "wb").write(data[:-8 - n] + foot + data[-8:])
end
run aai-show -q --json lake/t
expect_status 0 "a file without ids that has the table's columns"
expect_stdout_like '"id":1,"n":7,"o":8' "... is shown by their names"
cp -r lake before

meta=$(iceberg_file lake/t)
sed 's/"name": *"n"/"name":"m"/' "$meta" >renamed
check "a column is renamed" [ "$(cmp -s renamed "$meta"; echo $?)" = 1 ]
cp renamed "$meta"
run aai-show -q --json lake/t
expect_status 6 "one that lacks a column by that name is an error"
expect_stderr_like "has no ids.*not the columns that the table has now" \
    "... with the reason"

# alter TABLE JQ-PROGRAM: another version of its metadata.
alter()
{
	jq -c "$2" "$(iceberg_file "$1")" >altered &&
		cp altered "$(iceberg_file "$1")"
}
# swap: two of the table's columns have each other's names now.
swap='.schemas += [.schemas[0] | ."schema-id" = 1 |
	.fields[1].name = "o" | .fields[2].name = "n"] |
	."current-schema-id" = 1'
map='.properties."schema.name-mapping.default" =
	"[{\"field-id\":1,\"names\":[\"id\",\"other\"]},{\"field-id\":2,\"names\":[\"n\"]},{\"field-id\":3,\"names\":[\"o\"]}]"'

rm -rf lake && cp -r before lake
alter lake/t "$swap"
run aai-show -q --json lake/t
expect_status 6 "two names that were swapped are not taken for what they were"
expect_stderr_like "has no ids, by which its table knows columns" \
    "... with the reason"
flat()
{
	aai-flatten -q --api none -t t -k id
}
echo '{"id":2,"n":1,"o":2}' | flat >rows
run aai-sink-iceberg -q -o lake --mode merge <rows
expect_status 7 "... nor are rows merged by them"
expect_stderr_like "column 'id' without an id, by which its table knows it" \
    "... with the reason"
for id in 2 3 4; do
	echo '{"id":'$id',"n":1,"o":2}' | flat |
		aai-sink-iceberg -q -o lake --append
done
aai-compact -q lake
run aai-show -q --json lake/t
expect_status 6 "... nor is the file put together with others"

cp -r before mapped
alter mapped/t "$map"
run aai-show -q --json mapped/t
expect_stdout_like '"id":1,"n":7,"o":8' "a mapping names the columns of such a file"
cp -r mapped swapped-mapped
alter swapped-mapped/t "$swap"
run aai-show -q --json swapped-mapped/t
expect_status 0 "... so that they can be told after a swap"
expect_stdout_like '"id":1,"o":7,"n":8' "... by their names in the file"
alter mapped/t '.schemas[0].fields[1].name = "m"'
run aai-show -q --json mapped/t
expect_stdout_like '"id":1,"m":7,"o":8' "... and after a new name"
alter mapped/t '.properties."schema.name-mapping.default" |= sub("\"n\""; "\"x\"")'
run aai-show -q --json mapped/t
expect_stdout_like '"id":1,"o":8}' "what it does not name is not the table's"
alter mapped/t '.properties."schema.name-mapping.default" |= sub("\"x\""; "\"id\"")'
run aai-show -q --json mapped/t
expect_status 6 "a mapping that has a name twice is an error"
expect_stderr_like "its name mapping has a name twice" "... with the reason"
alter mapped/t '.properties."schema.name-mapping.default" = "{}"'
run aai-show -q --json mapped/t
expect_status 6 "so is one that is not a list"
expect_stderr_like "'schema.name-mapping.default' is not a list" \
    "... with the reason"

done_testing
