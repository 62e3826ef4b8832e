# A parent that cannot be asked for, or whose answers fail for ever, is one
# parent: with --failed all others are expanded, without it the run ends.

. "$ROOT/tests/lib.sh"
need python3 jq

cat >api.json <<'end'
{"name": "t", "resources": {
"orders": {"path": "/orders", "records": "data",
  "table": {"key": {"id": "order_id"}}},
"lines": {"path": "/orders/{order_id}/lines", "records": "data",
  "parent_key": "order_id",
  "parents": {"orders": {"id": "id",
      "when": [{"at": "state", "is": ["void"], "not": true}]},
    "": {"id": "order_id"}},
  "table": {"key": {"id": "line_id"}}},
"notes": {"path": "/orders/{order_id}/notes", "records": "data",
  "parent_key": "order_id", "parents": {"orders": {"id": "id"}},
  "table": {"key": {"id": "note_id"}}}}}
end
cat >answer.py <<'end'
import json
def answer(path, query, nth):
    parent = path.split("/")[2]
    try:
        with open("faults") as f:
            faults = json.load(f)
    except OSError:
        faults = {}
    if parent in faults:
        return tuple(faults[parent])
    return {"data": [{"id": int(parent) * 10}]}
end
start_answers answer.py
# shellcheck disable=SC2120 # run() calls it
fan()
{
	aai-fanout --api api.json --base-url "$SERVER" "$@"
}
orders()
{
	for id; do
		printf '{"_table":"orders","id":%s}\n' "$id"
	done
}

# Ids that have no place in a URL.
long=$(printf '%70000s' '' | tr ' ' x)
for id in '"."' '".."' '""' null '"a\nb"' '"\u0000"' '"\u007f"' '[1]' \
    '{"x":1}' true false "\"$long\""; do
	short=$(printf %s "$id" | cut -c 1-20)
	rm -f aside
	orders 1 "$id" 3 >parents
	run fan --retries 0 --failed aside lines <parents
	expect_status 3 "the id $short leaves a part out"
	expect_equal "$(jq .id "$OUT" | tr '\n' ' ')" "10 30 " \
	    "the others are expanded"
	sed -n 2p parents >want
	same aside "the parent is put aside as it came" <want
	expect_stderr_like "line 2 " "and named"
	run fan lines <parents
	expect_status 6 "without --failed it ends the run"
	unlike "$OUT" '"_table":"_aai_end"' "which is a cut one"
done
rm -f aside
run fan --retries 0 --failed aside lines <<'end'
{"_table":"orders"}
{"_table":"orders","id":2}
end
expect_equal "$(jq .id "$OUT")" 20 "no id at all is put aside, too"
expect_equal "$(wc -l <aside)" 1 "that parent alone"
rm -f aside
run fan --retries 0 --failed aside lines <<'end'
{"order_id":null}
{"order_id":2}
{"other":1}
end
expect_status 3 "an untagged parent whose id is null is put aside"
same aside "as it came" <<'end'
{"order_id":null}
end
expect_equal "$(jq -c 'del(._table)' "$OUT" | tr '\n' ' ')" \
    '{"order_id":2,"id":20} {"other":1} ' "and what is not a parent passes"
run fan --retries 0 --failed aside lines notes <<'end'
{"_table":"orders","id":"..","state":"void"}
end
expect_status 3 "it is put aside for the one resource that it is asked for in"
run fan --pass --failed aside2 lines <<'end'
{"_table":"orders","id":"..","state":"void"}
end
expect_status 0 "one that nothing is asked for of passes"
expect_equal "$(cat "$OUT")" '{"_table":"orders","id":"..","state":"void"}' \
    "as it came"
rm -f aside
for i in 1 2; do
	orders 1 null 2 null 3 | fan --failed "aside$i" --shard $i/2 lines
done >out 2>err
expect_equal "$(jq .id out | sort | tr '\n' ' ')" "10 20 30 " \
    "shards have every parent once"
expect_equal "$(cat aside1 aside2 | grep -c null)" 2 "and put each aside once"
rm -f aside
printf '1\n..\n3\n' >ids
run fan --ids --failed aside lines <ids
expect_status 3 "a plain id that is none"
expect_equal "$(cat aside)" .. "is put aside"

# Parents that fail for ever, among many, first of all and last of all.
seq 1 200 | sed 's/.*/{"_table":"orders","id":&}/' >parents
for which in "3 8 200" "1 1 25" "176 1 200"; do
	# shellcheck disable=SC2086 # three words
	seq $which | jq -s '[.[] | {(tostring): [500, "{}"]}] | add' >faults
	for jobs in 1 64; do
		rm -f aside
		run fan -q -j $jobs --end --retries 0 --failed aside lines <parents
		expect_status 3 "25 of 200 that fail are a part ($which, -j $jobs)"
		expect_equal "$(grep -c '"id"' "$OUT")" 175 "the others are there"
		expect_equal "$(wc -l <aside)" 25 "those are put aside"
		like "$OUT" _aai_end "and the stream is whole"
	done
done

# A parent that is to wait for a day, or for longer than this test.
for how in '503 86400' '500 7200' '503 Fri, 01 Jan 2100 00:00:00 GMT' \
    '502 99999999999999999999'; do
	rm -f aside
	jq -n --arg s "${how%% *}" --arg a "${how#* }" \
	    '{"7": [($s | tonumber), "{}", {"Retry-After": $a}]}' >faults
	run fan --retries 3 -j 4 --failed aside lines <parents
	expect_status 3 "a wait of a day is one parent's ($how)"
	expect_equal "$(grep -c '"id"' "$OUT")" 199 "the others are there"
	expect_equal "$(jq .id aside)" 7 "that one is put aside"
	expect_stderr_like "orders/7/lines: .*asks to wait" "and it is reported"
done
for jobs in 1 4; do
	echo '{"7": [503, "{}", {"Retry-After": "200"}]}' >faults
	fan --retries 3 -j $jobs --unordered --live --max-time 100 lines \
	    <parents >out 2>err &
	all()
	{
		[ "$(wc -l <out)" = 199 ]
	}
	check "a 503 of one parent holds no other up (-j $jobs)" \
	    wait_for 20 all
	kill $!
	wait $!
done
echo '{"7": [429, "{}", {"Retry-After": "86400"}]}' >faults
rm -f aside
run fan -j 4 --end --failed aside lines <parents
expect_status 5 "too many requests for a day end the run"
expect_equal "$(($(grep -c '"id"' "$OUT") + $(wc -l <aside)))" 200 \
    "and all that is not expanded is put aside"
done_testing
