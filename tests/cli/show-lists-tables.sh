# What a folder holds is listed: tables, rows, types, nulls, bounds; of Parquet
# files, of CSV files, and of parts.

. "$ROOT/tests/lib.sh"

cat >rows <<'end'
{"_table":"t","_columns":[{"name":"id","type":"bigint","key":true},{"name":"s","type":"text"},{"name":"d","type":"decimal","precision":20,"scale":2},{"name":"at","type":"timestamp"},{"name":"day","type":"date"},{"name":"b","type":"bool"},{"name":"x","type":"double"},{"name":"never","type":"text"}]}
{"_table":"t","id":-5,"s":"b","d":1.25,"at":"2026-01-02T03:04:05Z","day":"2026-01-02","b":true,"x":1.5}
{"_table":"t","id":9007199254740993,"s":"a","d":-100000000000000000.01,"at":"1969-12-31T23:59:59.5Z","b":false,"x":-2}
{"_table":"t","id":7,"x":0.1}
{"_table":"t__kids","_columns":[{"name":"id","type":"bigint","key":true},{"name":"kids_idx","type":"bigint","key":true}],"_parent":"t"}
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
