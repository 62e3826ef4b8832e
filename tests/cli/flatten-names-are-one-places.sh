# Names that become the same are told apart by the places that they are of, in
# all loads and schemas, whichever came first.  PATHS and SEED choose how many
# random streams, and which; see tests/paths.py.

. "$ROOT/tests/lib.sh"
need aai-flatten jq

flat()
{
	aai-flatten -O --api none -t r -k id -q "$@"
}
# The tables and columns of a schema, in an order of their own.
# shellcheck disable=SC2120 # of a file, or of what comes
sorted()
{
	jq -cS '{t: ._table, p: ._path, up: ._parent,
		c: (._columns | sort_by(.name))}' "$@" | sort
}
names()		# each column's table, path and name
{
	jq -r 'select(._columns) | ._table as $t | ._columns[] |
		"\($t).\(.name) \(.path // .name)"' "$@"
}

a='{"id":1,"Foo":[1],"userId":2,"w":[{"w_idx":3}],"x":{"Bar":[{"Q":1}]},"n":null}'
b='{"id":2,"foo":[2],"user_id":5,"w":[{"y":1,"z":[1]}],"x":{"bar":[{"q":1}]}}'
c='{"id":3,"foo":[{"foo":1,"Foo":2}],"USER_ID":"x","w":[],"a.b":1,"a":{"b":2}}'
printf '%s\n' "$a" "$b" "$c" >abc
printf '%s\n' "$c" "$b" "$a" >cba
flat --infer <abc | sorted >whole
flat --infer <cba | sorted >turned
same turned "a schema does not depend on the order of records" <whole
like whole '"name":"user_id","path":"USER_ID"' "the first path has the name"
like whole '"path":"\\"a\.b\\""' "names that look like paths are quoted"
for i in a b c; do
	eval "echo \"\$$i\"" | flat --infer >"s$i"
done
for order in "a b c" "b a c" "c b a" "c a b"; do
	# shellcheck disable=SC2086
	set -- $order
	flat --infer --schema "s$1" --schema "s$2" --schema "s$3" </dev/null |
		sorted >merged
	same merged "schemas merged are that of all data: $order" <whole
	flat --infer --schema "s$1" --schema "s$2" </dev/null >two
	flat --infer --schema two --schema "s$3" </dev/null | sorted >merged
	same merged "... and so by two" <whole
done

# With a schema, what has a name keeps it.
printf '%s\n' '{"id":1,"Foo":[1],"userId":11,"m":{"K":1}}' >one
printf '%s\n' '{"id":2,"foo":[2],"user_id":22,"m":{"k":1}}' \
	'{"id":3,"Foo":[3],"userId":31,"m":{"K":2}}' >two
cat one two | flat | names | sort >want
flat --infer <one >schema
flat --schema schema <two | names | sort >got
same got "with a schema of one of two names both are as in one stream" <want
flat --schema schema <two | grep -v _columns | sort >rows
same rows "each value is in the column of its place" <<'end'
{"_table":"r","id":2,"user_id_ea3911":22,"m__k_f63962":1}
{"_table":"r","id":3,"user_id":31,"m__k":2}
{"_table":"r__foo","r_id":3,"foo_idx":0,"value":3}
{"_table":"r__foo_b5146f","r_id":2,"foo_idx":0,"value":2}
end
flat --schema schema --contract columns=discard-value \
	--contract tables=discard-value --rejects left <two >rows
expect_equal $? 3 "a contract knows them by their places"
expect_equal "$(jq -r ._path left | sort | tr '\n' ' ')" 'foo[] m.k user_id ' \
	"... and leaves the others out"

# A schema that knows no paths goes by names, and learns them.
sed 's/,"path":"[^"]*"//g; s/,"_path":"[^"]*"//' schema >old
flat --schema old <two | grep -v _columns >rows
like rows '"id":2,"user_id":22' "without paths a name is taken by the first"
flat --infer --schema old <one | names >got
names schema >want
same got "... whose path it has from then on" <want
echo '{"_table":"r","_columns":[],"_path":1}' >bad
flat --schema bad </dev/null 2>/dev/null
expect_equal $? 2 "a path that is none is refused"

command -v python3 >/dev/null || { done_testing; exit; }
count=${PATHS:-20}
[ -z "${VALGRIND-}" ] || count=1
run python3 "$ROOT/tests/paths.py" "$count" "${SEED:-1}" schemas
expect_status 0 "schemas do not depend on the order of records and parts"
note_file "of these" "$OUT"
done_testing
