# A report is one page, of less than 300 kB, that loads nothing, in markup that
# a strict parser takes; the same tables give the same page, and nothing in
# their folder changes.

. "$ROOT/tests/lib.sh"
need python3

start_mock --transcripts 12 --seed 3
aai-fetch -q transcripts |
    aai-fanout -q --pass transcript_details sentences >records
aai-flatten -q <records >rows
aai-sink-parquet -q -o pq <rows
aai-sink-csv -q -o csv <rows
for kind in delta iceberg; do
	aai-sink-$kind -q -o $kind <<'end'
{"_table":"t","_columns":[{"name":"t_id","type":"bigint","key":true},{"name":"s","type":"text"}]}
{"_table":"t","t_id":1,"s":"a"}
{"_table":"t","t_id":2}
end
done

# page FILE: its texts.
page()
{
	python3 "$ROOT/tests/report_page.py" --text "$1"
}

for folder in pq csv delta iceberg; do
	find $folder -exec ls -ldn --time-style=+%s.%N {} + >before
	run aai-report $folder
	expect_status 0 "$folder: a folder is reported on"
	expect_silence "$folder: nothing is said"
	cp "$OUT" $folder.html
	check "$folder: the page is sound, and loads nothing" page $folder.html
	find $folder -exec ls -ldn --time-style=+%s.%N {} + >after
	same after "$folder: nothing in it is changed" <before
	aai-report $folder/ >again
	check "$folder: the page is the same each time" cmp $folder.html again
done
page delta.html >texts
like texts ' · Delta version 0$' "a table's version is told"

cp -r pq elsewhere
touch -d 2001-02-03 elsewhere/*
mkdir moved
mv elsewhere moved/pq
aai-report moved/pq >again
check "neither a folder's place nor times of its files are in it" \
    cmp pq.html again

# What there is, as others count it.
page pq.html >texts
rows=$(grep -c '"_table":"sentences"\|^\[' rows)
check "there are rows" [ "$rows" -gt 100 ]
aai-show -s pq | awk 'NR > 2 { rows += $2; columns += $3; tables++ }
    END { print tables; print columns; print rows }' >want
awk '/^(Tables|Columns|Rows)$/ && !had[$0]++ { getline; gsub(",", ""); print }' \
    texts >got
same got "tables, columns and rows are counted" <want
like texts "^$(aai-show --loads -j pq | sed 's/.*"at":"\([^"]*\)".*/\1/')\$" \
    "the last load is told"
like texts '^The newest first' "so is the history of loads"

run aai-report pq/transcripts.parquet
expect_status 0 "a file is reported on"
cp "$OUT" one.html
check "its page is sound" page one.html
unlike "$OUT" 'id="loads"' "and has no loads"
done_testing
