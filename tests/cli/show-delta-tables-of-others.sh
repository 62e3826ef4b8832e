# Delta tables of others are shown as they are: the values that they are
# partitioned by, columns that their files call otherwise, rows that a deletion
# vector has taken out.  What cannot be told so is refused.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/delta.inc"
. "$ROOT/tests/lake.inc"
need jq

{
	echo '{"_table":"t","_columns":[{"name":"n","type":"bigint"},{"name":"w","type":"text"}]}'
	for i in 0 1 2 3 4 5; do
		echo '{"_table":"t","n":'$i',"w":"w'$i'"}'
	done
} | aai-sink-delta -q -o start
log=start/t/_delta_log/00000000000000000000.json
file=$(jq -r '.add.path // empty' $log)

# delta FILTER: make a table of the log's actions as jq changes them.
delta()
{
	rm -rf lake
	cp -r start lake
	jq -c "$1" $log >"lake/${log#start/}"
}

# shows TITLE: the rows of lake/t are those of standard input.
shows()
{
	run aai-show -q --json lake/t
	expect_status 0 "$1"
	grep -v _columns "$OUT" | sed 's/"_table":"t",\{0,1\}//' >"$CAPTURE/rows"
	same "$CAPTURE/rows" "$1: its rows"
}

# refused TITLE PATTERN: it is not shown, which is told.
refused()
{
	run aai-show --json lake/t
	expect_status 6 "$1: refused"
	expect_stderr_like "$2" "$1: told"
	check "$1: and no row is shown" [ ! -s "$OUT" ]
}

# Partitions: a column that no file has, of each type.
column() { printf '{"name":"%s","type":"%s","nullable":true,"metadata":{}}' "$1" "$2"; }
more=$(column i integer),$(column x double),$(column d date),$(column s string)
more=$more,$(column t timestamp_ntz),$(column b boolean),$(column m 'decimal(9,2)')
parted='if .metaData then .metaData |= (.partitionColumns =
    ["i","x","d","s","t","b","m"] | .schemaString |= (fromjson |
    .fields |= ['"$more"'] + . | tojson))
    elif .add then .add.partitionValues = VALUES else . end'
parted() { delta "$(printf %s "$parted" | sed "s|VALUES|$1|")"; }

parted '{"i":"7","x":"1.50","d":"2026-01-02","s":"a/b","t":"2026-01-02 03:04:05","b":"true","m":"1.5"}'
run aai-show --json -c i,x,d,s,t,b,m,n lake/t
expect_status 0 "a table with partitions"
sed -n '1p;2p' "$OUT" >two
same two "has their values, of their types" <<'end'
{"_table":"t","_columns":[{"name":"i","type":"bigint"},{"name":"x","type":"double"},{"name":"d","type":"date"},{"name":"s","type":"text"},{"name":"t","type":"timestamp"},{"name":"b","type":"bool"},{"name":"m","type":"decimal","precision":9,"scale":2},{"name":"n","type":"bigint"}]}
{"_table":"t","i":7,"x":1.5,"d":"2026-01-02","s":"a/b","t":"2026-01-02T03:04:05Z","b":true,"m":1.50,"n":0}
end
expect_equal "$(grep -c '"i":7' "$OUT")" 6 "in each row"
run aai-show -l lake/t
like "$OUT" '^t: 6 rows, 9 columns' "its figures"
like "$OUT" '^ *i +bigint +0%' "count no null of them"
parted '{"i":null,"x":"","d":null,"s":"","t":null,"b":null,"m":null}'
shows "partitions of null, and of the empty text" <<'end'
{"n":0,"w":"w0"}
{"n":1,"w":"w1"}
{"n":2,"w":"w2"}
{"n":3,"w":"w3"}
{"n":4,"w":"w4"}
{"n":5,"w":"w5"}
end
run aai-show -l lake/t
like "$OUT" '^ *i +bigint +100%' "are counted as nulls"
parted '{"i":"7.5","x":null,"d":null,"s":null,"t":null,"b":null,"m":null}'
refused "a value of another type" "wrong value of the partition column 'i'"
parted '{"i":"7"}'
refused "a value that is not told" "no value of the partition column 'x'"
parted '{}'
refused "no values" "no value of the partition column 'i'"
parted '["i","7","x","1","d",null,"s",null,"t",null,"b",null,"m"]'
refused "a list of values" "no value of the partition column 'i'"
delta 'if .metaData then .metaData.partitionColumns = ["p"] else . end'
refused "a partition column that the table has not" "partitioned by 'p'"
delta 'if .metaData then .metaData.partitionColumns = ["n"] elif .add then
    .add.partitionValues = {"n":"9"} else . end'
run aai-show --json -c n lake/t
expect_equal "$(grep -c '"n":9' "$OUT")" 6 \
    "the log's value goes before one in the file"

# Column mapping by name: files have names of their own.
mapped='if .protocol then .protocol = {"minReaderVersion":2,"minWriterVersion":5}
    elif .metaData then .metaData |= (.configuration =
    {"delta.columnMapping.mode":"name"} | .schemaString |= (fromjson |
    .fields = FIELDS | tojson)) else . end'
