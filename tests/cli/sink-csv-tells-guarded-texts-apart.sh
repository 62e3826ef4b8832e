# --excel puts an apostrophe before what a spreadsheet takes for a formula: a
# text that begins so itself is another, and a merge tells them apart.

. "$ROOT/tests/lib.sh"
need aai-flatten aai-sink-csv aai-show

cat >texts <<'end'
{"id":"'=x"}
{"id":"=x"}
{"id":"''=x"}
{"id":"'x"}
{"id":"'"}
{"id":"''"}
{"id":"'\t=x"}
end

into()
{
	aai-flatten -q --api none -t r -k id |
		aai-sink-csv -q -o sheets --excel --mode merge
}

# each: the records one by one; count [PATTERN]: rows that are there.
each()
{
	while read -r text; do
		printf '%s\n' "$text" | into
	done <texts
}

count()
{
	aai-show --json sheets/r | grep -v _columns | grep -c -e "${1:-id}"
}

into <texts
cat sheets/r/part-* | tr -d '\r' | sed 1d >got
same got "texts are spelled apart" <<end
''=x
'=x
'''=x
'x
'
'''
''	=x
end
echo '{"id":"=x","v":2}' | into
expect_equal "$(count) $(count '"v":2')" "7 1" \
	"one comes in the place of itself and of no other"
each
expect_equal "$(count)" 7 "... as each of them does"

# A key that becomes JSON has the texts, without what was before them.
aai-sink-csv -q -o sheets --excel --mode merge <<'end'
{"_table":"r","_columns":[{"name":"id","type":"json","key":true}],"_path":"r"}
{"_table":"r","id":{"a":1}}
end
expect_equal "$(count)" 8 "texts become JSON"
expect_equal "$(count '"id":"=x"')" 1 "... without the apostrophe"
each
expect_equal "$(count)" 8 "... each of which comes in the place of itself"
done_testing
