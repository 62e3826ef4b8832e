# Any number of threads writes the same files, within the same memory.

. "$ROOT/tests/lib.sh"

aai-mock --dump transcript_details --bytes 3M --words 900 --seed 3 \
    --features rich | aai-flatten -q >rows 2>/dev/null

# sums FOLDER: of all its tables.
sums()
{
	(cd "$1" && cat ./*.parquet | cksum)
}

aai-sink-parquet -q -o one --threads 1 --memory 1G --group-rows 2000 <rows
for n in 2 7 16; do
	run aai-sink-parquet -q -o many --threads $n --memory 1G \
	    --group-rows 2000 --verify <rows
	expect_status 0 "$n threads load"
	expect_equal "$(sums many)" "$(sums one)" "$n threads write the same"
done
run aai-sink-parquet -q -o many --group-rows 2000 --memory 1G <rows
expect_equal "$(sums many)" "$(sums one)" "so do as many as there are"
run aai-sink-delta -q -o lake --threads 3 <rows
expect_status 0 "other sinks into Parquet have them too"
for bad in 0 257 x; do
	run aai-sink-parquet -q -o bad --threads $bad <rows
	expect_status 2 "--threads $bad is refused"
done

[ -z "${SAN-}${VALGRIND-}" ] || { done_testing; exit; }
aai-mock --dump transcript_details --bytes 30M --words 3000 --seed 7 \
    --features rich | aai-flatten -q >rows 2>/dev/null
for n in 1 8; do
	run peak peak aai-sink-parquet -q -o large --threads $n --memory 64M \
	    <rows
	check "$n threads: $(cat peak) KiB are within 64 MiB" \
	    [ "$(cat peak)" -le 71680 ]
done
run peak peak aai-sink-parquet -q -o large --threads 8 --memory 512M <rows
check "eight threads: $(cat peak) KiB are within 512 MiB" \
    [ "$(cat peak)" -le 524288 ]
done_testing
