# Loads with a state and loads without one do not mix in the tables of a lake,
# and a table that went is missed: nothing is doubled, nothing lost unseen.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/delta.inc"
. "$ROOT/tests/iceberg.inc"
. "$ROOT/tests/lake.inc"
need jq

# state SELECTION FROM MARK MEMBERS VALUE: a load with a state.
state()
{
	stream "$@" >rows
	run "aai-sink-$format" -o lake --state st.json <rows
}

plain()
{
	rows t v:text '"v":"whole"' >rows
	run "aai-sink-$format" -o lake "$@" <rows
}

for format in delta iceberg; do
	rm -rf lake st.json
	state x "" 1 "" one
	expect_status 0 "$format: a load with a state"
	one=$(statehash <st.json)
	for more in "" "-t t"; do
		# shellcheck disable=SC2086 # words
		plain $more
		expect_status 2 "$format: one without$more does not replace it"
		expect_stderr_like "holds parts of incremental loads" \
		    "which is told"
	done
	state x "$one" 2 "" two
	expect_equal "$("${format}_rows" lake/t)" '{"v":"one"} {"v":"two"} ' \
	    "$format: the loads go on"
	two=$(statehash <st.json)

	mv lake/t away
	state x "$two" 3 "" three
	expect_status 6 "$format: a table that went is not made anew"
	expect_stderr_like "'lake/t' is gone.*full-refresh" "which is told"
	mkdir lake/t
	state x "$two" 3 "" three
	expect_status 6 "$format: nor is one that was emptied"
	rm -rf lake/t
	cp -r lake without
	cp st.json st2.json
	mv away lake/t
	state x "$two" 3 "" three
	expect_status 0 "$format: it may be put back"
	expect_equal "$("${format}_rows" lake/t)" \
	    '{"v":"one"} {"v":"three"} {"v":"two"} ' "with what it had"
	rm -rf lake
	mv without lake
	mv st2.json st.json
	state x "" 4 ',"refresh":true' all
	expect_status 0 "$format: or all is loaded anew"
	expect_equal "$("${format}_rows" lake/t)" '{"v":"all"} ' "into it"

	plain --replace -t t
	plain
	expect_status 2 "$format: a replace of one table is none of all"
	plain --replace
	expect_status 0 "$format: a replace may be told that it is meant"
	cp st.json kept.json
	state x "$(statehash <st.json)" 5 "" more
	expect_status 2 "$format: to which no load with a state is added"
	expect_stderr_like "whole tables of an earlier load, 't' among them" \
	    "which is told"
	state x "" 6 ',"refresh":true' again
	expect_status 2 "$format: nor one of everything"
	check "and no state is stored" cmp -s st.json kept.json
	rm -f st.json
	state x "" 1 "" first
	expect_status 2 "$format: nor a first one"
	expect_equal "$("${format}_rows" lake/t)" '{"v":"whole"} ' \
	    "$format: its rows are there once"
	plain --append
	plain
	expect_status 0 "$format: without a state a load may replace them"
	state x "" 1 "" first
	expect_status 2 "$format: what was added to leaves them whole"
done

# Another selection's loads do not stand for this one's.
rm -rf lake st.json
format='delta'
state y "" 1 "" other
stream x "" 1 "" | jq -c 'select(.state) | .state' >st.json
state x "$(statehash <st.json)" 2 "" late
expect_status 6 "a load goes on from one of its own selection"
expect_stderr_like "lacks what the state in" "which is told"

# Nor do folders of parts do without a table.
for program in csv parquet; do
	rm -rf lake st.json
	stream x "" 1 "" one >rows
	run aai-sink-$program -o lake --state st.json <rows
	mv lake/t away
	stream x "$(statehash <st.json)" 2 "" two >rows
	run aai-sink-$program -o lake --state st.json <rows
	expect_status 6 "$program: parts that went are not left out"
	expect_stderr_like "'lake/t' is gone.*full-refresh" "which is told"
	check "nothing is written" test ! -e lake/t
	mv away lake/t
	run aai-sink-$program -o lake --state st.json <rows
	expect_status 0 "$program: they may be put back"
	rm -rf lake/t
	stream x "" 3 ',"refresh":true' all >rows
	run aai-sink-$program -o lake --state st.json <rows
	expect_status 0 "$program: or loaded anew"
done

