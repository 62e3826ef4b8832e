# Objects become columns, lists become child tables keyed by the record's key
# and the positions, objects whose names are data become rows.

. "$ROOT/tests/lib.sh"

run aai-flatten -O -t t -k id <<'end'
{"id":7,"a":{"b":{"c":1,"d":"x"}},"w":[{"s":"A","v":[{"t":"x"},{"t":"y"}]},{"s":"B","v":[]}],"z":2.5}
{"id":8,"w":null,"z":null}
end
expect_status 0 "nested records are taken"
expect_stdout "rows follow the columns of all tables" <<'end'
{"_table":"t","_columns":[{"name":"id","type":"bigint","key":true},{"name":"a__b__c","type":"bigint","path":"a.b.c"},{"name":"a__b__d","type":"text","path":"a.b.d"},{"name":"z","type":"double"}],"_path":"t"}
{"_table":"t__w","_columns":[{"name":"t_id","type":"bigint","key":true,"path":"$.id"},{"name":"w_idx","type":"bigint","key":true,"path":"$.w[#]"},{"name":"s","type":"text"}],"_path":"t.w[]","_parent":"t","_parent_key":["id"],"_root":"t","_root_key":["id"]}
{"_table":"t__w__v","_columns":[{"name":"t_id","type":"bigint","key":true,"path":"$.id"},{"name":"w_idx","type":"bigint","key":true,"path":"$.w[#]"},{"name":"v_idx","type":"bigint","key":true,"path":"$.w[].v[#]"},{"name":"t","type":"text"}],"_path":"t.w[].v[]","_parent":"t__w","_parent_key":["t_id","w_idx"],"_root":"t","_root_key":["id"]}
{"_table":"t__w__v","t_id":7,"w_idx":0,"v_idx":0,"t":"x"}
{"_table":"t__w__v","t_id":7,"w_idx":0,"v_idx":1,"t":"y"}
{"_table":"t__w","t_id":7,"w_idx":0,"s":"A"}
{"_table":"t__w","t_id":7,"w_idx":1,"s":"B"}
{"_table":"t","id":7,"a__b__c":1,"a__b__d":"x","z":2.5}
{"_table":"t","id":8}
end
expect_silence "nothing is said"

run aai-flatten -O -t t -k id <<'end'
{"id":1,"m":[[1,2],[3]],"l":[1,{"x":"q"},[5],null],"s":["a","b"],"e":[],"o":{}}
end
expect_status 0 "lists of all kinds are taken"
grep -v _columns "$OUT" >rows
same rows "scalars are values, lists in lists have tables of their own" <<'end'
{"_table":"t__m__list","t_id":1,"m_idx":0,"list_idx":0,"value":1}
{"_table":"t__m__list","t_id":1,"m_idx":0,"list_idx":1,"value":2}
{"_table":"t__m","t_id":1,"m_idx":0}
{"_table":"t__m__list","t_id":1,"m_idx":1,"list_idx":0,"value":3}
{"_table":"t__m","t_id":1,"m_idx":1}
{"_table":"t__l","t_id":1,"l_idx":0,"value":1}
{"_table":"t__l","t_id":1,"l_idx":1,"x":"q"}
{"_table":"t__l__list","t_id":1,"l_idx":2,"list_idx":0,"value":5}
{"_table":"t__l","t_id":1,"l_idx":2}
{"_table":"t__l","t_id":1,"l_idx":3}
{"_table":"t__s","t_id":1,"s_idx":0,"value":"a"}
{"_table":"t__s","t_id":1,"s_idx":1,"value":"b"}
{"_table":"t","id":1}
end

run aai-flatten -O -t t -k id --map 'c.labels' --json 'raw' --drop x <<'end'
{"id":1,"c":{"labels":{"News>Sport":0.5,"a b":1}},"raw":{"k": [1, 2]},"x":{"y":1}}
{"id":2,"c":{"labels":{"high":{"n":3}}},"raw":"text","x":[1]}
end
expect_status 0 "maps, json and drop are taken"
expect_stdout "they do what they say" <<'end'
{"_table":"t","_columns":[{"name":"id","type":"bigint","key":true},{"name":"raw","type":"json"}],"_path":"t"}
{"_table":"t__c__labels","_columns":[{"name":"t_id","type":"bigint","key":true,"path":"$.id"},{"name":"key","type":"text","key":true,"path":"$.c.labels{#}"},{"name":"value","type":"double","path":"."},{"name":"n","type":"bigint"}],"_path":"t.c.labels{}","_parent":"t","_parent_key":["id"],"_root":"t","_root_key":["id"]}
{"_table":"t__c__labels","t_id":1,"key":"News>Sport","value":0.5}
{"_table":"t__c__labels","t_id":1,"key":"a b","value":1}
{"_table":"t","id":1,"raw":{"k": [1, 2]}}
{"_table":"t__c__labels","t_id":2,"key":"high","n":3}
{"_table":"t","id":2,"raw":"text"}
end
echo '{"id":1}' >in
run aai-flatten --api none -t t -k id -k id <in
expect_status 2 "a member cannot be in a key twice"
expect_stderr_like "^aai-flatten: -k id is given twice" "... and is named"
run aai-flatten --api none -t t -k id -k t:id <in
expect_status 0 "a table's own key is not the same option"
done_testing
