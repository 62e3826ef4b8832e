# One call of a program that fails, a full disk, memory that is out, a kill: a
# folder shows the old tables or the new ones, a stream that was cut does not
# pass for a whole one, the program says why, and the next run makes it good.
# These are a few steps of each program; `make torture` takes them all.

. "$ROOT/tests/lib.sh"
need python3 aai-mock killat
[ -z "${VALGRIND-}${EMULATOR-}" ] || skip_all "the calls would be another's"
suites="io full net short again memory kill"
options=
case ${SAN-} in
?*)
	# The sanitizers' allocator cannot be made to fail, nor leaks be looked
	# for in what is traced.
	suites="io full net"
	options=-DSANITIZED
	ASAN_OPTIONS=$ASAN_OPTIONS:verify_asan_link_order=0
	export ASAN_OPTIONS
	;;
esac
# shellcheck disable=SC2086 # none or one
${CC:-cc} -std=c11 -D_GNU_SOURCE -O1 $options -shared -fPIC \
    "$ROOT/tests/torture/failing.c" -o failing.so -ldl 2>err ||
	skip_all "no library to be loaded before others can be built here"
run env LD_PRELOAD="$PWD/failing.so" FAILING="calls=write at=1 errno=28" \
    aai-flatten --version
[ "$STATUS" = 7 ] || skip_all "calls cannot be made to fail here"
killat 1000000 true
[ $? -ne 125 ] || suites=${suites% kill}

# All steps of one.
run python3 -B "$ROOT/tests/torture/steps.py" -l "$PWD/failing.so" \
    -s "csv replacing" io
expect_status 0 "a sink that replaces tables, at each of its calls" ||
	grep -A 5 ' [1-9][0-9]* wrong' "$OUT" | sed 's/^/# /'

# shellcheck disable=SC2086 # a list of words
run python3 -B "$ROOT/tests/torture/steps.py" -n "${STEPS:-4}" \
    -l "$PWD/failing.so" $suites
expect_status 0 "$suites: all steps that go wrong end well" ||
	grep -A 5 ' [1-9][0-9]* wrong' "$OUT" | sed 's/^/# /'
expect_stdout_like '^[1-9][0-9]+ passed, 0 failed$' "$(tail -n 1 "$OUT")"
done_testing
