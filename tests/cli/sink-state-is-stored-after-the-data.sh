# With --state a load must go on from the state that is there, which is then
# replaced by the one that the stream brings.

. "$ROOT/tests/lib.sh"

columns='{"_table":"t","_columns":[{"name":"v","type":"text"}]}'

# stream SELECTION FROM MARK ROW [MEMBERS]: a load of one row.
stream()
{
	s='{"resource":"'"$1"'"}'
	echo "$columns"
	echo '{"_table":"t","v":"'"$4"'"}'
	echo '{"_table":"_aai_end","records":1,"selection":'"$s${5-}"',"state":{"from":"'"$2"'","selection":'"$s"',"mark":"'"$3"'"}}'
}

values()
{
	cat out/t/*.csv | grep -v '^v$' | LC_ALL=C sort | tr '\n' ' '
}

run aai-sink-csv -o out --state st.json <<end
$(stream x "" 1 one)
end
expect_status 0 "a first load stores its state"
one=$(statehash <st.json)

run aai-sink-csv -o out --state st.json <<end
$(stream x nonsense 2 two)
end
expect_status 6 "a load from another state is refused"
expect_stderr_like "does not start from the state in 'st.json'" "and told so"
expect_equal "$(values)" "one " "it leaves nothing behind"

run aai-sink-csv -o out --state st.json <<end
$(stream x "$one" 2 two)
end
expect_status 0 "one that goes on is taken"
expect_equal "$(values)" "one two " "and added"

# A folder that the state is not of: new, emptied, or of another selection.
two=$(statehash <st.json)
before=$(cat st.json)
for folder in new other; do
	[ $folder = new ] || aai-sink-csv -o other --state y.json <<end
$(stream y "" 1 other)
end
	run aai-sink-csv -o $folder --state st.json <<end
$(stream x "$two" 3 three)
end
	expect_status 6 "a folder that lacks what the state says is refused"
	expect_stderr_like "'$folder' lacks what the state in 'st.json' says" \
	    "which is told"
	expect_stderr_like "aai-fetch --full-refresh" "with the way out"
	expect_equal "$(cat st.json)" "$before" "the state stays"
done
check "no folder is made for it" [ ! -e new ]
cp st.json copy.json
run aai-sink-csv -o new --state copy.json <<end
$(stream x "" 3 all ',"refresh":true')
end
expect_status 0 "everything may be loaded into it"
run aai-sink-csv -o new --state copy.json <<end
$(stream x "$(statehash <copy.json)" 4 more)
end
expect_status 0 "and what is new from then on"
rm -r new

# The state file went back, or was lost.
mv st.json kept.json
run aai-sink-csv -o out --state st.json <<end
$(stream x "" 9 again)
end
expect_status 6 "a load from nothing into a folder that has loads is refused"
expect_stderr_like "aai-fetch --full-refresh" "with the way out"
expect_equal "$(values)" "one two " "since it would double rows"
run aai-sink-csv -o out --state st.json <<end
$(stream y "" 1 other)
end
expect_status 0 "another selection may begin"
expect_equal "$(values)" "one other two " "beside it"
mv kept.json st.json
run aai-sink-csv -o out --state st.json <<end
$(stream x "" 9 fresh ',"refresh":true')
end
expect_status 0 "a refresh takes the place of all of its selection"
expect_equal "$(values)" "fresh other " "and of nothing else"
like st.json '"mark":"9"' "and its state is stored"
expect_silence "without a word, as the same tables are there"

# A refresh that lacks a table, as a pipe that was changed makes it.
run aai-sink-csv -o wider --state w.json <<end
$(stream x "" 1 one | sed 's/"t"/"u"/')
end
run aai-sink-csv -o wider --state w.json <<end
$(stream x "" 2 fresh ',"refresh":true')
end
expect_status 0 "a refresh without a table that was there"
expect_stderr_like "'wider': table 'u' .* is rid of that load's rows" \
    "is told of"
check "its rows are gone" [ ! -e wider/u/part-* ]

# Without an end record, or without a state in it.
before=$(cat st.json)
printf '%s\n' "$columns" >bare
run aai-sink-csv -o out --state st.json <bare
expect_status 6 "a load without an end record is refused"
{
	cat bare
	echo '{"_table":"_aai_end","records":0,"selection":{}}'
} >stateless
run aai-sink-csv -o out --state st.json <stateless
expect_status 6 "and one whose end record brings no state"
expect_equal "$(cat st.json)" "$before" "the state stays"
run aai-sink-csv -o new <<end
$(stream x "" 1 one)
end
expect_status 0 "a replace needs no state"
expect_stderr_like 'not stored without --state' "but says that one is lost"

run aai-sink-csv -o out -t t --state st.json <bare
expect_status 2 "a state is for all tables of a load"
expect_stderr_like "not for one table" "which is told"

# Locks.
mkfifo pipe
rm -rf out/.aai/stage
aai-sink-csv -o out --append <pipe 2>first.err &
exec 3>pipe
printf '{' >&3
wait_for 10 test -e out/.aai/stage
run aai-sink-csv -o out --append <bare
expect_status 5 "a second writer into the folder is sent away"
expect_stderr_like "another program is writing into 'out'" "and told why"
exec 3>&-
wait $!
expect_equal $? 6 "the first one ends as its stream does"
aai-sink-csv -o one --state st.json <pipe 2>first.err &
exec 3>pipe
printf '{' >&3
wait_for 10 test -e one/.aai/stage
run aai-sink-csv -o two --state st.json <bare
expect_status 5 "as is a second one with the same state"
exec 3>&-
wait
expect_equal "$(cat st.json)" "$before" "which stays as it was"
done_testing
