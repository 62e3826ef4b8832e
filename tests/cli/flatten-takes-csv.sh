# CSV and TSV become what the same values in JSON become: numbers keep their
# digits, what is no number stays text, and null is not the empty string.

. "$ROOT/tests/lib.sh"

flat()
{
	aai-flatten -O -t t -k id "$@"
}

printf '\357\273\277id,zip,"a ""q""",n,ok,at,e\r\n' >x.csv
printf '1,007,"x, y",1.10,true,2024-01-02T03:04:05Z,\r\n' >>x.csv
printf '2,12,"two\r\nlines",12345678901234567890,false,2024-01-03 04:05,""\r\n' >>x.csv
printf '\r\n3,"5",,-2e3,true,,"12"' >>x.csv
flat <<'end' >want
{"id":1,"zip":"007","a \"q\"":"x, y","n":1.10,"ok":true,"at":"2024-01-02T03:04:05Z","e":null}
{"id":2,"zip":12,"a \"q\"":"two\r\nlines","n":12345678901234567890,"ok":false,"at":"2024-01-03 04:05","e":""}
{"id":3,"zip":"5","a \"q\"":null,"n":-2e3,"ok":true,"at":null,"e":"12"}
end
flat x.csv >got
same got "the rows of the same values as JSON" <want
like got '"name":"zip","type":"text"' "a number of 007 and others is text"
like got '"name":"at","type":"timestamp"' "times are times"
like got '"n":1.10,' "digits are kept"
gzip -k x.csv
flat x.csv.gz >got
same got "compressed as well" <want
flat --format csv <x.csv >got
same got "and from standard input" <want
printf 'id\tv\n1\ta,b\n' >y.tsv
run flat y.tsv
expect_stdout_like '"v":"a,b"' "tabs separate the fields of TSV"
printf 'id;v\n1;2,5\n' >semicolon.csv
run aai-flatten -O -k id semicolon.csv
expect_stdout_like '"_table":"semicolon","id":1,"v":"2,5"' \
    "the delimiter is that of the first line, the table the file's"
printf 'id,,v,v\n1,2,3,4\n' >names.csv
run flat names.csv
expect_stdout_like '"id":1,"column_2":2,"v":3,"v_4":4' \
    "columns that lack a name of their own have their number"
expect_stderr_like 'names.csv: 2 columns without a name' "which is told"

refuse()
{
	# shellcheck disable=SC2059 # a format
	printf "$1" >r.csv
	run flat r.csv
	expect_status 6 "$2"
	expect_stderr_like "$3" "... at its place"
}
refuse 'id,v\n1,2\n3\n' "a row that is too short" \
    'r\.csv: line 3 \(byte 9\): it has 1 field, for 2 columns'
refuse 'id,v\n1,2\n3,4,5\n' "one that is too long" 'line 3 \(byte 9\): .*3 fields'
refuse 'id,v\n1,"2"x\n' "text after a quote" 'line 2 \(byte 5\): .*after the quote'
refuse 'id,v\n1,"2\n' "quotes that do not close" 'line 2 .*cut'
refuse 'id,v\r1,2\r' "lines that end in CR" "r\.csv: lines end in CR alone"
for text in '\376\377\0a\0,\0b\0\n\0001\0,\0002\0\n' \
    '\377\376a\0,\0b\0\n\0001\0,\0002\0\n\0' 'a\0,\0b\0\n\0001\0,\0002\0\n\0' \
    '\377\376\53\116\n\0001\0\n\0'; do
	refuse "$text" "UTF-16" "r\.csv: it is not UTF-8: iconv"
done
printf 'id,v\n1,2\n' | run flat
run aai-flatten -t t <x.csv
expect_stderr_like 'CSV is read with --format csv' "who forgets the format is told"
: >none.csv
run flat none.csv
expect_status 0 "nothing is no rows"
echo id,v >none.csv
run flat none.csv
expect_status 0 "nor are names alone"

# What the sink writes comes back as the same table.
flat x.csv | aai-sink-csv -o out
flat out/t.csv | aai-sink-csv -o again
same again/t.csv "a table that was written as CSV is read as it was" \
    <out/t.csv
done_testing
