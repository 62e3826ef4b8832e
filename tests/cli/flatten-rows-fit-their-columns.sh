# Rows fit the columns lines before them, whatever was inferred, given or left
# out, and what is left out is looked at, too.

. "$ROOT/tests/lib.sh"

# sinks TITLE: the rows in OUT are ones that a sink takes.
sinks()
{
	rm -rf out
	cp "$OUT" rows
	run aai-sink-csv -q -o out <rows
	expect_status 0 "$1"
}

cat >schema <<'end'
{"_table":"t","_columns":[{"name":"id","type":"bigint","key":true}]}
{"_table":"t__l","_columns":[{"name":"t_id","type":"bigint","key":true},{"name":"l_idx","type":"bigint","key":true},{"name":"value","type":"double"}],"_parent":"t"}
end
printf '{"id":1}\n{"id":"k","l":[{},1]}\n' >keys
run aai-flatten -t t -k id --schema schema --window 0 <keys
expect_status 0 "a key that widens before its child table comes"
sinks "is of the wider type there"
expect_equal "$(tail -n 1 out/t__l.csv)" "k,1,1" "with its row"

echo '{"id":1,"z":null}' | aai-flatten -t t -k id --infer >nulls
printf '{"id":1}\n{"id":2,"z":5}\n' >late
run aai-flatten -t t -k id --schema nulls --window 0 <late
expect_status 0 "a schema's column of which only nulls were seen"
sinks "is text, as it was declared"
expect_equal "$(grep -c '"name":"z"' rows)" 1 "once"
expect_equal "$(tail -n 1 out/t.csv)" "2,5" "and has its value"
run aai-flatten -t t -k id --schema nulls <late
check "when values come in time, it has their type" \
    grep -q '"name":"z","type":"bigint"' "$OUT"

contract="--schema schema --contract tables=discard-row --rejects left"
for bad in '{"_table":"new","id":2,"a' '{"_table":"new","id":2,"a":tru}' \
    '{"_table":"new","id":2} x'; do
	printf '{"_table":"t","id":1}\n%s' "$bad" >cut
	# shellcheck disable=SC2086 # words
	run aai-flatten -k id $contract <cut
	expect_status 6 "no JSON is told where its table is left out: $bad"
	expect_stderr_like "line 2" "with its line"
done
printf '{"_table":"t","id":1}\n{"_table":"new","id":2,"a":"\377"}\n' >ill
# shellcheck disable=SC2086 # words
run aai-flatten -k id $contract <ill
expect_status 3 "what is not a text there"
check "is mended in what is left out" jq -e '.["_value"].a == "\ufffd"' left

# Names in other orders are looked for again, when the bound is reached already.
lists='"o":{"c":[1],"d":[2],"e":[1],"f":[1],"g":[1],"h":[1]}'
items='{"a":"vvvvvvvvvvvvvvvvvvvvvvvvvvvvvv","b":1,"c":2},{"c":1,"b":2,"a":1}'
items="$items,{\"b\":1,\"a\":2,\"c\":3},{\"b\":1,\"c\":2,\"a\":3}"
printf '{"id":1,"l":[%s],%s}\n' "$items" "$lists" >short
{
	printf '{"id":1,"l":['
	seq 1 80000 | sed "s/.*/$items,/" | tr -d '\n'
	printf '%s],%s}\n' "$items" "$lists"
} >long
check "the long one is long" test "$(wc -c <long)" -gt 8388608
for most in 5 6 7 8 9 10; do
	aai-flatten -q -t t -k id --max-columns $most <short >/dev/null 2>&1
	want=$?
	aai-flatten -q -t t -k id --max-columns $most <long >/dev/null 2>&1
	expect_equal $? $want "a bound of $most names holds for long records alike"
done
done_testing
