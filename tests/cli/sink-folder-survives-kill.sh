# A sink that is killed, at whichever of its steps, leaves the whole load or
# nothing of it to whoever opens the folder next.

. "$ROOT/tests/lib.sh"

[ -z "${VALGRIND-}" ] || skip_all "a killed valgrind tells nothing"
killat 1000000 true
[ $? -ne 125 ] || skip_all "this system does not let processes be traced"

# What looks for leaks cannot do so in a process that is traced.
ASAN_OPTIONS=${ASAN_OPTIONS-}:detect_leaks=0
export ASAN_OPTIONS

# load NAME...: a stream with those tables, of one row that names them all.
load()
{
	for t; do
		echo '{"_table":"'"$t"'","_columns":[{"name":"v","type":"text"}]}'
		echo '{"_table":"'"$t"'","v":"'"$*"'"}'
	done
}

# What the folder shows.
shown()
{
	(cd "$1" && find . -name .aai -prune -o -type f -print | LC_ALL=C sort |
	    while read -r f; do
		echo "$f: $(cat "$f")"
	done)
}

# kill_at_each COMMAND CHECK: kill aai-sink-csv with these arguments and ./in
# at its first step, its second ..., each time from ./start; then CHECK.
kill_at_each()
{
	options=$1
	n=0
	bad=0
	status=137
	while [ "$status" = 137 ] && [ $n -lt 3000 ]; do
		n=$((n + 1))
		rm -rf out st.json st.json.new
		cp -r start/. .
		# shellcheck disable=SC2086 # words
		killat $n aai-sink-csv $options <in >/dev/null 2>&1
		status=$?
		"$2" || {
			bad=$((bad + 1))
			[ $bad -gt 3 ] || note "killed at step $n"
		}
	done
	expect_equal "$status" 0 "the sink ended well when it was not killed"
	check "it took more than 50 steps ($n)" [ $n -gt 50 ]
	expect_equal $bad 0 "$3"
}

# A replace.
mkdir start
load a b c | aai-sink-csv -o start/out
load b d >in
aai-sink-csv -o new <in
shown start/out >old.txt
shown new >new.txt
whole_or_nothing()
{
	# The next load opens the folder and does not publish.
	aai-sink-csv -o out </dev/null 2>err
	[ $? -eq 6 ] || return 1
	[ ! -e out/.aai/stage ] && [ ! -e out/.aai/commit ] || return 1
	shown out >now.txt
	cmp -s now.txt old.txt || cmp -s now.txt new.txt
}
kill_at_each "-o out" whole_or_nothing \
    "a replace that is killed is whole or not at all"
rm -rf start new out

# Loads with a state: run again, every row is there once.
selection='{"resource":"x"}'
# ended FROM MARK: an end record for a stream of two rows.
ended()
{
	echo '{"_table":"_aai_end","records":2,"selection":'"$selection"',"state":{"from":"'"$1"'","selection":'"$selection"',"mark":"'"$2"'"}}'
}
mkdir start
{
	load a b
	ended "" one
} >first
aai-sink-csv -o start/out --state start/st.json <first 2>err
expect_equal $? 0 "a first load with a state"
same start/st.json "stores it" <<'end'
{"from":"","selection":{"resource":"x"},"mark":"one"}
end
# The hash of that state stands in the name of the next load's parts.
from=$(printf '%s' "$(cat start/st.json)" | statehash)
{
	load b c
	ended "$from" two
} >in
cp -r start ref
aai-sink-csv -o ref/out --state ref/st.json <in 2>err
expect_equal $? 0 "a second load goes on from it"
shown ref/out >new.txt
exactly_once()
{
	aai-sink-csv -o out --state st.json <in 2>err
	rc=$?
	# What was stored before the kill is not started from any more.
	[ "$rc" -eq 0 ] ||
	    { [ "$rc" -eq 6 ] && grep -q 'mark.*two' st.json; } ||
		return 1
	shown out >now.txt
	cmp -s now.txt new.txt && cmp -s st.json ref/st.json
}
kill_at_each "-o out --state st.json" exactly_once \
    "a load that is killed and run again is there exactly once"

# A refresh that is killed is whole or not at all; and either way loads go on
# from where the folder is, the one after the next at the latest.
rm -rf start out ref
mkdir start
aai-sink-csv -o start/out --state start/st.json <first 2>err
{
	load b c
	ended "$from" two
} >in
aai-sink-csv -o start/out --state start/st.json <in 2>err
{
	load a c
	ended "" anew | sed 's/,"state"/,"refresh":true&/'
} >in
# go_on: a load from the state that is there.
go_on()
{
	{
		load e f
		ended "$(printf '%s' "$(cat st.json)" | statehash)" more
	} >next
	aai-sink-csv -o out --state st.json <next 2>err
}
# Every row there is, without the names of the parts.
rows()
{
	cat out/*/*.csv | grep -v '^v$' | LC_ALL=C sort | tr '\n' ' '
}
goes_on()
{
	killed=$status
	go_on
	rc=$?
	[ "$rc" -ne 5 ] || { grep -q 'run again' err && go_on; } || return 1
	[ "$rc" -eq 5 ] || [ "$rc" -eq 0 ] || return 1
	case "$(rows)" in
	"a c a c e f e f ") ;;
	"a b a b b c b c e f e f ") [ "$killed" = 137 ] ;;
	*) return 1 ;;
	esac
}
kill_at_each "-o out --state st.json" goes_on \
    "after a refresh that was killed loads go on, and each row is there once"
done_testing
