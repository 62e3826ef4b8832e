# Others read the files back: Python's csv, sqlite3's import, PostgreSQL's
# COPY, DuckDB's read_csv.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/sql/db.sh"

cat >rows <<'end'
{"_table":"t","_columns":[{"name":"id","type":"bigint","key":true},{"name":"x","type":"double"},{"name":"b","type":"bool"},{"name":"d","type":"date"},{"name":"at","type":"timestamp"},{"name":"j","type":"json"},{"name":"v","type":"text"},{"name":"w","type":"text"}]}
{"_table":"t","id":1,"x":0.25,"b":true,"d":"2024-02-29","at":"2024-02-29T10:00:00+01:00","j":{"k":["a,b",1]},"v":"plain","w":"x"}
{"_table":"t","id":-9223372036854775808,"v":"","w":"y"}
{"_table":"t","id":3,"w":"null before, \"quotes\""}
{"_table":"t","id":4,"v":"two\nlines","w":"cr\r\nlf"}
{"_table":"t","id":5,"v":" blanks ","w":"\\."}
{"_table":"t","id":6,"v":"# no comment","w":"'"}
{"_table":"t","id":7,"v":"naïve 日本","w":"\ud83d\ude00"}
{"_table":"t","id":8,"v":"NULL","w":"\\N"}
{"_table":"t","id":9,"v":"=1+1","w":"\t"}
{"_table":"t"}
end
aai-sink-csv -o out <rows
expect_equal $? 0 "a file is written"
# The same, with nulls spelled out, in an order of their own.
cat >want <<'end'
-9223372036854775808|<null>|<null>|<null>|<null>|<null>||79
1|0.25|true|2024-02-29|1709197200|{"k":["a,b",1]}|706c61696e|78
3|<null>|<null>|<null>|<null>|<null>|<null>|6e756c6c206265666f72652c202271756f74657322
4|<null>|<null>|<null>|<null>|<null>|74776f0a6c696e6573|63720d0a6c66
5|<null>|<null>|<null>|<null>|<null>|20626c616e6b7320|5c2e
6|<null>|<null>|<null>|<null>|<null>|23206e6f20636f6d6d656e74|27
7|<null>|<null>|<null>|<null>|<null>|6e61c3af766520e697a5e69cac|f09f9880
8|<null>|<null>|<null>|<null>|<null>|4e554c4c|5c4e
9|<null>|<null>|<null>|<null>|<null>|3d312b31|09
<null>|<null>|<null>|<null>|<null>|<null>|<null>|<null>
end

if command -v python3 >/dev/null 2>&1; then
	# csv.QUOTE_NOTNULL reads nulls from 3.12 on; here they are told by
	# another spelling.
	aai-sink-csv -t t -o - --null '<null>' <rows >marked.csv
	python3 - >got <<'end'
import csv, datetime
rows = list(csv.reader(open('marked.csv', newline='', encoding='utf-8'),
                       strict=True))
out = []
for r in rows[1:]:
    assert len(r) == len(rows[0])
    if r[4] != '<null>':
        at = datetime.datetime.strptime(r[4], '%Y-%m-%dT%H:%M:%S%z')
        r[4] = '%d' % at.timestamp()
    for i in 6, 7:
        if r[i] != '<null>':
            r[i] = r[i].encode().hex()
    out.append('|'.join(r))
print('\n'.join(sorted(out)))
end
	same got "Python reads it back" <want
else
	skip "Python reads it back" "no python3 here"
fi

for d in $(dialects); do
	db_new "$d"
	epoch='extract(epoch FROM "at")::bigint'
	case $d in
	sqlite)
		# It knows no null in CSV: an empty field is the empty string.
		aai-sink-csv -t t -o - --null '<null>' <rows >marked.csv
		sqlite3 "$db_file" '.import --csv marked.csv t'
		db 'SELECT id, x, b, d, CASE "at" WHEN '"'<null>'"' THEN "at" ELSE unixepoch("at") END, j,
		    CASE v WHEN '"'<null>'"' THEN v ELSE lower(hex(v)) END,
		    CASE w WHEN '"'<null>'"' THEN w ELSE lower(hex(w)) END FROM t' \
		    >got
		;;
	postgres)
		db 'CREATE TABLE t (id bigint, x double precision, b boolean,
		    d date, "at" timestamptz, j json, v text, w text)'
		psql -Xqc "\\copy t FROM 'out/t.csv' (FORMAT csv, HEADER)"
		db "SELECT id, x, b::text, d, $epoch, j, $(db_hex v),
		    $(db_hex w) FROM t" >got
		;;
	duckdb)
		db "SELECT id, x, b, d, epoch(\"at\")::bigint, j, $(db_hex v),
		    $(db_hex w) FROM read_csv('out/t.csv',
		    allow_quoted_nulls = false)" >got
		;;
	esac
	sed 's/NULL/<null>/g' got | LC_ALL=C sort >sorted
	same sorted "$d reads it back" <want
done
done_testing
