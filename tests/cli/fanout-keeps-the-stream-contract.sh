# A cut stream stays cut, a whole one whole; the end record is checked and
# handed on; an input without a byte gives none.

. "$ROOT/tests/lib.sh"
need jq

is_cut()
{
	[ ! -s "$1" ] || [ "$(tail -c 2 "$1" | od -An -tx1 | tr -d ' ')" != 7d0a ]
}
start_mock -t 12
aai-fetch --end transcripts >whole
sed '$d' whole >records
n=$(wc -l <records)
size=$(wc -c <records)

run aai-fanout sentences </dev/null
expect_status 0 "no byte in"
expect_equal "$(wc -c <"$OUT")" 0 "no byte out"
run aai-fanout --end --pass sentences </dev/null
expect_status 0 "no byte in, and an end record asked for"
expect_equal "$(wc -c <"$OUT")" 0 "no byte out"
printf '\n' >empty
run aai-fanout --end sentences <empty
expect_stdout "an empty stream that has ended gets an end record" <<'end'
{"_table":"_aai_end","records":0}
end
run aai-fanout sentences <empty
expect_status 0 "an empty stream"
expect_stdout "gives an empty stream" <<'end'

end
run aai-fanout --pass sentences <whole
expect_status 0 "an end record"
tail -n 1 "$OUT" | jq -c '[._table, .records, .selection.resource]' >got
same got "is handed on with the count of what was written" <<end
["_aai_end",$(($(wc -l <"$OUT") - 1)),"transcripts"]
end
run aai-fanout --require-end sentences <records
expect_status 6 "an end record that must be there"
check "leaves a cut stream when it is not" is_cut "$OUT"
sed 3d whole >short
run aai-fanout --pass sentences <short
expect_status 0 "a wrong count"
expect_stderr_like "counts $n records, but $((n - 1)) came; it is dropped" \
    "is told"
unlike "$OUT" _aai_end "and the end record dropped"
run aai-fanout --require-end sentences <short
expect_status 6 "or an error, when it must be there"
(cat whole && head -n 1 records) >longer
run aai-fanout --pass sentences <longer
expect_status 6 "a record after the end record"
expect_stderr_like "line $((n + 2)) .* a record after the end record" \
    "is an error with its line"
check "and a cut stream" is_cut "$OUT"
(cat whole && tail -n 1 whole) >longer
run aai-fanout --pass sentences <longer
expect_status 6 "as is a second end record"

for cut in 1 2 3 10 100 $((size / 2)); do
	head -c $((size - cut)) records >cutoff
	run aai-fanout --pass sentences <cutoff
	case $cut in
	1) expect_status 0 "a missing LF at the end is forgiven" ;;
	*)
		expect_status 6 "a stream cut $cut bytes before its end"
		expect_stderr_like "the input is cut" "is told as such"
		check "and stays cut" is_cut "$OUT"
		;;
	esac
done
sed '5s/.*/{"_table":"transcripts","id":}/' records >bad
run aai-fanout --pass sentences <bad
expect_status 6 "a line that is not JSON"
expect_stderr_like "standard input: line 5 \(byte [0-9]+\): not a JSON object" \
    "is told with line and byte"
printf '{"_table":"transcripts","id":"../../x","status":"completed"}\n' >bad
run aai-fanout sentences <bad
expect_status 6 "an id that would climb out of its place"
expect_stderr_like "line 1 .*'\.\./\.\./x' is not an id" "is refused"
printf '{"_table":"transcripts","id":"a\\r\\nX: y","status":"completed"}\n' >bad
run aai-fanout sentences <bad
expect_status 6 "and one that would be a header"
printf '{"_table":"transcripts","status":"completed"}\n' >bad
run aai-fanout sentences <bad
expect_status 6 "and a parent without one"
expect_stderr_like "line 1 .*a parent without an id" "is told"
run aai-fanout --max-line 1k --pass sentences <records
expect_status 6 "a child that is longer than allowed"
expect_stderr_like "parent '.*': .* longer than 1024 bytes \(see --max-line\)" \
    "is told with whose it is"
aai-fanout -q transcript_details <records >whole
max=$(awk '{ print length($0) }' whole | sort -n | sed -n '2p')
run aai-fanout --max-line "$max" --failed long transcript_details <records
expect_status 3 "with --failed its parent is put aside"
aai-fanout -q transcript_details <long >rest
expect_equal "$(sort "$OUT" rest | cksum)" "$(sort whole | cksum)" \
    "and can be expanded when more is allowed"

# A failure that does not pass: what is there is a prefix of the whole.
aai-fanout --pass sentences <records >want
start_mock -t 12 -f kind=500,route=sentences,from=6
run aai-fanout -j 1 --retries 0 --pass sentences <records
expect_status 5 "a failure that goes on"
expect_stderr_like "GET .*/sentences: 500: .*run again later" "is told"
check "leaves a cut stream" is_cut "$OUT"
check "that is a part of the whole" \
    cmp -n "$(wc -c <"$OUT")" "$OUT" want
done_testing
