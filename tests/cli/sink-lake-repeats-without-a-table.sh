# With --state a repeat may lack a table which the first attempt had: its rows
# go there as well, and those of other loads stay.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/delta.inc"
. "$ROOT/tests/iceberg.inc"
. "$ROOT/tests/lake.inc"
need jq

# load STREAM SELECTION FROM MARK MEMBERS VALUE...: by stream() or stream_both().
load()
{
	"$@" >rows
	run "aai-sink-$FORMAT" -o lake --state st.json <rows
}

for FORMAT in delta iceberg; do
	rm -rf lake st.json
	load stream_both x "" 1 "" one
	cp st.json one.json
	one=$(statehash <one.json)
	load stream_both x "$one" 2 "" two
	cp one.json st.json
	load stream x "$one" 3 "" two three
	expect_status 0 "$FORMAT: a repeat without one of the tables"
	expect_equal "$(lake_values t)/ $(lake_values u)" \
	    "one three two / one " \
	    "takes its rows out of that too, and no other load's"
	expect_stderr_like "table 'u' .* rid of that load's rows" \
	    "which is told"
	n=$("${FORMAT}_version" lake/u)
	load stream x "$(statehash <st.json)" 4 "" four
	expect_equal "$(lake_values u)$("${FORMAT}_version" lake/u)" "one $n" \
	    "a load that goes on leaves it alone"
	load stream x "" 5 ',"refresh":true' fresh
	expect_equal "$(lake_values t)/ $(lake_values u)" "fresh / " \
	    "a refresh takes all of them out"
done
done_testing