mapped() { delta "$(printf %s "$mapped" | sed "s|FIELDS|$1|")"; }
field()
{
	printf '{"name":"%s","type":"%s","nullable":true,"metadata":{"delta.columnMapping.id":%s,"delta.columnMapping.physicalName":"%s"}}' "$@"
}
mapped "[$(field w long 1 n),$(field 'new name' string 2 w),$(field n string 3 z)]"
run aai-show --json lake/t
expect_status 0 "columns that were renamed"
sed -n '1p;3p' "$OUT" >two
same two "are found by what files call them, and by nothing else" <<'end'
{"_table":"t","_columns":[{"name":"w","type":"bigint"},{"name":"new name","type":"text"},{"name":"n","type":"text"}]}
{"_table":"t","w":1,"new name":"w1"}
end
run aai-show -l lake/t
like "$OUT" '^ *w +bigint +0% +0 +5' "and so are their figures"
mapped "[$(field w string 2 w)]"
shows "a column that was dropped is not shown" <<'end'
{"w":"w0"}
{"w":"w1"}
{"w":"w2"}
{"w":"w3"}
{"w":"w4"}
{"w":"w5"}
end
mapped "[$(field w long 1 n),$(field v long 2 n)]"
refused "two columns of one name in files" "no name of its own"
mapped '[{"name":"w","type":"string","nullable":true,"metadata":{}}]'
refused "a column without such a name" "no name of its own"
mapped "[$(field w long 1 n)]"
sed -i 's/"minReaderVersion":2/"minReaderVersion":1/' "lake/${log#start/}"
refused "a mapping that the protocol has not" "its protocol does not ask"
mapped "[$(field w long 1 n)]"
sed -i 's/"mode\\*":"name"/"mode":"other"/; s/Mapping.mode":"name"/Mapping.mode":"other"/' "lake/${log#start/}"
refused "a mapping of another mode" "mode that is not known"

