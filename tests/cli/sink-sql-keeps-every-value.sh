# What goes into a database comes out of it as it was, in each of them.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/sql/db.sh"

[ -n "$(dialects)" ] || skip_all "no database here"

cat >rows <<'end'
{"_table":"select","_columns":[{"name":"id","type":"text","key":true},{"name":"from","type":"bigint"},{"name":"x","type":"double"},{"name":"d","type":"decimal","precision":38,"scale":3},{"name":"b","type":"bool"},{"name":"day","type":"date"},{"name":"at","type":"timestamp"},{"name":"j","type":"json"},{"name":"A \"b\" 'c'","type":"text"}]}
{"_table":"select","id":"1","from":9223372036854775807,"x":0.1,"d":12345678901234567890123.125,"b":true,"day":"2024-02-29","at":"2024-02-29T10:00:00.5+01:00","j":{"k":[1.0,"x'y"]},"A \"b\" 'c'":"q"}
{"_table":"select","id":"2","from":-9223372036854775808,"x":-1e300,"d":-0.5,"b":"false","day":"0001-01-01","at":"9999-12-31","j":"s"}
{"_table":"select","id":"3"}
{"_table":"select","id":"4","A \"b\" 'c'":""}
{"_table":"select","id":"5","A \"b\" 'c'":"it's \\. \\N \"two\"\nlines\r\nand\ttabs\r; DROP TABLE x; -- \u0001\u001f"}
{"_table":"select","id":"6","A \"b\" 'c'":"naïve 日本 \ud83d\ude00"}
{"_table":"select","id":"7","A \"b\" 'c'":true}
{"_table":"select","id":"8","A \"b\" 'c'":-12.50}
end

for d in $(dialects); do
	db_new "$d"
	aai-sink-sql -d "$d" <rows >script 2>err
	expect_equal $? 0 "$d: a script is written"
	db_load <script >said 2>&1
	expect_equal $? 0 "$d: and loaded"
	same said "$d: without a word" </dev/null
	text=$(db_hex '"A ""b"" '"'c'"'"')
	[ "$d" != sqlite ] || text="CASE WHEN \"A \"\"b\"\" 'c'\" IS NOT NULL THEN $text END"
	db "SELECT id, \"from\", x, d, b, day, j FROM \"select\" ORDER BY id" |
	    sed 's/|-1e+300|/|-1.0e+300|/; s/|t|/|true|/; s/|f|/|false|/
		s/|-0.500|/|-0.5|/; s/true/1/; s/false/0/' >got
	same got "$d: numbers, bools, dates and json are the same" <<'end'
1|9223372036854775807|0.1|12345678901234567890123.125|1|2024-02-29|{"k":[1.0,"x'y"]}
2|-9223372036854775808|-1.0e+300|-0.5|0|0001-01-01|"s"
3|NULL|NULL|NULL|NULL|NULL|NULL
4|NULL|NULL|NULL|NULL|NULL|NULL
5|NULL|NULL|NULL|NULL|NULL|NULL
6|NULL|NULL|NULL|NULL|NULL|NULL
7|NULL|NULL|NULL|NULL|NULL|NULL
8|NULL|NULL|NULL|NULL|NULL|NULL
end
	case $d in
	sqlite) at='"at"' ;;
	duckdb) at='epoch_us("at")' ;;
	postgres) at='(extract(epoch FROM "at") * 1000000)::bigint' ;;
	esac
	case $d in
	sqlite) want='2024-02-29T09:00:00.500000Z
9999-12-31T00:00:00Z' ;;
	*) want='1709197200500000
253402214400000000' ;;
	esac
	expect_equal "$(db "SELECT $at FROM \"select\" WHERE \"at\" IS NOT NULL ORDER BY id")" \
	    "$want" "$d: instants are the same"
	db "SELECT id, $text FROM \"select\" WHERE id <> '1' ORDER BY id" >got
	same got "$d: text is the same to the byte" <<'end'
2|NULL
3|NULL
4|
5|69742773205c2e205c4e202274776f220a6c696e65730d0a616e6409746162730d3b2044524f50205441424c4520783b202d2d20011f
6|6e61c3af766520e697a5e69cac20f09f9880
7|74727565
8|2d31322e3530
end

	# A NUL, and text of many megabytes.
	echo '{"_table":"big","_columns":[{"name":"id","type":"text","key":true},{"name":"v","type":"text"}]}' >big
	printf '{"_table":"big","id":"nul","v":"a\\u0000b\\r\\nc"}\n' >>big
	if [ "$d" = postgres ]; then
		run aai-sink-sql -d "$d" <big
		expect_status 6 "$d: a NUL is refused"
		expect_stderr_like "line 2.*table 'big', column 'v'.*--nul" \
		    "$d: and told where, and what to do"
		run aai-sink-sql -d "$d" --nul replace <big
		expect_stderr_like '1 NULs became' "$d: or replaced, and counted"
		nul=61efbfbd620d0a63
	else
		nul=6100620d0a63
	fi
	awk 'BEGIN {
		printf "{\"_table\":\"big\",\"id\":\"big\",\"v\":\""
		for (i = 0; i < 400000; i++)
			printf "fifty bytes of it'\''s text\\n with \\\"quotes\\\" or so."
		print "\"}"
	}' >>big
	aai-sink-sql -d "$d" --nul replace <big 2>err | db_load >said 2>&1
	same said "$d: a text of 20 MB is loaded" </dev/null
	expect_equal "$(db "SELECT length(v) FROM big WHERE id = 'big'")" \
	    18400000 "$d: and has its length"
	expect_equal "$(db "SELECT $(db_hex v) FROM big WHERE id = 'nul'")" \
	    $nul "$d: a text with a NUL is there"
done
done_testing
