# Failed writes, readers that leave, signals, bounds: told as they are.

. "$ROOT/tests/lib.sh"

i=0
while [ $i -lt 20000 ]; do
	i=$((i + 1))
	echo "{\"id\":$i,\"list\":[1,2,3],\"text\":\"some text to fill the window\"}"
done >records

if [ -w /dev/full ]; then
	aai-flatten -t t -k id <records >/dev/full 2>"$ERR"
	expect_equal $? 7 "a full disk is status 7"
	like "$ERR" "^aai-flatten: cannot write standard output: " "... told once"
	expect_equal "$(wc -l <"$ERR")" 1 "... in one line"
	aai-flatten -t t -k id --contract freeze --rejects /dev/full \
	    <records >/dev/null 2>"$ERR"
	expect_equal $? 6 "a contract is broken before that"
	aai-flatten -t t --contract discard-row --rejects /dev/full \
	    <records >/dev/null 2>"$ERR"
	expect_equal $? 7 "rejects that cannot be kept are status 7"
	aai-flatten -t t --stats /dev/full <records >/dev/null 2>"$ERR"
	expect_equal $? 7 "so are stats that cannot be written"
fi

(aai-flatten -t t -k id --window 0 <records 2>"$ERR"; echo $? >status) |
    head -n 1 >/dev/null
expect_equal "$(cat status)" 141 "a reader that leaves ends it by SIGPIPE"
same "$ERR" "... in silence" </dev/null

aai-flatten -t t -k id --window 0 --stats st <records | head -n 1 >/dev/null
like st '"rows":[0-9].*,"whole":false' "... with its stats"
{ cat records; echo '{'; } >cut
run aai-flatten -t t --stats st <cut
expect_status 6 "a cut input"
like st '"lines":20001,.*,"whole":false' "has stats as well"
run aai-flatten -t t --stats st <records
like st '"records":20000,.*,"whole":true' "of the whole they say so"

run aai-flatten -t t --max-line 20 <records
expect_status 6 "a line too long is refused"
like "$ERR" "line 1 .*--max-line" "... and told"
run aai-flatten -t t --max-depth 1 <records
expect_status 6 "so is one too deep"
like "$ERR" "line 1 .*--max-depth" "... and told"
run aai-flatten -t t --max-columns 2 <records
expect_status 6 "so is a table too wide"
run aai-flatten <records
expect_status 6 "so is a record without a table"
like "$ERR" "with -t" "... with what to do"

run aai-flatten --nothing
expect_status 2 "an unknown option is a usage error"
run aai-flatten operand </dev/null
expect_status 6 "a file that is not there is no input"
run aai-flatten --contract melt </dev/null
expect_status 2 "so is an unknown contract"
run aai-flatten --schema nowhere </dev/null
expect_status 2 "so is a schema that is not there"
run aai-flatten -t t --map '[' <records
expect_status 2 "so is a wrong path"
done_testing
