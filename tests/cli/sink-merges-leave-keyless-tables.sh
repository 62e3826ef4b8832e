# A table without a key is of no record, whatever it is called: a merge leaves
# its rows.  One of a list that an earlier release loaded loses those of the
# records that come again, when it has their key.

. "$ROOT/tests/lib.sh"
need aai-flatten aai-sink-delta aai-sink-iceberg aai-sink-csv aai-sink-parquet \
	aai-show

shown()
{
	aai-show -a --json "$1" | grep -v _columns | sed 's/"_table":"[^"]*",//' |
	    LC_ALL=C sort | tr '\n' ' '
}

cat >keyless <<'end'
{"_table":"a__b","_columns":[{"name":"n","type":"bigint"},{"name":"v","type":"text"}]}
{"_table":"a__b","n":1,"v":"x"}
{"_table":"a__b","n":2,"v":"y"}
end
cat >other <<'end'
{"_table":"a__o","_columns":[{"name":"id","type":"bigint","key":true}]}
{"_table":"a__o","id":1}
end
# No columns line says that this one is of another.
cat >named <<'end'
{"_table":"a__c","_columns":[{"name":"a_id","type":"bigint"}]}
{"_table":"a__c","a_id":1}
end
echo '{"id":9,"l":[1]}' | aai-flatten -t a -k id >nine
echo '{"id":1,"l":[2]}' | aai-flatten -t a -k id >one
echo '{"id":9}' | aai-flatten -t a -k id >short
echo '{"id":1,"l":[7]}' | aai-flatten -t a__d -k id >deep
b='{"n":1,"v":"x"} {"n":2,"v":"y"} '
for kind in csv parquet delta iceberg; do
	sink="aai-sink-$kind -o $kind"
	for what in keyless other named nine deep; do
		run $sink --append <$what
		expect_status 0 "$kind, $what: is loaded"
	done
	run $sink --mode merge <one
	expect_status 0 "$kind: records are merged"
	expect_stderr "... and nothing is said" </dev/null
	expect_equal "$(shown $kind/a__b)" "$b" "... a keyless table stays"
	expect_equal "$(shown $kind/a__c)" '{"a_id":1} ' \
		"... whatever its columns are called"
	expect_equal "$(shown $kind/a__o)" '{"id":1} ' \
		"... so does one with a key of its own"
	expect_equal "$(shown $kind/a__d__l)" \
		'{"a__d_id":1,"l_idx":0,"value":7} ' "... and that one's list"
	run $sink --mode merge <short
	expect_equal "$(shown $kind/a__l)" \
		'{"a_id":1,"l_idx":0,"value":2} ' "... the record's does not"
done

# A list with rows of no key keeps what is known of it.
cat >loose <<'end'
{"_table":"a__l","_columns":[{"name":"a_id","type":"bigint"},{"name":"l_idx","type":"bigint"},{"name":"value","type":"bigint"}]}
{"_table":"a__l","a_id":5,"l_idx":0,"value":5}
end
echo '{"id":1}' | aai-flatten -t a -k id >gone
for kind in delta iceberg; do
	run aai-sink-$kind -o $kind --append <loose
	run aai-sink-$kind -o $kind --mode merge <gone
	expect_status 0 "$kind: a list to which such rows were added"
	expect_equal "$(shown $kind/a__l)" '{"a_id":5,"l_idx":0,"value":5} ' \
		"... still is the record's"
done

# Without the notes, as earlier releases left folders.
for kind in delta iceberg; do
	rm -rf $kind
	for what in keyless other named nine deep; do
		run aai-sink-$kind -o $kind --append <$what
	done
	sed -i '/^note family /d' $kind/.aai/manifest
	run aai-sink-$kind -o $kind --mode merge <one
	expect_status 0 "$kind: tables of an earlier release"
	like "$ERR" "table 'a__b' is called as a list of 'a' would be, but lacks" \
		"... are not taken for lists without the key"
	expect_equal "$(shown $kind/a__b)" "$b" "... and keep their rows"
	expect_equal "$(shown $kind/a__c)" '{"a_id":1} ' \
		"... so does one that has a column of its name and no position"
	expect_equal "$(shown $kind/a__d__l)" \
		'{"a__d_id":1,"l_idx":0,"value":7} ' "... another's list, too"
	sed -i '/^note family /d' $kind/.aai/manifest
	echo '{"id":1}' | aai-flatten -t a__d -k id >bare
	{ sed /_aai_end/d gone; sed /_aai_end/d bare
	  echo '{"_table":"_aai_end","records":2}'; } >two
	run aai-sink-$kind -o $kind --mode merge <two
	expect_status 0 "$kind: with two that a list could be of"
	expect_equal "$(shown $kind/a__d__l)" "" "... it is of the longer name"
done
done_testing
