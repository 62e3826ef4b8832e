# SQL over a folder's tables: values, names, formats and statuses.

. "$ROOT/tests/lib.sh"
command -v aai-query >/dev/null 2>&1 || skip_all "no aai-query was built"

cat >rows <<'end'
{"_table":"orders","_columns":[{"name":"id","type":"bigint","key":true},{"name":"price","type":"decimal","precision":38,"scale":2},{"name":"rate","type":"double"},{"name":"created","type":"timestamp"},{"name":"day","type":"date"},{"name":"ok","type":"bool"},{"name":"meta","type":"json"},{"name":"name","type":"text"}]}
{"_table":"orders__lines","_columns":[{"name":"id","type":"bigint","key":true},{"name":"orders__lines_idx","type":"bigint","key":true},{"name":"word","type":"text"}]}
{"_table":"orders","id":1,"price":9.50,"rate":0.1,"created":"2026-01-01T10:00:00Z","day":"2026-01-01","ok":true,"meta":{"a":[1,2]},"name":"x"}
{"_table":"orders","id":2,"price":10.00,"rate":0.30000000000000004,"created":"2026-01-02T10:00:00.5Z","day":"2026-01-02","ok":false,"meta":"s","name":""}
{"_table":"orders","id":3,"price":123456789012345678901234567890.12,"rate":1e300,"created":"2026-01-03T10:00:00Z","day":"2026-01-03","ok":null,"meta":null,"name":null}
{"_table":"orders__lines","id":1,"orders__lines_idx":0,"word":"a"}
{"_table":"orders__lines","id":1,"orders__lines_idx":1,"word":"b"}
{"_table":"orders__lines","id":3,"orders__lines_idx":0,"word":"c, \"d\""}
end
aai-sink-parquet -o out <rows
aai-sink-csv -o csv <rows
aai-sink-delta -o delta <rows
aai-sink-iceberg -o iceberg <rows

for form in out csv delta iceberg; do
	run aai-query $form 'SELECT * FROM orders ORDER BY id'
	expect_stdout "$form: values are as they were stored" <<'end'
{"id":1,"price":"9.50","rate":0.1,"created":"2026-01-01 10:00:00","day":"2026-01-01","ok":true,"meta":{"a":[1,2]},"name":"x"}
{"id":2,"price":"10.00","rate":0.30000000000000004,"created":"2026-01-02 10:00:00.500000","day":"2026-01-02","ok":false,"meta":"s","name":""}
{"id":3,"price":"123456789012345678901234567890.12","rate":1e+300,"created":"2026-01-03 10:00:00","day":"2026-01-03","ok":null,"meta":null,"name":null}
end
	run aai-query $form 'SELECT o.id, count(l.word) AS words FROM orders o
	    LEFT JOIN lines l USING (id) GROUP BY 1 ORDER BY 1'
	expect_stdout "$form: tables are joined, by their short names" <<'end'
{"id":1,"words":2}
{"id":2,"words":0}
{"id":3,"words":1}
end
done

# said TITLE TEXT SQL: the statement fails with status 2 and that text.
said()
{
	run aai-query out "$3"
	expect_status 2 "$1"
	like "$ERR" "$2" "... and says $2"
}

run aai-query -f csv out 'SELECT word FROM lines ORDER BY word; SELECT name
    FROM orders ORDER BY id'
expect_stdout "CSV quotes, and tells null from nothing; statements are apart" <<'end'
word
a
b
"c, ""d"""

name
x
""

end
run aai-query -f markdown out "SELECT id, 'a|b' AS \"x|y\" FROM orders WHERE id < 2"
expect_stdout "Markdown" <<'end'
| id | x\|y |
|---:|---|
| 1 | a\|b |
end
run aai-query -f table out 'SELECT id, name FROM orders ORDER BY id'
expect_stdout "a table" <<'end'
id  name
──  ────
 1  x
 2  ""
 3
