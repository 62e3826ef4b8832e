# The runner takes nothing for a pass that is not one.

. "$ROOT/tests/lib.sh"

# verdict NAME STATUS COUNTS TITLE: run the script on stdin as a test of its own.
verdict()
{
	cat >"$1.sh"
	run env WORK="$PWD/work" LIMIT=2 "$ROOT/tests/run" "$PWD/$1.sh"
	expect_equal "$STATUS, $(tail -n 1 "$OUT")" "$2, $3" "$4"
}

verdict good 0 "2 passed, 0 failed, 1 skipped" "passes and skips are counted" \
    <<'end'
printf 'ok 1 - a\nok 2 - b\nok 3 - c # SKIP not here\n1..3\n'
end
run env WORK="$PWD/work" "$ROOT/tests/run" "$PWD/good.sh" "$PWD/good.sh"
expect_equal "$(tail -n 1 "$OUT")" "2 passed, 0 failed, 1 skipped" \
    "a test that is named twice runs once"
verdict bad 1 "1 passed, 1 failed" "a failed check is counted" <<'end'
printf 'ok 1 - a\nnot ok 2 - b\n1..2\n'
exit 1
end
verdict cut 1 "1 passed, 1 failed" "a test without a plan has failed" <<'end'
echo 'ok 1 - a'
end
verdict short 1 "1 passed, 1 failed" "a test that ran less than planned failed" \
    <<'end'
printf 'ok 1 - a\n1..2\n'
end
verdict crash 1 "1 passed, 1 failed" "a test that crashes at the end failed" \
    <<'end'
printf 'ok 1 - a\n1..1\n'
kill -SEGV $$
end
verdict hang 1 "1 passed, 1 failed" "a test that hangs is ended and failed" <<'end'
echo 'ok 1 - a'
sleep 60
end
verdict none 1 "0 passed, 1 failed" "a test that says nothing failed" <<'end'
end
verdict left 0 "0 passed, 0 failed, 1 skipped" "a file may skip itself whole" \
    <<'end'
echo '1..0 # SKIP not here'
end
verdict clean 0 "6 passed, 0 failed" "a test's surroundings are clean" <<'end'
. "$ROOT/tests/lib.sh"
expect_equal "$(ls -A)" "" "the folder is empty"
expect_equal "$HOME" "$PWD" "and home"
expect_equal "$(env | grep -c -e ^AAI_ -e ^ASSEMBLYAI_)" 0 "nothing is set"
expect_equal "$LC_ALL $TZ" "C UTC" "locale and zone are fixed"
run sh -c 'read x; echo out; echo err >&2; exit 7'
expect_status 7 "a status is kept"
expect_stdout_like '^out$' "output is kept"
done_testing
end
if env --default-signal=INT true 2>/dev/null; then
	trap '' INT
	verdict signal 0 "1 passed, 0 failed" "no signal is ignored" <<-'end'
	. "$ROOT/tests/lib.sh"
	run sh -c 'kill -INT $$; sleep 1'
	expect_status 130 "an interrupt ends a program"
	done_testing
	end
	trap - INT
fi
run env WORK="$PWD/work" "$ROOT/tests/run" "$PWD/there-is-no-such-test.sh"
expect_status 1 "a test that is not there has failed"
done_testing
