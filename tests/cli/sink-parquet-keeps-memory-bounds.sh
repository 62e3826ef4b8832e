# Memory stays under --memory and the longest line, for one table or hundreds,
# and for a value that is larger than a row group may be.

. "$ROOT/tests/lib.sh"

[ -z "${SAN-}${VALGRIND-}" ] || skip_all "sanitizers and valgrind take memory"

# rows TABLES ROWS: that many rows over that many tables, no two alike.
rows()
{
	awk -v tables="$1" -v rows="$2" 'BEGIN {
		for (t = 0; t < tables; t++)
			printf "{\"_table\":\"t%d\",\"_columns\":[" \
			    "{\"name\":\"id\",\"type\":\"text\"}," \
			    "{\"name\":\"n\",\"type\":\"bigint\"}," \
			    "{\"name\":\"d\",\"type\":\"double\"}," \
			    "{\"name\":\"s\",\"type\":\"text\"}]}\n", t
		for (i = 0; i < rows; i++)
			printf "{\"_table\":\"t%d\",\"id\":\"%d-%d\"," \
			    "\"n\":%d,\"d\":%d.5,\"s\":\"some words in %d" \
			    " that make the row longer than it was\"}\n",
			    i * 7919 % tables, i, i * 31, i * 17, i % 999, i
	}'
}

# within KIB TITLE: the run ended well and took no more.
within()
{
	expect_status 0 "$2: it ends well"
	took=$(cat peak)
	check "$2: $took KiB are within $1" [ "$took" -le "$1" ]
}

rows 1 600000 >one
run peak peak aai-sink-parquet -o out --memory 16M <one
within 22528 "one table in 16 MiB"
rows 400 600000 >many
run peak peak aai-sink-parquet -o out --memory 16M --verify <many
within 22528 "400 tables in 16 MiB"
expect_equal "$(find out -name '*.parquet' | wc -l)" 400 "all are published"

# 40 MB in one value: the line, the value and what is written of it.
{
	echo '{"_table":"t","_columns":[{"name":"s","type":"text"}]}'
	printf '{"_table":"t","s":"'
	head -c 30000000 /dev/urandom | base64 -w 0
	printf '"}\n'
} >huge
run peak peak aai-sink-parquet -o out --memory 100M --verify <huge
within 143360 "a value of 40 MB in 100 MiB and its line"

# texts LONG-ONE-IN ROWS: texts of which some are long, and the same.
texts()
{
	awk -v each="$1" -v rows="$2" 'BEGIN {
		print "{\"_table\":\"t\",\"_columns\":" \
		    "[{\"name\":\"s\",\"type\":\"text\"}]}"
		long = sprintf("%1000s", "x")
		for (i = 0; i < rows; i++)
			printf "{\"_table\":\"t\",\"s\":\"%s\"}\n",
			    i % each == 0 || i % 9 > 3 ? long : i
	}'
}

texts 1 100000 >same
run peak peak aai-sink-parquet -o out --memory 16M --encoding plain <same
within 22528 "one long text, 100000 times without ids, in 16 MiB"
texts 600000 600000 >texts
run peak peak aai-sink-parquet -o out --memory 48M <texts
within 55296 "a large dictionary of mostly one long text in 48 MiB"

# A part that was made with much memory is made anew with little.
aai-sink-parquet -o wide --append --memory 256M <one
sed '1 s/"n","type":"bigint"/"n","type":"double"/; 2 q' <one >more
run peak peak aai-sink-parquet -o wide --append --memory 24M --verify <more
within 32768 "a large part that widens in 24 MiB"
expect_equal "$(find wide -name '*.parquet' | wc -l)" 2 "both parts are there"
{
	sed '1 s/"n","type":"bigint"/"n","type":"double"/' <one
	sed 1d more
} | sort >want
aai-show --json wide | sed 's/\("n":[0-9]*\)\.0,/\1,/' | sort >got
check "no row is lost or altered" cmp want got
done_testing
