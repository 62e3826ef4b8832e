# When memory is out, wherever that is noticed, the program says so, ends with
# status 1, and leaves no whole stream.

. "$ROOT/tests/lib.sh"
[ -z "$SAN$VALGRIND" ] || skip_all "memory is another there"
# shellcheck disable=SC3045 # where there is none, it is skipped
(ulimit -v 100000) 2>/dev/null || skip_all "no limit on memory here"

i=0
while [ $i -lt 3000 ]; do
	i=$((i + 1))
	echo "{\"id\":$i,\"list\":[{\"a\":1},{\"a\":2}],\"k$i\":\"a column\"}"
done >records
printf '{"id":1,"text":"' >long
head -c 30000000 /dev/zero | tr '\0' x >>long
printf '"}\n' >>long

failed=0
for file in records long; do
	for kib in 6000 8000 10000 12000 14000 18000 24000 30000 40000 60000; do
		# shellcheck disable=SC3045
		(ulimit -v $kib && exec aai-flatten -t t --max-columns 9000 \
		    <$file >out 2>err)
		status=$?
		case $status in
		0) tail -c 1 out | od -An -c | grep -q '\\n' ||
			not_ok "$file, $kib KiB: a well-ended stream ends so" ;;
		1) failed=$((failed + 1))
			grep -qx 'aai-flatten: out of memory' err ||
			    not_ok "$file, $kib KiB: it is said"
			[ ! -s out ] || ! tail -c 1 out | od -An -c |
			    grep -q '\\n' ||
			    not_ok "$file, $kib KiB: no whole stream is left" ;;
		127) ;; # not enough to start it
		*) not_ok "$file, $kib KiB: status $status" && note_file err err ;;
		esac
	done
done
check "memory was out at times ($failed)" test $failed -gt 0
ok "it was always told"
done_testing
