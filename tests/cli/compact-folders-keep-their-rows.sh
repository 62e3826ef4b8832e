# Many small parts of a folder become few large ones with the same rows, and
# the loads go on as if nothing had been.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/lake.inc"
. "$ROOT/tests/compact.inc"
need jq gunzip flock

# consumed: how many names the manifest keeps.
consumed()
{
	grep -c '^consumed t/part-' out/.aai/manifest
}

for sink in csv parquet; do
	rm -rf out ./*.json
	check "$sink: there are 12 loads" many $sink x 1 12
	check "$sink: and 3 of another selection" many $sink y 1 3
	before=$(shown t)
	cp -r out first
	run aai-compact --stats stats out
	expect_status 0 "$sink: parts are put together"
	expect_silence "$sink: and nothing is said"
	expect_equal "$(parts t)" 4 \
	    "$sink: of either selection the last one is left, and one of all others"
	expect_equal "$(shown t)" "$before" "$sink: the rows are the same"
	like stats '"published":true,"tables":1,"files_in":13,"files_out":2,' \
	    "$sink: the summary counts"
	expect_equal "$(head -n 1 out/.aai/manifest)|$(consumed)" \
	    "aai-manifest 2|13" "$sink: the manifest keeps their names"
	mv out second
	mv first out
	run aai-compact out
	check "$sink: the same again gives the same bytes" diff -r out second
	rm -rf second

	find out -type f | LC_ALL=C sort | xargs cksum >sums
	run aai-compact --stats stats out
	expect_status 0 "$sink: once more, there is nothing to do"
	like stats '"published":false' "$sink: which the summary says"
	expect_equal "$(find out -type f | LC_ALL=C sort | xargs cksum)" \
	    "$(cat sums)" "$sink: and nothing is touched"

	# The state was not stored: the last load comes again.
	mv y.before y.json
	nightly $sink y y3 again
	expect_status 0 "$sink: a last load that is repeated"
	expect_equal "$(shown t)" "again $before" "$sink: takes its own place"
	expect_equal "$(parts t)" 4 "$sink: and makes no part more"
	nightly $sink y y4
	expect_status 0 "$sink: loads go on"

	# Its notes are lost, and it begins again.
	cp -r out kept
	sed '/^note \(load\|stored\)/d' kept/.aai/manifest >out/.aai/manifest
	mv x.json kept.json
	nightly $sink x x1
	expect_status 6 "$sink: a load whose part was put into others is refused"
	expect_stderr_like "aai-compact has put its rows together.*full-refresh" \
	    "$sink: with the reason and the way out"
	mv kept.json x.json
	rm -rf out
	mv kept out

	# What is loaded anew takes the place of all, however it lies there.
	stream x "" 99 ',"refresh":true' fresh >rows
	run aai-sink-$sink -q -o out --state x.json <rows
	expect_status 0 "$sink: a full refresh"
	expect_equal "$(shown t)" "again fresh y1 y2 y3 y4 " \
	    "$sink: takes the place of its selection"
	expect_equal "$(consumed)" 2 "$sink: whose names are forgotten"
	nightly $sink x x2
	expect_status 0 "$sink: and goes on"
	stream x "" 99 ',"refresh":true' fresh >rows
	run aai-sink-$sink -q -o out --replace <rows
	expect_status 0 "$sink: a replace"
	expect_equal "$(head -n 1 out/.aai/manifest)" "aai-manifest 1" \
	    "$sink: leaves a manifest that older programs know"
done

# Loads with --append are of no selection.
rm -rf out
for v in 1 2 3 4; do
	rows t v:text '"v":"'$v'"' >rows
	aai-sink-csv -o out --append <rows
done
run aai-compact out
expect_status 0 "loads with --append are put together"
expect_equal "$(parts t)|$(shown t)" "2|1 2 3 4 " "but for the last"
rows t v:text '"v":"2"' | aai-sink-csv -q -o out --append >/dev/null 2>err
expect_equal $? 6 "the same rows again are refused"
run aai-sink-csv -o out --append <rows
expect_status 0 "those of the last load take its place"
expect_equal "$(parts t)|$(shown t)" "2|1 2 3 4 " "as ever"

# Columns that came later, and types that became wider.
rm -rf out
rows t a:bigint '"a":1' | aai-sink-parquet -o out --append
rows t "a:double b:text" '"a":2.5,"b":"x"' | aai-sink-parquet -o out --append
rows t "b:text c:json" '"b":"y","c":{"d":[1]}' |
    aai-sink-parquet -o out --append
rows t a:bigint '"a":4' | aai-sink-parquet -o out --append
aai-show -q -a --json out/t | grep -v _columns | LC_ALL=C sort >before
aai-show -q -a --json out/t | grep _columns >columns
run aai-compact out
expect_status 0 "parts with other columns are put together"
expect_equal "$(parts t)" 2 "all but the last"
aai-show -q -a --json out/t | grep -v _columns | LC_ALL=C sort |
    cmp -s - before
expect_equal $? 0 "with null in columns that they lack"
aai-show -q -a --json out/t | grep _columns | cmp -s - columns
expect_equal $? 0 "and the same columns"

# How files are compressed and which filters they have stays.
rm -rf out
for v in 1 2 3; do
	rows t v:text '"v":"'$v'"' |
	    aai-sink-parquet -o out --append -c gzip --bloom v
done
run aai-compact out
rows t v:text '"v":"1"' '"v":"2"' |
    aai-sink-parquet -q -t t -c gzip --bloom v >both
check "a file is as a load of all its rows makes it" cmp out/t/*compact* both

# What files say of their tables: keys, and what links them to others.
echo '{"id":1,"l":[{"a":1},{"a":2}]}' >one
echo '{"id":2,"l":[{"a":3}]}' >two
echo '{"id":3,"l":[{"a":4}]}' >three
cat one two | aai-flatten -q -t t | aai-sink-parquet -q -t t__l >both
for kind in parquet delta; do
	rm -rf out
	for record in one two three; do
		aai-flatten -q -t t <$record | aai-sink-$kind -q -o out --append
	done
	run aai-compact out
	expect_status 0 "$kind: tables that are linked are put together"
	check "$kind: and say so" cmp out/t__l/*compact* both
done

rm -rf out
for v in 1 2 3; do
	rows t v:text '"v":"'$v'"' | aai-sink-csv -o out --append -z -d ';' --crlf
done
run aai-compact out
expect_status 0 "compressed parts of another style are put together"
expect_equal "$(gunzip -c out/t/*compact* | od -c | head -n 1)" \
    "0000000   v  \\r  \\n   1  \\r  \\n   2  \\r  \\n" "in that style"
set -- out/t/*compact*
expect_equal "$(jq -r '.resources[0].path[]' out/datapackage.json |
    grep compact)" "t/${1##*/}" "and the package lists the file"

# What cannot be put together.
run aai-compact none
expect_status 6 "a folder that is not there"
check "is not made" test ! -e none
mkdir plain
run aai-compact plain
expect_status 6 "one that no load has made"
expect_stderr_like "not a folder that aai-sink" "is told"
expect_equal "$(ls -A plain)" "" "and left alone"
rows t v:text '"v":"1"' | aai-sink-csv -o whole
run aai-compact whole
expect_status 0 "whole tables need none of it"
run aai-compact
expect_status 2 "a folder is named"
run aai-compact whole out
expect_status 2 "one"

# Another writer.
flock -x out/.aai/lock sh -c 'aai-compact out; echo $?' >status 2>err
expect_equal "$(cat status)" 5 "while another program writes, it does not"
flock -x out/.aai/lock sleep 1 &
run aai-compact --wait=20 out
expect_status 0 "but waits when it is told to"
wait
done_testing
