# Files of another writer are read: types, encodings and pages that ours never
# makes.  foreign-1.parquet and foreign-2.parquet in tests/data are pyarrow's
# (26.0): version 1.0 with INT96, no compression, decimals as integers; and
# version 2.6 with data pages of version 2, gzip, and a column an encoding
# (BYTE_STREAM_SPLIT split, split64; DELTA_BINARY_PACKED u8, u64; RLE flag;
# DELTA_BYTE_ARRAY prefixed, fixed; a dictionary dict; PLAIN the others).

. "$ROOT/tests/lib.sh"
command -v aai-show >/dev/null 2>&1 || skip_all "no aai-show was built"
data=$ROOT/tests/data

run aai-show --json "$data/foreign-1.parquet"
expect_status 0 "a file of version 1.0 is read"
expect_stdout "with INT96 as times, rounded down to microseconds" <<'end'
{"_table":"foreign-1","_columns":[{"name":"at","type":"timestamp"},{"name":"n","type":"bigint"},{"name":"d","type":"decimal","precision":9,"scale":1}]}
{"_table":"foreign-1","at":"2026-01-02T03:04:05.678901Z","n":1,"d":1.5}
{"_table":"foreign-1","n":2}
{"_table":"foreign-1","at":"1969-12-31T23:59:59.999999Z","d":-2.5}
end

run aai-show --json "$data/foreign-2.parquet"
expect_status 0 "a file of version 2.6 is read"
cp "$OUT" rows
grep -v _columns rows >"$CAPTURE/data"
same "$CAPTURE/data" "every encoding, in pages of version 2, has its values" <<'end'
{"_table":"foreign-2","f32":1.5,"split":1.25,"split64":0.1,"u8":0,"u32":0,"u64":18446744073709551615,"i16":-32768,"flag":true,"prefixed":"transcript_id","dict":"a","t_ms":"01:02:03.004","t_ns":"01:02:03.000000005","s_ms":"2026-01-02T03:04:05.678000Z","s_ns":"2026-01-02T03:04:05.678901234Z","dec":1.25,"dec38":12345678901234567890123456789012345.678,"bin":"a�z","fixed":"abcd","uuid":"00010203-0405-0607-0809-0a0b0c0d0e0f"}
{"_table":"foreign-2","split":2.5,"u8":255,"u32":4294967295,"i16":32767,"flag":false,"prefixed":"transcript_text","dict":"b"}
{"_table":"foreign-2","f32":-0.25,"split":-3.75,"split64":1e+300,"u32":7,"u64":1,"dict":"a","t_ms":"23:59:59","t_ns":"00:00:00","s_ms":"1969-12-31T23:59:59.999000Z","s_ns":"1969-12-31T23:59:59.999999999Z","dec":-99999.99,"dec38":-0.001,"bin":"","fixed":"wxyz","uuid":"00000000-0000-0000-0000-000000000000"}
end
for column in f32:double u8:bigint u32:bigint flag:bool t_ns:text \
    s_ns:timestamp bin:text uuid:text; do
	check "${column%:*} is ${column#*:}" grep -q \
	    "\"name\":\"${column%:*}\",\"type\":\"${column#*:}\"" rows
done
check "integers without a sign that need 64 bits are decimals" grep -q \
    '"name":"u64","type":"decimal","precision":20,"scale":0' rows
expect_stderr "what is not UTF-8 is counted" <<'end'
aai-show: 1 ill-formed characters became U+FFFD
end

mkdir lists
cp "$data/foreign-2.parquet" lists/t.parquet
run aai-show -l lists
expect_status 0 "the file is listed from its footer"
expect_stdout_like '^ *u32 .* 0 .*4294967295' \
    "bounds of what has no sign are taken so"

expect_equal "$(grep -n '"s_ns","type":"timestamp"' rows | cut -d : -f 1)" 1 \
    "times are declared as times"
expect_equal "$(grep -n '"s_ns","type":"text"' rows | cut -d : -f 1)" 2 \
    "and as text before the first with nanoseconds"
