# A spool that somebody else made: nothing outside of it is written or read,
# nothing in it holds a program up, and what is not ours in it stays.

. "$ROOT/tests/lib.sh"
start_mock -t 7
fetch='timeout -s KILL 60 aai-fetch -p limit=5 --spool sp'
$fetch transcripts >want || not_ok "a first load"
load=$(cd sp && ls)
mkdir outside outside/folder && echo precious >outside/file
cp -r outside before

# kept TITLE: the load went well, or was refused; nothing outside changed.
kept()
{
	case $STATUS in
	0) same "$OUT" "$1: the records are right" <want ;;
	1 | 5 | 7) check "$1: refused with a reason" grep -q "spool 'sp" "$ERR" ;;
	*) not_ok "$1: status $STATUS" ;;
	esac
	check "$1: nothing outside changes" diff -r before outside
	rm -rf sp outside && cp -r before outside
	$fetch transcripts >/dev/null
}

for name in .new .lock "done"; do
	for target in file none folder; do
		rm -f "sp/$load/$name"
		ln -s "../../outside/$target" "sp/$load/$name"
		run $fetch transcripts
		kept "$name, a link to $target"
	done
	ln -f outside/file "sp/$load/$name"
	run $fetch transcripts
	kept "$name, a second name of a file"
	rm -f "sp/$load/$name" && mkfifo "sp/$load/$name"
	run $fetch transcripts
	kept "$name, a FIFO"
	rm -f "sp/$load/$name" && mkdir "sp/$load/$name"
	run $fetch transcripts
	kept "$name, a folder"
done
rm -r "sp/$load" && ln -s ../outside/folder "sp/$load"
run $fetch transcripts
kept "a load's folder, a link"
rm -r "sp/$load" && mkfifo "sp/$load"
run $fetch transcripts
kept "a load's folder, a FIFO"

# A load that broke, whose responses are others'.
response=$(cd "sp/$load" && printf '%s\n' *gz* | head -n 1)
spoil()
{
	rm -f "sp/$load/done" "sp/$load/$response"
}
cp "sp/$load/$response" outside/response && cp "$(ls sp/*/"$response")" before/response
spoil && ln -s ../../outside/response "sp/$load/$response"
run $fetch transcripts
kept "a response, a link"
spoil && mkfifo "sp/$load/$response"
run $fetch transcripts
kept "a response, a FIFO"
spoil && dd if=/dev/null of="sp/$load/$response" bs=1 seek=8G 2>/dev/null
run sh -c "ulimit -v 4000000; exec $fetch transcripts"
kept "a response of 8 GB"
spoil && head -c 3000000000 /dev/zero | gzip -1 >"sp/$load/$response"
run sh -c "ulimit -v 2000000; exec $fetch --max-response 1M transcripts"
kept "a response that becomes 3 GB"
if [ -z "${VALGRIND-}${SAN-}" ]; then
	spoil
	(
		printf '{"url":['
		head -c 40000000 /dev/zero | sed 's/\x00/0,/g'
		echo 0
	) | gzip -1 >"sp/$load/$response"
	run peak kib $fetch transcripts
	kept "a head of 40 million values"
	check "which takes its bytes alone ($(cat kib) KiB)" \
	    [ "$(cat kib)" -lt 250000 ]
fi

# Offline, where nothing else is asked.
spoil && ln -s ../../outside/response "sp/$load/$response"
run $fetch --offline transcripts
expect_status 1 "offline a link fails"
expect_stderr_like "$response.*symbolic link" "with the reason"
spoil && mkfifo "sp/$load/$response"
run $fetch --offline transcripts
expect_status 1 "and a FIFO"
rm -r "sp/$load" && cp -r outside/folder "sp/$load-0123"
ln -s ../outside/folder "sp/$load"
run $fetch --offline transcripts
expect_status 7 "and a load that is a link"

# What is not ours stays when a load begins anew.
rm -r sp && $fetch transcripts >/dev/null
echo mine >"sp/$load/notes" && echo mine >"sp/$load/0123.gz"
run $fetch transcripts
expect_status 0 "a load begins anew"
check "and leaves what is not a response" \
    test -s "sp/$load/notes" -a -s "sp/$load/0123.gz"

# Whose the load is.
chmod 777 "sp/$load"
run $fetch transcripts
expect_status 7 "a load that everybody may write is refused"
expect_stderr_like "open to everybody" "with the reason"
chmod 700 "sp/$load"
if [ "$(id -u)" -eq 0 ] && chown 65534 "sp/$load" 2>/dev/null; then
	run $fetch transcripts
	expect_status 7 "a load of a third party is refused"
	chown 65534 sp
	run $fetch transcripts
	expect_status 0 "one of the spool's owner is taken"
else
	skip "a load of a third party is refused" "not root"
fi
done_testing
