# A table of others is written only when all that it asks for is done here.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/delta.inc"
need jq

echo '{"_table":"t","_columns":[{"name":"a","type":"bigint"}]}
{"_table":"t","a":1}' >rows

protocol='{"protocol":{"minReaderVersion":1,"minWriterVersion":2}}'

# metadata FIELD-MEMBERS MEMBERS CONFIGURATION: one of a table with column a,
# whose field has those members beside its name.
metadata()
{
	schema='{"type":"struct","fields":[{"name":"a",'"$1"'}]}'
	printf '{"metaData":{"id":"x","format":{"provider":"parquet"},'
	printf '"schemaString":%s,%s"configuration":{%s}}}\n' \
	    "$(printf %s "$schema" | jq -R .)" "$2" "$3"
}

# table ENTRY...: make lake/t with a log of those.
table()
{
	rm -rf lake
	mkdir -p lake/t/_delta_log
	v=0
	for text; do
		printf '%s\n' "$text" >"$(delta_entry lake/t $v)"
		v=$((v + 1))
	done
	cp -r lake before
}

# refuses WHAT PATTERN [OPTION...]: the load is refused, and changes nothing.
refuses()
{
	what=$1 pattern=$2
	shift 2
	rm -rf before
	cp -r lake before
	run aai-sink-delta -o lake "$@" <rows
	expect_status 2 "$what: refused"
	expect_stderr_like "$pattern" "$what: told"
	diff -r lake before >"$CAPTURE/diff" 2>&1
	expect_equal "$?" 0 "$what: nothing is changed"
}

long='"type":"long","nullable":true,"metadata":{}'
plain=$(metadata "$long" '"partitionColumns":[],' '')

table "$protocol
$plain"
run aai-sink-delta -o lake --append <rows
expect_status 0 "a plain table is appended to"
expect_equal "$(delta_rows lake/t)" '{"a":1} ' "with the rows"
rm -rf before

for versions in '2 2' '1 3' '3 7'; do
	r=${versions% *} w=${versions#* }
	table '{"protocol":{"minReaderVersion":'"$r"',"minWriterVersion":'"$w"'}}' "$plain"
	refuses "protocol $versions" "reader $r, writer $w" --append
	refuses "replace of protocol $versions" "reader $r, writer $w"
done
table '{"protocol":{"minReaderVersion":1,"minWriterVersion":2,"writerFeatures":["x"]}}' "$plain"
refuses "features" "features by name" --append
table "$plain"
refuses "no protocol" "has no protocol" --append
table "$protocol"
refuses "no metaData" "has no metaData" --append

table "$protocol" "$(metadata "$long" '"partitionColumns":["a"],' '')"
refuses "partitions" "partition columns" --append
refuses "replace of partitions" "partition columns"
table "$protocol" "$(metadata "$long" '' '"delta.columnMapping.mode":"name"')"
refuses "column mapping" "column mapping" --append
table "$protocol" "$(metadata "$long" '' '"delta.constraints.c":"a > 0"')"
refuses "a constraint" "CHECK constraints" --append
for pair in 'delta.generationExpression=generated columns' \
    'delta.identity.start=identity columns' 'delta.invariants=invariants' \
    'delta.columnMapping.id=column mapping' \
    '__CHAR_VARCHAR_TYPE_STRING=char or varchar'; do
	table "$protocol" "$(metadata '"type":"long","nullable":true,"metadata":{"'"${pair%%=*}"'":"1"}' '' '')"
	refuses "${pair%%=*}" "${pair#*=}" --append
done
table "$protocol
$plain" '{"add":{"path":"x","size":1,"deletionVector":{"storageType":"u","pathOrInlineDv":"x"}}}'
refuses "a deletion vector" "deletion vectors" --append

table "$protocol
$plain"
mv "$(delta_entry lake/t 0)" "$(delta_entry lake/t 7)"
refuses "a log that begins at 7" "no whole checkpoint" --append
table "$protocol" "$plain" '{"commitInfo":{}}'
rm "$(delta_entry lake/t 1)"
refuses "a gap" "no entry of version 1" --append
rm -rf lake/t/_delta_log/*.json
echo '{"version":7,"size":1}' >lake/t/_delta_log/_last_checkpoint
refuses "a checkpoint alone" "no whole checkpoint" --append
rm lake/t/_delta_log/_last_checkpoint
touch lake/t/_delta_log/00000000000000000002.checkpoint.parquet
run aai-sink-delta -o lake --append <rows
expect_status 7 "one that is damaged is not passed over"
expect_stderr_like "00000000000000000002.checkpoint.parquet" "which is told"
run aai-show --json lake/t
expect_status 6 "which is not shown either"

# What the load does to it decides.
table "$protocol" "$(metadata "$long" '' '"delta.appendOnly":"true"')" \
    '{"add":{"path":"x.parquet","size":1}}'
refuses "a replace where rows must not go" "delta.appendOnly"
run aai-sink-delta -o lake --append <rows
expect_status 0 "an append there"
refuses "the same append there" "delta.appendOnly" --append

for type in '"integer"' '"float"' '"binary"' '"timestamp_ntz"' \
    '{"type":"array","elementType":"long","containsNull":true}'; do
	table "$protocol" "$(metadata '"type":'"$type"',"nullable":true,"metadata":{}' '' '')"
	refuses "a column of type $type" "column 'a' is of a type" --append
done
schema='{"type":"struct","fields":[{"name":"i","type":"integer","nullable":true,"metadata":{}},{"name":"a","type":"long","nullable":true,"metadata":{}}]}'
table "$protocol" '{"metaData":{"id":"x","schemaString":'"$(printf %s "$schema" | jq -R .)"',"configuration":{"k":"v"},"name":"kept"}}'
echo '{"_table":"t","_columns":[{"name":"a","type":"bigint"},{"name":"b","type":"text"}]}
{"_table":"t","a":1,"b":"x"}' >wider
run aai-sink-delta -o lake --append <wider
expect_status 0 "columns of other types that the load does not have stay"
expect_equal "$(delta_schema lake/t)" "i:integer a:long b:string" "as they are"
expect_equal "$(jq -r '.metaData // empty | [.id, .name, .configuration.k] |
    join(" ")' "$(delta_entry lake/t 2)")" "x kept v" "as does all else of the table"

not_null='"type":"long","nullable":false,"metadata":{}'
table "$protocol" "$(metadata "$not_null" '' '')"
run aai-sink-delta -o lake --append <rows
expect_status 0 "a column that takes no null is appended to"
{ cat rows; echo '{"_table":"t"}'; } >withnull && mv withnull rows
refuses "a null for it" "column 'a' takes no null" --append
table "$protocol" "$(metadata '"type":"integer","nullable":false,"metadata":{}' '' '')"
refuses "a needed column of another type" "takes no null" --append

# Readers take names for equal that differ in case alone, by Unicode's rules.
rm -rf names
for pair in 'É é' 'К к' 'ẞ ß' 'Ω ω'; do
	set -- $pair
	printf '{"_table":"t","_columns":[{"name":"%s","type":"text"},{"name":"%s","type":"text"}]}\n' \
		"$@" >columns
	run aai-sink-delta -o names --append <columns
	expect_status 6 "columns $1 and $2"
done
like "$ERR" "differ in case alone" "are refused, as is said"

# A log that is damaged is not a table to write into.
table "$protocol" "$plain" '{"add":{"path":"x"'
run aai-sink-delta -o lake --append <rows
expect_status 7 "a cut entry"
expect_stderr_like "00000000000000000002.json', line 1" "is named"
done_testing
