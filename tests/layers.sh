# Every #include obeys the layer map, the fenced block of lib/README.md whose
# lines are "layer: what it may include" and "<header.h>: who may include it".
# A program is a layer too, its folder in cmd, and no other layer may include
# from it; its main.c is "main".

. "$ROOT/tests/lib.sh"
cd "$ROOT" || exit 1

awk '/^```/ { inside = !inside; next } inside' lib/README.md |
    sed 's/[[:space:]]*#.*//' | grep -E '^(<[^>]+>|[a-z_-]+):' >"$CAPTURE/map"
check "lib/README.md holds a layer map" test -s "$CAPTURE/map"

# Layers that the map names and the tree does not have are still to come.
for d in lib/*/ cmd/*/; do
	layer=$(basename "$d")
	[ "$layer" != packaging ] || continue
	[ "$(echo "$d"*.[ch])" != "${d}main.c" ] || continue
	check "the map names ${d%/}" grep -q "^$layer:" "$CAPTURE/map"
done

sed -n 's/^\([a-z_-]*\): *\(.*\)/\1 \2/p' "$CAPTURE/map" |
    awk '$1 != "main" { for (i = 2; i <= NF; i++) print $1, $i }' \
    >"$CAPTURE/pairs"
check "the layers have no circle" tsort "$CAPTURE/pairs"

# Print each #include that the map does not allow.
find lib cmd -name '*.[ch]' | LC_ALL=C sort | xargs awk -v map="$CAPTURE/map" '
BEGIN {
	while ((getline line <map) > 0) {
		i = match(line, /: */)
		name = substr(line, 1, i - 1)
		n = split(substr(line, i + RLENGTH), of, " ")
		if (name ~ /^</)
			owned[name] = 1
		for (k = 1; k <= n; k++)
			may[name, of[k]] = 1
	}
}
FNR == 1 {
	n = split(FILENAME, part, "/")
	layer = part[2]
	main = part[1] == "cmd" && part[3] == "main.c"
}
/^[ \t]*#[ \t]*include[ \t]*</ {
	match($0, /<[^>]*>/)
	header = substr($0, RSTART, RLENGTH)
	file = FILENAME
	sub(/^(lib|cmd)\//, "", file)
	sub(/\.[ch]$/, "", file)
	if (owned[header] && !may[header, layer] && !may[header, file])
		print FILENAME ":" FNR ": " header " is not for " layer
}
/^[ \t]*#[ \t]*include[ \t]*"/ {
	match($0, /"[^"]*"/)
	header = substr($0, RSTART + 1, RLENGTH - 2)
	if (split(header, h, "/") != 2)
		print FILENAME ":" FNR ": \"" header "\" names no layer"
	else if (h[1] == layer || may[layer, h[1]])
		next
	else if (!main || (!may["main", h[1]] && (!may["main", "*"] ||
	    h[1] ~ /^aai-/)))
		print FILENAME ":" FNR ": " layer " may not include " h[1]
}' >"$CAPTURE/bad"
same "$CAPTURE/bad" "every include is one that the map allows" </dev/null
done_testing
