# aai init writes jobs, check asks whether a key works, status says what a folder
# was loaded with, and reload loads some records again.
. "$ROOT/tests/lib.sh"
need jq
start_mock --transcripts 30

run aai init transcripts sentences -o out --region us -p status=error \
    -- --rate 10 -- sink -c gzip
expect_status 0 "init writes a job"
check "... that has all" jq -e '. == {"aai": 1, "region": "us",
    "resources": ["transcripts", "sentences"], "output": "out",
    "params": {"status": "error"},
    "options": {"api": ["--rate", "10"], "sink": ["-c", "gzip"]}}' job.json
run aai load -n transcripts sentences -o out --region us -p status=error \
    -- --rate 10 -- sink -c gzip
cp "$OUT" want
run aai load -n job.json
expect_stdout "... and is the same load" <want
run aai init transcripts -o out
expect_status 7 "a file that is there stays"
run aai init -f other.json transcript -o out
expect_status 2 "what cannot be loaded is not written"
check "... at all" test ! -e other.json
run aai init -f other.json
expect_status 2 "without resources, and no terminal, nothing is asked"
if command -v python3 >/dev/null 2>&1; then
	cat >ask.py <<-'end'
	import os, pty, sys
	pid, fd = pty.fork()
	if pid == 0:
	    os.execvp("aai", ["aai", "init", "-f", "asked.json"])
	os.write(fd, b"transcripts, sentences\nsqlite:a.db\n")
	while True:
	    try:
	        if not os.read(fd, 4096):
	            break
	    except OSError:
	        break
	sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
	end
	run python3 ask.py
	expect_status 0 "on a terminal what is missing is asked for"
	check "... and written" jq -e '.output == "sqlite:a.db" and
	    .resources == ["transcripts", "sentences"]' asked.json
fi

run aai check
expect_status 0 "check: a key that works"
expect_stdout_like '^assemblyai answers, and takes the key$' "... is said"
expect_stdout_like '^transcripts, the newest: [0-9a-f-]{36} of 20' \
    "... with the newest record"
expect_stdout_like '^resources: transcripts .* sentences' \
    "... and what there is"
expect_silence "... and nothing else"
run env ASSEMBLYAI_API_KEY=wrong aai check
expect_status 4 "check: one that does not"
expect_stderr_like '401' "... with the answer"
run aai check sentences
expect_stdout_like '^transcripts, the newest' "a child is checked by its list"
run aai check nothing
expect_status 2 "a resource that is not there"
if command -v python3 >/dev/null 2>&1; then
	cat >answer.py <<-'end'
	def answer(path, query, nth):
	    return '{"data":[{"id":1,"text":"%s"}]}' % ("x" * (2 << 20))
	end
	start_answers answer.py
	cat >large.json <<-end
	{"name": "t", "base_url": "$SERVER", "resources": {
	"things": {"path": "/things", "records": "data"}}}
	end
	run aai check --api large.json
	expect_status 0 "check: a record of megabytes"
	expect_stdout_like '^things, the first:' "... is seen"
fi

run aai load -q transcripts sentences -o out
expect_status 0 "a load"
expect_silence "... with -q is silent"
check "... with no receipt" test ! -s "$OUT"
run aai status out
expect_status 0 "status"
expect_stdout_like '^1 loads:$' "... counts loads"
expect_stdout_like '^  20[0-9-]+T[0-9:.]+Z append [0-9]+ rows$' \
    "... and lists them"
expect_stdout_like '^state-transcripts.json: loaded up to 20' "... how far"
expect_stdout_like '^last run: 20.*, status 0$' "... and the last end"
run env -u ASSEMBLYAI_API_KEY aai load transcripts sentences -o out
expect_status 4 "a load without a key"
run aai status out
expect_stdout_like '^last run: .*, status 4: .*ASSEMBLYAI_API_KEY' "... whose error is kept"
run aai status nowhere
expect_status 7 "a folder that is not there"
run aai status sqlite:a.db
expect_stderr_like '_aai_loads' "a database has its own table"

rows()
{
	aai-show -j out | jq -c 'select(._columns == null)' | LC_ALL=C sort
}
rows >before
id=$(aai-show -j out/transcripts | jq -r '.transcript_id // empty' | head -n 1)
run aai reload out "$id"
expect_status 0 "reload"
expect_stdout_like '^1 transcripts' "... takes that record"
rows >after
check "... in the place of what was there" cmp before after
run aai reload out "$id" no-such-id
expect_status 3 "an id that is not there"
expect_stderr_like '1 of 2 records are not in the list' "... is counted"
rows >after
check "... and nothing goes" cmp before after
run aai load transcripts sentences -o out
expect_status 0 "the next load goes on"
expect_stdout_like '^0 transcripts' "... from where it was"
run aai reload -n out 'a"b'
expect_stdout_like "any\(\. == .id\)" "the pipe can be seen"
if command -v sqlite3 >/dev/null 2>&1; then
	run aai init -f db.json transcripts sentences -o sqlite:r.db
	run aai load -q db.json
	expect_status 0 "a database is loaded by a job"
	sqlite3 r.db 'UPDATE transcripts SET status = "x"'
	run aai reload db.json "$id"
	expect_status 0 "... and reloaded by it"
	expect_equal "$(sqlite3 r.db \
	    'SELECT count(*) FROM transcripts WHERE status != "x"')" 1 \
	    "... that record alone"
fi
# A folder from somebody else does not say where a key goes, or which.
for more in '"options":{"fetch":["--base-url","http://127.0.0.1:9"]}' \
    '"api":"x.json"' '"key-file":"secret"'; do
	cp -r out theirs
	cat >theirs/.aai/job-transcripts.json <<-end
	{"aai":1,"resources":["transcripts","sentences"],"output":"x",$more}
	end
	run aai reload theirs "$id"
	expect_status 2 "reload: a folder does not choose $more"
	expect_stderr_like "theirs/.aai/job-transcripts.json" "... with advice"
	rm -r theirs
done
run aai reload out
expect_status 2 "reload without ids"
run aai help statu
expect_stderr_like "did you mean 'status'" "help names what was meant"
done_testing
