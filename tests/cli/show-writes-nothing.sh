# aai-show changes nothing in a folder, whoever's it is: where a load died while
# it was published, it shows what the next load is going to make of that.

. "$ROOT/tests/lib.sh"

# tree DIR: all there is, with what it holds.
tree()
{
	(cd "$1" && find . -printf '%p %y %s %m %i %C@\n' | LC_ALL=C sort &&
	    find . -type f -exec cat {} + | cksum)
}

# load NAME...: a stream with those tables, of one row that names them all.
load()
{
	for t; do
		echo '{"_table":"'"$t"'","_columns":[{"name":"v","type":"text"}]}'
		echo '{"_table":"'"$t"'","v":"'"$*"'"}'
	done
}

# shown: what aai-show has of ./out, without the files' own order.
shown()
{
	aai-show --json out 2>&1
	echo "status $?"
}

# A list that is pending, in states that a kill can leave it in: in each, with
# STEP=1.
if [ -z "${VALGRIND-}" ] && { killat 1000000 true; [ $? -ne 125 ]; }; then
	ASAN_OPTIONS=${ASAN_OPTIONS-}:detect_leaks=0
	export ASAN_OPTIONS
	for sink in aai-sink-csv aai-sink-parquet aai-sink-delta \
	    aai-sink-iceberg "aai-sink-csv --append"; do
		rm -rf start out
		# shellcheck disable=SC2086 # words
		load a b | $sink -o out
		# Iceberg tables say where they are.
		mv out start
		load b c >in
		# at N: killed at the Nth step.
		at()
		{
			rm -rf out
			cp -a start out
			# shellcheck disable=SC2086 # words
			killat "$1" $sink -o out <in >/dev/null 2>&1
		}
		n=1
		while at $n; [ $? = 137 ]; do
			n=$((n + 20))
		done
		shown >new.txt
		pending=0
		bad=
		# Back from the end, as long as there is a list, or was; a few
		# steps at a time, as there is little between them.
		while n=$((n - ${STEP:-6})); [ $n -gt 0 ]; do
			at $n
			if [ ! -e out/.aai/commit ]; then
				# Not there any more, or not yet.
				shown >now.txt
				cmp -s now.txt new.txt || break
				continue
			fi
			pending=$((pending + 1))
			tree out >before
			shown >now.txt
			tree out >after
			cmp -s before after || bad="$bad $n: changed;"
			cmp -s now.txt new.txt || {
				bad="$bad $n: shows another state;"
				diff now.txt new.txt | head -n 5 | sed 's/^/# /'
			}
		done
		check "$sink can be killed while its list is there ($pending)" \
		    [ $pending -gt 1 ]
		expect_equal "$bad" "" \
		    "then aai-show shows the load whole and changes nothing ($sink)"
	done
fi

# A list that a stranger wrote, in a folder of theirs or of ours.
lay()
{
	rm -rf home out
	mkdir -p home out/.aai/stage
	echo precious >home/thesis
	printf 'a\n1\n' >out/x.csv
	printf 'a\n2\n' >out/.aai/stage/0
	ln -s ../home out/away
	printf 'aai-commit 1\n%s\nend\n' "$1" >out/.aai/commit
}
bad=
for step in "rename 0 y.csv" "remove x.csv" "link 0 y.csv" "manifest 0" \
    "remove ../home/thesis" "remove $PWD/home/thesis" "remove away/thesis" \
    "rename 0 ../home/thesis" "rename 0 away/new" "then 0 away/new" \
    "rename ../../../home/thesis y.csv" "next 0 away/7.json" "mark x"; do
	lay "$step"
	tree . >"$CAPTURE/before"
	run timeout 10 aai-show out
	tree . >"$CAPTURE/after"
	cmp -s "$CAPTURE/before" "$CAPTURE/after" && [ "$STATUS" -lt 124 ] ||
		bad="$bad $step;"
done
expect_equal "$bad" "" "no list has aai-show change anything, here or elsewhere"
lay "rename 0 y.csv"
run aai-show --json out/y.csv
expect_status 2 "a file that is not there yet is not there"
lay "remove x.csv"
run aai-show -s out
unlike "$OUT" '^x' "a file that is going to be removed is not shown"
lay "rename 0 y.csv"
rm out/away
run aai-show --json out
expect_stdout_like '"_table":"y","a":"?2' "one that is going to be there is"
lay "remove ../home/thesis"
run aai-show out
expect_status 6 "a list that leaves the folder is an error"
expect_stderr_like "commit list 'out/\.aai/commit'" "that names it"

# A folder that cannot be written, or is another user's.
lay "rename 0 y.csv"
rm out/away
if [ "$(id -u)" = 0 ]; then
	chown -R 65534:65534 out
	tree out >before
	run aai-show -s out
	expect_status 0 "a folder of another user is shown"
	tree out >after
	check "and stays as it is" cmp before after
else
	skip "a folder of another user is shown" "needs root"
fi
lay "rename 0 y.csv"
rm out/away
chmod -R a-w out
run aai-show -s out
chmod -R u+w out
expect_status 0 "a folder that cannot be written is shown"
like "$OUT" '^y' "with what the list is going to make"

# What holds nobody up, and leads nowhere.
bad=
for file in .aai/commit .aai/lock .aai/manifest .aai/stage/0 x.csv y.csv \
    datapackage.json _aai_schema.ndjson t/part-1.csv t/_delta_log \
    t/metadata/version-hint.text; do
	for what in mkfifo 'ln -s ../home/thesis' 'ln -s /dev/zero' \
	    'ln -s ../home/none'; do
		lay "rename 0 z.csv"
		mkdir -p out/t/metadata
		rm -f "out/$file"
		$what "out/$file" || continue
		tree out >"$CAPTURE/before"
		run timeout 10 aai-show out
		tree out >"$CAPTURE/after"
		cmp -s "$CAPTURE/before" "$CAPTURE/after" &&
		    [ "$STATUS" -lt 124 ] && ! grep -q precious "$OUT" &&
		    [ ! -e home/none ] || bad="$bad $what $file: $STATUS;"
	done
done
expect_equal "$bad" "" "pipes hold nobody up, and links lead nowhere"
done_testing
