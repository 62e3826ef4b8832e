# Tables of several loads join by the names that their first load gave, and an
# append tells of records that are there already.  What random histories of loads
# come to is joins.py's; see there.

. "$ROOT/tests/lib.sh"
need aai-flatten aai-show aai-sink-csv aai-sink-parquet aai-sink-delta \
    aai-sink-iceberg python3
for kind in csv parquet delta iceberg; do
	run python3 "$ROOT/tests/joins.py" $kind "${JOINS:-5}" "${SEED:-7}"
	expect_status 0 "$kind: histories of loads join by one name"
done
done_testing
