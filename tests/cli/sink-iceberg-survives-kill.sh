# A load into Iceberg tables that is killed, at whichever of its steps, leaves
# every table at its old version or every table at its new one, for whoever
# opens the folder next.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/iceberg.inc"
. "$ROOT/tests/lake.inc"
need jq

need_killat

load()
{
	aai-sink-iceberg -o out --append
}

# shown: the versions, the hints, how many manifests, and the data files;
# snapshots' names and times are others each time.
shown()
{
	(cd out && find . -name .aai -prune -o -name 'v*.json' -print \
	    -o -name version-hint.text -print -exec cat {} \; -exec echo \; |
	    LC_ALL=C sort
	find . -name '*.avro' | wc -l
	find . -name .aai -prune -o -name '*.parquet' -print |
	    LC_ALL=C sort | xargs cksum)
}

# start: the folder as it was; its paths are part of its tables.
start()
{
	rm -rf out
	cp -r kept out
}

one_each old a b >both
load <both
cp -r out kept
shown >old
one_each new b d >both
load <both
shown >new
n=0
start
while [ ! -e out/.aai/stage ] && [ $n -lt 3000 ]; do
	n=$((n + 10))
	start
	killat $n aai-sink-iceberg -o out --append <both \
	    >/dev/null 2>&1
done
n=$((n - 10))
first=$n bad=0 published=0 status=137
while [ "$status" = 137 ] && [ $n -lt 3000 ]; do
	n=$((n + 1))
	start
	killat $n aai-sink-iceberg -o out --append <both \
	    >/dev/null 2>&1
	status=$?
	# The next one finds no stream and publishes nothing of its own.
	load </dev/null >/dev/null 2>&1
	shown >now
	if cmp -s now new; then
		published=$((published + 1))
	elif ! cmp -s now old; then
		bad=$((bad + 1))
		[ $bad -gt 3 ] || note "killed at step $n"
	fi
	[ ! -e out/.aai/stage ] && [ ! -e out/.aai/commit ] || bad=$((bad + 1))
done
expect_equal "$status" 0 "it ended well when it was not killed"
check "it took more than 100 steps ($first to $n)" [ $((n - first)) -gt 100 ]
check "killed late, it was published ($published)" [ $published -gt 20 ]
check "killed early, it was not" [ $published -lt $((n - first - 20)) ]
expect_equal $bad 0 "each time all tables were the old or the new"
expect_equal "$(iceberg_rows out/a)|$(iceberg_rows out/b)|$(iceberg_rows out/d)" \
    '{"v":"old"} |{"v":"new"} {"v":"old"} |{"v":"new"} ' \
    "they hold what they should"
done_testing
