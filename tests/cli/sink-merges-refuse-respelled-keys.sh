# --mode merge: a column of the root key that becomes text loses how its numbers
# and times were spelled, so that a record that comes again would be there
# twice: such a load is refused, and nothing changes.

. "$ROOT/tests/lib.sh"
need aai-flatten aai-sink-csv aai-sink-parquet aai-sink-delta aai-show

# rows RECORD...: as a stream; load FOLDER MODE RECORD...: into a fresh one if
# the mode is "first".
rows()
{
	printf '%s\n' "$@" | aai-flatten -q --api none -t r -k id
}

load()
{
	folder=$1 mode=$2
	shift 2
	if [ "$mode" = first ]; then
		rm -rf "$folder"
		mode=merge
	fi
	rows "$@" >rows
	run "aai-sink-${folder%%-*}" -q -o "$folder" --mode "$mode" <rows
}

shown()
{
	aai-show --json "$1/r" | grep -v '"_columns"' | LC_ALL=C sort
}

# refused FOLDER WHAT: the last load, which leaves what "before" has.
refused()
{
	expect_status 6 "$1: $2"
	expect_stderr_like 'key column .id..*is not known' "... with the reason"
	shown "$1" >got
	same got "... and nothing changes" <before
}

for kind in csv parquet; do
	load $kind first '{"id":5.5}' '{"id":7}'
	shown $kind >before
	load $kind merge '{"id":"x"}'
	refused $kind "numbers become text"
	load $kind merge '{"id":7.0}'
	expect_status 0 "$kind: but an equal number"
	expect_equal "$(shown $kind | wc -l)" 2 "... takes the place of one"

	load $kind first '{"id":"2026-11-22T00:00:00Z"}'
	shown $kind >before
	load $kind merge '{"id":"x"}' '{"id":"2026-11-22T00:00:00Z"}'
	refused $kind "timestamps become text"
	load $kind first '{"id":"2026-11-22"}'
	shown $kind >before
	load $kind merge '{"id":"x"}'
	refused $kind "dates become text"

	load $kind first '{"id":"x"}' '{"id":7}'
	shown $kind >before
	load $kind merge '{"id":7.0}'
	refused $kind "a number of a text column that has other spellings"
	load $kind merge '{"id":"2026-11-22T00:00:00Z","l":[1]}' \
		'{"id":"z","l":[]}'
	expect_status 0 "$kind: times in text are what they are"

	load $kind first '{"id":5}' '{"id":7}'
	load $kind merge '{"id":"x"}' '{"id":"7"}'
	expect_status 0 "$kind: integers become text"
	load $kind merge '{"id":7}'
	expect_equal "$(shown $kind | wc -l)" 3 "... and are what they were"

	# Appends may do so; merges after them are refused.
	load $kind first '{"id":5.5}' '{"id":7}'
	load $kind append '{"id":"x"}'
	expect_status 0 "$kind: an append may make text of numbers"
	shown $kind >before
	load $kind merge '{"id":7}'
	refused $kind "a merge after it"

	# Within a load.
	{
		rows '{"id":"2026-11-22T00:00:00Z"}'
		rows '{"id":"x"}' '{"id":"2026-11-22T00:00:00Z"}'
	} >rows
	rm -rf "$kind-own"
	run aai-sink-$kind -q -o $kind-own --mode merge <rows
	expect_status 6 "$kind: a column that becomes text within the load"
	check "... of which nothing is published" [ ! -e "$kind-own/r" ]
	rm -rf "$kind-own"
	{
		rows '{"id":7.5}' '{"id":7.0}'
		rows '{"id":"x"}'
	} | aai-sink-$kind -q -o $kind-own --append
	shown $kind-own >before
	load $kind-own merge '{"id":7}'
	refused $kind-own "one that did in an append"
done
for kind in csv parquet delta; do
	load $kind-old append '{"id":"x"}' '{"id":7.0}'
	shown $kind-old >before
	load $kind-old merge '{"id":7}'
	refused $kind-old "a number that was appended to text"
done

# Tables of one family must agree.
cat >mixed <<'stream'
{"_table":"r","_columns":[{"name":"id","type":"text","key":true}]}
{"_table":"l","_columns":[{"name":"r_id","type":"timestamp","key":true},{"name":"i","type":"bigint","key":true}],"_parent":"r"}
{"_table":"l","r_id":"2026-11-23T10:00:00+01:00","i":0}
{"_table":"r","id":"2026-11-23T10:00:00+01:00"}
stream
run aai-sink-parquet -q -o mixed-out --mode merge <mixed
expect_status 6 "a key that is text in a table and time in its lists"

# What the advice comes to.  (Of numbers jq 1.7 keeps the spelling, 1.6 does not.)
echo '{"_table":"r","_columns":[{"name":"id","type":"text","key":true}]}' >schema
for id in '"2026-11-23T10:00:00+01:00"' '"x"' '"2026-11-23T10:00:00+01:00"' \
	7 7; do
	echo "{\"id\":$id}" | aai-flatten -q --api none -t r -k id \
		--schema schema --jq '.id |= tostring' |
		aai-sink-parquet -q -o advised --mode merge
done
expect_equal "$(shown advised | wc -l)" 3 "keys that are text from the first on"
done_testing