run aai-sink-csv -o csv <rows
expect_status 0 "its rows go on into a sink"
cut -d , -f 13,14 csv/foreign-2.csv >stamps
same stamps "with every digit" <<'end'
s_ms,s_ns
2026-01-02T03:04:05.678000Z,2026-01-02T03:04:05.678901234Z
,
1969-12-31T23:59:59.999000Z,1969-12-31T23:59:59.999999999Z
end
run aai-show --json -c s_ns,s_ms "$data/foreign-2.parquet"
check "columns that are chosen are widened as well" grep -q \
    '^{"_table":"foreign-2","_columns":\[{"name":"s_ns","type":"text"}' "$OUT"

run aai-show --json "$data/foreign-nested.parquet"
expect_status 0 "a nested column is read"
expect_stdout "as JSON" <<'end'
{"_table":"foreign-nested","_columns":[{"name":"l","type":"json"},{"name":"x","type":"bigint"}]}
{"_table":"foreign-nested","l":[1],"x":1}
{"_table":"foreign-nested","l":[2],"x":2}
end
run aai-show "$data/foreign-nested.parquet"
expect_stdout "and shown as such" <<'end'
l    x
───  ─
[1]  1
[2]  2
end
run aai-show -l "$data/foreign-nested.parquet"
expect_status 0 "and listed"
expect_stdout_like '^ *l  *json  *[?] *$' "its nulls are not in the footer"

# The same with the codec LZO for the first column alone.
cp "$data/foreign-nested.parquet" gap.parquet
printf '\006' | dd of=gap.parquet bs=1 seek=312 conv=notrunc 2>/dev/null
run aai-show --json gap.parquet
expect_status 3 "a column that is not read leaves the others"
expect_stderr_like \
    "column 'l' is compressed by LZO, which is not read: left out" \
    "and is reported"
expect_stdout "which are whole" <<'end'
{"_table":"gap","_columns":[{"name":"x","type":"bigint"}]}
{"_table":"gap","x":1}
{"_table":"gap","x":2}
end
run aai-show -c x gap.parquet
expect_status 0 "what is asked for is there"
run aai-show -c l,x gap.parquet
expect_status 6 "what is not read is not an error unless it is asked for"
run aai-show -s gap.parquet
expect_status 0 "a list needs no values"

# Lists in one part, text in the other: text stays text.
mkdir -p mixed/t
cp "$data/foreign-nested.parquet" mixed/t/part-1.parquet
aai-sink-parquet -o text <<'end'
{"_table":"t","_columns":[{"name":"l","type":"text"},{"name":"x","type":"bigint"}]}
{"_table":"t","l":"7","x":3}
{"_table":"t","l":"[]","x":4}
end
cp text/t.parquet mixed/t/part-2.parquet
run aai-show --json mixed/t
expect_stdout "text beside lists is not a list, whatever it looks like" <<'end'
{"_table":"t","_columns":[{"name":"l","type":"json"},{"name":"x","type":"bigint"}]}
{"_table":"t","l":[1],"x":1}
{"_table":"t","l":[2],"x":2}
{"_table":"t","l":"7","x":3}
{"_table":"t","l":"[]","x":4}
end

cp "$data/foreign-1.parquet" _aai_x.parquet
run aai-show --json _aai_x.parquet
expect_status 2 "a file whose name cannot be a table's is refused"
expect_stderr_like "'_aai_x' cannot be a table's name" "with the reason"

# Cut anywhere, a file is told of and nothing breaks.
size=$(wc -c <"$data/foreign-2.parquet")
at=0 wrong=0
while [ $at -lt "$size" ]; do
	head -c $at "$data/foreign-2.parquet" >cut.parquet
	run aai-show --json cut.parquet
	[ "$STATUS" = 6 ] || wrong=$((wrong + 1))
	at=$((at + 97))
done
expect_equal $wrong 0 "a file that is cut is told of, wherever"
done_testing
