# On a terminal aai load has one line for all programs, redrawn in place; there
# is none elsewhere.
. "$ROOT/tests/lib.sh"
need python3
start_mock --transcripts 60 --latency 100ms

cat >terminal.py <<'end'
import os, pty, subprocess, sys
master, slave = pty.openpty()
child = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL,
                         stdout=open("receipt", "wb"), stderr=slave)
os.close(slave)
seen = b""
while True:
    try:
        got = os.read(master, 65536)
    except OSError:
        break
    if not got:
        break
    seen += got
open("screen", "wb").write(seen)
sys.exit(child.wait())
end
TERM=xterm
export TERM
run python3 terminal.py aai load transcripts sentences -o out -- fanout -j 2
expect_status 0 "a load on a terminal"
check "progress is drawn" grep -Eaq \
    '[1-9][0-9]* records, [1-9][0-9]* rows, [1-9][0-9]* requests, 0 retries' \
    screen
check "the time that is left is said when the list is at its end" \
    grep -Eaq '/s, 0:[0-9][0-9] left' screen
check "it fits 80 columns" test \
    "$(tr '\r' '\n' <screen | awk 'length > m { m = length } END { print m }')" -lt 84
check "over and over, in place" test "$(tr -cd '\r' <screen | wc -c)" -gt 3
expect_equal "$(tail -c 4 screen)" "$(printf '\r\033[K')" \
    "and taken away in the end"
check "the receipt is elsewhere" grep -q '^next: aai-show out' receipt
run python3 terminal.py aai load -q --full transcripts sentences -o out
expect_equal "$(wc -c <screen)" 0 "-q leaves it out"
run aai load --full transcripts sentences -o out
expect_silence "without a terminal there is none"

# Who has no terminal asks.
aai load --full transcripts sentences -o asked -- fanout -j 2 2>said >receipt &
pid=$!
i=0
until grep -q '/s, ' said || [ $i = 100 ]; do
	sleep 0.1
	kill -USR1 $pid
	i=$((i + 1))
done
wait $pid
expect_equal $? 0 "a load that was asked goes on"
like said '^aai: [0-9]+ records, [0-9]+ rows, [0-9]+ requests' "and answers"
check "it is whole" test -d asked

# A program alone.
mkfifo records rows
: >flattened
: >sunk
aai-flatten <records >rows 2>flattened &
flatten=$!
aai-sink-csv -o alone <rows 2>sunk &
sink=$!
exec 3>records
echo '{"_table":"t","id":"a"}' >&3
i=0
until grep -q . flattened && grep -q . sunk || [ $i = 100 ]; do
	sleep 0.1
	kill -USR1 $flatten $sink
	i=$((i + 1))
done
exec 3>&-
wait $flatten && wait $sink
expect_equal $? 0 "programs that were asked go on"
like flattened '^aai-flatten: [01] records, [01] rows$' "aai-flatten answers"
like sunk '^aai-sink-csv: [01] rows$' "a sink answers"
check "... whose table is whole" grep -q ',a$' alone/t.csv
done_testing