# A table that went had rows of other selections, too: none goes on unseen.
# into COMMAND... -- SELECTION FROM MARK MEMBERS VALUE: with a state of its own.
into()
{
	command=
	while [ "$1" != -- ]; do
		command="$command $1"
		shift
	done
	shift
	stream "$@" >rows
	# shellcheck disable=SC2086 # words
	run $command -o lake --state "$1.json" <rows
}
for command in "aai-sink-csv" "aai-sink-parquet" \
    "aai-sink-delta" "aai-sink-iceberg"; do
	rm -rf lake ./*.json
	# shellcheck disable=SC2086 # words
	{
		into $command -- x "" 1 "" x1
		into $command -- y "" 1 "" y1
		cp -r lake/t away
		rm -rf lake/t
		mkdir lake/t
		touch lake/t/_SUCCESS
		x=$(statehash <x.json)
		y=$(statehash <y.json)
		into $command -- x "$x" 2 "" x2
		expect_status 6 "$command: a table that went is missed"
		into $command -- x "" 3 ',"refresh":true' x3
		expect_status 0 "$command: it may be loaded anew"
		into $command -- x "$(statehash <x.json)" 4 "" x4
		expect_status 0 "$command: and goes on"
		into $command -- y "$y" 2 "" y2
		expect_status 6 "$command: but not with another selection"
		expect_stderr_like "lacks what the state in" "which is told"
		into $command -- y "" 3 ',"refresh":true' y3
		expect_status 0 "$command: before that is loaded anew"
		into $command -- y "$(statehash <y.json)" 4 "" y4
		expect_status 0 "$command: and goes on as well"
	}
	rm -rf away
done

# A refresh without a table that went says what there is of it: nothing.
for format in delta iceberg; do
	rm -rf lake st.json
	stream_both x "" 1 "" one >both
	run "aai-sink-$format" -o lake --state st.json <both
	rm -rf lake/u
	state x "" 2 ',"refresh":true' all
	expect_status 0 "$format: a refresh without the table that went"
	stream x "$(statehash <st.json)" 3 "" late |
	    sed 's/"_table":"t"/"_table":"u"/' >rows
	run "aai-sink-$format" -o lake --state st.json <rows
	expect_status 0 "$format: which is made again when there are rows for it"
done

# Numbers that fit the table's decimals may come as doubles.
for format in delta iceberg; do
	rm -rf lake
	echo '{"_table":"t","_columns":[{"name":"n","type":"decimal","precision":20,"scale":2}]}
{"_table":"t","n":12345678901234567.25}' >rows
	run aai-sink-$format -o lake <rows
	expect_status 0 "$format: a column of decimals"
	rows t n:double '"n":0.5' '"n":1e2' >rows
	run aai-sink-$format -o lake --append <rows
	expect_status 0 "$format: takes doubles"
	expect_equal "$("${format}_rows" lake/t)" \
	    '{"n":0.50} {"n":100.00} {"n":12345678901234567.25} ' "as they are"
	rows t n:double '"n":0.125' >rows
	run aai-sink-$format -o lake --append <rows
	expect_status 0 "$format: those with more digits"
	expect_equal "$("${format}_rows" lake/t)" \
	    '{"n":0.125} {"n":0.500} {"n":100.000} {"n":12345678901234567.250} ' \
	    "have them all widened"
	rows t n:double '"n":1e-30' >rows
	run aai-sink-$format -o lake --append <rows
	expect_status 6 "$format: but none that no decimal has beside the others"
	expect_stderr_like "line 2 .*column 'n': 1e-30 is not a decimal.38, 3." \
	    "which is told"
done

# A table is not made among files of others, which it would hide.
for format in delta iceberg; do
	for in_way in t/mine.parquet t/day=1/mine.parquet; do
		rm -rf lake
		mkdir -p "lake/$(dirname $in_way)"
		echo mine >lake/$in_way
		find lake -type f >before
		plain
		expect_status 2 "$format: no table is made beside $in_way"
		expect_stderr_like "'$in_way' is there, no part of such a table" \
		    "which is told"
		check "and nothing is written" \
		    [ "$(find lake -path lake/.aai -prune -o -type f -print)" = \
		    "$(cat before)" ]
	done
	rm -rf lake
	mkdir -p lake/t/data lake/t/_tmp
	echo mark >lake/t/_SUCCESS
	echo x >lake/t/_tmp/x.parquet
	plain
	expect_status 0 "$format: but where nobody reads files it is"
done
done_testing
