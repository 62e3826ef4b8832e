# What was deleted at the source, once removed and vacuumed, is in no file of a
# folder, Delta or Iceberg table any more: neither in data nor in the bounds that
# logs, manifests and checkpoints have of it.

. "$ROOT/tests/lib.sh"

# Words at the ends of the order of their columns, where bounds are, and amid
# it; each begins otherwise, so that encodings keep it in one piece.
words='Aardvark|Zygote|Middle|Mkey|Object|Quokka'
cat >first <<'end'
{"_table":"t","id":"a","x":1,"s":"Capybara text of the first","words":[{"w":"Yak"},{"w":"Beta"}]}
{"_table":"t","id":"Mkey","x":2,"s":"Aardvark said it","words":[{"w":"Zygote"},{"w":"Middle"}],"o":{"p":"Object","m":[{"q":"Quokka"}]}}
{"_table":"t","id":"e","x":5,"s":"Other","words":[{"w":"Eta"}],"o":{"m":[{"q":"Rabbit"}]}}
end
cat >more <<'end'
{"_table":"t","id":"f","x":6,"s":"Dormouse","words":[{"w":"Ibex"}]}
end
echo '{"_table":"_aai_deleted","record":{"_table":"t","id":"Mkey"}}' >gone
echo '{"_table":"t","id":"g","x":7,"s":"Ferret"}' >last

# load FILE [OPTION...]
load()
{
	file=$1
	shift
	aai-flatten -q -k id <"$file" >rows
	# shellcheck disable=SC2086 # two words, or none
	run "aai-sink-$s" -o "$s" -m merge $plain "$@" <rows
	[ "$STATUS" -eq 0 ] || note_file err "$ERR"
}
# found: the files that have one of the words, packed ones unpacked.
found()
{
	{
		grep -rlaE "$words" "$s"
		find "$s" -name '*.checkpoint.parquet' | while read -r file; do
			aai-show -q --json "$file" >shown || echo "$file"
			! grep -qE "$words" shown || echo "$file"
		done
	} | sort
}
rows()
{
	for table in "$s"/*/; do
		aai-show -q --json "${table%/}"
	done | grep -v _columns | sort
}

for s in csv parquet delta iceberg; do
	plain="--codec none"
	[ $s != csv ] || plain=
	load first
	check "$s: the words are there" test -n "$(found)"
	load more
	load gone --on-delete remove
	expect_status 0 "$s: the record is removed"
	case $s in
	csv | parquet)
		expect_equal "$(found)" "" "$s: at once"
		;;
	*)
		check "$s: earlier versions have it" test -n "$(found)"
		;;
	esac
	rows >before
	run aai-compact -q --vacuum=0 "$s"
	expect_status 0 "$s: a vacuum"
	expect_equal "$(found)" "" "$s: no file has a word of it"
	rows >after
	same after "$s: the others are as they were" <before
	load last
	expect_status 0 "$s: and loads go on"
	run aai-compact -q --vacuum=0 "$s"
	expect_status 0 "$s: with vacuums"
	check "$s: which leave all there is" test "$(rows | wc -l)" = 9
done
check "what is looked for in checkpoints is there to be seen" \
    sh -c 'aai-show -q --json delta/t/_delta_log/*.checkpoint.parquet |
        grep -q Capybara'

# Those who own a table may have its log kept.
s="delta"
plain="--codec none"
rm -rf delta
load first
load gone --on-delete remove
run aai-compact -q --vacuum delta
check "without a time the log tells of a month" test -n "$(found)"
done_testing
