# Random histories of records and deletions end as a dictionary has them.

. "$ROOT/tests/lib.sh"
need python3

check "a sample of histories, in each sink" \
    python3 "$ROOT/tests/deletions.py" 1 "${HISTORIES:-12}"
done_testing
