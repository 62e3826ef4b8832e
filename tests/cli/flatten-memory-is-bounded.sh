# Memory does not depend on the length of the stream: below 64 MiB and the
# longest record.

. "$ROOT/tests/lib.sh"
need aai-mock peak
[ -z "$SAN$VALGRIND" ] || skip_all "memory is another there"

# within KIB TITLE: the peak of the last run is below.
within()
{
	check "$2 ($(cat peak) KiB)" test "$(cat peak)" -lt "$1"
}

aai-mock --dump transcript_details --bytes 80M --words 2000 --features rich \
    --seed 3 >records
peak peak aai-flatten -q <records >out
expect_equal $? 0 "80 MB of records are taken"
within 65536 "they take less than 64 MiB"
peak peak aai-flatten -q --api none <records >out
within 65536 "without keys as well"
peak peak aai-flatten -q --infer <records >out
within 65536 "inferring as well"

aai-mock --dump transcript_details -t 1 --words 150000 --features rich \
    --failed 0 --deleted 0 --pending 0 >one
peak peak aai-flatten -q <one >out
within $((65536 + $(wc -c <one) / 1024)) "a long record adds its length"
rm -f records out one
done_testing
