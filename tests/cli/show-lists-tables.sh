# What a folder holds is listed: tables, rows, types, nulls, bounds; of Parquet
# files, of CSV files, and of parts.

. "$ROOT/tests/lib.sh"

cat >rows <<'end'
{"_table":"t","_columns":[{"name":"id","type":"bigint","key":true},{"name":"s","type":"text"},{"name":"d","type":"decimal","precision":20,"scale":2},{"name":"at","type":"timestamp"},{"name":"day","type":"date"},{"name":"b","type":"bool"},{"name":"x","type":"double"},{"name":"never","type":"text"}]}
{"_table":"t","id":-5,"s":"b","d":1.25,"at":"2026-01-02T03:04:05Z","day":"2026-01-02","b":true,"x":1.5}
{"_table":"t","id":9007199254740993,"s":"a","d":-100000000000000000.01,"at":"1969-12-31T23:59:59.5Z","b":false,"x":-2}
{"_table":"t","id":7,"x":0.1}
{"_table":"t__kids","_columns":[{"name":"id","type":"bigint","key":true},{"name":"kids_idx","type":"bigint","key":true}],"_parent":"t","_parent_key":["id"],"_root":"t","_root_key":["id"]}
end

aai-sink-parquet -o pq <rows
run aai-show pq
expect_status 0 "a folder is listed"
# Sizes depend on the libraries.
sed 's/, [0-9.]* [KM]*i*B,/, SIZE,/' "$OUT" >listed
same listed "rows, types, nulls and bounds of each column are told" <<'end'
t: 3 rows, 8 columns, SIZE, 1 Parquet file
  column  type           null  min                          max
  ──────  ─────────────  ────  ───────────────────────────  ────────────────────
  id      bigint key       0%  -5                           9007199254740993
  s       text            33%  a                            b
  d       decimal(20,2)   33%  -100000000000000000.01       1.25
  at      timestamp       33%  1969-12-31T23:59:59.500000Z  2026-01-02T03:04:05Z
  day     date            67%  2026-01-02                   2026-01-02
  b       bool            33%  false                        true
  x       double           0%  -2.0                         1.5
  never   text           100%

t__kids: 0 rows, 2 columns, SIZE, 1 Parquet file
  column    type        null  min  max
  ────────  ──────────  ────  ───  ───
  id        bigint key    0%
  kids_idx  bigint key    0%
end
expect_silence "nothing else is said"

aai-sink-csv -o csv <rows
run aai-show csv
sed 's/, [0-9.]* [KM]*i*B,/, SIZE,/' "$OUT" >listed
like listed '^t: 3 rows, 8 columns, SIZE, 1 CSV file$' "CSV rows are counted"
like listed '^  day +date +67%$' "types come from datapackage.json"
like listed '^  id +bigint key +0%$' "so do keys"

run aai-show -s pq csv
expect_status 0 "several folders are listed"
like "$OUT" '^t +3 +8 .* 1 Parquet$' "one line a table"
like "$OUT" '^t__kids +0 +2 .* 1 CSV$' "of either kind"

aai-sink-parquet --append -o parts <rows
sed '2,4s/"id":/"id":1/; s/1-5/15/' rows | aai-sink-parquet --append -o parts
run aai-show -s parts
like "$OUT" '^t +6 +8 .* 2 Parquet$' "parts are one table"
run aai-show -l parts/t
like "$OUT" '^t: 6 rows, 8 columns, .*, 2 Parquet files$' \
    "a folder of parts is a table"
like "$OUT" '^  id +bigint key +0%  -5 +19007199254740993$' \
    "bounds are those of all parts"

# What cannot be read does not hide the rest.
mkdir some
cp pq/t.parquet pq/t__kids.parquet some
head -c 200 pq/t.parquet >some/cut.parquet
printf 'a,b\n1\n' >some/ragged.csv
run aai-show some
expect_status 6 "a folder with broken tables"
expect_equal "$(grep -c ' rows, ' "$OUT")" 2 "shows the others"
like "$ERR" "^aai-show: 'some/cut.parquet': it is cut short: it has no footer\$" \
    "and tells what is wrong with one"
