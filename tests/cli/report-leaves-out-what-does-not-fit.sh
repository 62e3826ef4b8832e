# A report of very many tables, columns or long values is still less than
# 300 kB, and counts what it leaves out.

. "$ROOT/tests/lib.sh"
need python3

python3 - <<'end'
import json

with open("many", "w") as f:
    for i in range(5000):
        above = i - i % 7
        parent = "" if i == above else (
            ',"_parent":"table_%d","_parent_key":["id"],'
            '"_root":"table_%d","_root_key":["id"]' % (above, above))
        f.write('{"_table":"table_%d","_columns":[{"name":"id","type":"bigint",'
                '"key":true},{"name":"v","type":"text"}]%s}\n' % (i, parent))
        f.write('{"_table":"table_%d","id":%d,"v":"x%d"}\n' % (i, i, i))
        if i == 4242:
            f.write('{"_table":"table_4242","id":0,"v":"last"}\n')
names = ["a_column_called_%d" % i for i in range(2000)]
with open("wide", "w") as f:
    f.write(json.dumps({"_table": "wide", "_columns": [
        {"name": n, "type": "text"} for n in names]}) + "\n")
    for row in range(40):
        f.write(json.dumps(dict({"_table": "wide"}, **{
            n: "%s in row %d " % (n, row) * 30 for n in names})) + "\n")
end
for kind in many wide; do
	aai-sink-parquet -q -o $kind.d <$kind
	run timeout 60 aai-report $kind.d
	expect_status 0 "$kind: is reported on"
	cp "$OUT" $kind.html
	run python3 "$ROOT/tests/report_page.py" --text $kind.html
	expect_status 0 "$kind: in a sound page of less than 300 kB"
	cp "$OUT" $kind.texts
done
like many.texts '^5,000$' "all tables are counted"
like many.texts '^table_4242$' "one with more rows is there"

# counted TEXT: how many a text says are left out.
counted()
{
	sed -n "s/$1/\\1/p" $kind.texts | tr -d ,
}

kind=many
listed=$(sed -n '/^Tables, by name/,/^Joins$/p' many.texts |
    grep -c '^table_')
expect_equal $((listed + $(counted '^\([0-9,]*\) tables with fewer rows are left out\.$'))) \
    5000 "tables that are not listed are counted"
sections=$(grep -c '<section id="t' many.html)
check "there are sections" [ "$sections" -gt 10 ]
expect_equal $((sections + $(counted \
    '^\([0-9,]*\) tables with fewer rows are left out of the sections below\.$'))) \
    5000 "so are those without a section"
boxes=$(grep -o '<rect ' many.html | wc -l)
expect_equal $((boxes + $(counted '^\([0-9,]*\) tables are not in the diagram\.$'))) \
    5000 "and those that are not in the diagram"

kind=wide
columns=$(grep -c '<tr><th scope="row">a_column' wide.html)
check "there are columns" [ "$columns" -gt 100 ]
expect_equal $((columns + $(counted '^\([0-9,]*\) more columns are left out\.$'))) \
    2000 "columns that are not shown are counted"
like wide.texts '^The first [0-9]+ rows, [0-9]+ of 2000 columns: ' \
    "so are those of the first rows"
done_testing
