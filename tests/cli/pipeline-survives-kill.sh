# SIGKILL of any one program of the pipeline, at any moment, leaves the whole
# load or nothing of it: through a folder that was empty, and through one that
# held an earlier load.

. "$ROOT/tests/lib.sh"
[ -z "${VALGRIND-}" ] || skip_all "a killed valgrind tells nothing"
start_mock --transcripts 30 --latency 3ms

# The names and sums of what is in a folder, without what is hidden.
content()
{
	(cd "$1" 2>/dev/null && find . -type f ! -path './.*/*' | LC_ALL=C sort |
	    xargs -r cksum)
}

# as N COMMAND...: become it, with its process in ./pid.N.
as()
{
	n=$1
	shift
	# shellcheck disable=SC2016 # for the inner shell
	exec sh -c 'echo $$ >"$0" && exec "$@"' "pid.$n" "$@"
}

# load SINK DIR [VICTIM DELAY]: run the pipeline; kill that one of its programs
# (1 to 4) after this many seconds.
load()
{
	rm -f pid.?
	{
		as 1 aai-fetch -q transcripts |
		    as 2 aai-fanout -q --pass transcript_details sentences \
			subtitles |
		    as 3 aai-flatten -q |
		    as 4 "aai-sink-$1" -q -o "$2"
	} 2>/dev/null &
	job=$!
	if [ $# = 4 ]; then
		sleep "$4"
		wait_for 60 test -s "pid.$3"
		kill -9 "$(cat "pid.$3")" 2>/dev/null || :
	fi
	wait $job
}

for sink in csv parquet; do
	load $sink whole-$sink
	expect_equal $? 0 "the $sink pipeline ends well when nothing is killed"
	content whole-$sink >want-$sink
	check "it leaves files" test -s want-$sink
	mkdir old
	printf '{"_table":"o","_columns":[{"name":"a","type":"bigint"}]}\n%s\n' \
	    '{"_table":"o","a":1}' >old.ndjson
	torn=0 whole=0 nothing=0 i=0
	while [ $i -lt 40 ]; do
		i=$((i + 1))
		# Delays from 0 to 0.39 s, in an order that mixes the victims.
		delay=0.$(printf %02d $((i * 17 % 40)))
		rm -rf out
		start=$((i % 2))
		[ $start = 0 ] || "aai-sink-$sink" -q -o out <old.ndjson
		content out >before
		load $sink out $((i % 4 + 1)) "$delay" 2>/dev/null
		# The next load into the folder carries out a written
		# list; an empty stream publishes nothing itself.
		"aai-sink-$sink" -q -o out </dev/null 2>/dev/null
		content out >after
		if cmp -s after want-$sink; then
			whole=$((whole + 1))
		elif cmp -s after before; then
			nothing=$((nothing + 1))
		else
			torn=$((torn + 1))
			note "torn after killing program $((i % 4 + 1)) at $delay"
			note_file before before
			note_file after after
		fi
	done
	expect_equal "$torn" 0 "$sink: no kill leaves a part of a load"
	check "$sink: some loads were cut ($nothing), some were not ($whole)" \
	    test "$nothing" -gt 0 -a "$whole" -gt 0
	rm -rf old
done
done_testing
