# Killed at any moment of a long body, and started again: what was answered is
# there once, and of what was not nothing is left.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/listen.inc"
need python3
[ -z "${VALGRIND-}" ] || skip_all "a killed valgrind tells nothing"

run python3 -B "$ROOT/tests/kill_bodies.py"
expect_status 0 "it is killed and started again"
grep -v '^killed\|passed, ' "$OUT" >"$CAPTURE/wrong"
same "$CAPTURE/wrong" "each delivery is there once, and nothing else is" \
    </dev/null
n=$(sed -n 's/^killed \([0-9]*\) times.*/\1/p' "$OUT")
if [ "${n:-0}" -eq 0 ]; then
	skip "it was killed at system calls" "no process may be traced here"
else
	check "it was killed at $n system calls" test "$n" -gt 5
fi
done_testing
