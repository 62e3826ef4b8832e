# lib has what at least two programs share; what one program alone needs lies
# beside its main.c.  What was linked is read from the maps of the linker: they
# tell which object of the library came in for which symbol.

. "$ROOT/tests/lib.sh"
cd "$ROOT" || exit 1
need nm
for p in cmd/*/main.c; do
	p=$(basename "$(dirname "$p")")
	[ -f "$BUILD/bin/$p" ] || skip_all "not all programs were built"
	grep -q '^Archive member included' "$BUILD/map/$p" 2>/dev/null ||
		skip_all "the linker's map is not one that is known"
done

# What one program alone has, and why it is in lib all the same.
cat >"$CAPTURE/reasons" <<'end'
json/canonical: everything that is JSON is in lib/json
json/canonical_hash: everything that is JSON is in lib/json
json/members: everything that is JSON is in lib/json
json/repair_utf8: everything that is JSON is in lib/json
json/unique: everything that is JSON is in lib/json
view/choice: reads tables, whichever program asks
end
cut -d : -f 1 "$CAPTURE/reasons" | LC_ALL=C sort >"$CAPTURE/exempt"

# "symbol layer/module" for all of lib.
for o in "$BUILD"/obj/lib/*/*.o; do
	name=${o#"$BUILD"/obj/lib/}
	[ ! -f "lib/${name%.o}.c" ] ||
		nm -g "$o" | awk -v name="${name%.o}" \
		    'NF == 3 { print $3, name }'
done >"$CAPTURE/symbols"

# "layer/module program" for each object that a program has.
for map in "$BUILD"/map/aai*; do
	p=$(basename "$map")
	[ -f "cmd/$p/main.c" ] || continue
	awk -v program="$p" '
	FNR == NR { of[$1] = $2; next }
	/^Archive member included/ { inside = 1; next }
	inside && /^[A-Z]/ { exit }
	inside && /^[^ \t]/ { ours = /libaai\.a\(/ }
	inside && ours && match($0, /\([A-Za-z0-9_]+\)$/) {
		symbol = substr($0, RSTART + 1, RLENGTH - 2)
		if (symbol in of) print of[symbol], program
		else print "unknown:" symbol, program
		ours = 0
	}' "$CAPTURE/symbols" "$map"
done | LC_ALL=C sort -u >"$CAPTURE/linked"
check "the maps tell what programs have" test -s "$CAPTURE/linked"
grep '^unknown:' "$CAPTURE/linked" >"$CAPTURE/unknown"
same "$CAPTURE/unknown" "each symbol is one of lib" </dev/null

for c in lib/*/*.c; do
	name=${c#lib/}
	echo "${name%.c}" "$(grep -c "^${name%.c} " "$CAPTURE/linked")"
done >"$CAPTURE/counts"
awk '$2 < 2 { print $1 }' "$CAPTURE/counts" | LC_ALL=C sort >"$CAPTURE/alone"
comm -23 "$CAPTURE/alone" "$CAPTURE/exempt" | while read -r name; do
	echo "lib/$name: $(sed -n "s,^$name ,,p" "$CAPTURE/linked") alone"
done >"$CAPTURE/bad"
same "$CAPTURE/bad" "each module of lib is in two programs" </dev/null
comm -13 "$CAPTURE/alone" "$CAPTURE/exempt" >"$CAPTURE/bad"
same "$CAPTURE/bad" "each exception is still one" </dev/null
done_testing
