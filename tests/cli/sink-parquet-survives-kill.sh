# A load that is killed, at whichever of its steps, is there whole or not at
# all for whoever opens the folder next.

. "$ROOT/tests/lib.sh"

need_killat

# load TEXT NAME...: a stream with those tables, of one row with the text.
load()
{
	text=$1
	shift
	for t; do
		echo '{"_table":"'"$t"'","_columns":[{"name":"v","type":"text"}]}'
		echo '{"_table":"'"$t"'","v":"'"$text"'"}'
	done
}

# shown DIR: the files and their content, by checksum.
shown()
{
	(cd "$1" && find . -name .aai -prune -o -type f -print | LC_ALL=C sort |
	    xargs cksum)
}

load old a b c >rows
aai-sink-parquet -o start <rows
shown start >old
load new b c d >rows
aai-sink-parquet -o other <rows
shown other >new

n=0
bad=0
status=137
while [ "$status" = 137 ] && [ $n -lt 3000 ]; do
	n=$((n + 1))
	rm -rf out
	cp -r start out
	killat $n aai-sink-parquet -o out <rows >/dev/null 2>&1
	status=$?
	# The next one finds no stream and publishes nothing of its own.
	aai-sink-parquet -o out </dev/null >/dev/null 2>&1
	shown out >now
	cmp -s now old || cmp -s now new || {
		bad=$((bad + 1))
		[ $bad -gt 3 ] || note "killed at step $n"
	}
	[ ! -e out/.aai/stage ] && [ ! -e out/.aai/commit ] || bad=$((bad + 1))
done
expect_equal "$status" 0 "it ended well when it was not killed"
check "it took more than 50 steps ($n)" [ $n -gt 50 ]
expect_equal $bad 0 "each time the folder held the old load or the new one"
done_testing
