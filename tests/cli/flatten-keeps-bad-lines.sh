# With --bad, lines that are no records are kept with their place and counted;
# what is cut, or is not a record a line, stays an error.

. "$ROOT/tests/lib.sh"

printf '{"id":1}\nnot json\n\n{"id":2,}\n[{"id":3}]\n{"id":\377\n{"id":4}\n' >in
run aai-flatten -O -t t -k id <in
expect_status 6 "without it the first is an error"
run aai-flatten -O -t t -k id --bad bad --stats stats <in
expect_status 3 "with it something is left out"
expect_stderr_like "4 lines that are not records were left out: see 'bad'" \
    "which is said"
expect_stdout "the records are there" <<'end'
{"_table":"t","_columns":[{"name":"id","type":"bigint","key":true}],"_path":"t"}
{"_table":"t","id":1}
{"_table":"t","id":4}
end
same bad "and the others kept, with their places" <<'end'
{"file":"standard input","line":2,"byte":9,"why":"not a JSON object","text":"not json"}
{"file":"standard input","line":4,"byte":19,"why":"invalid JSON","text":"{\"id\":2,}"}
{"file":"standard input","line":5,"byte":29,"why":"not a JSON object","text":"[{\"id\":3}]"}
{"file":"standard input","line":6,"byte":40,"why":"invalid JSON","hex":"7b226964223aff"}
end
like stats '"bad":4' "and counted"
run aai-flatten -O -t t -k id --bad bad --max-bad 3 <in
expect_status 6 "more than --max-bad are an error"
expect_stderr_like 'line 6 \(byte 40\): .*--max-bad' "at the first of them"
run aai-flatten -O -t t -k id --bad bad --max-bad 4 <in
expect_status 3 "as many are not"

printf '{"id":1}\n{"id":' >cut
run aai-flatten -O -t t -k id --bad bad <cut
expect_status 6 "what is cut is an error all the same"
printf '[{"id":1},\n{"id":tru},\n{"id":2}]' >list
run aai-flatten -O -t t -k id --bad bad <list
expect_status 6 "so is what is wrong in a list"
expect_stderr_like 'line 2 \(byte 17\): .*--bad leaves out lines' "which says why"

printf 'id,v\n1,2\n3\n4,"5"x\n6,7\n' >x.csv
run aai-flatten -O -k id --bad bad x.csv
expect_status 3 "rows of other lengths are left out"
expect_equal "$(grep -c '"_table":"x","id"' "$OUT")" 2 "the others are there"
same bad "they are kept, with their fields" <<'end'
{"file":"x.csv","line":3,"byte":9,"why":"it has 1 field, for 2 columns","fields":["3"]}
{"file":"x.csv","line":4,"byte":11,"why":"there is text after the quote that closes a field","fields":["4","5x"]}
end
run aai-flatten -O -t t --bad none -k id <<'end'
{"id":1}
end
expect_status 0 "where nothing is bad"
check "the file is empty" test -e none -a ! -s none
run aai-flatten -t t --bad no/such/file <in
expect_status 7 "a file that cannot be made is told"
done_testing
