# Fields are quoted where RFC 4180 or a reader needs it; null is not "".

. "$ROOT/tests/lib.sh"

cat >rows <<'end'
{"_table":"t","_columns":[{"name":"a","type":"text"},{"name":"b","type":"text"}]}
{"_table":"t","a":"","b":"x"}
{"_table":"t","b":"null before"}
{"_table":"t","a":"with,comma","b":"with \"quotes\""}
{"_table":"t","a":"two\nlines","b":"cr\rhere"}
{"_table":"t","a":" blank before","b":"blank behind "}
{"_table":"t","a":"#hash","b":"\\."}
{"_table":"t","a":"NA","b":"a;b"}
{"_table":"t","a":"=1+1","b":"-x"}
{"_table":"t","a":"a long text, whose comma is past a vector","b":"0123456789abcdef,"}
{"_table":"t","a":"naïve 日本","b":"\ud83d\ude00"}
{"_table":"t"}
end
run aai-sink-csv -t t -o - <rows
expect_status 0 "text of all kinds is written"
expect_stdout "and quoted where it must be" <<'end'
a,b
"",x
,null before
"with,comma","with ""quotes"""
"two
lines","crhere"
" blank before","blank behind "
"#hash","\."
NA,a;b
=1+1,-x
"a long text, whose comma is past a vector","0123456789abcdef,"
naïve 日本,😀
,
end

run aai-sink-csv -t t -o - --null NA -d ';' <rows
expect_stdout "null and delimiter can be chosen" <<'end'
a;b
"";x
NA;null before
with,comma;"with ""quotes"""
"two
lines";"crhere"
" blank before";"blank behind "
"#hash";"\."
"NA";"a;b"
=1+1;-x
a long text, whose comma is past a vector;0123456789abcdef,
naïve 日本;😀
NA;NA
end

printf '\357\273\277a,b\r\n"\047=1,1",\047-x\r\n-5,\r\n' >want
printf '%s\n' \
    '{"_table":"t","_columns":[{"name":"a","type":"text"},{"name":"b","type":"text"}]}' \
    '{"_table":"t","a":"=1,1","b":"-x"}' '{"_table":"t","a":-5}' |
    aai-sink-csv -t t --excel >got
check "for a spreadsheet: mark, CR LF, no formulas" cmp want got

for bad in a 0 . '"' '' ab; do
	run aai-sink-csv -t t -d "$bad" <rows
	expect_status 2 "'$bad' is no delimiter"
done
for bad in 0 -1.5 true 2024-01-01 'a"b' 'a,b'; do
	run aai-sink-csv -t t --null "$bad" <rows
	expect_status 2 "'$bad' cannot stand for null"
done

printf '%s\n' '{"_table":"t","_columns":[{"name":"a","type":"text"}]}' \
    '{"_table":"t","a":"x"}' '{"_table":"t"}' >one
run aai-sink-csv -t t <one
expect_status 2 "a null alone on its line is refused"
expect_stderr_like "--null" "with the way out"
expect_equal "$(wc -c <"$OUT")" 0 "and nothing is written"
run aai-sink-csv -t t --null '\N' <one
expect_stdout "which works" <<'end'
a
x
\N
end
done_testing
