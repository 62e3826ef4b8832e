# Three small standard runs take the instructions that tests/bench/README.md
# notes, within a tenth either way: what gets slower is seen without a clock, and
# what gets faster is noted.  Counted by callgrind, start-up apart.

. "$ROOT/tests/lib.sh"
need valgrind aai-mock
[ -z "${SAN-}" ] || skip_all "sanitizers have instructions of their own"
[ -z "${EMULATOR-}" ] || skip_all "valgrind does not run other machines' programs"
[ -z "${VALGRIND-}" ] || skip_all "these run under valgrind as it is"
[ "${BUILD##*/}" = release ] || skip_all "the figures are of the release build"

# noted BLOCK: the lines of a fenced block of that name.
noted()
{
	sed -n "/^\`\`\`$1\$/,/^\`\`\`\$/p" "$ROOT/tests/bench/README.md" |
	    sed '1d;$d'
}

# They are of one machine's kind, compiler and libraries.
{
	${CC:-cc} -dumpmachine
	${CC:-cc} -dumpversion | cut -d. -f1
	aai-sink-parquet --version | grep zstd
} >with 2>/dev/null
noted figures-with >wanted
cmp -s with wanted || skip_all "the figures are of another build: $(paste -sd, with)"

# count FILE COMMAND...: instructions, with FILE as input.
count()
{
	input=$1
	shift
	rm -rf out
	valgrind --tool=callgrind --callgrind-out-file=/dev/null "$@" \
	    <"$input" 2>&1 >/dev/null | sed -n 's/,//g; s/.*Collected : //p'
}

aai-mock --dump transcript_details --bytes 4M --words 3000 --seed 7 \
    --features rich >records
aai-flatten -q <records >rows 2>/dev/null
bytes=$(wc -c <records)

noted figures >figures
while read -r name figure input command; do
	# shellcheck disable=SC2086 # a command of several words
	base=$(count /dev/null $command)
	# shellcheck disable=SC2086
	whole=$(count "$input" $command)
	found=$(awk -v a="$base" -v b="$whole" -v n="$bytes" \
	    'BEGIN { printf "%.2f", (b - a) / n }')
	check "$name: $found instructions a byte of records, noted $figure" \
	    awk -v a="$found" -v b="$figure" 'BEGIN {
		exit !(a <= b * 1.1 && a >= b * 0.9) }'
done <figures
check "three runs were counted" test "$(wc -l <figures)" -eq 3
done_testing
