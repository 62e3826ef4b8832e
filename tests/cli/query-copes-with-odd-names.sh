# Names in a folder cannot become SQL, and what SQL cannot tell apart is named
# otherwise; queries that repeat a table for each row read it once.

. "$ROOT/tests/lib.sh"
command -v aai-query >/dev/null 2>&1 || skip_all "no aai-query was built"

mkdir odd
printf 'a,A,"q""uote",select\n1,2,3,4\n' >odd/plain.csv
printf 'x\n7\n' >'odd/it"s; DROP TABLE plain--.csv'
printf 'x\n8\n' >odd/select.csv
printf 'x\n9\n' >odd/sqlite_master.csv
printf 'x\n1\n' >odd/Plain.csv
run aai-query odd 'SELECT * FROM "it""s; DROP TABLE plain--"'
expect_stdout "a quoted name is a name" <<'end'
{"x":"7"}
end
run aai-query odd 'SELECT (SELECT x FROM "select") AS s, x FROM x_sqlite_master'
expect_stdout "a keyword is a name in quotes, and SQLite's own are not taken" <<'end'
{"s":"8","x":"9"}
end
run aai-query odd 'SELECT * FROM plain_2'
expect_stdout "names that differ in case alone, and columns, are numbered" <<'end'
{"a":"1","A_2":"2","q\"uote":"3","select":"4"}
end
like "$ERR" "column 'A' is called \"A_2\" here" "... which is said"
like "$ERR" "table 'plain' is called \"plain_2\" here" "... of tables, too"

# More columns than SQLite has.
mkdir wide
awk 'BEGIN {
	for (i = 0; i < 2100; i++) printf "%sc%d", i ? "," : "", i
	print ""
	for (i = 0; i < 2100; i++) printf "%s%d", i ? "," : "", i
	print ""
}' >wide/t.csv
run aai-query wide 'SELECT c0, c1999 FROM t'
expect_stdout "2000 columns are there" <<'end'
{"c0":"0","c1999":"1999"}
end
like "$ERR" "has 2100 columns: all after the first 2000 are left out" \
    "... and it is said that there are more"

# A table for each row of another: read once, then looked up.
awk 'BEGIN {
	print "{\"_table\":\"a\",\"_columns\":[{\"name\":\"id\",\"type\":\"bigint\",\"key\":true},{\"name\":\"v\",\"type\":\"text\"}]}"
	for (i = 0; i < 3000; i++)
		printf "{\"_table\":\"a\",\"id\":%d,\"v\":\"%d\"}\n", i, i % 7
}' | aai-sink-parquet -o out
run timeout 60 aai-query out 'SELECT count(*) AS n FROM a x WHERE NOT EXISTS
    (SELECT 1 FROM a y WHERE y.id = x.id + 1)'
expect_stdout "a subquery for each row" <<'end'
{"n":1}
end
run timeout 60 aai-query out 'SELECT count(*) AS n FROM a x JOIN a y ON
    x.id = y.id JOIN a z ON z.id = y.id WHERE z.v = 3'
expect_stdout "a table joined with itself, twice" <<'end'
{"n":429}
end
run aai-query --memory 8M out 'SELECT id FROM a ORDER BY v DESC, id LIMIT 1'
expect_stdout "in little memory" <<'end'
{"id":6}
end
done_testing
