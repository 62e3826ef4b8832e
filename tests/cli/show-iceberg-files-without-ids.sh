# Files of an Iceberg table that have no ids of columns are shown by names, as
# long as these are the ones that the table has.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/iceberg.inc"
need aai-flatten aai-sink-iceberg aai-show python3

echo '{"id":1,"n":7}' | aai-flatten -q --api none -t t -k id |
	aai-sink-iceberg -q -o lake
python3 - lake/t/data/*.parquet <<'end'
import struct, sys
data = open(sys.argv[1], "rb").read()
n = struct.unpack("<I", data[-8:-4])[0]
foot = data[-8 - n:-8]
for i, name in enumerate([b"\2id", b"\1n"]):
    assert name + bytes([0x55, 2 * i + 2]) in foot
    foot = foot.replace(name + bytes([0x55, 2 * i + 2]), name + b"\x55\0")
open(sys.argv[1], "wb").write(data[:-8 - n] + foot + data[-8:])
end
run aai-show -q --json lake/t
expect_status 0 "a file without ids that has the table's columns"
expect_stdout_like '"id":1,"n":7' "... is shown by their names"
cp -r lake before

meta=$(iceberg_file lake/t)
sed 's/"name": *"n"/"name":"m"/' "$meta" >renamed
check "a column is renamed" [ "$(cmp -s renamed "$meta"; echo $?)" = 1 ]
cp renamed "$meta"
run aai-show -q --json lake/t
expect_status 6 "one that lacks a column by that name is an error"
expect_stderr_like "has no ids.*not the columns that the table has now" \
    "... with the reason"

done_testing
