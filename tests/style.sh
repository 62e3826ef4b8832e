# The tree keeps the rules of its style that a script can tell.  Limits that
# are merely aims are notes: functions of 60 lines, files of 500.

. "$ROOT/tests/lib.sh"
cd "$ROOT" || exit 1

find lib cmd tests -name '*.[ch]' | LC_ALL=C sort >"$CAPTURE/c"
grep -v ^tests/ "$CAPTURE/c" >"$CAPTURE/ours"

# Print what matches nothing but code: comments and strings are blanked.
code()
{
	xargs awk '
	FNR == 1 { comment = 0 }
	{
		line = $0; out = ""
		while (line != "") {
			if (comment) {
				i = index(line, "*/")
				if (!i) break
				comment = 0; line = substr(line, i + 2)
			} else if (match(line, /^\/\*/)) {
				comment = 1; line = substr(line, 3)
			} else if (match(line, /^\/\//)) {
				break
			} else if (match(line, /^"(\\.|[^"\\])*"/) ||
			    match(line, /^\047(\\.|[^\047\\])+\047/)) {
				out = out "\"\""
				line = substr(line, RLENGTH + 1)
			} else {
				out = out substr(line, 1, 1)
				line = substr(line, 2)
			}
		}
		print FILENAME ":" FNR ":" out
	}' <"$1"
}

# none TITLE: nothing was found.  (Not from a pipe, which would not count.)
none()
{
	same "$CAPTURE/found" "$1" </dev/null
}

code "$CAPTURE/ours" >"$CAPTURE/code"
banned='atoi|atol|atoll|atof|strto(d|f|l|ld|ll|ul|ull|imax|umax)|v?sprintf'
banned="$banned|str(n?cpy|n?cat|tok)|gets|gmtime|localtime|ctime|asctime"
banned="$banned|system|popen|mktemp|tmpnam|alloca|setlocale"
grep -E "(^|[^A-Za-z0-9_.>])($banned) *\(" "$CAPTURE/code" |
    grep -Ev '^lib/base/num\.c:[0-9]+:.*strtod *\(' >"$CAPTURE/found"
none "no banned function is called"
grep -E '(^|[^A-Za-z0-9_.>])(malloc|calloc|realloc|strdup|strndup|free) *\(' \
    "$CAPTURE/code" | grep -Ev '^lib/base/(mem|num)\.c:' >"$CAPTURE/found"
none "memory is had through base/mem alone"
grep -E '(^|[^A-Za-z0-9_.>])exit *\(' "$CAPTURE/code" |
    grep '^lib/' | grep -Ev '^lib/(base/mem|io/sig|io/msg)\.c:' \
    >"$CAPTURE/found"
none "library code does not end the program"
xargs grep -nE '(^|[^A-Za-z-])(TODO|FIXME|XXX)([^A-Za-z]|$)' <"$CAPTURE/ours" >"$CAPTURE/found"
none "nothing is left to do"
xargs grep -nE '[[:blank:]]$' <"$CAPTURE/c" >"$CAPTURE/found"
none "no line ends in a blank"
xargs grep -nE '^ {8}' <"$CAPTURE/c" >"$CAPTURE/found"
none "lines are indented by tabs"
xargs grep -LE '^ \* |^/\* ' <"$CAPTURE/ours" >"$CAPTURE/found"
none "every file says what it is for"

# Columns beyond 80 are for strings that one greps for.
xargs awk '{
	line = $0; width = 0
	for (i = 1; i <= length(line); i++)
		width += substr(line, i, 1) == "\t" ? 8 - width % 8 : 1
	if (width > 80 && $0 !~ /"/)
		print FILENAME ":" FNR ": " width " columns"
}' <"$CAPTURE/ours" >"$CAPTURE/found"
none "lines are at most 80 columns wide"

# Sizes.  A function is what lies between { and } in the first column.
xargs awk '
FNR == 1 { name = "" }
/^[a-z_].*\(/ { name = $0; sub(/\(.*/, "", name) }
/^\{/ { from = FNR }
/^\}/ && from {
	if (FNR - from - 1 > 60)
		print FILENAME ":" from ": " name "() has " FNR - from - 1 " lines"
	from = 0
}' <"$CAPTURE/ours" >"$CAPTURE/functions"
xargs wc -l <"$CAPTURE/ours" |
    awk '$2 != "total" && $1 > 500 { print $2 ": the file has " $1 " lines" }' \
    >"$CAPTURE/files"
sed 's/^/# /' "$CAPTURE/functions" "$CAPTURE/files"
awk '$(NF - 1) > 100' "$CAPTURE/functions" >"$CAPTURE/found"
none "no function is longer than 100 lines"
awk '$(NF - 1) > 800 || !/^tests/' "$CAPTURE/files" >"$CAPTURE/found"
none "no file is longer than 500 lines, no test of a module than 800"

# The top of the tree, as it is kept; a folder without history has no .git.
if [ -e .git ] && git rev-parse --git-dir >/dev/null 2>&1; then
	git ls-files | sed 's,/.*,,' | LC_ALL=C sort -u
else
	find . -mindepth 1 -maxdepth 1 ! -name build | sed 's,^\./,,' |
	    LC_ALL=C sort
fi | grep -v '^\.' >"$CAPTURE/top"
same "$CAPTURE/top" "the tree's top holds what it should" <<'end'
LICENSE
Makefile
README.md
cmd
lib
man
tests
end
done_testing
