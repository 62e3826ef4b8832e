# The end record's count is checked, and replaced by the count of rows.

. "$ROOT/tests/lib.sh"

run aai-flatten <<'end'
{"_table":"t","a":[1,2]}
{"_table":"t","a":[3]}
{"_table":"_aai_end","records":2,"state":{"x":1}}
end
expect_status 0 "a stream with an end record is taken"
tail -n 1 "$OUT" >last
same last "the end record comes last, with the count of rows" <<'end'
{"_table":"_aai_end","records":5,"state":{"x":1}}
end

run aai-flatten <<'end'
{"_table":"t","a":1}
{"_table":"_aai_end","records":2}
end
expect_status 0 "a wrong count is not an error"
unlike "$OUT" _aai_end "... but the end record is left out"
like "$ERR" "counts 2 records, but 1 came" "... and that is told"

run aai-flatten <<'end'
{"_table":"_aai_end","records":0}
{"_table":"t","a":1}
end
expect_status 6 "data after the end record is an error"

run aai-flatten --require-end <<'end'
{"_table":"t","a":1}
end
expect_status 6 "a stream without one is cut where one is required"

run aai-flatten --require-end --infer <<'end'
{"_table":"t","a":1}
{"_table":"_aai_end","records":1}
end
expect_status 0 "one that is there will do"
done_testing
