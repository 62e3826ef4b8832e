# Rows of files that other programs added to a table are merged with, whatever
# forms their pages have: one value in a dictionary needs no bits.

. "$ROOT/tests/lib.sh"
need aai-flatten aai-sink-delta aai-sink-iceberg aai-show python3

cat >other.py <<'end'
import os, struct, sys
sys.path.insert(0, os.environ["ROOT"] + "/tests")
from bombs import BYTES, NONE, PLAIN, RLE, RLE_DICTIONARY, Long, fields, \
    levels, page
# One row, "x", as parquet-rs writes it: indexes of 0 bits.
one = levels(1, 1) + b"\0"
pages = page(1, b"\1\0\0\0x", 5, PLAIN, True) + \
    page(1, one, len(one), RLE_DICTIONARY)
chunk = {2: Long(4), 3: {1: BYTES, 2: [PLAIN, RLE], 3: [b"id"], 4: NONE,
    5: Long(1), 6: Long(len(pages)), 7: Long(len(pages)), 9: Long(4)}}
column = {1: BYTES, 3: 1, 4: b"id", 6: 0}
if len(sys.argv) > 2:
    column[9] = int(sys.argv[2])
foot = fields({1: 1, 2: [{4: b"r", 5: 1}, column], 3: Long(1),
    4: [{1: [chunk], 2: Long(len(pages)), 3: Long(1)}], 6: b"another"})
with open(sys.argv[1], "wb") as f:
    f.write(b"PAR1" + pages + foot + struct.pack("<I", len(foot)) + b"PAR1")
end
export ROOT

row()
{
	echo '{"id":"'"$1"'"}' | aai-flatten --api none -q -t t -k id
}
for kind in delta iceberg; do
	row a | aai-sink-$kind -q --append -o $kind
	file=$(find $kind/t -name '*.parquet')
	case $kind in
	delta) python3 other.py "$file" ;;
	*) python3 other.py "$file" 1 ;;
	esac
	run aai-show -q --json $kind/t
	expect_stdout_like '"id":"x"' "$kind: a file of another program"
	row b >rows
	run aai-sink-$kind --mode merge -o $kind <rows
	expect_status 0 "$kind: is merged with"
	row x >rows
	run aai-sink-$kind --append -o $kind <rows
	expect_status 3 "$kind: an append knows what is there"
	expect_stderr_like "1 rows in '$kind' have the key" "... and says so"
	run aai-sink-$kind --mode merge -o $kind <rows
	expect_status 0 "$kind: and a merge replaces it"
	aai-show -q -a --json $kind/t | grep -c '"id":"x"' >got
	expect_equal "$(cat got)" 1 "... once"
done
done_testing
