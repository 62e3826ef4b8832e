# Schemas are inferred, merged and kept to; what a contract leaves out is kept.

. "$ROOT/tests/lib.sh"

cat >one <<'end'
{"id":1,"v":1,"l":[{"x":1}]}
end
cat >two <<'end'
{"id":2,"v":0.5,"w":"2024-01-31"}
end
run aai-flatten -t t -k id --infer <one
expect_status 0 "a schema is inferred"
cp "$OUT" s1
unlike s1 '"id":1' "... without rows"
aai-flatten -t t -k id --infer <two >s2
run aai-flatten --infer --schema s1 --schema s2 </dev/null
expect_status 0 "schemas merge without input"
cp "$OUT" merged
run aai-flatten --infer --schema s2 --schema s1 </dev/null
expect_stdout "in any order" <merged
like merged '"name":"v","type":"double"' "types are joined"

run aai-flatten -t t -k id --schema merged --contract freeze <one
expect_status 0 "what is in it may come"
like "$OUT" '"name":"w","type":"date"' "its columns are declared"
echo '{"id":3,"new":1}' >three
run aai-flatten -t t -k id --schema merged --contract freeze <three
expect_status 6 "what is not may not"
like "$ERR" "line 1 .*forbids a new column: 'new' in table 't'" "... and is told"
run aai-flatten -t t -k id --schema merged \
    --contract columns=discard-value --rejects left --stats stats <three
expect_status 3 "what is left out makes the status 3"
like "$ERR" "^aai-flatten: the contract left out 1 of the values and rows" "... and is counted"
same left "... and kept" <<'end'
{"_table":"t","t_id":3,"_new":"column","_path":"new","_value":1}
end
like stats '^\{"program":"aai-flatten","records":1,"rows":1,.*"rejected":1,' \
    "... also in the stats"

# What is left out is told with its place.
echo '{"id":1,"a":[{"b":[{"c":1}],"m":{"k":{"v":1}}}]}' |
    aai-flatten -t t -k id --map a[].m --infer >deep
echo '{"id":2,"a":[{},{"b":[{"c":1},{"c":"no"}],"m":{"x":{"v":"y"}}}]}' >wrong
run aai-flatten -t t -k id --map a[].m --schema deep \
    --contract types=discard-row --rejects left <wrong
same left "a row with its keys and path" <<'end'
{"_table":"t__a__b","t_id":2,"a_idx":1,"b_idx":1,"_new":"type","_path":"a[].b[]","_value":{"c":"no"}}
{"_table":"t__a__m","t_id":2,"a_idx":1,"key":"x","_new":"type","_path":"a[].m{}","_value":{"v":"y"}}
end
run aai-flatten -t t -k id --map a[].m --schema deep \
    --contract types=discard-value --rejects left <wrong
same left "a value as well" <<'end'
{"_table":"t__a__b","t_id":2,"a_idx":1,"b_idx":1,"_new":"type","_path":"a[].b[].c","_value":"no"}
{"_table":"t__a__m","t_id":2,"a_idx":1,"key":"x","_new":"type","_path":"a[].m{}.v","_value":"y"}
end

# What gives no row is in no schema, and breaks none.
for record in '{"id":1,"l":[]}' '{"id":1,"o":{"n":null,"l":[ ]}}' \
    '{"id":1,"l":[[]]}' '{"id":1,"l":[{"o":{}},{"m":[]}]}' '{"id":1,"l":[null]}'
do
	echo "$record" >empty
	aai-flatten -t t -k id --infer <empty >its
	run aai-flatten -t t -k id --schema its --contract freeze <empty
	expect_status 0 "a schema of $record takes it"
	run aai-flatten -t t -k id --map m --schema s1 --contract \
	    tables=discard-value <<-end
		{"id":1,"m":{},"l":[]}
	end
	expect_status 0 "... and an empty map is nothing new"
done

# What a sink keeps beside its parts is a schema as well.
printf '{"_table":"t","_columns":[{"name":"id","type":"text","key":true}]}\n' >kept
run aai-flatten -t t -k id --schema kept <two
like "$OUT" '"name":"id","type":"text","key":true' "columns lines are a schema"
done_testing
