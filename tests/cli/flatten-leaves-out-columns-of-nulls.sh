# A column of nothing but nulls has no type, and may be an object or a list in
# another load: it is left out until a value comes, unless it is declared.

. "$ROOT/tests/lib.sh"
need aai-flatten aai-sink-csv

run aai-flatten -O --api none -t r -k id <<'end'
{"id":1,"a":null,"o":{"x":null},"l":[{"y":null}],"s":[null]}
end
expect_stdout "no column has nothing but nulls" <<'end'
{"_table":"r","_columns":[{"name":"id","type":"bigint","key":true}],"_path":"r"}
{"_table":"r__l","_columns":[{"name":"r_id","type":"bigint","key":true,"path":"$.id"},{"name":"l_idx","type":"bigint","key":true,"path":"$.l[#]"}],"_path":"r.l[]","_parent":"r","_parent_key":["id"],"_root":"r","_root_key":["id"]}
{"_table":"r__s","_columns":[{"name":"r_id","type":"bigint","key":true,"path":"$.id"},{"name":"s_idx","type":"bigint","key":true,"path":"$.s[#]"}],"_path":"r.s[]","_parent":"r","_parent_key":["id"],"_root":"r","_root_key":["id"]}
{"_table":"r__l","r_id":1,"l_idx":0}
{"_table":"r__s","r_id":1,"s_idx":0}
{"_table":"r","id":1}
end

run aai-flatten -O --api none -t r -k id --window 0 <<'end'
{"id":1,"a":null,"b":null}
{"id":2,"a":null,"b":1.5}
end
like "$OUT" '"_columns":\[{"name":"id","type":"bigint","key":true},{"name":"b","type":"double"}\]' \
	"it comes with its first value"
run aai-flatten -O --api none -t r -k id --infer <<'end'
{"id":1,"a":null}
end
unlike "$OUT" '"a"' "nor does a schema have it"

echo '{"_table":"r","_columns":[{"name":"id","type":"bigint","key":true},{"name":"a","type":"date"}]}' >schema
run aai-flatten -O --api none -t r -k id --schema schema <<'end'
{"id":1,"a":null}
end
like "$OUT" '"name":"a","type":"date"' "what is declared is there"

# An object and a list of one load are null in another.
flat()
{
	printf '%s\n' "$1" | aai-flatten -O --api none -t r -k id ${2-}
}
for schema in "" "--schema out/_aai_schema.ndjson"; do
	rm -rf out
	flat '{"id":1,"a":{"x":1},"l":[1]}' | aai-sink-csv -o out --append
	flat '{"id":2,"a":null,"l":null}' "$schema" | aai-sink-csv -o out --append
	expect_equal "$(cat out/r/*.csv | grep -c '^id,a__x$')" 2 \
		"null where an object was adds no column${schema:+ ($schema)}"
done
flat '{"id":3,"n":null}' | aai-sink-csv -o late --append
flat '{"id":4,"n":7}' | aai-sink-csv -o late --append
like late/_aai_schema.ndjson '"name":"n","type":"bigint"' \
	"nulls in an early load do not make a late column text"
done_testing
