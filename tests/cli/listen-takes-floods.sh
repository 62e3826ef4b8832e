# A flood of deliveries over many connections is taken whole, flushed together,
# within bounds; a disk that is full refuses and goes on.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/listen.inc"

n=$([ -n "${VALGRIND-}" ] && echo 1000 || echo 10000)
listen -q --rotate 20k --remember 100 --stats stats.json
check "a flood is answered" hooks "$(cat port)" 64 "$n" a
stop TERM 0 "it ends well"
sed 's/.*"a-\([0-9]*\)".*/\1/' out | sort -n | uniq | wc -l >got
expect_equal "$(cat got)" "$n" "each delivery is given out"
expect_equal "$(wc -l <out)" "$n" "once"
awk -v n="$n" '{
	match($0, /"flushes":[0-9]*/)
	exit !(substr($0, RSTART + 10, RLENGTH - 10) * 4 < n)
}' stats.json
expect_equal $? 0 "many with one flush"
check "the journal was rotated" sh -c 'ls hooks.ndjson.0* | grep -q .'

# More connections than there may be: the others wait.
rm -f hooks.ndjson*
listen -q --connections 10
check "who finds no room waits" hooks "$(cat port)" 40 400 b
kill -TERM $pid
wait $pid

# A limit on the size of files stands for a full disk.
rm -f full.ndjson*
rm -f out err
listening sh -c 'ulimit -f 8; trap "" XFSZ
    exec aai-listen -j full.ndjson --stats full.json "$@"' sh
hooks "$(cat port)" 4 400 c >acks
expect_equal $? 1 "on a full disk not all are taken"
check "some were" test -s acks
like err 'cannot write the journal' "it is said"
hooks "$(cat port)" 4 400 d >>acks
expect_equal $? 1 "it goes on refusing"
kill -TERM $pid
wait $pid
sed 's/.*"\([cd]-[0-9]*\)".*/\1/' full.ndjson | sort >kept
sort acks >acked
same kept "what was answered is what is kept" <acked
check "the refused are counted" sh -c '! grep -q "\"failed\":0," full.json'
trap - EXIT
done_testing
