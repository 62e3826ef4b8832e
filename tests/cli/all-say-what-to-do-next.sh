# The mistakes that everybody makes once: each is told in a line that says what
# to do next, and ends with its own status.
. "$ROOT/tests/lib.sh"
for p in fetch fanout flatten sink-csv sink-parquet sink-delta sink-iceberg \
    sink-sql; do
	need "aai-$p"
done

# told STATUS REGEX TITLE: the last run ended so and said so, in one line.
told()
{
	expect_status "$1" "$3" &&
		check "... in one line" test "$(wc -l <"$ERR")" = 1 &&
		like "$ERR" "$2" "... and what to do"
}

# Fetching.
run aai-fetch
expect_status 2 "a resource is wanted"
like "$ERR" '^aai-fetch:   transcripts .*newest' "the resources are listed"
run aai-fetch transcript
told 2 "no resource 'transcript'; assemblyai has transcripts, " \
    "an unknown resource is refused"
run aai-fetch sentences
told 2 "pipe those into aai-fanout, or give one with --param" \
    "a resource of single records is refused"
run aai-fanout sentence
told 2 "no resource 'sentence' .*has transcript_details, sentences," \
    "so is an unknown one after a list"
run aai-fetch transcripts
told 4 'no API key: set ASSEMBLYAI_API_KEY, or give --key-file' \
    "no key is not an authentication"
run aai-fetch --base-url http://127.0.0.1:1 --retries 0 --key-file /dev/null \
    transcripts
told 4 "the key file holds no key" "a file without a key is none either"
start_mock
ASSEMBLYAI_API_KEY=wrong run aai-fetch transcripts
told 4 '401: .*; check the key .*--region eu' "a wrong key is refused"
run aai-fetch -p limt=3 transcripts
told 2 "no parameter 'limt' here; there are: limit, status" \
    "an unknown parameter is refused"
run aai-fetch --limit 3 transcripts
told 2 "unknown option '--limit'; see aai-fetch --help" \
    "an unknown option is refused"
run aai-fetch --region de transcripts
told 2 "'de': assemblyai has us, eu" "an unknown region is refused"
run aai-fetch --base-url http://127.0.0.1:1 --retries 0 transcripts
told 5 'connect.*127\.0\.0\.1.*; run again later' "no network may pass"

# Reading.
for cmd in 'aai-sink-csv -o out' 'aai-sink-parquet -o out' \
    'aai-sink-delta -o out' 'aai-sink-iceberg -o out' \
    'aai-sink-sql -d sqlite'; do
	# shellcheck disable=SC2086 # a list of words
	run $cmd records.ndjson
	told 2 "'records.ndjson': .*put < before it" \
	    "${cmd%% *} takes no file's name"
done
echo '{"id":1}' >untagged
run aai-flatten <untagged
told 6 'line 1 .*name its table with -t' "a record without a table is refused"
echo '{"data":{"items":[{"id":1}]}}' >nested
run aai-flatten -t t --records data.rows <nested
told 6 'line 1 .*there is no "rows" in this object; it has items' \
    "who names no list of the text learns its names"
run aai-flatten -t t --records data[].items <nested
told 6 'line 1 .*here is an object, where the path has a list' \
    "nor one through what it is not"
echo '[[{"id":1}]]' >list
run aai-flatten -t t <list
told 6 'line 1 .*here is a list in a list; see --records' \
    "a list of lists is refused"
printf '{"id":1}\n{"id":\n' >cut
run aai-flatten -t t <cut
unlike "$ERR" jq "one that is cut further on is just that"
run aai-fanout sentences <<'end'
9ea68fd3-f953-42c1-9742-976c447fb463
end
told 6 'line 1 .*not a JSON object .*; plain ids are read with --ids' \
    "ids are not records"
echo '{"_table":"t","id":1}' >records
for cmd in 'aai-sink-csv -o out' 'aai-sink-parquet -o out' \
    'aai-sink-delta -o out' 'aai-sink-iceberg -o out'; do
	# shellcheck disable=SC2086
	run $cmd <records
	told 6 'line 1 .*records become rows by aai-flatten' \
	    "${cmd%% *} refuses records"
	check "and makes nothing of them" test ! -e out/t.csv -a ! -e \
	    out/t.parquet -a ! -e out/t
done
if command -v script >/dev/null 2>&1 && [ -z "${VALGRIND-}" ]; then
	printf '\004' | timeout 60 script -qec aai-flatten /dev/null >"$OUT"
	like "$OUT" 'no input: name files of JSON or CSV' \
	    "aai-flatten alone says what it takes"
	printf '\004' | timeout 60 script -qec 'aai-flatten -' /dev/null >"$OUT"
	unlike "$OUT" 'no input' "... unless it is to read the terminal"
	for cmd in 'aai-fanout sentences' 'aai-sink-csv -o out' \
	    'aai-sink-parquet -o out' 'aai-sink-sql -d sqlite'; do
		# The terminal's end of input comes at once.
		printf '\004' | timeout 60 script -qec "$cmd" /dev/null >"$OUT"
		like "$OUT" 'waiting for .*end with \^D' \
		    "${cmd%% *} says that it waits for a terminal"
	done
else
	skip "who waits for a terminal says so" "no script here"
fi
run aai-sink-csv -o out </dev/null
unlike "$ERR" waiting "nobody says so of a file"

# Writing.
aai-flatten <records >rows 2>/dev/null
run aai-flatten <rows
expect_stderr_like 'these look like rows, which are flat already: a sink' \
    "rows need not be flattened"
run aai-sink-parquet <rows
told 2 'give -o DIR, or -t TABLE' "a sink wants a place"
for p in delta iceberg; do
	for to in '' '-t t' '-t t -o -'; do
		# shellcheck disable=SC2086
		run aai-sink-$p $to <rows
		told 2 'tables need a folder \(-o DIR\), not standard output' \
		    "aai-sink-$p $to wants a folder"
	done
done
run aai-sink-sql <rows
told 2 'give -d duckdb, postgres or sqlite' "a script wants a database"
touch file
run aai-sink-csv -o file <rows
told 7 "'file'.*Not a directory" "a file is not a folder"
if [ "$(id -u)" = 0 ]; then
	as='setpriv --reuid=65534 --regid=65534 --clear-groups'
	$as true 2>/dev/null || as=
else
	as='env'
fi
mkdir closed
chmod 555 closed
if [ -n "$as" ] && $as test -x "$BUILD/bin/aai-sink-csv"; then
	chmod 755 .
	for where in closed closed/new; do
		# shellcheck disable=SC2086 # a command's beginning
		run $as "$BUILD/bin/aai-sink-csv" -o $where <rows
		told 7 "closed.*Permission denied" "'$where' cannot be written"
	done
else
	skip "a closed folder cannot be written" "nobody else may run it here"
fi
done_testing
