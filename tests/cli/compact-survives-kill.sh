# Killed at any of its steps, aai-compact leaves the old files or the new ones,
# for whoever opens the folder next, and never both: no row is lost or doubled.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/delta.inc"
. "$ROOT/tests/iceberg.inc"
. "$ROOT/tests/lake.inc"
need_killat
need jq

# listed: the files that tables are made of.
listed()
{
	case $kind in
	delta) delta_live out/t ;;
	iceberg) icelive "$(iceberg_file out/t)" | sed 's,.*/,,' | LC_ALL=C sort ;;
	*) (cd out/t && printf '%s\n' part-*) ;;
	esac
}

# prepare: as it was.  An Iceberg table knows where it is.
prepare()
{
	rm -rf out
	cp -r start out
}

for kind in csv delta iceberg; do
	rm -rf out start
	for v in 1 2 3 4; do
		rows t v:text '"v":"'$v'"' | aai-sink-$kind -q -o out --append
	done
	cp -r out start
	shown=$(aai-show -q -a --json out/t | LC_ALL=C sort)
	listed >old
	aai-compact out
	listed >new
	expect_equal "$(grep -c . old) $(grep -c . new)" "4 2" \
	    "$kind: files are put together"
	n=0 bad=0 late=0 early=0 status=137
	while [ "$status" = 137 ] && [ $n -lt 4000 ]; do
		n=$((n + 19))
		prepare
		killat $n aai-compact out >/dev/null 2>&1
		status=$?
		[ "$(aai-show -q -a --json out/t | LC_ALL=C sort)" = "$shown" ] ||
		    bad=$((bad + 1))
		# The next one finds no stream and publishes nothing of its own.
		aai-sink-$kind -q -o out </dev/null >/dev/null 2>&1
		listed >now
		if cmp -s now new; then
			late=$((late + 1))
		elif cmp -s now old; then
			early=$((early + 1))
		else
			bad=$((bad + 1))
		fi
		[ ! -e out/.aai/stage ] && [ ! -e out/.aai/commit ] ||
		    bad=$((bad + 1))
	done
	expect_equal "$status" 0 "$kind: it ended well when it was not killed"
	check "$kind: killed early ($early), the old files are there" \
	    test $early -gt 3
	check "$kind: killed late ($late), the new ones are" test $late -gt 1
	expect_equal $bad 0 "$kind: each time all rows are there once"
done
done_testing
