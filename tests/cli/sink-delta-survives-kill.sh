# A load into Delta tables that is killed, at whichever of its steps, leaves
# every table at its old version or every table at its new one, for whoever
# opens the folder next.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/delta.inc"
. "$ROOT/tests/lake.inc"
need jq

need_killat

# shown DIR: the versions that there are, and the data files with their content.
shown()
{
	(cd "$1" && find . -name .aai -prune -o -name '*.json' -print |
	    LC_ALL=C sort && find . -name .aai -prune -o -name '*.parquet' \
	    -print | LC_ALL=C sort | xargs cksum)
}

# begin OPTION: print a step that is just before the folder is touched; what
# comes before is the start of any program.
begin()
{
	n=0
	rm -rf out
	cp -r start out
	while [ ! -e out/.aai/stage ] && [ $n -lt 3000 ]; do
		n=$((n + 10))
		# shellcheck disable=SC2086
		killat $n aai-sink-delta -o out $1 <both \
		    >/dev/null 2>&1
	done
	echo $((n - 10))
}

# survive TITLE OPTION: kill it at each step.
survive()
{
	rm -rf other
	cp -r start other
	# shellcheck disable=SC2086
	aai-sink-delta -o other $2 <both
	shown other >new
	n=$(begin "$2")
	first=$n bad=0 published=0 status=137
	while [ "$status" = 137 ] && [ $n -lt 3000 ]; do
		n=$((n + 1))
		rm -rf out
		cp -r start out
		# shellcheck disable=SC2086
		killat $n aai-sink-delta -o out $2 <both \
		    >/dev/null 2>&1
		status=$?
		# The next one finds no stream and publishes nothing of its own.
		aai-sink-delta -o out </dev/null >/dev/null 2>&1
		shown out >now
		if cmp -s now new; then
			published=$((published + 1))
		elif ! cmp -s now old; then
			bad=$((bad + 1))
			[ $bad -gt 3 ] || note "killed at step $n"
		fi
		[ ! -e out/.aai/stage ] && [ ! -e out/.aai/commit ] ||
		    bad=$((bad + 1))
	done
	expect_equal "$status" 0 "$1 ended well when it was not killed"
	check "$1: it took more than 100 steps ($first to $n)" \
	    [ $((n - first)) -gt 100 ]
	check "$1: killed late, it was published ($published)" \
	    [ $published -gt 20 ]
	check "$1: killed early, it was not" [ $published -lt $((n - first - 20)) ]
	expect_equal $bad 0 "$1: each time all tables were the old or the new"
}

one_each old a b | aai-sink-delta -o start
shown start >old
one_each new b d >both
survive "a replace" ''
expect_equal "$(delta_rows out/a)|$(delta_rows out/b)|$(delta_rows out/d)" \
    '|{"v":"new"} |{"v":"new"} ' "its tables hold what they should"
survive "an append" --append
expect_equal "$(delta_rows out/a)|$(delta_rows out/b)|$(delta_rows out/d)" \
    '{"v":"old"} |{"v":"new"} {"v":"old"} |{"v":"new"} ' "so do these"
done_testing
