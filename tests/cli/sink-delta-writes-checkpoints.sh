# Every hundred versions, or as many as the table's property says, the state of
# a Delta table is written as a checkpoint: entries before it may then go.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/delta.inc"
need jq

log=lake/t/_delta_log

# load N [option ...]: a row with that number.
load()
{
	n=$1
	shift
	printf '%s\n' '{"_table":"t","_columns":[{"name":"a","type":"bigint"}]}' \
	    "{\"_table\":\"t\",\"a\":$n}" | aai-sink-delta -o lake -q "$@"
}

# loads FROM TO: this many are added.
loads()
{
	i=$1
	while [ "$i" -le "$2" ]; do
		load "$i" --append
		i=$((i + 1))
	done
}

# rows: the sum of the rows' numbers, and how many there are.
rows()
{
	aai-show -j lake/t | jq -s 'map(.a // empty) | "\(length) \(add)"'
}

# interval TEXT: the table's property.
interval()
{
	jq -c 'if .metaData then .metaData.configuration =
	    {"delta.checkpointInterval":"'"$1"'"} else . end' \
	    $log/00000000000000000000.json >changed
	cp changed $log/00000000000000000000.json
}

loads 1 100
check "a hundred versions have no checkpoint yet" \
    [ ! -e $log/_last_checkpoint ]
loads 101 101
check "the next load makes one of them" \
    [ -e $log/00000000000000000099.checkpoint.parquet ]
expect_equal "$(jq -c '[.version, .size, .numOfAddFiles]' \
    $log/_last_checkpoint)" "[99,202,100]" "and points to it"
expect_equal "$(aai-show -j $log/00000000000000000099.checkpoint.parquet |
    jq -c 'select(.add) | .add.dataChange' | sort | uniq -c | tr -d ' \n')" \
    "100false" "it has the files, none of which is a change"
rm $log/0000000000000000000*.json $log/0000000000000000005*.json
expect_equal "$(rows)" '"101 5151"' "entries before it may be gone"
loads 102 103
expect_equal "$(rows)" '"103 5356"' "and loads go on"
check "no other is made" \
    [ ! -e $log/00000000000000000100.checkpoint.parquet ]

rm -rf lake
load 1 --append
interval 3
load 2 --append
load 2 --append
expect_equal "$(rows)" '"2 3"' "a load that is repeated takes its own place"
loads 3 4
check "the table's property says how often" \
    [ -e $log/00000000000000000002.checkpoint.parquet ]
rm $log/0000000000000000000[0-2].json
load 2 --append
load 1 --append
expect_equal "$(rows)" '"4 10"' "which a checkpoint remembers"
load 7
loads 8 9
rm $log/0000000000000000000[0-7].json
expect_equal "$(rows)" '"3 24"' "and that rows are gone"
expect_equal "$(aai-show -j $log/"$(cd $log &&
    printf '%s\n' *checkpoint.p* | tail -n 1)" | jq -s '[.[] | select(.remove)] | length > 3')" true \
    "of which files it tells"

# What a checkpoint of ours has no column for is not left out of one.
rm -rf lake
load 1 --append
interval 1
jq -c 'if .add then .add.baseRowId = 5 else . end' \
    $log/00000000000000000000.json >changed
cp changed $log/00000000000000000000.json
loads 2 4
check "a table with what is not known gets none" [ ! -e $log/_last_checkpoint ]
expect_equal "$(rows)" '"4 10"' "and is loaded all the same"

# A load that is killed while it makes one.
need_killat
rm -rf lake
load 1 --append
interval 2
load 2 --append
rm -rf start
cp -r lake start
printf '%s\n' '{"_table":"t","_columns":[{"name":"a","type":"bigint"}]}' \
    '{"_table":"t","a":3}' >in
n=0
while [ ! -e lake/.aai/stage ] && [ $n -lt 3000 ]; do
	n=$((n + 10))
	rm -rf lake
	cp -r start lake
	killat $n aai-sink-delta -o lake --append <in >/dev/null 2>&1
done
n=$((n - 10)) bad=0 status=137 made=0
while [ "$status" = 137 ] && [ $n -lt 3000 ]; do
	n=$((n + 1))
	rm -rf lake
	cp -r start lake
	killat $n aai-sink-delta -o lake --append <in >/dev/null 2>&1
	status=$?
	# Others read the table as it is.
	cp -r lake/t raw
	[ ! -e raw/_delta_log/00000000000000000001.checkpoint.parquet ] ||
		rm raw/_delta_log/0000000000000000000[01].json
	case $(aai-show -j raw | jq -s 'map(.a // empty) | add') in
	3|6) ;;
	*) bad=$((bad + 1)) ;;
	esac
	[ ! -e raw/_delta_log/_last_checkpoint ] || made=$((made + 1))
	rm -rf raw
done
expect_equal "$status" 0 "a load ended well when it was not killed"
expect_equal "$bad" 0 "killed anywhere it leaves a table that can be read"
check "also when the checkpoint was there ($made)" [ $made -gt 3 ]

done_testing
