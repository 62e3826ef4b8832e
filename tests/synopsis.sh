# What a program's --help says and what its man page says are the same: the
# usage is the SYNOPSIS, and the options are those of the page's lists (but for
# --help and --version, which every program has).

. "$ROOT/tests/lib.sh"

# One line, single blanks, words whole that were broken at a hyphen.
flow()
{
	tr '\n\t' '  ' | sed 's/  */ /g; s/^ //; s/ $//; s/\([a-z]\)- /\1-/g'
}

# The text of a page's SYNOPSIS.  Bold comes as letter, backspace, letter.
synopsis()
{
	if command -v mandoc >/dev/null 2>&1; then
		mandoc -T ascii -O width=1000 "$1"
	else
		groff -mdoc -Tascii -P-cbou -rLL=1000n "$1"
	fi | sed "s/.$(printf '\b')//g" |
	    awk '/^[A-Z]/ { inside = /^SYNOPSIS/; next } inside' | flow
}

# "-o, --output dir" for each option in the page's lists, from its source.
page_options()
{
	sed -n 's/^\.It Fl //p' "$1" |
	    sed 's/ , Fl /, -/g; s/ Ns = Ns Ar / /; s/ Ns Op = Ns Ar \(.*\)/[=\1]/; s/ Ar / /g; s/^/-/; s/"//g' |
	    grep -v -e '^--no-' -e '--help$' -e '--version$' | LC_ALL=C sort -u
}

# The same from --help.
help_options()
{
	sed -n 's/^  \{1,6\}\(-.*\)/\1/p' "$1" |
	    sed 's/   *.*//' | grep -v -e '--help$' -e '--version$' |
	    LC_ALL=C sort -u
}

command -v mandoc >/dev/null 2>&1 || need groff
for p in "$BUILD"/bin/aai "$BUILD"/bin/aai-*; do
	name=$(basename "$p")
	[ -f "$ROOT/cmd/$name/main.c" ] || continue
	[ -x "$p" ] || continue
	page=$ROOT/man/$name.1

	run "$p" --help
	expect_status 0 "$name --help ends well"
	if [ ! -f "$page" ]; then
		not_ok "$name has a man page"
		continue
	fi
	usage=$(sed '/^$/,$d; s/^usage: //' "$OUT" | flow)
	expect_equal "$(synopsis "$page")" "$usage" \
	    "$name's usage is its synopsis"
	help_options "$OUT" >"$CAPTURE/help"
	# What has commands has the options of all of them.
	for c in $(sed -n '/^Commands:/,/^$/s/^  '"$name"' \([a-z]*\) .*/\1/p' \
	    "$OUT"); do
		run "$p" help "$c"
		expect_status 0 "$name help $c ends well"
		help_options "$OUT" >>"$CAPTURE/help"
	done
	LC_ALL=C sort -u -o "$CAPTURE/help" "$CAPTURE/help"
	page_options "$page" >"$CAPTURE/page"
	same "$CAPTURE/page" "$name's page has the options of --help" \
	    <"$CAPTURE/help"
done
[ $tap_run -gt 0 ] || skip_all "no program was built"
done_testing
