# Row groups and columns that a query does not need are not read: they are
# damaged here, so that reading them fails.

. "$ROOT/tests/lib.sh"
command -v aai-query >/dev/null 2>&1 || skip_all "no aai-query was built"

# Three groups of 100 rows; the second has the words b100 to b199, and nulls.
awk 'BEGIN {
	printf "{\"_table\":\"t\",\"_columns\":["
	printf "{\"name\":\"id\",\"type\":\"bigint\",\"key\":true},"
	printf "{\"name\":\"word\",\"type\":\"text\"},"
	printf "{\"name\":\"code\",\"type\":\"text\"},"
	printf "{\"name\":\"price\",\"type\":\"decimal\",\"precision\":20,\"scale\":2},"
	printf "{\"name\":\"created\",\"type\":\"timestamp\"},"
	printf "{\"name\":\"gap\",\"type\":\"text\"},"
	print "{\"name\":\"only\",\"type\":\"text\"}]}"
	for (i = 0; i < 300; i++) {
		g = int(i / 100)
		printf "{\"_table\":\"t\",\"id\":%d,\"word\":\"%s%03d\",", i,
		    substr("abc", g + 1, 1), i
		printf "\"code\":\"%05d\",\"price\":%d.25,", i * 7919 % 100000, i
		printf "\"created\":\"2026-0%d-%02dT10:00:00Z\",", g + 1, i % 28 + 1
		printf "\"gap\":%s,\"only\":%s}\n", g == 1 ? "null" : "\"x\"",
		    g == 1 ? "\"x\"" : "null"
	}
}' >rows
aai-sink-parquet -o out --group-rows 100 --codec none --encoding plain \
    --bloom code <rows
cp -r out whole

# damage WORD: a byte of that word is another one; pages have checksums.
damage()
{
	at=$(LC_ALL=C grep -abo "$1" out/t.parquet | head -n 1 | cut -d : -f 1)
	printf z | dd of=out/t.parquet bs=1 seek="$at" conv=notrunc 2>/dev/null
}
damage a050
damage c250

# reads N CONDITION: as many rows, of the second group alone.
reads()
{
	run aai-query out "SELECT count(word) AS n FROM t WHERE $2"
	expect_stdout "no other group is read for $2" <<-end2
	{"n":$1}
	end2
	run aai-query whole "SELECT count(word) AS n FROM t WHERE ($2) IS TRUE"
	expect_stdout "... and without bounds it is the same" <<-end2
	{"n":$1}
	end2
}

# needs CONDITION: groups that are damaged are read.
needs()
{
	run aai-query out "SELECT count(word) AS n FROM t WHERE $1"
	expect_status 6 "groups that may have rows are read for $1"
}

reads 1 "id = 150"
reads 98 "id > 100 AND id < 199"
reads 100 "id BETWEEN 100 AND 199"
reads 99 "word > 'b100' AND word < 'c'"
reads 1 "code = '00741'"
reads 100 "price BETWEEN '100.25' AND '199.25'"
reads 100 "created >= '2026-02-01' AND created < '2026-03-01'"
reads 100 "word GLOB 'b*'"
reads 100 "gap IS NULL"
reads 100 "only IS NOT NULL"
needs "id >= 99 AND id < 200"
needs "code = '00000'"
needs "gap IS NOT NULL"
needs "only IS NULL"
needs "1"

run aai-query out 'SELECT count(*) AS n, count(code) AS codes FROM t'
expect_stdout "a column that is not used is not read" <<'end'
{"n":300,"codes":300}
end
# What has no nulls itself is null where nothing is joined.
run aai-query whole 'SELECT count(*) AS n FROM t a LEFT JOIN t b
    ON b.id = a.id WHERE b.id IS NULL'
expect_stdout "no row is without the one it joins" <<'end'
{"n":0}
end
run aai-query whole 'SELECT count(*) AS n FROM t a LEFT JOIN t b
    ON b.id = a.id + 100 WHERE b.id IS NULL'
expect_stdout "rows that join nothing are found" <<'end'
{"n":100}
end
done_testing
