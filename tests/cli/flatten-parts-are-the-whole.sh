# A data set that is flattened in parts has the rows and the schema that it has
# as a whole, however it is parted.

. "$ROOT/tests/lib.sh"
need jq split

aai-mock --dump transcript_details -t 30 -s 3 --features rich 2>/dev/null >all
[ -s all ] || skip_all "no records to be had"
# Records of anything, with keys of their content, types by where they are.
awk 'BEGIN { for (i = 0; i < 400; i++) {
	v = i < 150 ? i : i < 300 ? i / 7 : "\"" i "\""
	printf "{\"_table\":\"events\",\"v\":%s,\"%s\":{\"l\":[%d,{\"a\":[]}]}}\n",
	    v, i % 90 ? "o" : "rare", i % 3
} }' >>all

aai-flatten -q --infer <all >s
aai-flatten --infer --schema s --schema s </dev/null >want
aai-flatten -q --schema want --contract freeze <all >rows
grep -v '"_columns"' rows >want_rows
check "there is something to part" test "$(wc -l <want_rows)" -gt 2000

for parts in 2 5 40; do
	rm -f part.*
	split -n l/$parts -a 3 all part.
	: >got
	merge=
	for p in part.*; do
		aai-flatten -q --infer <"$p" >"s.$p"
		merge="$merge --schema s.$p"
	done
	# shellcheck disable=SC2086 # options
	run aai-flatten --infer $merge </dev/null
	expect_stdout "schemas of $parts parts merge to that of the whole" <want
	for p in part.*; do
		aai-flatten -q --schema want --contract freeze <"$p" >>got ||
		    not_ok "$p is flattened"
	done
	grep -v '"_columns"' got >got_rows
	same got_rows "... and their rows are the whole's" <want_rows
	run aai-sink-csv -q -o "out$parts" <got
	expect_status 0 "... which a sink takes in one"
done
done_testing
