# --jq puts each record through a program; what comes out keeps its tag.

. "$ROOT/tests/lib.sh"

cat >records <<'end'
{"_table":"a","id":1,"s":"x","l":[1,2]}
{"_table":"b","id":2,"s":"y","l":[]}
end
run aai-flatten -O --jq 'select(.s == "x") | {id, n: (.l | length)}' -k id <records
expect_status 0 "a program is taken"
expect_stdout "its result is the record, under the same tag" <<'end'
{"_table":"a","_columns":[{"name":"id","type":"bigint","key":true},{"name":"n","type":"bigint"}],"_path":"a"}
{"_table":"a","id":1,"n":2}
end
run aai-flatten -O --jq '{_table: "c", id: .id, v: .l[]}' -k id <records
expect_status 0 "it may give several records, and tags"
grep -v _columns "$OUT" >rows
same rows "each is taken" <<'end'
{"_table":"c","id":1,"v":1}
{"_table":"c","id":1,"v":2}
end
run aai-flatten -O --jq 'empty' <records
expect_status 0 "it may give none"
printf '\n' >lf
expect_stdout "then the stream has no records" <lf

run aai-flatten -O --jq '.l[' <records
expect_status 2 "what is not a program is a usage error"
like "$ERR" "^aai-flatten: cannot compile filter" "... which is told"
run aai-flatten -O --jq 'error("no " + .s)' <records
expect_status 2 "a program that fails is one too"
like "$ERR" "line 1 .*the filter failed: no x" "... with its message and line"
run aai-flatten -O --jq '.id' <records
expect_status 6 "a result that is not an object is not a record"

echo 'def f: 1;' >"$HOME/.jq"
SECRET=x run aai-flatten -O -t t --jq '{e: env.SECRET, v: $ENV.SECRET}' <records
unlike "$OUT" '"x"' "it sees no environment"
run aai-flatten -O --jq '{f: f}' <records
expect_status 2 "nor a ~/.jq"

# The end record counts what came, whatever the program made of it.
run aai-flatten -O --jq 'select(.id == 1)' --require-end <<'end'
{"_table":"a","id":1}
{"_table":"a","id":2}
{"_table":"_aai_end","records":2}
end
expect_status 0 "counts are those of the records that came"
tail -n 1 "$OUT" >last
same last "... and of the rows that went" <<'end'
{"_table":"_aai_end","records":1}
end
done_testing
