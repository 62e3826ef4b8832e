# Incremental loads, exactly once: random histories of an account that changes
# between and during runs, with programs killed at any moment; see
# tests/histories.py.  HISTORIES and SEED choose how many, and which.

. "$ROOT/tests/lib.sh"
need python3 aai-mock aai-fetch aai-fanout aai-flatten aai-sink-csv
count=${HISTORIES:-300}
[ -z "${VALGRIND-}" ] || count=2
case ${SAN-} in
?*) count=${HISTORIES:-60} ;;
esac

run python3 "$ROOT/tests/histories.py" "$count" "${SEED:-1}"
expect_status 0 "$count histories: every final transcript, exactly once"
note_file "the last of it" "$OUT"
done_testing
