# Data files of Delta and Iceberg tables become few in a version of their own:
# the rows are the same, the versions before it as well, and what the tables
# know of their loads is still known.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/delta.inc"
. "$ROOT/tests/iceberg.inc"
. "$ROOT/tests/lake.inc"
. "$ROOT/tests/compact.inc"
need jq

# live: how many data files the table has.
live()
{
	if [ "$kind" = delta ]; then
		delta_live out/t
	else
		icelive "$(iceberg_file out/t)"
	fi | grep -c .
}

# known_reason TITLE: a load was refused, since its rows are with others.
known_reason()
{
	expect_status 6 "$kind: $1 is refused"
	expect_stderr_like "aai-compact has put" "$kind: with the reason"
}

for kind in delta iceberg; do
	rm -rf out kept ./*.json
	check "$kind: there are 12 loads" many $kind x 1 12
	check "$kind: and 3 of another selection" many $kind y 1 3
	before=$(${kind}_rows out/t)
	version=$(${kind}_version out/t)
	run aai-compact --stats stats out
	expect_status 0 "$kind: files are put together"
	expect_silence "$kind: and nothing is said"
	expect_equal "$(${kind}_rows out/t)" "$before" "$kind: the rows are the same"
	expect_equal "$(live)" 4 "$kind: in four files"
	expect_equal "$(${kind}_version out/t)" $((version + 1)) \
	    "$kind: by one version"
	expect_equal "$(parts "$([ $kind = delta ] && echo t || echo t/data)")" \
	    17 "$kind: the files of versions before it stay"
	like stats '"tables":1,"files_in":13,"files_out":2,' \
	    "$kind: the summary counts"
	if [ $kind = delta ]; then
		entry=$(delta_entry out/t $((version + 1)))
		expect_equal "$(jq -r '(.add // .remove // empty).dataChange' \
		    "$entry" | sort | uniq -c | tr -s ' ')" " 15 false" \
		    "delta: it says that no data have changed"
	else
		expect_equal "$(iceberg_summary out/t operation)" replace \
		    "iceberg: it says that files replace others"
		expect_equal "$(iceberg_summary out/t total-data-files)|$(
		    iceberg_summary out/t total-records)" "4|15" \
		    "iceberg: and counts what there is"
	fi
	run aai-compact out
	expect_equal "$STATUS|$(${kind}_version out/t)" "0|$((version + 1))" \
	    "$kind: once more, there is nothing to do"

	mv y.before y.json
	nightly $kind y y3 again
	expect_status 0 "$kind: a last load that is repeated"
	expect_equal "$(${kind}_rows out/t)" "{\"v\":\"again\"} $before" \
	    "$kind: takes its own place"
	nightly $kind y y4
	expect_status 0 "$kind: loads go on"

	# What the folder notes is lost, in part or whole.
	cp -r out kept
	mv x.json kept.json
	sed '/^note \(load\|stored\)/d' kept/.aai/manifest >out/.aai/manifest
	nightly $kind x x1
	known_reason "a load whose rows were put together with others"
	rm -rf out/.aai x.json
	nightly $kind x x1
	known_reason "the same, which the table itself knows,"
	mv kept.json x.json
	rm -rf out
	mv kept out

	# More loads, and what was put together is so again.
	many $kind x 13 16
	run aai-compact out
	expect_status 0 "$kind: what was put together is so again"
	expect_equal "$(live)" 4 "$kind: in as many files"
	cp -r out kept
	rm -rf out/.aai
	mv x.json kept.json
	nightly $kind x x1
	known_reason "a load that was put together twice"
	mv kept.json x.json
	rm -rf out
	mv kept out

	cp -r out kept
	stream x "" 99 ',"refresh":true' fresh >rows
	run aai-sink-$kind -q -o out --state x.json <rows
	expect_status 0 "$kind: a full refresh"
	expect_equal "$(${kind}_rows out/t | tr -d '{}"' | sed 's/v://g')" \
	    "again fresh y1 y2 y3 y4 " "$kind: takes the place of its selection"
	nightly $kind x x2
	expect_status 0 "$kind: which goes on"
	stream x "" 99 ',"refresh":true' fresh >rows
	run aai-sink-$kind -q -o out --replace <rows
	expect_status 0 "$kind: a replace"
	expect_equal "$(head -n 1 out/.aai/manifest)" "aai-manifest 1" \
	    "$kind: leaves nothing to be known"

	# Loads of no selection, and columns that came later.
	rm -rf out
	rows t a:bigint '"a":1' >first
	aai-sink-$kind -q -o out --append <first
	rows t "a:bigint b:json" '"a":2,"b":{"c":[1]}' |
	    aai-sink-$kind -q -o out --append
	rows t "b:json d:text" '"d":"x"' | aai-sink-$kind -q -o out --append
	rows t a:bigint '"a":4' | aai-sink-$kind -q -o out --append
	before=$(${kind}_rows out/t)
	schema=$(${kind}_schema out/t)
	run aai-compact out
	expect_status 0 "$kind: files with other columns are put together"
	expect_equal "$(${kind}_rows out/t)" "$before" "$kind: the rows are the same"
	expect_equal "$(${kind}_schema out/t)" "$schema" "$kind: and the columns"
	expect_equal "$(live)" 2 "$kind: in two files"
	run aai-sink-$kind -q -o out --append <first
	known_reason "a load with --append that comes again"
	rm -rf out/.aai
	run aai-sink-$kind -q -o out --append <first
	known_reason "even where the folder's notes are lost, it"
done

# A version that another program has put in between.
rm -rf out
for v in 1 2 3 4; do
	rows t v:text '"v":"'$v'"' | aai-sink-delta -q -o out --append
done
jq -c 'if .metaData then .metaData.partitionColumns = ["v"] else . end' \
    out/t/_delta_log/00000000000000000000.json >entry
cp entry out/t/_delta_log/00000000000000000004.json
run aai-compact out
expect_status 2 "a table that another program made otherwise is left alone"
# Of two files of one load its version is noted once.
rm -rf out ./*.json
check "there are 4 loads" many delta x 1 4
entry=$(delta_entry out/t 2)
file=$(jq -r '.add.path // empty' "$entry")
other=$(echo "$file" | sed 's/-v[0-9]*\.parquet$/-v0.parquet/')
check "one has another file" [ "$other" != "$file" ]
cp "out/t/$file" "out/t/$other"
sed -n "/\"add\"/s,\"path\":\"$file\",\"path\":\"$other\",p" "$entry" >more
cat more >>"$entry"
aai-compact -q out
expect_equal "$(delta_live out/t | wc -l | tr -d ' ')" 2 \
    "they are put together"
expect_equal "$(jq -r '.txn.appId // empty' \
    "$(delta_entry out/t "$(delta_version out/t)")" | sort | uniq -d)" "" \
    "an entry has no two versions of one application"
done_testing
