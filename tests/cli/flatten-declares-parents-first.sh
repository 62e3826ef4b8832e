# The columns line of a table comes before those of the tables of its lists, be
# it that rows of these come first: a merge joins them by it.

. "$ROOT/tests/lib.sh"
need jq

# above: the tables of rows that no line above a table's own first line is of.
above()
{
	jq -r 'select(type == "object" and has("_columns")) |
	    "\(._table) \(._parent // "-")"' "$1" |
	    awk '{ if ($2 != "-" && !($2 in seen)) print $2; seen[$1] }'
}

# The first record ends the window, as a deletion does.
{
	echo '{"id":1}'
	echo '{"id":2,"v":3,"l":[{"w":1,"m":[{"k":[1]}]},{"w":2.5}]}'
	echo '{"id":3,"l":[{"m":[{"x":"text"}]}],"o":{"p":[{"q":[7]}]}}'
} >records
for more in "" --objects; do
	run aai-flatten -k id -t t --window 1 $more <records
	expect_status 0 "lists that come after the window${more:+, $more}"
	check "each table comes after the one above it" \
	    test -z "$(above "$OUT")"
	check "and there are some" test "$(jq -r \
	    'select(type == "object" and has("_parent"))._table' "$OUT" |
	    sort -u | wc -l)" = 5
	aai-sink-csv -o "tables$more" -m merge <"$OUT" >/dev/null
	check "so that they can be merged" test \
	    "$(cat "tables$more"/t__l/part-*.csv | tail -n +2 |
	        tr '\n' ' ')" = "2,0,1 2,1,2.5 3,0, "
done
printf '%s\n' '{"_table":"_aai_deleted","record":{"_table":"t","id":1}}' \
    '{"_table":"t","id":2,"l":[{"w":1,"m":[2]}]}' >deleted
run aai-flatten -k id <deleted
check "as after a deletion" test -z "$(above "$OUT")"
done_testing
