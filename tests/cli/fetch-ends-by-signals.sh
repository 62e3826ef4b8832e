# Signals end the programs as signals do, a reader that leaves ends them
# quietly, and a full disk does not go unseen.

. "$ROOT/tests/lib.sh"

start_mock -t 450 --latency 100ms
for pair in INT:130 TERM:143 HUP:129; do
	signal=${pair%:*}
	for program in fetch fanout; do
		case $program in
		fetch) set -- aai-fetch --stats st -p limit=1 transcripts ;;
		fanout) set -- aai-fanout --stats st -j 1 --ids sentences ;;
		esac
		seq 400 >ids
		# A shell that runs in the background ignores SIGINT.
		perl -e '$SIG{INT} = $SIG{HUP} = $SIG{TERM} = "DEFAULT";
		    open STDIN, "<", "ids"; open STDOUT, ">", "out";
		    open STDERR, ">", "err"; exec @ARGV' "$@" &
		pid=$!
		wait_for 10 grep -qs . "/proc/$pid/io" || :
		sleep 0.5
		kill -$signal "$pid"
		status=0
		wait "$pid" || status=$?
		expect_equal "$status" "${pair#*:}" \
		    "$program: SIG$signal ends it as such"
		expect_equal "$(tail -c 2 out | od -An -tx1 | tr -d ' ' |
		    grep 7d0a)" "" "$program: SIG$signal leaves a cut stream"
		like st "\"status\":${pair#*:}," \
		    "$program: SIG$signal is in its report"
		rm -f st
	done
done

# Also while all that is asked for lies in a spool.
start_mock -t 9
aai-fetch transcripts >parents
aai-fanout --spool spool sentences <parents >/dev/null
mkfifo many
perl -e '@p = <STDIN>; for $i (1 .. 20000) {
    for (@p) { my $l = $_; $l =~ s/}$/,"n":$i}/; print $l } }' <parents \
    >many 2>/dev/null &
aai-fanout --spool spool --offline sentences <many >out &
pid=$!
wait_for 20 test -s out
kill "$pid"
status=0
wait "$pid" || status=$?
expect_equal "$status" 143 "a load from a spool ends by a signal"

# More than a pipe holds, so that the reader leaves before the end.
start_mock -t 6000 --features lean
aai-fetch -p limit=10 transcripts 2>err | head -n 1 >out
expect_equal "$(wc -l <out)" 1 "a reader may leave"
same err "without a word" </dev/null
aai-fetch transcripts | aai-fanout --pass sentences 2>err | head -n 1 >out
same err "from fanout, too" </dev/null
aai-fetch --stats st -p limit=10 transcripts | head -n 1 >out
like st '"whole":false,.*"status":141,' "it is in the report"
(
	trap '' PIPE
	aai-fetch -p limit=10 transcripts 2>err
	echo $? >status
) | head -n 1 >out
expect_equal "$(cat status)" 141 "also where SIGPIPE is ignored"
same err "likewise" </dev/null
run sh -c 'aai-fetch transcripts >/dev/full'
expect_status 7 "a full disk"
expect_stderr_like "cannot write standard output: No space left" "is told"
# valgrind's own log would become the standard output.
if [ -z "${VALGRIND-}" ]; then
	run sh -c 'aai-fetch transcripts >&-'
	check "a closed standard output does no harm" test "$STATUS" -le 7
fi

start_mock -t 450 --latency 200ms
aai-fetch -p limit=1 transcripts >slow 2>err &
pid=$!
wait_for 10 test -s slow
kill -USR1 $pid
check "SIGUSR1 asks for a status line" \
    wait_for 10 grep -q "records, [0-9]* requests" err
check "and nothing else happens" kill -0 $pid
kill $pid
wait $pid 2>/dev/null
done_testing
