# A row that is a list of 100 MB takes the memory of a page: as JSON it goes
# out piece by piece, and a table for the eye keeps what fits the terminal.

. "$ROOT/tests/lib.sh"
[ -z "${VALGRIND-}${SAN-}" ] || skip_all "checkers take memory of their own"
need python3

python3 "$ROOT/tests/long_list.py" 120 >x.parquet
peak kib aai-show --json --memory 4M x.parquet | tail -n 1 >row
expect_equal "$(wc -c <row)" $((12000000 * 9 + 21)) "each number is there"
expect_equal "$(head -c 40 row)" '{"_table":"x","l":[12345678,12345678,123' \
    "in a list"
expect_equal "$(tail -c 20 row)" '12345678,12345678]}' "to its end"
check "it took $(cat kib) KiB" [ "$(cat kib)" -le 16384 ]

run peak kib aai-show -w 30 --memory 4M x.parquet
expect_status 0 "it is shown"
expect_stdout_like '^\[12345678,.*…$' "cut to the terminal"
check "which took $(cat kib) KiB" [ "$(cat kib)" -le 16384 ]

# Damage after the start is reported, and the line stays cut.
size=$(wc -c <x.parquet)
cp x.parquet y.parquet
printf '\377\377\377\377' |
    dd of=y.parquet bs=1 seek=$((size / 2)) conv=notrunc 2>/dev/null
run aai-show --json y.parquet
expect_status 6 "damage in the middle of a list is an error"
check "whose line has no end" [ -n "$(tail -c 1 "$OUT")" ]
done_testing
