# Paths of a Delta log have percent signs for bytes: files that others have
# named so are merged into, and widened, by the names that they have.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/delta.inc"
need aai-flatten aai-sink-delta jq

load()
{
	mode=$1
	shift
	printf '%s\n' "$@" | aai-flatten -q --api none -t t -k id |
		aai-sink-delta -q --mode "$mode" -o lake
}

load append '{"id":1,"n":1}' '{"id":2,"n":2}'
mv lake/t/part-*.parquet 'lake/t/a b%.parquet'
log=$(delta_entry lake/t 0)
jq -c 'if .add then .add.path = "a%20b%25.parquet" else . end' "$log" >new
cp new "$log"
cp -r lake start

run load merge '{"id":2,"n":3}'
expect_status 0 "a file whose path is coded is merged into"
aai-show -q --json lake/t | grep -v _columns | LC_ALL=C sort >got
same got "its rows stay, but the one that comes again" <<'end'
{"_table":"t","id":1,"n":1}
{"_table":"t","id":2,"n":3}
end
expect_equal "$(jq -r '.remove.path // empty' "$(delta_entry lake/t 1)")" \
    "a%20b%25.parquet" "it is removed by its path in the log"

rm -rf lake
cp -r start lake
run load append '{"id":3,"n":0.5}'
expect_status 0 "such a file is widened"
aai-show -q --json lake/t | grep -v _columns | LC_ALL=C sort >got
same got "with its rows" <<'end'
{"_table":"t","id":1,"n":1.0}
{"_table":"t","id":2,"n":2.0}
{"_table":"t","id":3,"n":0.5}
end
expect_equal "$(jq -r '.remove.path // empty' "$(delta_entry lake/t 1)")" \
    "a%20b%25.parquet" "and removed by that path"

done_testing
