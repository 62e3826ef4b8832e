# What holds for every program: help, version, manual, statuses of misuse.
. "$ROOT/tests/lib.sh"

for path in "$ROOT"/cmd/aai*/; do
	p=$(basename "$path")
	if ! command -v "$p" >/dev/null 2>&1; then
		skip "$p" "not built here"
		continue
	fi
	run "$p" --help </dev/null
	expect_status 0 "$p --help ends with 0"
	like "$OUT" "^usage: $p" "$p --help begins with the usage"
	like "$OUT" "^Examples:" "$p --help has examples"
	check "$p --help says nothing on standard error" test ! -s "$ERR"
	unlike "$OUT" '.{81}' "$p --help fits 80 columns"
	run "$p" --version </dev/null
	expect_status 0 "$p --version ends with 0"
	like "$OUT" "^$p \(aai\) [0-9]+\.[0-9]+" "$p --version names it first"
	run "$p" -V </dev/null
	expect_status 0 "$p -V is the same"
	run "$p" --no-such-option </dev/null
	expect_status 2 "$p refuses an unknown option with 2"
	check "$p says nothing on standard output then" test ! -s "$OUT"
	check "$p says one line" test "$(wc -l <"$ERR")" = 1
	like "$ERR" "$p --help" "$p says where to look"
	run sh -c "$p --help >/dev/full" </dev/null
	expect_status 7 "$p tells when its help cannot be written"
	check "$p has a manual" test -s "$ROOT/man/$p.1"
done
done_testing
