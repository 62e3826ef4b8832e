# The power fails, and what was not flushed is lost, or only some of it: a folder
# shows the old tables or the new ones and the next run makes it good, a state is
# never ahead of them, a delivery that was answered is in the journal, an old
# spool is not taken for a new one.  These are a few disks of some programs; `make
# torture` takes them all.

. "$ROOT/tests/lib.sh"
need python3 aai-mock
[ -z "${SAN-}${VALGRIND-}${EMULATOR-}" ] ||
	skip_all "the calls would be another's"
${CC:-cc} -std=c11 -D_GNU_SOURCE -O1 -shared -fPIC \
    "$ROOT/tests/torture/recording.c" -o recording.so -ldl 2>err ||
	skip_all "no library to be loaded before others can be built here"
: >log
RECORDING=$PWD/log LD_PRELOAD=$PWD/recording.so aai-mock --dump sentences -t 1 \
    >dump
[ -s log ] || skip_all "calls cannot be recorded here"

# power SCENARIOS [OPTION...]
power()
{
	scenarios=$1
	shift
	run python3 -B "$ROOT/tests/torture/power.py" -l "$PWD/recording.so" \
	    -n "${STEPS:-12}" -u 20 -s "$scenarios" "$@"
}

power "csv in new|csv --state|anew|--failed|iceberg --append|^listen$"
expect_status 0 "nothing that was promised is lost" || sed 's/^/# /' "$OUT"
expect_stdout_like '^[1-9][0-9]+ passed, 0 failed$' "$(tail -n 1 "$OUT")"

# The model notices a flush that is left out.
while read -r scenario pattern; do
	power "$scenario" -i "$pattern" -n 40
	expect_status 1 "$scenario: the flush of $pattern is needed"
done <<'end'
folders .
folders some/new/out
anew spool/*
end
done_testing