end
run aai-query out "SELECT 1 AS a, 2 AS a, x'00ff' AS b, 1e999 AS c"
expect_stdout "no two columns have one name" <<'end'
{"a":1,"a_2":2,"b":"00ff","c":"Infinity"}
end
printf 'SELECT 1 AS a;\n-- no more\n.tables\nSELECT 2 AS a;;\n' >input
run aai-query out <input
expect_stdout "statements and commands come from standard input" <<end
{"a":1}
{"table":"orders","short":null,"columns":8,"bytes":$(wc -c <out/orders.parquet)}
{"table":"orders__lines","short":"lines","columns":3,"bytes":$(wc -c <out/orders__lines.parquet)}
{"a":2}
end
run aai-query out '.schema lines'
expect_stdout "the schema" <<'end'
{"table":"orders__lines","column":"id","type":"bigint"}
{"table":"orders__lines","column":"orders__lines_idx","type":"bigint"}
{"table":"orders__lines","column":"word","type":"text"}
end

# Times and JSON as SQLite's functions take them.
run aai-query out "SELECT id FROM orders WHERE created >= '2026-01-02T11:00:00.5+01:00'
    AND created < datetime('2026-01-03 10:00:01') ORDER BY id"
expect_stdout "instants are compared by their time" <<'end'
{"id":2}
{"id":3}
end
run aai-query out "SELECT strftime('%Y', created) AS y, unixepoch(created) AS u,
    j.value FROM orders o, json_each(o.meta, '\$.a') j"
expect_stdout "functions of times and JSON take them" <<'end'
{"y":"2026","u":1767261600,"value":1}
{"y":"2026","u":1767261600,"value":2}
end
run aai-query out "SELECT json_object('m', meta) AS j FROM orders WHERE id = 1"
expect_stdout "JSON stays JSON" <<'end'
{"j":{"m":{"a":[1,2]}}}
end

# Several paths.
aai-sink-parquet -o more <rows
run aai-query out more 'SELECT count(*) AS n FROM out__orders, more__orders'
expect_stdout "tables of one name are called by their folders" <<'end'
{"n":9}
end
run aai-query out/orders.parquet csv/orders__lines.csv \
    'SELECT count(*) AS n FROM orders JOIN lines USING (id)'
expect_stdout "files of both formats are joined" <<'end'
{"n":3}
end
run aai-query out more 'SELECT 1 FROM orders'
expect_status 2 "a name that several could have is an error"
like "$ERR" 'it is short for several: out__orders, more__orders' \
    "... which lists them"

said "a table that there is not" 'no such table: ordesr; did you mean orders' \
    'SELECT 1 FROM ordesr'
said "a column that there is not" 'no such column: pirce; did you mean price' \
    'SELECT pirce FROM orders'
said "another name" '.tables lists' 'SELECT 1 FROM zzzzzzzz'
said "no SQL" 'syntax error' 'SELEC 1'
run aai-query nowhere 'SELECT 1'
expect_status 2 "no such path"
run aai-query
expect_status 2 "no path"

# Nothing is written, opened or set.
for s in 'CREATE TABLE x(a)' 'CREATE TEMP TABLE x(a)' 'DROP TABLE orders' \
    'INSERT INTO orders(id) VALUES(1)' 'DELETE FROM orders' \
    "ATTACH 'x.db' AS x" "VACUUM INTO 'x.db'" 'PRAGMA journal_mode = WAL' \
    "SELECT load_extension('x')" "SELECT writefile('x.db', 'x')" 'BEGIN ;' \
    'PRAGMA temp_store_directory = x' \
    "CREATE VIRTUAL TABLE x USING fts5(a)" \
    "SELECT * FROM pragma_journal_mode('WAL')"; do
	run aai-query out "$s"
	expect_status 2 "refused: $s"
done
check "no file was made" test ! -e x.db

# What cannot be written, and what cannot be read.
if [ -c /dev/full ]; then
	rc=0
	aai-query out 'SELECT * FROM orders' >/dev/full 2>"$ERR" || rc=$?
	expect_equal $rc 7 "a full disk is status 7"
fi
printf 'a,b\n1,2\n1\n' >broken.csv
run aai-query broken.csv 'SELECT a FROM broken'
expect_status 6 "a file that is damaged is status 6"
like "$ERR" "line 3 has 1 fields, not 2" "... and it is said where"
done_testing
