# A merge, or an append, reads no page of a file whose bounds or Bloom filters of
# the root key say that none of the load's records is there: one whose pages are
# damaged shows that, which is noticed where they are read.

. "$ROOT/tests/lib.sh"
need aai-flatten aai-sink-parquet aai-sink-delta aai-sink-iceberg python3

# rows ID...
rows()
{
	for id; do
		printf '{"id":%s,"v":"x"}\n' "$id"
	done | aai-flatten --api none -t r -k id
}

# damage FILE: in its first pages, which are the key's.
damage()
{
	python3 - "$1" <<'end'
import sys
with open(sys.argv[1], "r+b") as f:
    f.seek(4)
    head = f.read(60)
    f.seek(4)
    f.write(bytes(b ^ 0x5a for b in head))
end
}

for kind in parquet delta iceberg; do
	# Numbers: bounds.  (Ids that are texts have filters as well.)
	rows 10 20 30 | aai-sink-$kind -o $kind --mode merge
	first=$(find $kind -name 'part-*')
	cp "$first" whole
	damage "$first"
	cp "$first" damaged
	rows 5 31 40 >out-of-it
	run aai-sink-$kind -o $kind --mode merge <out-of-it
	case $STATUS in
	6 | 7) ok "$kind: a file between the bounds of the keys is read" ;;
	*) not_ok "$kind: a file between the bounds of the keys is read"; show ;;
	esac
	rows 31 40 >beyond
	run aai-sink-$kind -o $kind --mode merge <beyond
	expect_status 0 "$kind: bounds tell that a file has none of the keys"
	check "... it is not touched" cmp damaged "$first"
	cp whole "$first"
	rm -rf $kind

	rows '"m"' '"n"' '"p"' | aai-sink-$kind -o $kind --mode merge
	first=$(find $kind -name 'part-*')
	damage "$first"
	rows '"a"' >before
	run aai-sink-$kind -o $kind --mode merge <before
	expect_status 0 "$kind: so do bounds of texts"
	rows '"o"' '"nn"' >between
	run aai-sink-$kind -o $kind --mode merge <between
	expect_status 0 "$kind: and Bloom filters, which merges write for them"
	rows '"n"' >among
	run aai-sink-$kind -o $kind --mode merge <among
	case $STATUS in
	6 | 7) ok "$kind: a file that may have one is read" ;;
	*) not_ok "$kind: a file that may have one is read"; show ;;
	esac
	rm -rf $kind

	# So does an append, which tells of what is there already.
	rows '"m"' '"n"' '"p"' | aai-sink-$kind -o $kind --append
	first=$(find $kind -name 'part-*')
	damage "$first"
	# shellcheck disable=SC2089,SC2090 # the quotes are JSON's
	for ids in '"a"' '"z"' '"o" "nn"'; do
		# shellcheck disable=SC2086,SC2090
		rows $ids >others
		run aai-sink-$kind -o $kind --append <others
		expect_status 0 "$kind: records that are not there are appended"
		expect_stderr "... by bounds or filters: $ids" </dev/null
	done
	rows '"n"' '"x"' >among
	run aai-sink-$kind -o $kind --append <among
	expect_status 0 "$kind: where one may be, the file is read"
	expect_stderr_like "whether it has records of this load is not known" \
		"... which is told when it cannot be"
	rm -rf $kind
	rows 10 20 30 | aai-sink-$kind -o $kind --append
	damage "$(find $kind -name 'part-*')"
	rows 31 40 9 >beyond
	run aai-sink-$kind -o $kind --append <beyond
	expect_stderr_like "is not known" "$kind: numbers have bounds alone"
	rm -rf $kind
	rows 10 20 30 | aai-sink-$kind -o $kind --append
	damage "$(find $kind -name 'part-*')"
	rows 31 40 >beyond
	run aai-sink-$kind -o $kind --append <beyond
	expect_stderr "$kind: which tell of greater ones" </dev/null
	rm -rf $kind
done
done_testing
