# A load that goes on from a state has only what is new: a replace by it is
# refused where the folder has the selection, and taken elsewhere.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/sql/db.sh"

# rows RESOURCE FROM [MEMBER]: a load of that selection, from that state.
rows()
{
	printf '%s\n' '{"_table":"t","_columns":[{"name":"id","type":"text","key":true}],"_number":1}' \
	    "[1,\"$1$2\"]"
	printf '%s%s%s\n' '{"_table":"_aai_end","records":1,"selection":{"resource":"'"$1"'"},' \
	    "${3-}" '"state":{"from":"'"$2"'","selection":{"resource":"'"$1"'"},"version":2}}'
}
hash=0123456789abcdef0123456789abcdef

for s in csv parquet delta iceberg; do
	rm -rf tables other
	rows a "" >first
	run aai-sink-$s -o tables <first
	expect_status 0 "$s: a first load"
	rows a $hash >later
	run aai-sink-$s -o tables <later
	expect_status 2 "$s: what is new since is refused"
	expect_stderr_like "only what is new.*--full-refresh" "$s: with advice"
	check "$s: the first is there" \
	    sh -c 'aai-show -q --json tables/t* | grep -q "\"id\":\"a\""'
	run aai-sink-$s -o tables --replace <later
	expect_status 2 "$s: whatever is meant"
	run aai-sink-$s -o other <later
	expect_status 0 "$s: another folder takes it"
	rows a "" '"refresh":true,' >refresh
	run aai-sink-$s -o tables <refresh
	expect_status 0 "$s: and this one what is all there is"
done
rows b $hash >others
run aai-sink-csv -o other2 <first
run aai-sink-csv -o other2 <others
expect_status 0 "another selection's takes the place, as a replace does"

# In a database a replace takes the rows of others away: they start anew.
for d in $(dialects); do
	db_new "$d"
	rows a "" >a
	rows b "" >b
	aai-sink-sql -d "$d" <b | db_load >said 2>&1
	aai-sink-sql -d "$d" -m replace <a | db_load >said 2>&1
	check "$d: the other selection has no state" test "$(db \
	    "SELECT count(*) FROM _aai_loads WHERE state IS NOT NULL AND selection LIKE '%b%'")" = 0
	check "$d: and this one has" test "$(db \
	    "SELECT count(*) FROM _aai_loads WHERE state IS NOT NULL")" -ge 1
	rows b "$(statehash <<'end'
{"from":"","selection":{"resource":"b"},"version":2}
end
)" >more
	aai-sink-sql -d "$d" <more | db_load >said 2>&1
	check "$d: so what it has since is refused" test "$(db \
	    "SELECT count(*) FROM t")" = 1
done
done_testing
