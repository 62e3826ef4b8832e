# Of a large table a report looks at a sample, which it tells: row groups that
# lie evenly in it; counts, nulls and bounds are those of all rows.  Memory does
# not grow with the rows.

. "$ROOT/tests/lib.sh"
need python3

# rows N: of a table, in order.
rows()
{
	echo '{"_table":"t","_columns":[{"name":"n","type":"bigint"},{"name":"half","type":"bigint"},{"name":"few","type":"text"},{"name":"x","type":"double"}]}'
	awk -v n="$1" 'BEGIN { for (i = 0; i < n; i++)
		printf "{\"_table\":\"t\",\"n\":%d,%s\"few\":\"k%d\",\"x\":%d.5}\n",
		    i, i % 2 ? "" : "\"half\":1,", i % 3, i }'
}

text()
{
	python3 "$ROOT/tests/report_page.py" --text "$1"
}

rows 3000 | aai-sink-parquet -q -o small --group-rows 100
aai-report small >small.html
text small.html >texts
unlike texts ' of a sample: ' "of a table of few rows all are looked at"
like texts '^3,000$' "then distinct values up to a bound are exact, or"
like texts '^≈ ' "past it an estimate, which is marked"
check "that is near" python3 - texts <<'end'
import re
import sys

texts = open(sys.argv[1], encoding="utf-8").read().split("\n")
about = [int(t[2:].replace(",", "")) for t in texts if re.match("≈ [0-9]", t)]
assert len(about) == 2 and all(2800 < n < 3200 for n in about), about
end

rows 900000 | aai-sink-parquet -q -o large --group-rows 4000
run aai-report large
cp "$OUT" large.html
text large.html >texts
like texts '^Distinct values and charts are of a sample: the first 6,250 rows of 64 of 225 row groups, 256,000 rows in all\.' \
    "a sample is told" || note_file texts texts
like texts '^900,000$' "all rows are counted"
like texts '^50 %$' "so are nulls"
like texts '^899999$' "bounds are those of all"
check "the histogram has all of the range" python3 - large.html <<'end'
import re
import sys

page = open(sys.argv[1], encoding="utf-8").read()
row = re.search('<tr><th scope="row">n</th>.*?</tr>', page).group()
bars = re.findall(r"M([0-9.]+) ([0-9.]+)h", row)
assert len(bars) >= 12, row
# Evenly: no bar is less than half of the highest, but for the last.
tall = [32 - float(y) for _, y in bars]
assert min(tall[:-1]) > max(tall) / 2, tall
end
aai-report large >again
check "the same table has the same sample" cmp large.html again

rows 900000 | aai-sink-csv -q -o sheets
run aai-report sheets
cp "$OUT" sheets.html
text sheets.html >texts
like texts '^Distinct values and charts are of a sample: one row in 3, 300,000 rows in all\.' \
    "of a CSV file every n-th row is looked at"
like texts '^50 %$' "nulls are those of all"

# Many parts stand for a folder of many gigabytes: each is the same file.
mkdir parts parts/t
for i in $(seq 1 40); do
	ln large/t.parquet parts/t/part-$i.parquet
done
run peak kib aai-report parts
expect_status 0 "a folder of many parts is reported on"
cp "$OUT" parts.html
text parts.html >texts
like texts '^36,000,000$' "all of its rows are counted"
like texts ' rows of 64 of 9,000 row groups, ' "and a sample is told"
if [ -z "${VALGRIND-}${SAN-}" ]; then
	check "within 32 MiB: it took $(cat kib) KiB" [ "$(cat kib)" -le 32768 ]
else
	skip "within 32 MiB" "checkers take memory of their own"
fi
done_testing
