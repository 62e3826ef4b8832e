# lib.sh: what a test script is made of; POSIX sh, TAP out.
#
#	. "$ROOT/tests/lib.sh"
#
#	run aai-flatten -t t <<'end'
#	{"a":1}
#	end
#	expect_status 0 "a record is flattened"
#	expect_stdout "the row follows its columns" <<'end'
#	...
#	end
#	expect_stderr "nothing is said" </dev/null
#	done_testing
#
# Each script starts in an empty folder ($HOME too); what run() captures lies
# outside of it, in $OUT and $ERR.  Titles are sentences, true when all is well.

set -u
tap_run=0
tap_failed=0
CAPTURE=${CAPTURE:-$(mktemp -d)}
OUT=$CAPTURE/out
ERR=$CAPTURE/err
STATUS=
mock_pids=

# ok TITLE, not_ok TITLE: one result.
ok()
{
	tap_run=$((tap_run + 1))
	printf 'ok %d - %s\n' "$tap_run" "$*"
}

not_ok()
{
	tap_run=$((tap_run + 1))
	tap_failed=$((tap_failed + 1))
	printf 'not ok %d - %s\n' "$tap_run" "$*"
}

# note TEXT...: a diagnostic; note_file NAME FILE: a file as one, up to 60 lines.
note()
{
	printf '%s\n' "$*" | sed 's/^/# /'
}

note_file()
{
	note "$1:"
	head -n 60 "$2" | cut -c 1-400 | sed 's/^/#   /'
}

# skip TITLE [REASON]: one result that could not be had here.
skip()
{
	tap_run=$((tap_run + 1))
	printf 'ok %d - %s # SKIP %s\n' "$tap_run" "$1" "${2-}"
}

# skip_all REASON: nothing of this file can be tested here.
skip_all()
{
	printf '1..0 # SKIP %s\n' "$*"
	exit 0
}

# need COMMAND...: skip the whole file where one of them is missing.
need()
{
	for c; do
		command -v "$c" >/dev/null 2>&1 || skip_all "no $c here"
	done
}

# check TITLE COMMAND...: ok when the command succeeds.
check()
{
	title=$1
	shift
	if "$@" >"$CAPTURE/check" 2>&1; then
		ok "$title"
	else
		not_ok "$title"
		note "failed: $*"
		note_file output "$CAPTURE/check"
		return 1
	fi
}

# run COMMAND...: run it with this standard input; standard output goes to
# $OUT, standard error to $ERR, the status to $STATUS.  Always succeeds.
run()
{
	STATUS=0
	ran=$*
	"$@" >"$OUT" 2>"$ERR" || STATUS=$?
}

# show: what the last run left, as diagnostics.
show()
{
	note "ran: $ran (status $STATUS)"
	note_file stdout "$OUT"
	note_file stderr "$ERR"
}

# expect_status N TITLE
expect_status()
{
	if [ "$STATUS" = "$1" ]; then
		ok "$2"
	else
		not_ok "$2"
		note "status $STATUS, not $1"
		show
		return 1
	fi
}

# same FILE TITLE: FILE holds exactly what comes on standard input.
same()
{
	cat >"$CAPTURE/want"
	if cmp -s "$CAPTURE/want" "$1"; then
		ok "$2"
	else
		not_ok "$2"
		diff -u "$CAPTURE/want" "$1" | head -n 60 | sed 's/^/# /'
		return 1
	fi
}

# expect_stdout TITLE, expect_stderr TITLE: exactly what comes on stdin.
expect_stdout()
{
	same "$OUT" "$1" || note_file stderr "$ERR"
}

expect_stderr()
{
	same "$ERR" "$1"
}

# like FILE REGEX TITLE: some line of FILE matches the extended regex.
like()
{
	if grep -Eq -e "$2" "$1"; then
		ok "$3"
	else
		not_ok "$3"
		note "no line matches: $2"
		note_file "$1" "$1"
		return 1
	fi
}

unlike()
{
	if grep -Eq -e "$2" "$1"; then
		not_ok "$3"
		note "a line matches: $2"
		note_file "$1" "$1"
		return 1
	else
		ok "$3"
	fi
}

