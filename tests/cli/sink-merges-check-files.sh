# A merge reads files that anybody can have changed: what does not fit together
# in one is an error with a reason, and nothing is written.

. "$ROOT/tests/lib.sh"
need aai-flatten aai-sink-parquet aai-sink-delta aai-sink-iceberg \
	aai-compact python3

# wide: a row of the columns id, aa, ab, ...
wide()
{
	row='{"id":7'
	for c in a b c d e f g h j k m n o p q r s u v w x y z; do
		row="$row,\"a$c\":7"
	done
	echo "$row}" | aai-flatten -O --api none -t t -k id
}

# patch FOLDER CODE: do it to the footer, foot, of the data file there.
patch()
{
	python3 - "$(find "$1" -name '*.parquet')" "$2" <<'end'
import struct, sys
data = open(sys.argv[1], "rb").read()
n = struct.unpack("<I", data[-8:-4])[0]
body, foot = data[:-8 - n], data[-8 - n:-8]
at = {"foot": foot}
exec(sys.argv[2], at)
assert at["foot"] != foot
foot = at["foot"]
open(sys.argv[1], "wb").write(body + foot + struct.pack("<I", len(foot)) +
    b"PAR1")
end
}

names='
for c in b"abcdefghjkmnopqrsuvwxyz":
    foot = foot.replace(bytes([2, ord("a"), c]), b"\2id")'
ids='
for i, c in enumerate(b"abcdefghjkmnopqrsuvwxyz"):
    name = bytes([2, ord("a"), c, 0x55])
    foot = foot.replace(name + bytes([2 * i + 4]), name + b"\2")'
wide >rows
aai-sink-parquet -o parquet --append <rows
patch parquet "$names"
aai-sink-delta -o delta <rows
patch delta "$names"
aai-sink-iceberg -o iceberg <rows
patch iceberg "$ids"
for kind in parquet delta iceberg; do
	find $kind -type f | LC_ALL=C sort >before
	run aai-sink-$kind -o $kind --mode merge <rows
	status=7 why="whose column in its table another one has"
	[ $kind != parquet ] || status=6 why="two columns of one name"
	expect_status $status \
		"$kind: a file with many columns for the key is refused"
	expect_stderr_like "$why" "... with the reason"
	find $kind -type f | grep -v /.aai/ | LC_ALL=C sort >after
	grep -v /.aai/ before >got
	same after "... and nothing is written" <got
done

# The same of files that are put together.
for kind in parquet iceberg; do
	rm -rf $kind
	wide >rows
	aai-sink-$kind -q -o $kind --append <rows
	[ $kind = parquet ] && patch $kind 'foot = foot.replace(b"\2ab", b"\2zz")'
	[ $kind = iceberg ] && patch $kind "$ids"
	for id in 8 9; do
		sed "s/\"id\":7/\"id\":$id/" rows |
			aai-sink-$kind -q -o $kind --append
	done
	find $kind -type f | LC_ALL=C sort >before
	run aai-compact $kind
	expect_status 6 "$kind: they are not put together either"
	find $kind -type f | LC_ALL=C sort >after
	same after "... and nothing is written" <before
done
expect_stderr_like "whose column in its table another one has" \
	"... with the reason"

# A wide decimal's bound that is longer than its values are.
{
	echo '{"id":1,"n":1,"w":1234567890123456789012}'
	echo '{"id":2,"n":2,"w":1234567890123456789112}'
} | aai-flatten -O -q --api none -t t -k id |
	aai-sink-delta -q --append --group-rows 1 -o wide
patch wide '
v = (1234567890123456789112).to_bytes(16, "big")
foot = foot.replace(bytes([16]) + v, bytes([17]) + v + b"\0")'
echo '{"id":3,"n":0.5}' | aai-flatten -O -q --api none -t t -k id >rows
run aai-sink-delta -q --append -o wide <rows
expect_status 6 "a bound of another length than the column is not used"
expect_stderr_like "column 'n' is bigint" "... and no file is widened"

# Bounds that hide an integer that no double is.
load()
{
	printf '{"id":1,"n":%s}\n' "$1" | aai-flatten -O -q --api none -t t -k id |
		aai-sink-$kind -q --append -o lies-$kind
}
for kind in delta iceberg; do
	load 9007199254740993
	patch lies-$kind '
foot = foot.replace((9007199254740993).to_bytes(8, "little"),
    (1).to_bytes(8, "little"))'
	find lies-$kind -type f | grep -v /.aai/ | LC_ALL=C sort >before
	run load 1.5
	expect_status 1 "$kind: an integer that would be rounded is an error"
	expect_stderr_like "a value of column 'n' does not widen" \
		"... with the reason"
	find lies-$kind -type f | grep -v /.aai/ | LC_ALL=C sort >after
	same after "... and nothing is published" <before
done

# A file that takes more memory to be read than there is.
{
	printf '{"id":1,"n":1,"w":"'
	head -c 24000000 /dev/zero | tr '\0' x
	echo '"}'
} | aai-flatten -O -q --api none -t t -k id |
	aai-sink-delta -q --append -o long
echo '{"id":2,"n":0.5}' | aai-flatten -O -q --api none -t t -k id >rows
run aai-sink-delta -q --append --memory 16M -o long <rows
expect_status 8 "a page that needs more memory than there is ends the load"
expect_stderr_like "column 'w'.*--memory" "... with the reason"
run aai-sink-delta -q --append -o long <rows
expect_status 0 "with more memory it is read"

done_testing
