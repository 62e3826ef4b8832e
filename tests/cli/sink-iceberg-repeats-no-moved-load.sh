# A load that is repeated takes the place of its own file in an Iceberg table;
# when another program has taken that file out since, it is refused, because
# its rows may be in other files now.

. "$ROOT/tests/lib.sh"
need jq

load()
{
	printf '%s\n' '{"_table":"t","_columns":[{"name":"a","type":"bigint"}]}' \
	    "{\"_table\":\"t\",\"a\":$1}" |
	    aai-sink-iceberg -q -o db ${2-}
}

# The newest version's last snapshot.
last()
{
	v=$(cat db/t/metadata/version-hint.text)
	jq -c ".snapshots[-1].summary$1" "db/t/metadata/v$v.metadata.json"
}

# another OPERATION: a version of another program's, without any file.
another()
{
	v=$(cat db/t/metadata/version-hint.text)
	next=$((v + 1))
	jq -c --arg operation "$1" '
	    (.snapshots[-1] | .["parent-snapshot-id"] = .["snapshot-id"]
	    | .["snapshot-id"] += 1 | .["sequence-number"] += 1
	    | .["manifest-list"] = $list
	    | .summary = {"operation": $operation}) as $s
	    | .snapshots += [$s] | .["current-snapshot-id"] = $s["snapshot-id"]
	    | .refs.main["snapshot-id"] = $s["snapshot-id"]
	    | .["last-sequence-number"] += 1' \
	    --arg list "$empty" "db/t/metadata/v$v.metadata.json" \
	    >"db/t/metadata/v$next.metadata.json"
	printf %s "$next" >db/t/metadata/version-hint.text
}

# A manifest list of nothing: that of a table without rows.
printf '%s\n' '{"_table":"t","_columns":[{"name":"a","type":"bigint"}]}' |
    aai-sink-iceberg -q -o db
empty=$(jq -r '.snapshots[-1]["manifest-list"]' db/t/metadata/v1.metadata.json)

load 1 --append
load 2 --append
run load 1 --append
expect_status 0 "a load is repeated"
expect_equal "$(last '["total-records"]')" '"2"' "... and doubles nothing"
another append
run load 1 --append
expect_status 0 "... nor after an append of another program"

for operation in overwrite replace delete; do
	run load 1
	expect_status 0 "all rows are replaced"
	run load 1 --append
	expect_status 0 "... which makes a load of old a new one"
	expect_equal "$(last '["total-records"]')" '"2"' "... that is added"
	another $operation
	cp db/t/metadata/version-hint.text before
	run load 1 --append
	expect_status 2 "none is repeated after another's $operation"
	like "$ERR" "another program has rewritten" "... which is told"
	same db/t/metadata/version-hint.text "... and nothing is written" \
	    <before
	run load 3 --append
	expect_status 0 "another load is added"
done
done_testing
