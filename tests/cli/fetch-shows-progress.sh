# Progress on a terminal, redrawn in place, and nowhere else unless told to;
# --live for who reads line by line.

. "$ROOT/tests/lib.sh"
need python3
start_mock -t 60 --latency 60ms

# on_terminal COMMAND...: with standard error on a terminal, to the file screen.
on_terminal()
{
	TERM=xterm python3 - "$@" <<'py'
import os, pty, subprocess, sys
master, slave = pty.openpty()
child = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL,
                         stdout=open("data", "wb"), stderr=slave)
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
py
}
run on_terminal aai-fetch -p limit=3 transcripts
expect_status 0 "on a terminal"
check "progress is drawn" grep -q "records, [0-9]* requests" screen
check "over and over, in place" grep -q "$(printf '\r')" screen
expect_equal "$(tail -c 4 screen)" "$(printf '\r\033[K')" \
    "and taken away in the end"
expect_equal "$(wc -l <data)" 60 "the data is whole"
run on_terminal aai-fetch -q -p limit=3 transcripts
expect_equal "$(wc -c <screen)" 0 "-q leaves it out"
run on_terminal aai-fetch --progress never -p limit=3 transcripts
expect_equal "$(wc -c <screen)" 0 "as does --progress never"
run on_terminal env TERM=dumb aai-fetch -p limit=3 transcripts
expect_equal "$(wc -c <screen)" 0 "and a dumb terminal"
run aai-fetch -p limit=3 transcripts
expect_silence "without a terminal nothing is said"

mkfifo live
aai-fetch --live -p limit=1 transcripts >live 2>/dev/null &
pid=$!
exec 3<live
read -r line <&3
case $line in
'{"_table":"transcripts",'*'}') ok "--live: a line can be read at once" ;;
*) not_ok "--live: a line can be read at once" ;;
esac
check "--live: while the program goes on" kill -0 $pid
exec 3<&-
wait $pid 2>/dev/null
done_testing
