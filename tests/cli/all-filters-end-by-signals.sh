# One signal ends a filter that never ends, by that signal, and the stream is
# cut; one that ends finishes its line.

. "$ROOT/tests/lib.sh"
start_mock -t 5
echo '{"a":1}' >record

# Whether $pid has run for 0.2 s.
busy()
{
	# shellcheck disable=SC2046 # fields
	set -- $(cut -d ')' -f 2 "/proc/$pid/stat")
	[ "${12:-0}" -ge 20 ]
}

# stopped SIGNAL STATUS TITLE COMMAND...: it runs on, and ends by the signal.
stopped()
{
	signal=$1 want=$2 what=$3
	shift 3
	timeout -s KILL 60 "$@" <record >cut 2>err &
	outer=$!
	pid=
	inner()
	{
		pid=$(cut -d ' ' -f 1 "/proc/$outer/task/$outer/children") &&
		    [ -n "$pid" ] && busy
	}
	check "$what: runs on" wait_for 20 inner
	kill -s "$signal" "$pid"
	wait "$outer"
	expect_equal "$?" "$want" "$what: ends by SIG$signal"
	unlike cut _aai_end "$what: the stream is cut"
}

stopped TERM 143 "aai-flatten --jq" aai-flatten -t t --jq 'def f: f; f'
stopped INT 130 "a filter that counts for ever" \
    aai-flatten -t t --jq 'last(range(1e18)) | {a: .}'
stopped TERM 143 "aai-fetch --jq" aai-fetch --end --jq 'def f: f; f' transcripts
stopped TERM 143 "aai-fetch --where" \
    aai-fetch --end --where 'until(false; .)' transcripts
cat >api.json <<end
{"name": "t", "base_url": "$ASSEMBLYAI_BASE_URL",
"auth": {"kind": "header", "key_env": "T_KEY"},
"resources": {"r": {"path": "/v2/transcript",
"records": {"jq": "def f: f; f"}}}}
end
export T_KEY=test-key
stopped TERM 143 "a description's program" aai-fetch --api api.json --end r

# A filter that ends is not cut short by a signal.
mkfifo in
aai-flatten -O -t t --live --window 1k --jq '{b: .a}' <in >out 2>err &
pid=$!
exec 3>in
i=0
while [ $i -lt 300 ]; do
	echo "{\"a\":$i}"
	i=$((i + 1))
done >&3
check "rows come" wait_for 20 grep -q '"b":100' out
kill "$pid"
wait "$pid"
expect_equal "$?" 143 "a signal between two records ends it"
exec 3>&-
expect_equal "$(tail -c 2 out)" "}" "the last line is whole"

# What makes libjq crash, in some versions, ends the program with words.
for filter in 'reduce range(1000000) as $i (null; [.])' '1e300 | todate' \
    '{a: 1e300} | .a | todate'; do
	for program in flatten fetch; do
		case $program in
		flatten) run aai-flatten -t t --jq "$filter" <record ;;
		fetch) run aai-fetch --end --jq "$filter" transcripts ;;
		esac
		# (A libjq that does not crash takes it, or fails.)
		check "aai-$program --jq '$filter': ends as it should" \
		    expr "$STATUS" : '[02]$'
		[ "$STATUS" -eq 0 ] || {
			expect_stderr_like "^aai-$program: " "with a message"
			unlike "$OUT" _aai_end "and a stream that is cut"
		}
	done
done
done_testing
