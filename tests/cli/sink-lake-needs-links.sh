# Where a file system has no hard links, tables with versions are refused
# before anything is published, and the folder is as it was.

. "$ROOT/tests/lib.sh"
[ -z "${VALGRIND-}${EMULATOR-}${SAN-}" ] || skip_all "the calls would be another's"
${CC:-cc} -std=c11 -D_GNU_SOURCE -O1 -shared -fPIC \
    "$ROOT/tests/torture/failing.c" -o failing.so -ldl 2>err ||
	skip_all "no library to be loaded before others can be built here"

for format in delta iceberg; do
	printf '%s\n' '{"_table":"t","_columns":[{"name":"a","type":"bigint"}]}' \
	    '{"_table":"t","a":1}' >rows
	aai-sink-$format -q -o $format <rows
	(cd $format && find . -type f | sort | xargs cksum) >before
	# 95 is EOPNOTSUPP, what such a file system says.
	run env LD_PRELOAD="$PWD/failing.so" \
	    FAILING="calls=link at=1 errno=95 forever" \
	    aai-sink-$format -o $format --append <rows
	expect_status 7 "$format: a load is refused"
	expect_stderr_like "need hard links" "$format: which is told"
	(cd $format && find . -type f | sort | xargs cksum) >after
	same after "$format: and nothing is left of it" <before
	printf '%s\n' '{"_table":"t","_columns":[{"name":"a","type":"bigint"}]}' \
	    '{"_table":"t","a":2}' | aai-sink-$format -q \
	    -o $format --append
	expect_equal $? 0 "$format: the folder can be used elsewhere"
done
done_testing