# By id: a file of an Iceberg table has ids.
aai-show -q --json start/t | aai-sink-iceberg -q -o ice
mapped "[$(field number long 1 x),$(field later long 9 y),$(field word string 2 z)]"
sed -i 's/Mapping.mode":"name"/Mapping.mode":"id"/' "lake/${log#start/}"
refused "columns by ids that a file has not" "has no ids"
cp ice/t/data/*.parquet "lake/t/$file"
run aai-show --json lake/t
expect_status 0 "columns that are known by ids"
sed -n '1p;3p' "$OUT" >two
same two "are found by them" <<'end'
{"_table":"t","_columns":[{"name":"number","type":"bigint"},{"name":"later","type":"bigint"},{"name":"word","type":"text"}]}
{"_table":"t","number":1,"word":"w1"}
end

# Deletion vectors.
features='"minReaderVersion":3,"minWriterVersion":7,"readerFeatures":["deletionVectors"],"writerFeatures":["deletionVectors"]'
vector() { delta 'if .protocol then .protocol = {'"$features"'} elif .add then .add.deletionVector = {'"$1"'} else . end'; }
inline='"storageType":"i","pathOrInlineDv":"^Bg9^0rr910000000000iXQKl0rr91000315c8Xg0rrf3","sizeInBytes":36'
vector "$inline,\"cardinality\":2"
shows "rows that an inline vector takes out" <<'end'
{"n":0,"w":"w0"}
{"n":3,"w":"w3"}
{"n":4,"w":"w4"}
{"n":5,"w":"w5"}
end
run aai-show -l lake/t
like "$OUT" '^t: 4 rows' "are not counted"
unlike "$OUT" 'w0 +w5' "nor are bounds told that may be theirs"
run aai-show -s lake/t
like "$OUT" '^t +4 +2 ' "in a list neither"
vector "$inline,\"cardinality\":3"
refused "more rows than the vector has" "has 2 rows, not 3"
vector '"storageType":"i","pathOrInlineDv":"^Bg9^0rr910000000000iXQKl0rr91000f55c8Xg0@@D72lkbi5=-{L","sizeInBytes":44,"cardinality":6'
refused "rows that the file has not" "rows that the data file has not"
vector '"storageType":"u","pathOrInlineDv":"x"'
refused "one that is not told of" "not told of as it should be"

# In a file beside the data, after a version, its length, before its checksum.
put_vector()
{
	printf '\001\000\000\000\044\321\323\071\144\001\000\000\000\000\000\000\000'
	printf '\000\000\000\000\072\060\000\000\001\000\000\000\000\000\001\000'
	printf '\020\000\000\000\001\000\002\000\161\057\246\350'
}
named='"storageType":"u","pathOrInlineDv":"ab^-aqEH.-t@S}K{vb[*k^","offset":1,"sizeInBytes":36,"cardinality":2'
bin=deletion_vector_d2c639aa-8816-431a-aaf6-d3fe2512ff61.bin
vector "$named"
refused "a vector's file that is not there" "cannot open .*ab/$bin"
mkdir lake/t/ab
put_vector >"lake/t/ab/$bin"
shows "rows that a vector in a file takes out" <<'end'
{"n":0,"w":"w0"}
{"n":3,"w":"w3"}
{"n":4,"w":"w4"}
{"n":5,"w":"w5"}
end
cp -r lake kept
printf '\003' | dd of="lake/t/ab/$bin" bs=1 seek=43 conv=notrunc 2>/dev/null
refused "another byte in it" "checksum does not match"
rm "lake/t/ab/$bin"
ln -s "$PWD/kept/t/ab/$bin" "lake/t/ab/$bin"
refused "a link in its place" "cannot open"
rm "lake/t/ab/$bin"
mkfifo "lake/t/ab/$bin"
refused "a pipe in its place" "cannot open"
put_vector >outside.bin
vector '"storageType":"p","pathOrInlineDv":"file://'"$PWD"'/outside.bin","offset":1,"sizeInBytes":36,"cardinality":2'
refused "one outside of the table's folder" "outside of its folder"
run aai-show --json --allow-outside lake/t
expect_equal "$STATUS $(grep -c '"n":' "$OUT")" "0 4" "which can be allowed"
vector '"storageType":"u","pathOrInlineDv":"../x^-aqEH.-t@S}K{vb[*k^","offset":1,"sizeInBytes":36,"cardinality":2'
refused "one that a name leads out to" "outside of its folder"

# A vector that takes the place of none, or of another, in whatever order.
vector "$inline,\"cardinality\":2"
one='"storageType":"i","pathOrInlineDv":"^Bg9^0rr910000000000iXQKl0rr91000005c8Xg00000","sizeInBytes":34,"cardinality":1'
add='{"add":{"path":"'"$file"'","size":1,"partitionValues":{},"deletionVector":'
{
	echo "$add{$one}}}"
	echo '{"remove":{"path":"'"$file"'","deletionVector":{'"$inline"',"cardinality":2}}}'
} >lake/t/_delta_log/00000000000000000001.json
shows "a vector in the place of another" <<'end'
{"n":1,"w":"w1"}
{"n":2,"w":"w2"}
{"n":3,"w":"w3"}
{"n":4,"w":"w4"}
{"n":5,"w":"w5"}
end
{
	echo '{"remove":{"path":"'"$file"'","deletionVector":{'"$one"'}}}'
	echo "${add}null}}"
	echo '{"what is new":"of no matter"}'
} >lake/t/_delta_log/00000000000000000002.json
run aai-show --json lake/t
expect_equal "$STATUS $(grep -c '"n":' "$OUT")" "0 6" "and none in its place"

# One that is there and none is not taken for none.
for none in '{}' '[]' '"x"' 7 '{"storageType":"i"}'; do
	delta "if .add then .add.deletionVector = $none else . end"
	refused "a vector that is $none" "not an action as it should be"
done

# A sink goes on with none of these, and says what to do.
parted '{"i":"7","x":"1.50","d":null,"s":null,"t":null,"b":null,"m":null}'
cp -r lake before
one_each x t >one
run aai-sink-delta --append -o lake <one
expect_status 2 "a load into a table with partitions is refused"
expect_stderr_like "partition columns.*another folder" "with advice"
vector "$inline,\"cardinality\":2"
run aai-sink-delta --append -o lake <one
expect_status 2 "and one into a table with deletion vectors"
expect_stderr_like "deletionVectors.*another folder" "with advice"
mapped "[$(field w long 1 n)]"
run aai-sink-delta --append -o lake <one
expect_status 2 "and one into a table with column mapping"
expect_stderr_like "another folder" "with advice"
# Columns whose type became wider, without their files.
rm -rf wide lake
printf '%s\n' '{"_table":"t","_columns":[{"name":"n","type":"bigint"},{"name":"d","type":"date"},{"name":"m","type":"decimal","precision":9,"scale":2},{"name":"k","type":"bigint"}]}' \
	'{"_table":"t","n":5,"d":"2026-01-02","m":1.50,"k":7}' |
	aai-sink-delta -q -o lake
cp -r lake wide
for name in typeWidening typeWidening-preview; do
	jq -c 'if .protocol then .protocol = {minReaderVersion: 3,
	    minWriterVersion: 7, readerFeatures: ["'$name'", "timestampNtz"],
	    writerFeatures: ["'$name'", "timestampNtz"]}
	    elif .metaData then .metaData.schemaString |= (fromjson |
	    .fields[0].type = "double" | .fields[1].type = "timestamp_ntz" |
	    .fields[2].type = "decimal(12,4)" |
	    .fields[3].type = "decimal(20,0)" | tojson) else . end' \
	    wide/t/_delta_log/*0.json >"$(echo lake/t/_delta_log/*0.json)"
	shows "$name: columns that became wider" <<'end'
{"n":5,"d":"2026-01-02T00:00:00Z","m":1.50,"k":7}
end
	expect_equal "$(grep -c _columns "$OUT")" 1 "$name: ... of their types now"
	echo '{"_table":"t","_columns":[{"name":"k","type":"bigint"}]}' >rows
	run aai-sink-delta --append -o lake <rows
	expect_status 2 "$name: ... and are not written"
done

done_testing
