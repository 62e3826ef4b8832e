# Rows are held back at first, and then only while there is more to read; with
# --live not at all.

. "$ROOT/tests/lib.sh"

mkfifo in
aai-flatten -O -t t -k id --live <in >out 2>err &
pid=$!
exec 3>in
echo '{"id":1,"l":[2]}' >&3
wait_for 20 grep -q '"id":1}' out
like out '^\{"_table":"t","id":1\}$' "--live: a row comes when its record did"
kill -TERM $pid
wait $pid 2>/dev/null
expect_equal $? 143 "a signal ends it as that signal does"
exec 3>&-

aai-flatten -t t -k id --window 500 <in >late 2>err &
pid=$!
exec 3>in
i=0
while [ $i -lt 100 ]; do
	i=$((i + 1))
	echo "{\"id\":$i}"
done >&3
wait_for 20 grep -q '^\[1,90\]' late
like late '^\[1,90\]' "after the window rows come when the input pauses"
tail -c 1 late | od -An -c >last
unlike last '\\n' "... all but the last two bytes"
exec 3>&-
wait $pid
expect_equal $? 0 "the end is well"
tail -c 10 late >last
same last "then all are there" <<'end'
]
[1,100]
end
done_testing
