# Modules lie in an order: whoever calls another one's function, or reads its
# data, is not called by it, nor by those that it calls.  So each can be read
# and tested with what is below it alone.  A module is a header and the files
# whose functions it declares; what calls what is read from the objects.

. "$ROOT/tests/lib.sh"
cd "$ROOT" || exit 1
need nm tsort

# Calls that close a circle, and why: "FROM TO: reason".
cat >"$CAPTURE/reasons" <<'end'
cmd/aai-flatten/observe cmd/aai-flatten/walk: values lie in values
end
sed 's/:.*//' "$CAPTURE/reasons" >"$CAPTURE/exempt"

# "file T symbol" for what a file has, "file U symbol" for what it lacks.
for o in "$BUILD"/obj/lib/*/*.o "$BUILD"/obj/cmd/*/*.o; do
	name=${o#"$BUILD"/obj/}
	[ ! -f "${name%.o}.c" ] || nm "$o" | awk -v name="${name%.o}" '
	NF == 2 && $1 == "U" { print name, "U", $2 }
	NF == 3 && $2 ~ /^[TDRBV]$/ && $3 != "main" { print name, "T", $3 }'
done >"$CAPTURE/symbols"

# "file module" and "file symbol module" as the headers of its folder say; a
# file's own header comes first.
awk '
FILENAME ~ /symbols$/ { if ($2 == "T") file[$3] = $1; next }
{
	header = FILENAME
	sub(/\.h$/, "", header)
	folder = header
	sub(/\/[^\/]*$/, "", folder)
	n = split($0, word, /[^A-Za-z0-9_]+/)
	for (i = 1; i <= n; i++) {
		w = word[i]
		if (w in file && index(file[w], folder "/") == 1 &&
		    (!(w in module) || file[w] == header))
			module[w] = header
	}
}
END {
	for (s in file)
		print s, file[s], (s in module ? module[s] : file[s])
}' "$CAPTURE/symbols" lib/*/*.h cmd/*/*.h >"$CAPTURE/modules"
for c in lib/*/*.c cmd/*/*.c; do
	[ ! -f "${c%.c}.h" ] || echo "${c%.c}"
done >"$CAPTURE/own"
awk '
FILENAME ~ /own$/ { home[$1] = $1; next }
FILENAME ~ /modules$/ {
	of[$1] = $3
	if (!($2 in home))
		home[$2] = $3
	next
}
$2 == "U" && $3 in of {
	from = $1 in home ? home[$1] : $1
	if (from != of[$3])
		print from, of[$3]
}' "$CAPTURE/own" "$CAPTURE/modules" "$CAPTURE/symbols" |
    LC_ALL=C sort -u >"$CAPTURE/calls"
check "the objects say what calls what" test -s "$CAPTURE/calls"

grep -Fvxf "$CAPTURE/exempt" "$CAPTURE/calls" >"$CAPTURE/rest"
tsort "$CAPTURE/rest" 2>"$CAPTURE/found" >/dev/null
same "$CAPTURE/found" "no module is called by what it calls" </dev/null

while read -r pair; do
	grep -Fqx "$pair" "$CAPTURE/calls" || echo "$pair"
done <"$CAPTURE/exempt" >"$CAPTURE/stale"
same "$CAPTURE/stale" "each exception is still one" </dev/null
done_testing
