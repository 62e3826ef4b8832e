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
    '[1-9][0-9]* records, [1-9][0-9]* requests, 0 asked again' screen
check "over and over, in place" test "$(tr -cd '\r' <screen | wc -c)" -gt 3
expect_equal "$(tail -c 4 screen)" "$(printf '\r\033[K')" \
    "and taken away in the end"
check "the receipt is elsewhere" grep -q '^next: aai-show out' receipt
run python3 terminal.py aai load -q --full transcripts sentences -o out
expect_equal "$(wc -c <screen)" 0 "-q leaves it out"
run aai load --full transcripts sentences -o out
expect_silence "without a terminal there is none"
done_testing
