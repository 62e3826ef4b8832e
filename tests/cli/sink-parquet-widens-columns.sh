# Late columns and widened types end in one file with one schema: the values
# are those that the widest type would have had from the start.

. "$ROOT/tests/lib.sh"

# columns TYPE...: a columns line with columns c0, c1, ...
columns()
{
	printf '{"_table":"t","_columns":['
	n=0
	comma=
	for type; do
		printf '%s{"name":"c%d",%s}' "$comma" $n "$type"
		n=$((n + 1))
		comma=,
	done
	printf ']}\n'
}

bigint='"type":"bigint"' double='"type":"double"' text='"type":"text"'
bool='"type":"bool"' date='"type":"date"' stamp='"type":"timestamp"'
json='"type":"json"'
small='"type":"decimal","precision":9,"scale":2'
wide='"type":"decimal","precision":38,"scale":5'

first='{"_table":"t","c0":1,"c1":true,"c2":"2026-01-02","c3":"2026-01-02T03:04:05.5Z","c4":12.25,"c5":-3,"c6":"a \"b\" \\ é","c7":0.1}
{"_table":"t","c0":-9007199254740991,"c4":-0.01}
{"_table":"t","c5":9007199254740991,"c7":1e300}'
second='{"_table":"t","c0":2.5,"c1":"x","c2":"2026-01-03T00:00:00Z","c3":"soon","c4":1234567890123456789.00001,"c5":4,"c6":{"k":1},"c7":"y","c8":7}'
# What the first rows are in the wider types, canonically.
canon='{"_table":"t","c0":1,"c1":"true","c2":"2026-01-02T00:00:00Z","c3":"2026-01-02T03:04:05.500000Z","c4":12.25,"c5":-3,"c6":"a \"b\" \\ é","c7":"0.1"}
{"_table":"t","c0":-9007199254740991,"c4":-0.01}
{"_table":"t","c5":9007199254740991,"c7":"1e+300"}'

{
	columns "$bigint" "$bool" "$date" "$stamp" "$small" "$bigint" \
	    "$text" "$double"
	printf '%s\n' "$first"
	columns "$double" "$text" "$stamp" "$text" "$wide" "$wide" "$json" \
	    "$text" "$bigint"
	printf '%s\n' "$second"
} >widening
{
	columns "$double" "$text" "$stamp" "$text" "$wide" "$wide" "$json" \
	    "$text" "$bigint"
	printf '%s\n%s\n' "$canon" "$second"
} >wide

run aai-sink-parquet -o out --verify <widening
expect_status 0 "a stream whose types widen is loaded"
run aai-sink-parquet -o want --verify <wide
expect_status 0 "as is the one that was wide from the start"
check "the files are the same" cmp out/t.parquet want/t.parquet

run aai-sink-parquet -t t -o - <widening
expect_status 0 "to standard output too"
check "with the same bytes" cmp "$OUT" want/t.parquet

# Columns come late, after whole row groups and within one.
{
	columns "$bigint"
	seq 100 | sed 's/.*/{"_table":"t","c0":&}/'
	columns "$bigint" "$text"
	seq 100 | sed 's/.*/{"_table":"t","c0":&,"c1":"v&"}/'
	columns "$bigint" "$text" "$double"
	echo '{"_table":"t","c2":0.5}'
} >late
run aai-sink-parquet -o late.d --group-rows 40 --verify <late
expect_status 0 "late columns are nulls in earlier row groups"
{
	columns "$bigint" "$text" "$double"
	grep -v _columns late
} >early
run aai-sink-parquet -o early.d --group-rows 40 --verify <early
expect_status 0 "as where they were declared first"

# More row groups than a file may have: they are joined.
{
	columns "$bigint"
	seq 33000 | sed 's/.*/{"_table":"t","c0":&}/'
} >many
run aai-sink-parquet -o many.d --group-rows 1 -c none --verify \
    --stats stats <many
expect_status 0 "33000 row groups become fewer"
expect_equal "$(grep -o '"rows":[0-9]*' stats)" '"rows":33000' \
    "with all their rows"

# Parts of a folder are rewritten when a later load is wider.
sed 1d widening | sed '/_columns/,$d' >rows1
{ columns "$bigint" "$bool" "$date" "$stamp" "$small" "$bigint" "$text" \
    "$double"; cat rows1; } >one
{ columns "$double" "$text" "$stamp" "$text" "$wide" "$wide" "$json" "$text" \
    "$bigint"; printf '%s\n' "$second"; } >two
run aai-sink-parquet -o parts --append --verify <one
expect_status 0 "a part is added"
cp parts/t/part-*.parquet part1
run aai-sink-parquet -o parts --append --verify <two
expect_status 0 "and a wider one"
{ columns "$double" "$text" "$stamp" "$text" "$wide" "$wide" "$json" "$text" \
    "$bigint"; printf '%s\n' "$canon"; } >three
run aai-sink-parquet -o want3 --verify <three
f=$(find parts/t -name '*.parquet' -size -4k | while read -r f; do
	cmp -s "$f" want3/t.parquet && echo "$f"; done)
check "the first is now as if it had been wide" test -n "$f"
done_testing
