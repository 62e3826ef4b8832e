# A key may be a member of an object within the record: -k metadata.name.

. "$ROOT/tests/lib.sh"

cat >pods <<'end'
{"metadata":{"labels":[{"x":1}],"name":"a"},"ports":[80,443]}
{"ports":[1],"metadata":{"uid":"u","\u006eame":"b"},"name":"other"}
end
flat()
{
	aai-flatten -O -t pods "$@"
}

run flat -k metadata.name <pods
expect_status 0 "a member of a member is a key"
grep -v _columns "$OUT" >rows
same rows "which its row has, and those of its lists" <<'end'
{"_table":"pods__metadata__labels","metadata__name":"a","labels_idx":0,"x":1}
{"_table":"pods__ports","metadata__name":"a","ports_idx":0,"value":80}
{"_table":"pods__ports","metadata__name":"a","ports_idx":1,"value":443}
{"_table":"pods","metadata__name":"a"}
{"_table":"pods__ports","metadata__name":"b","ports_idx":0,"value":1}
{"_table":"pods","metadata__name":"b","metadata__uid":"u","name":"other"}
end
expect_stdout_like '"_parent_key":\["metadata__name"\]' "by which they join"
like "$OUT" '"path":"\$\.metadata\.name"' "and where it is from is said"
flat -k ports -k metadata.name <pods >out 2>err
expect_equal $? 6 "a list is no key"
echo '{"a":{"x":1,"y":2},"b":3,"l":[0]}' >two
run flat -k a.y -k b -k a.x <two
expect_stdout_like '"pods__l","a__y":2,"b":3,"a__x":1,"l_idx":0' \
    "several are a key, in their order"
run flat -k other:a.x -k pods:a.y <two
expect_stdout_like '"pods__l","a__y":2,"l_idx":0' "a table has its own"
echo '{"a.b":5,"l":[0]}' >dotted
run flat -k '"a.b"' <dotted
expect_stdout_like '"pods__l","a_b":5,' "a name with a dot is quoted"

flat --infer -k metadata.name <pods >schema
flat -k metadata.name --schema schema <pods | grep -v _columns >again
LC_ALL=C sort rows >want
LC_ALL=C sort again >got
same got "a schema knows it again" <want
run flat -k metadata.uid --schema schema <pods
expect_status 2 "another key is not that of the schema"

aai-flatten -t pods -k metadata.name <pods |
    aai-sink-csv -q --append -o tables
head -n 1 pods | aai-flatten -t pods -k metadata.name >load
run aai-sink-csv --append -o tables <load
expect_stderr_like '1 .*(again|already|there)' \
    "a sink tells of a record that is there"

refuse()
{
	status=$1 what=$2
	shift 2
	run flat "$@" <pods
	expect_status "$status" "refused: $*"
	expect_stderr_like "$what" "... and said why"
}
refuse 6 "nothing as its key 'metadata.uid'" -k metadata.uid
refuse 6 "nothing as its key 'name.metadata'" -k name.metadata
refuse 2 'a key is one member' -k 'metadata[].name'
refuse 2 "the key of table 'pods' is in 'metadata'" -k metadata.name \
    --json metadata
refuse 2 "the key of table 'pods' is in 'metadata'" -k metadata.name \
    --drop metadata
refuse 2 'further in than --depth' -k metadata.name --depth 0
# shellcheck disable=SC2046 # options
refuse 2 'at most 16 members' $(seq -f '-k m%.0f' 17)
done_testing
