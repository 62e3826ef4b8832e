# Names are those of the field: a header, a struct and a function are called
# what an engineer who knows HTTP, JSON, Parquet, SQL and ETL would look for.
# A tag means one thing in the whole tree, and a function's name begins with
# its module's.

. "$ROOT/tests/lib.sh"
cd "$ROOT" || exit 1

# What modules, tags and prefixes are not called, and what they are instead.
# Options, members, words of formats and ordinary variables are free.
cat >"$CAPTURE/words" <<'end'
ahead two_pass
aside rejects_file
barred null_only
basics common_options
books metadata
bounds statistics
canon canonical
chain state_lineage
choose record_filter or encoding_choice
damage fault_injection
doubt completeness
due heap
exact double_roundtrip
feed flatten_stream or table_reader
finish merge_script
front prefix
gauge table_stats
ground location_check
guest connection
hotset body_cache
hybrid rle
inlet receiver
inside engine_internal
intake row_source
keep table_commit
keeper table_format
kind physical_type
lead prefix
learn infer_columns
ledger request_log
look attempt
loader table_writers
mark checkpoint
meet observe
mend repair
mishap fault
others other_apis
outlet emitter
owed pending_state
pace rate_limit
pack parquet_sink
passage pending
pieces subresources
place location
queue heap
scroll row_cursor
seen dedup
settle completion
tidy unique
vec column_builder
view snapshot_reader
watch observer
window batch
windows batch
wire json_writer
words dialect
end

# Print "FILE: TAG" and "FILE: FUNCTION" of headers, comments blanked.
tags='^(struct|enum|union) [a-z0-9_]+ *[{]'
functions='^[a-z][A-Za-z0-9_ ]*[ *][a-z0-9_]+ *[(]'
awk -v tags="$tags" -v functions="$functions" \
    -v tags_to="$CAPTURE/tags" -v functions_to="$CAPTURE/functions" '
FNR == 1 { comment = 0 }
{
	line = $0
	gsub(/\/\*([^*]|\*[^\/])*\*\//, "", line)
	if (comment) {
		if (!index(line, "*/"))
			next
		sub(/^.*\*\//, "", line)
		comment = 0
	}
	if (sub(/\/\*.*/, "", line))
		comment = 1
}
line ~ tags {
	split(line, word, " ")
	print FILENAME ": " word[2] >tags_to
}
# The name of a function that is defined here begins its line.
line ~ functions || line ~ /^[a-z][a-z0-9_]*\(/ {
	if (line ~ /^typedef/)
		next
	sub(/ *\(.*/, "", line)
	sub(/.*[ *]/, "", line)
	print FILENAME ": " line >functions_to
}' lib/*/*.h cmd/*/*.h
check "there are tags" test -s "$CAPTURE/tags"
check "there are functions" test -s "$CAPTURE/functions"

# A private word: a header's name, a tag, or what a function's begins with.
{
	for h in lib/*/*.h cmd/*/*.h; do
		b=${h##*/}
		echo "$h ${b%.h}"
	done
	sed 's/://' "$CAPTURE/tags"
	sed 's/://; s/_[^ ]*$//' "$CAPTURE/functions"
} | LC_ALL=C sort -u >"$CAPTURE/names"
awk 'FNR == NR { word = $1; $1 = ""; say[word] = $0; next }
$2 in say { print $1 ": " $2 ", rather:" say[$2] }' \
    "$CAPTURE/words" "$CAPTURE/names" >"$CAPTURE/found"
same "$CAPTURE/found" "no name is a word of our own" </dev/null

sed 's/.*: //' "$CAPTURE/tags" | LC_ALL=C sort | uniq -d >"$CAPTURE/twice"
grep -Fwf "$CAPTURE/twice" "$CAPTURE/tags" >"$CAPTURE/found"
same "$CAPTURE/found" "a tag means one thing in all headers" </dev/null

# A function is of its header's module, of a struct of the header, or of a
# module without a header beside it.
for c in lib/*/*.c cmd/*/*.c; do
	b=${c##*/}
	[ -f "${c%.c}.h" ] || echo "${c%/*} ${b%.c}"
done >"$CAPTURE/modules"
awk '
function is_of(name, stem) {
	return name == stem || index(name, stem "_") == 1
}
FILENAME ~ /modules$/ { modules[$1] = modules[$1] " " $2; next }
FILENAME ~ /tags$/ { sub(/:$/, "", $1); tags[$1] = tags[$1] " " $2; next }
{
	sub(/:$/, "", $1)
	n = split($1, path, "/")
	folder = path[1] "/" path[2]
	base = layer = path[n]
	sub(/\.h$/, "", base)
	layer = path[2]
	sub(/.*-/, "", layer)
	parts = split(base, part, "_")
	n = split(base " " part[1] " " part[parts] " " layer tags[$1] \
	    modules[folder], stems, " ")
	for (i = 1; i <= n; i++)
		if (is_of($2, stems[i]))
			next
	print $1 ": " $2
}' "$CAPTURE/modules" "$CAPTURE/tags" "$CAPTURE/functions" >"$CAPTURE/found"
same "$CAPTURE/found" "a function's name begins with its module's" </dev/null
done_testing
