# Loads with a watermark, nothing lost and nothing twice: random histories of
# lists in any order, asked for by times in any format, in parts or whole, that
# change between and during runs, with programs killed at any moment; see
# tests/watermarks.py.  WATERMARKS and SEED choose how many, and which.

. "$ROOT/tests/lib.sh"
need python3 aai-fetch
count=${WATERMARKS:-80}
[ -z "${VALGRIND-}" ] || count=2
case ${SAN-} in
?*) count=${WATERMARKS:-30} ;;
esac

run python3 "$ROOT/tests/watermarks.py" "$count" "${SEED:-1}"
expect_status 0 "$count histories: nothing lost, nothing twice"
note_file "the last of it" "$OUT"
done_testing
