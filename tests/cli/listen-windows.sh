# Windows are handed whole to a command, again until it succeeds, and sinks
# store the state with the data.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/listen.inc"

send()
{
	hooks "$(cat port)" 1 "$1" "$2" >acks
}

# A command that fails at first.
cat >load.sh <<'end'
echo "$AAI_WINDOW" >>windows
cat >"w.$AAI_WINDOW"
[ -e good ]
end
listen -q --every-records 3 --exec 'sh ./load.sh'
send 7 a
again()
{
	[ "$(wc -l 2>/dev/null <windows)" -ge 2 ]
}
check "the first window is given again" wait_for 60 again
check "no mark is set while the command fails" test ! -e hooks.ndjson.mark
touch good
check "the mark follows when it does not" wait_for 60 reaches hooks.ndjson.mark 6
stop TERM 0 "SIGTERM ends it well"
expect_equal "$(mark hooks.ndjson.mark)" 7 "after a last window"
uniq windows >got
same got "windows come in order, the same again until they are done" <<'end'
000000000001-000000000003
000000000004-000000000006
000000000007-000000000007
end
expect_equal "$(sed 's/.*"\(a-[0-9]*\)".*/\1/' w.* | tr '\n' ' ')" \
    'a-1 a-2 a-3 a-4 a-5 a-6 a-7 ' "they have all deliveries"

# What the end finds undone is left for the next start, with the same bounds.
rm -f good windows w.*
listen -q --every-records 2 --exec 'sh ./load.sh'
send 3 b
wait_for 30 test -s windows
stop TERM 5 "a command that fails to the end is told"
like err 'given again at the next start' "and said"
touch good
listen -q --every-records 100 --exec 'sh ./load.sh'
check "the next start gives the same window" \
    wait_for 60 reaches hooks.ndjson.mark 9
kill -TERM $pid
wait $pid
check "then the rest" test -s w.000000000010-000000000010

# --every counts from the first delivery.
listen -q --every 300ms --exec 'sh ./load.sh'
send 2 c
check "time ends a window" wait_for 60 reaches hooks.ndjson.mark 12
kill -TERM $pid
wait $pid
check "that has what came" test -s w.000000000011-000000000012

# A command may leave some unread, and may write itself.
listen -q --every-records 1 --exec 'echo done'
send 1 d
check "a command need not read" wait_for 60 reaches hooks.ndjson.mark 13
kill -TERM $pid
wait $pid
like out '^done$' "what it says is ours"

# Sinks of the same state.
cat >load.sh <<'end'
aai-flatten -t webhooks | aai-sink-csv -o tables --state st.json
[ -e good ]
end
rm -f good hooks.*
listen -q --every-records 4 --state st.json --exec 'sh ./load.sh'
send 4 e
check "what the sink has stored is done, whatever the command says" \
    wait_for 60 reaches st.json 4
send 4 f
check "the next window goes on from there" wait_for 60 reaches st.json 8
stop TERM 0 "it ends well"
cat tables/webhooks/*.csv | grep -Ec ',[ef]-[0-9],' >got
expect_equal "$(cat got)" 8 "each delivery is in the tables once"

# Without a command the program ends with the window, for a sink at the end.
listen -q --state st.json
send 3 g
kill -9 $pid
wait $pid 2>/dev/null
listen -q --every-records 2 --state st.json
wait $pid
expect_equal $? 0 "a stream ends with its window"
check "it is whole" sh -c \
    'aai-flatten -t webhooks <out | aai-sink-csv -o tables --require-end --state st.json'
expect_equal "$(mark st.json)" 10 "the sink stores the mark"
listen -q --state st.json
kill -TERM $pid
wait $pid
expect_equal "$(grep -c '"g-' out)" 1 "the next run goes on after it"
like out '^\{"_table":"_aai_end","records":1,.*"mark":11\}\}$' \
    "with the state that follows"

# Full files go once they were given out.
rm -f hooks.*
listen -q --rotate 1 --keep 2 --every-records 1 --exec 'cat >/dev/null'
send 9 h
wait_for 60 reaches hooks.ndjson.mark 9
kill -TERM $pid
wait $pid
find . -name "hooks.ndjson.0*" | wc -l >got
expect_equal "$(cat got)" 2 "the journal is rotated and cleared"
trap - EXIT
done_testing
