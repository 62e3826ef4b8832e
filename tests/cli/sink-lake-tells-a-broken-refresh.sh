# A refresh of several tables that another program keeps from being published
# whole is not gone on from: the folder notes it, and the next load with a
# state is refused until a refresh has succeeded.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/delta.inc"
. "$ROOT/tests/iceberg.inc"
. "$ROOT/tests/lake.inc"
need jq
need_killat

# tables FORMAT SELECTION FROM MARK MEMBERS VALUE: a row in t and in u.
tables()
{
	FORMAT=$1
	shift
	stream_both "$@"
}

# load FORMAT SELECTION FROM MARK MEMBERS VALUE
load()
{
	tables "$@" >rows
	run "aai-sink-$FORMAT" -o lake --state st.json <rows
}

# next_version TABLE: the file that makes the version after the one at start.
next_version()
{
	case $FORMAT in
	delta) delta_entry "lake/$1" $(($(delta_version "start/$1") + 1)) ;;
	*) echo "lake/$1/metadata/v$(($(iceberg_version "start/$1") + 1)).metadata.json" ;;
	esac
}

# killed N: a load of the rows that is killed at its call number N.
killed()
{
	rm -rf lake
	cp -r start lake
	cp start.json st.json
	killat "$1" "aai-sink-$FORMAT" -o lake \
	    --state st.json <rows >/dev/null 2>&1
}

# die: a load of the rows that is killed as soon as its commit list is there.
die()
{
	rm -rf start
	cp -r lake start
	cp st.json start.json
	from=0
	to=4096
	while [ $((to - from)) -gt 1 ]; do
		n=$(((from + to) / 2))
		killed $n
		if [ -e lake/.aai/commit ] || [ -e "$(next_version t)" ]; then
			to=$n
		else
			from=$n
		fi
	done
	# One run may have a call more than another.
	to=$((to - 2))
	for n in 0 1 2 3 4 5 6; do
		killed $((to + n))
		[ ! -e lake/.aai/commit ] || break
	done
	[ -e lake/.aai/commit ] && [ ! -e "$(next_version t)" ] &&
	    [ ! -e "$(next_version u)" ]
}

# half: of that load, t was published; then another program wrote to u.
half()
{
	ln "lake/.aai/stage/$(sed -n 's/^[a-z]* \([0-9]*\) t[/]\(_delta_log\|metadata[/]v\).*/\1/p' \
	    lake/.aai/commit | head -n 1)" "$(next_version t)"
	case $FORMAT in
	delta) echo '{"commitInfo":{}}' >"$(next_version u)" ;;
	*)
		# Nothing but its time is another.
		jq -c '."last-updated-ms" += 1' "$(iceberg_file lake/u)" >theirs
		cp theirs "$(next_version u)"
		;;
	esac
}

for format in delta iceberg; do
	rm -rf lake st.json
	load $format x "" 1 "" one
	load $format x "$(statehash <st.json)" 2 "" two
	two=$(statehash <st.json)
	cp st.json two.json
	load $format y "" 1 "" other
	expect_status 6 "$format: a state is of one selection"
	mv st.json x.json
	load $format y "" 1 "" other
	expect_equal "$(lake_values t)$(lake_values u)" \
	    "one other two one other two " \
	    "$format: two loads of one selection, one of another"
	mv st.json y.json
	mv x.json st.json

	tables $format x "" 3 ',"refresh":true' fresh >rows
	check "$format: a refresh is killed" die
	half
	# The next writer carries out what was left.
	load $format x "$two" 4 "" three
	expect_status 6 "$format: a load that goes on is refused"
	expect_stderr_like "run aai-fetch --full-refresh again" \
	    "$format: and it is told what to do"
	expect_equal "$(lake_values t)$(lake_values u)" \
	    "fresh other one other two " \
	    "$format: one table has it, the other does not"
	check "$format: the list is gone" [ ! -e lake/.aai/commit ]
	load $format x "" 4 "" three
	expect_status 6 "$format: so is one that starts anew"
	expect_equal "$(lake_values t)$(lake_values u)" \
	    "fresh other one other two " \
	    "$format: nothing is written"
	expect_equal "$(cat st.json)" "$(cat two.json)" \
	    "$format: nor is a state"

	# Another selection has nothing to do with it.
	cp st.json x.json
	cp y.json st.json
	load $format y "$(statehash <st.json)" 2 "" more
	expect_status 0 "$format: another selection is loaded as ever"
	cp x.json st.json
	load $format x "$two" 4 "" three
	expect_status 6 "$format: which does not make the refresh whole"

	# Once more, which is broken as well, then one that is not.
	tables $format x "" 5 ',"refresh":true' again >rows
	check "$format: the refresh is repeated and killed" die
	half
	load $format x "$two" 4 "" three
	expect_status 6 "$format: loads are refused as before"
	load $format x "" 6 ',"refresh":true' whole
	expect_status 0 "$format: a refresh succeeds"
	expect_equal "$(lake_values t)$(lake_values u)" \
	    "more other whole more other whole " "$format: everywhere"
	load $format x "$(statehash <st.json)" 7 "" next
	expect_status 0 "$format: and loads go on from it"
	expect_equal "$(lake_values t)$(lake_values u)" \
	    "more next other whole more next other whole " "$format: as ever"

	# An ordinary load that is broken is made good by itself.
	x=$(statehash <st.json)
	tables $format x "$x" 8 "" last >rows
	check "$format: a load that goes on is killed" die
	half
	load $format x "$x" 9 "" last2
	expect_status 0 "$format: it is repeated"
	expect_equal "$(lake_values t)$(lake_values u)" \
	    "last2 more next other whole last2 more next other whole " \
	    "$format: and doubles nothing"
	x=$(statehash <st.json)

	# A replace of everything has no more to do with any of it.
	tables $format x "" 10 ',"refresh":true' late >rows
	check "$format: a refresh is killed again" die
	half
	one_each all t u >rows
	run "aai-sink-$FORMAT" --replace -o lake <rows
	expect_status 0 "$format: all is replaced"
	load $format x "$x" 11 "" more
	expect_status 2 "$format: no load with a state is added to that"
	expect_stderr_like "holds whole tables of an earlier load, 't' among" \
	    "$format: which is told"
	expect_equal "$(lake_values t)$(lake_values u)" "all all " \
	    "$format: it is there once"
done
done_testing
