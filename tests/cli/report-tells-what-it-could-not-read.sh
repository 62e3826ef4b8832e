# What cannot be read is in the page and in the status; nothing is written of a
# folder without a table; an output that cannot be written is an error.

. "$ROOT/tests/lib.sh"
need python3

cat >rows <<'end'
{"_table":"a","_columns":[{"name":"a_id","type":"bigint","key":true},{"name":"s","type":"text"}]}
{"_table":"a","a_id":1,"s":"x"}
{"_table":"b","_columns":[{"name":"n","type":"bigint"}]}
{"_table":"b","n":1}
end
aai-sink-parquet -q -o out <rows
run aai-report
expect_status 2 "without a path it is a wrong usage"
run aai-report out out
expect_status 2 "so it is with two"
run aai-report --mermaid --dbml out
expect_status 2 "and with two forms"
run aai-report nowhere
expect_status 2 "and with none that is there"
mkdir empty
run aai-report empty
expect_status 6 "a folder without a table is none to report on"
expect_stderr_like "there is no table in 'empty'" "which is said"
check "and nothing is written" [ ! -s "$OUT" ]

cp -r out cut
head -c 100 out/b.parquet >cut/b.parquet
run aai-report cut
expect_status 6 "a table that is damaged is in the status"
expect_stderr_like "b.parquet" "and said"
cp "$OUT" page.html
run python3 "$ROOT/tests/report_page.py" --text page.html
expect_status 0 "the others are reported on"
like "$OUT" "^Not read: .*b.parquet" "with what is missing"
like "$OUT" '^a_id' "with the others' columns"

# A page that is damaged is found when rows are read: its last bytes.
cp -r out damaged
python3 - damaged/a.parquet <<'end'
import sys

with open(sys.argv[1], "r+b") as f:
    f.seek(8)
    f.write(b"\xff" * 20)
end
run aai-report damaged
expect_status 6 "rows that are damaged are in the status"
cp "$OUT" page.html
run python3 "$ROOT/tests/report_page.py" --text page.html
expect_status 0 "there is a page"
like "$OUT" '^The rows of this table were not looked at\.$' "that says so"

ln -s ../out/a.parquet empty/a.parquet
run aai-report empty
expect_status 6 "a link out of the folder is not followed"
run aai-report --allow-outside empty
expect_status 0 "unless it is allowed"
run aai-report --memory 1M out
expect_status 0 "there is enough memory for small pages"
if [ -w /dev/full ]; then
	STATUS=0
	aai-report out >/dev/full 2>err || STATUS=$?
	expect_status 7 "a full disk is told"
else
	skip "a full disk is told" "no /dev/full"
fi
done_testing
