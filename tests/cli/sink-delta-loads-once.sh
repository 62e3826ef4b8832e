# With --state each load is in a Delta table exactly once: a load that is
# repeated takes the place of its own file, and is known from the log alone.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/delta.inc"
. "$ROOT/tests/lake.inc"
need jq

# load SELECTION FROM MARK MEMBERS ROW...
load()
{
	stream "$@" >rows
	run aai-sink-delta -o lake --state st.json <rows
}

values()
{
	delta_rows lake/t | sed 's/{"v":"\([^"]*\)"}/\1/g'
}

load x "" 1 "" one
expect_status 0 "a first load"
cp st.json one.json
one=$(statehash <one.json)
load x "$one" 2 "" two
expect_status 0 "one that goes on"
expect_equal "$(values)" "one two " "is added"

# It was published, and its state was not stored; by now there is more.
cp one.json st.json
load x "$one" 3 "" two three
expect_status 0 "a load that is repeated"
expect_equal "$(values)" "one three two " "takes the place of its rows"
expect_equal "$(statehash <st.json)" "$(stream x "$one" 3 "" |
    jq -c 'select(.state) | .state' | statehash)" "its state is stored"
three=$(statehash <st.json)
load x "$three" 4 ""
expect_status 0 "a load without rows"
four=$(statehash <st.json)
n=$(delta_version lake/t)
load x "$four" 5 "" four
five=$(statehash <st.json)
expect_equal "$(delta_version lake/t)" $((n + 1)) "is not a version"
expect_equal "$(values)" "four one three two " "and the next goes on from it"

# Even without our own notes, the log knows what is in.
cp -r lake kept
rm -rf lake/.aai
cp st.json five.json
load x "$five" 6 "" five
expect_equal "$(values)" "five four one three two " "without notes loads go on"
mv st.json six.json
mv five.json st.json
run aai-sink-delta -o misspelled --state st.json <rows
expect_status 6 "but not in a folder without the tables"
expect_stderr_like "'misspelled' lacks what the state" "which is told"
mv six.json st.json

# Another program has put all rows into one file.
rm -rf lake
cp -r kept lake
file=$(delta_live lake/t | grep "$(echo "$four" | cut -c 1-16)")
n=$(($(delta_version lake/t) + 1))
cp "lake/t/$file" lake/t/all.parquet
{
	echo '{"remove":{"path":"'"$file"'","dataChange":false}}'
	echo '{"add":{"path":"all.parquet","size":1,"dataChange":false}}'
} >"$(delta_entry lake/t $n)"
stream x "$three" 4 "" | jq -c 'select(.state) | .state' >st.json
load x "$four" 7 "" four
expect_status 2 "rows that others have put elsewhere cannot be replaced"
expect_stderr_like "put them into other files" "which is told"
expect_equal "$(delta_version lake/t)" $n "nothing is written"
rm -rf lake
mv kept lake

# Other selections, and all anew.
stream x "$four" 5 "" | jq -c 'select(.state) | .state' >st.json
mv st.json x.json
load y "" 1 "" other
expect_equal "$(values)" "four one other three two " "another selection is beside it"
mv x.json st.json
load x "" 9 ',"refresh":true' fresh
expect_status 0 "a refresh"
expect_equal "$(values)" "fresh other " "takes the place of all of its selection"
expect_equal "$(jq -r '.commitInfo // empty | .operationParameters.mode' \
    "$(delta_entry lake/t "$(delta_version lake/t)")")" Overwrite \
    "which its entry says"
fresh=$(statehash <st.json)
load x "$fresh" 10 "" next
expect_equal "$(values)" "fresh next other " "and goes on from there"
load x "" 11 ',"refresh":true' again
expect_equal "$(values)" "again other " "and can be made anew"

# The log says for each load whether it is in: odd, or no more: even.
jq -r '.txn // empty | "\(.appId) \(.version)"' lake/t/_delta_log/0*.json |
    awk '{ v[$1] = $2 } END { for (i in v) n += v[i] % 2; print n }' >count
expect_equal "$(cat count)" 2 "two loads are in the table, as its log says"
run aai-sink-delta --replace -o lake <<end
{"_table":"t","_columns":[{"name":"v","type":"text"}]}
{"_table":"t","v":"whole"}
end
expect_equal "$(values)" "whole " "a replace takes the place of all"
jq -r '.txn // empty | "\(.appId) \(.version)"' lake/t/_delta_log/0*.json |
    awk '{ v[$1] = $2 } END { for (i in v) n += v[i] % 2; print n + 0 }' >count
expect_equal "$(cat count)" 0 "and says so of each load"
done_testing