# expect_stdout_like REGEX TITLE, expect_stderr_like REGEX TITLE
expect_stdout_like()
{
	like "$OUT" "$@"
}

expect_stderr_like()
{
	like "$ERR" "$@"
}

# expect_silence TITLE: the last run wrote nothing to standard error.
expect_silence()
{
	expect_stderr "$1" </dev/null
}

# expect_equal GOT WANT TITLE: two strings are the same.
expect_equal()
{
	if [ "$1" = "$2" ]; then
		ok "$3"
	else
		not_ok "$3"
		note "got:  $1"
		note "want: $2"
		return 1
	fi
}

# wait_for SECONDS COMMAND...: until it succeeds, looking ten times a second.
wait_for()
{
	left=$(($1 * 10))
	shift
	until "$@"; do
		left=$((left - 1))
		[ "$left" -gt 0 ] || return 1
		sleep 0.1
	done
}

# need_killat: the rest kills programs at chosen steps; skip it where that cannot
# be done.
need_killat()
{
	[ -z "${VALGRIND-}" ] || skip_all "a killed valgrind tells nothing"
	# A process that is traced already cannot be looked at for leaks.
	ASAN_OPTIONS=${ASAN_OPTIONS-}:detect_leaks=0
	export ASAN_OPTIONS
	killat 1000000 true
	[ $? -ne 125 ] ||
	    skip_all "this system does not let processes be traced"
}

# start_mock [OPTION...]: a server of its own for this test, on a free port;
# it becomes the base URL, with a key.  $MOCK is the last one's process, what
# it says is in $CAPTURE/mock.err.  Ends with the script.
start_mock()
{
	command -v aai-mock >/dev/null 2>&1 || skip_all "no aai-mock was built"
	rm -f "$CAPTURE/port"
	aai-mock -p 0 --port-file "$CAPTURE/port" "$@" \
	    </dev/null >"$CAPTURE/mock.out" 2>"$CAPTURE/mock.err" &
	MOCK=$!
	mock_pids="$mock_pids $MOCK"
	trap stop_mocks EXIT
	trap 'exit 129' HUP
	trap 'exit 130' INT
	trap 'exit 143' TERM
	if ! wait_for "$([ -n "${VALGRIND-}" ] && echo 60 || echo 10)" \
	    test -s "$CAPTURE/port"; then
		not_ok "aai-mock starts"
		note_file "aai-mock $*" "$CAPTURE/mock.err"
		done_testing
	fi
	ASSEMBLYAI_BASE_URL=http://127.0.0.1:$(cat "$CAPTURE/port")
	ASSEMBLYAI_API_KEY=test-key
	export ASSEMBLYAI_BASE_URL ASSEMBLYAI_API_KEY
}

# start_answers SCRIPT: a server whose answers the script makes (answers.py);
# $SERVER is its URL.  Ends with the test.
start_answers()
{
	command -v python3 >/dev/null 2>&1 || skip_all "no python3 here"
	rm -f "$CAPTURE/port" requests
	python3 "$ROOT/tests/answers.py" "$CAPTURE/port" "$1" \
	    </dev/null >"$CAPTURE/answers.err" 2>&1 &
	mock_pids="$mock_pids $!"
	trap stop_mocks EXIT
	trap 'exit 129' HUP
	trap 'exit 130' INT
	trap 'exit 143' TERM
	if ! wait_for 20 test -s "$CAPTURE/port"; then
		not_ok "a server starts"
		note_file "answers.py $1" "$CAPTURE/answers.err"
		done_testing
	fi
	SERVER=http://127.0.0.1:$(cat "$CAPTURE/port")
}

# stop_mocks: end the servers that start_mock and start_answers started.
stop_mocks()
{
	for pid in $mock_pids; do
		kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null
	done
	mock_pids=
}

# done_testing: the plan, and the script's end.
done_testing()
{
	printf '1..%d\n' "$tap_run"
	[ "$tap_failed" -eq 0 ] && [ "$tap_run" -gt 0 ]
	exit
}
