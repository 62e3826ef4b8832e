# The status of aai load is that of the program which was the cause of its end,
# and so is its message, the only one.
. "$ROOT/tests/lib.sh"
start_mock --transcripts 30

# fails STATUS WORDS TITLE COMMAND...: so it ends, with one line that has these
# words, and nothing new is published.
fails()
{
	want=$1 words=$2 title=$3
	shift 3
	run "$@"
	expect_status "$want" "$title"
	like "$ERR" "$words" "$title: what is said" || return
	expect_equal "$(wc -l <"$ERR")" 1 "$title: once"
	check "$title: no receipt" test ! -s "$OUT"
	check "$title: no table" test -z "$(find out -name '*.parquet' \
	    2>/dev/null)"
	rm -rf out
}

fails 4 '^aai: nothing was loaded: aai-fetch: .*401' "a key that is refused" \
    env ASSEMBLYAI_API_KEY=wrong aai load transcripts sentences -o out
fails 6 '^aai: nothing was loaded: aai-flatten: ' "a record that is refused" \
    aai load transcripts sentences -o out -- flatten --max-depth 1
fails 2 '^aai: nothing was loaded: aai-fanout: ' "an option of a program" \
    aai load transcripts sentences -o out -- fanout --no-such-option
fails 5 '^aai: nothing was loaded: aai-fetch: ' "a service that is not there" \
    env ASSEMBLYAI_BASE_URL=http://127.0.0.1:1 aai load transcripts -o out \
    -- --retries 0 --retry-time 0

# limited COMMAND...: files may have ten blocks.
limited()
{
	sh -c 'trap "" XFSZ; ulimit -f 10 || exit 125; exec "$@"' sh "$@"
}
run limited true
if [ "$STATUS" = 0 ]; then
	fails 7 '^aai: nothing was loaded: aai-sink-parquet: ' "a full disk" \
	    limited aai load transcripts sentences -o out
else
	skip "a full disk" "files cannot be limited here"
fi
if command -v sqlite3 >/dev/null 2>&1; then
	fails 7 '^aai: nothing was loaded: sqlite3: ' \
	    "a database that cannot be opened" \
	    aai load transcripts -o sqlite:no/such/folder.db
	fails 4 '^aai: nothing was loaded: aai-fetch: .*401' \
	    "a key that is refused, before a database" \
	    env ASSEMBLYAI_API_KEY=wrong aai load transcripts -o sqlite:a.db
	expect_equal "$(sqlite3 a.db .tables)" "" "... which has no table"
fi
if command -v sqlite3 >/dev/null 2>&1; then
	sqlite3 other.db 'CREATE TABLE _aai_loads (load)'
	run aai load transcripts -o sqlite:other.db
	expect_status 7 "a database whose loads cannot be read"
	expect_stderr_like 'no such column: state' "... is not a new one"
	expect_equal "$(sqlite3 other.db .tables)" _aai_loads "... and stays"
fi

# What psql says, in whatever language.
mkdir clients
cat >clients/psql <<'end'
#!/bin/sh
case $* in *-c*) echo "FEHLER:  $CODE: _aai_loads" >&2; exit 1 ;; esac
cat >script
end
chmod +x clients/psql
run env PATH="$PWD/clients:$PATH" CODE=42P01 aai load transcripts -o postgres:
expect_status 0 "a database without loads gets the first"
check "... by a script" grep -q _aai_loads script
run env PATH="$PWD/clients:$PATH" CODE=42501 aai load transcripts -o postgres:
expect_status 7 "one that refuses to say so"
expect_stderr_like '^aai: nothing was loaded: psql: .*42501' "... is not new"
fails 2 '^aai: nothing was loaded: duckdb: cannot run it' \
    "a client that is not there" \
    env PATH="$(dirname "$(command -v aai)")" aai load transcripts \
    -o duckdb:a.db

run aai load transcripts -o out -- fetch --max-records 3
expect_status 8 "a limit"
expect_stdout_like '^3 transcripts' "... with a receipt"
expect_stderr_like '^aai-fetch: ' "... and words"
rm -rf out

stop_mocks
start_mock --transcripts 30 -f kind=404,path=/paragraphs
run aai load transcripts sentences paragraphs -o out
expect_status 3 "a part"
expect_stdout_like 'parents that the API does not know' "... is in the receipt"
expect_stderr_like '^aai-fanout: [0-9]+ times an id' "... and is said"
check "... and the rest is loaded" test -d out/sentences
done_testing