like "$ERR" "^aai-show: 'some/ragged.csv': line 2 has 1 fields, not 2\$" \
    "and with the other"
expect_equal "$(grep -c '^$' "$OUT")" 1 "with one blank line between tables"
run aai-show -s some
expect_status 6 "listed in short"
expect_equal "$(sed '1,2d; s/ .*//' "$OUT" | tr '\n' ' ')" "t t__kids " \
    "they are there as well"
expect_equal "$(wc -l <"$ERR")" 2 "and so are the messages"
run aai-show -n 1 some
expect_status 6 "their rows are shown"
like "$OUT" '^-5 ' "of those that have some"
run aai-show --json some
expect_status 6 "but a stream has all"
check "or is cut" [ ! -s "$OUT" ]

aai-sink-delta -q -o lake <rows
echo '{"metaData":7}' >lake/t/_delta_log/00000000000000000000.json
run aai-show -s lake
expect_status 6 "a table with versions whose books are broken"
like "$OUT" '^t__kids +0 ' "does not hide the others"
expect_stderr_like "aai-show: .*lake/t/_delta_log" "and is named"

# A folder of tables in a folder is not one table.
mkdir all
cp -r pq csv parts all
aai-sink-delta -q -o all/lake <rows
run aai-show all
expect_status 6 "a folder of folders of tables has none itself"
like "$ERR" "there is no table in 'all'" "which is said"
like "$ERR" "'all/csv' and 3 other folders of tables are not looked into" \
    "with those that it has"
cp pq/t.parquet all
run aai-show -s all
expect_status 0 "one that has tables beside them"
expect_equal "$(sed '1,2d; s/ .*//' "$OUT")" t "shows its own"
mkdir one
cp -r pq one
run aai-show one
expect_stderr_like "'one/pq' is a folder of tables itself: name it" \
    "a single one is named"

# Files whose names say nothing.
cp pq/t.parquet t.pq
run aai-show -l t.pq
like "$OUT" '^t.pq: 3 rows, 8 columns, .* 1 Parquet file$' \
    "a Parquet file is known by its start"
run aai-show rows
expect_status 6 "rows are not a table"
expect_stderr_like "'rows' holds JSON: aai-flatten and a sink make tables" \
    "and it is said what makes one"
printf 'SQLite format 3\000...' >db
run aai-show db
expect_stderr_like "'db' is neither Parquet nor CSV" "nor is a database"

# A least value of zero has a sign in statistics.
cat >zero <<'end'
{"_table":"z","_columns":[{"name":"x","type":"double"}]}
{"_table":"z","x":0}
{"_table":"z","x":0.5}
end
aai-sink-parquet -o zero.out <zero
run aai-show zero.out
like "$OUT" '^  x +double +0%  0.0  0.5$' "which is not shown"

# The key is marked whatever its type.
echo '{"_table":"k","_columns":[{"name":"id","type":"decimal","precision":20,"scale":0,"key":true}]}' |
    aai-sink-parquet -o keyed
run aai-show keyed
like "$OUT" '^  id +decimal\(20,0\) key' "a decimal key is one"

# Some columns; several files.
run aai-show -n 1 -c id,kids_idx pq
expect_status 0 "tables of a folder that lack a column"
same "$OUT" "are left out" <<'end'
t__kids:
id  kids_idx
──  ────────
end
run aai-show -c nobody pq
expect_status 2 "unless all do"
expect_stderr_like "table 't.*' has no column 'nobody'" "which is told"
run aai-show --json -c kids_idx pq
expect_status 2 "and a stream has all tables"
run aai-show -n 1 pq/t.parquet csv/t__kids.csv
expect_equal "$(grep -c '^t.*:$' "$OUT")" 2 "several tables have titles"
run sh -c 'cat pq/t.parquet | aai-show /dev/stdin'
expect_status 2 "a pipe is not a file"
expect_stderr_like "'/dev/stdin' is neither a file nor a folder" "which is told"

mkdir none
run aai-show none
expect_status 6 "a folder without tables is told of"
expect_stderr "by its name" <<'end'
aai-show: there is no table in 'none'
end
run aai-show nowhere
expect_status 2 "a path that is not there is wrong usage"
run aai-show
expect_status 2 "a path is needed"
done_testing
