# A jq program, a stranger's perhaps, takes no more than its share of memory:
# the program that runs it ends with a message, however it takes it.

. "$ROOT/tests/lib.sh"
[ -z "${VALGRIND-}${SAN-}" ] || skip_all "checkers take memory of their own"
[ -r /proc/self/statm ] || skip_all "nobody tells how large a process is"
need aai-flatten aai-fetch

echo '{"a":[1]}' >record
# 1 GiB, and what the programs take besides.
MOST=$(((1024 + 64) * 1024))

# bounded TITLE COMMAND...: it ends by itself, and takes no more.
bounded()
{
	what=$1
	shift
	run timeout 120 peak kib "$@" <record
	expect_status 2 "$what: a usage error"
	expect_stderr_like "used up the memory" "$what: which is said"
	check "$what: took $(cat kib) KiB" [ "$(cat kib)" -le $MOST ]
	unlike "$OUT" _aai_end "$what: the stream is cut"
}

bounded "a list without end" aai-flatten -t t --jq '[range(1e18)] | {a: .}'
bounded "a text that doubles" aai-flatten -t t \
    --jq '{a: ("x" | until(false; . + .))}'
bounded "an index beyond all" aai-flatten -t t --jq '.a[500000000] = 1'

# A description's program, within which the user's runs for each record.
start_mock -t 5
cat >api.json <<end
{"name": "t", "base_url": "$ASSEMBLYAI_BASE_URL",
"auth": {"kind": "header"}, "resources": {"r": {
"path": "/v2/transcript", "records": {"jq":
".transcripts[0], {a: [range(1e18)]}"}}}}
end
bounded "a program within which another ran" \
    aai-fetch --api api.json --key-env ASSEMBLYAI_API_KEY --jq '{id}' r

# In 20 rounds it is no more than in one, and a large record has more.
for _ in 1 2 3 4 5 6 7 8 9 10; do
	cat record record
done >records
run peak kib aai-flatten -t t --jq '{a: ([range(3000000)] | length)}' <records
expect_status 0 "what is given back may be taken again"
check "and is ($(cat kib) KiB)" [ "$(cat kib)" -le 400000 ]
(
	printf '{"a":['
	head -c 4000000 /dev/zero | sed 's/\x00/[],/g'
	echo '0]}'
) >large
run aai-flatten -t t --jq '{a: (.a | length)}' <large
expect_status 0 "a record of 12 MB may take more than 1 GiB"
done_testing
