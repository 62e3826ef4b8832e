# aai load does what the pipe of programs does, which it prints, into folders
# and databases, and again without anything coming twice.
. "$ROOT/tests/lib.sh"
need bash
start_mock --transcripts 30

run aai load transcripts sentences -o out
expect_status 0 "a load ends well"
expect_stdout_like '^28 transcripts; 2 not final yet' "the receipt has records"
expect_stdout_like '^[0-9]+ sentences of 24 parents; 4 parents that do not' \
    "... children, and why some have none"
expect_stdout_like '^[0-9]+ rows in 3 tables, .* to out$' "... and rows"
expect_stdout_like '^  sentences__words: [0-9]+ rows$' "... of each table"
expect_stdout_like '^[0-9.]+ s, 25 requests, 0 asked again$' "... requests"
expect_stdout_like '^next: aai-show out$' "... and what next"
expect_silence "nothing is said besides"
check "there are the tables" test -d out/transcripts -a -d out/sentences
check "the state lies within" test -s out/.aai/state-transcripts.json

run aai load transcripts sentences -o out
expect_status 0 "a second load ends well"
expect_stdout_like '^0 transcripts' "... and has nothing new"
aai-show -j out >one
run aai load --full transcripts sentences -o out
expect_status 0 "--full ends well"
expect_stdout_like '^28 transcripts' "... and loads all again"
aai-show -j out >two
check "... in the place of what was there" cmp one two

# The pipe that is printed does the same.
for to in pasted csv:p-csv delta:p-delta iceberg:p-iceberg; do
	dir=${to#*:}
	run aai load -n transcripts sentences transcript_details -o "$to"
	expect_status 0 "$to: the pipe is printed"
	check "$to: nothing was done" test ! -e "$dir"
	cp "$OUT" pipe
	run bash -o pipefail pipe
	expect_status 0 "$to: it runs as it is"
	rm -rf "$dir".1
	mv "$dir" "$dir".1
	run aai load transcripts sentences transcript_details -o "$to"
	expect_status 0 "$to: aai load runs, too"
	aai-show -j "$dir" >one
	aai-show -j "$dir".1 >two
	check "$to: both give the same" cmp one two
done

# Databases, whose state is within.
try_database()
{
	run aai load transcripts sentences -o "$1"
	expect_status 0 "$1: a load ends well" || return
	expect_silence "$1: in silence"
	run aai load transcripts sentences -o "$1"
	expect_stdout_like '^0 transcripts' "$1: the next goes on from there"
	run aai load -n transcripts sentences -o "$1"
	cp "$OUT" pipe
	run bash -o pipefail pipe
	expect_status 0 "$1: the pipe that is printed runs as it is"
	run aai load --full transcripts sentences -o "$1"
	expect_stdout_like '^28 transcripts' "$1: all again"
}
if command -v sqlite3 >/dev/null 2>&1; then
	try_database sqlite:a.db
	expect_equal "$(sqlite3 a.db 'SELECT count(*) FROM transcripts')" 28 \
	    "sqlite: each record is there once"
	run aai load transcripts -o "sqlite:it's.db"
	expect_status 0 "sqlite: a name with a quote"
else
	skip "sqlite" "no sqlite3 here"
fi
if command -v duckdb >/dev/null 2>&1; then
	try_database duckdb:a.duckdb
else
	skip "duckdb" "no duckdb here"
fi
run aai load transcripts -o postgres://u:secret@h/d
expect_status 2 "a password in an argument is refused"
expect_stderr_like 'pgpass' "... with what to do"
unlike "$ERR" secret "... and is not said"
for c in '//u@h/d?password=x' '//u@h/d?p%61ssword=x' 'host=h password=x' \
    '//h/d?user=u&PASSWORD=x'; do
	run aai load transcripts -o "postgres:$c"
	expect_status 2 "$c is refused as well"
done
run aai load -n transcripts -o postgres://u@h/d
expect_status 0 "a connection without one is taken"
expect_stdout_like 'psql -Xqw postgresql://u@h/d' "... as it is"
run aai load -n transcripts -o 'postgres:-c\! id'
expect_stdout_like "psql -XAtqw .* -d '-c.! id'" "a name is no option"
expect_stdout_like "psql -Xqw -d '-c.! id'" "... of either program"
escape=$(printf '\033]0;x\007\302\233 %s' "it's")
run aai load -n transcripts -o "$escape"
check "what a terminal would obey is spelled" test "$(
    LC_ALL=C tr -d '[:print:]\n' <"$OUT" | wc -c)" -eq 0
sed -n 's/^mkdir -p //p' "$OUT" >word
expect_equal "$(eval "printf %s $(cat word)")" "$escape/.aai" \
    "... and is the same to a shell"

# Which programs there are follows from the description.
run aai load -n sentences -o x
expect_stdout "a child needs the list, which is not wanted itself" <<'end'
mkdir -p x/.aai
aai-fetch --state x/.aai/state-transcripts.json transcripts |
    aai-fanout sentences |
    aai-flatten |
    aai-sink-parquet --state x/.aai/state-transcripts.json -o x
end
run aai load -n -p status=completed -p words=a,b transcripts word_search -o x
expect_stdout "parameters go where they are known; some leave no state" <<'end'
aai-fetch -p status=completed transcripts |
    aai-fanout --pass -p words=a,b word_search |
    aai-flatten |
    aai-sink-parquet -o x
end
cat >deep.json <<'end'
{"name":"deep","base_url":"http://127.0.0.1:1","resources":{
"a":{"path":"/a","records":"d"},
"b":{"path":"/a/{a_id}/b","parent_key":"a_id","records":"d",
	"parents":{"a":{"id":"id"}}},
"b2":{"path":"/a/{a_id}/b2","parent_key":"a_id","records":"d",
	"parents":{"a":{"id":"id"}}},
"c":{"path":"/b/{b_id}/c","parent_key":"b_id","records":"d",
	"parents":{"b":{"id":"id"}}}}}
end
run aai load -n --api deep.json c b2 -o "a b" -- --rate 3 \
    -- fanout -j 2 -- flatten --strict -- sink -c gzip
expect_stdout "a program for each level, and its options" <<'end'
aai-fetch --api deep.json --rate 3 a |
    aai-fanout --api deep.json --rate 3 -j 2 b b2 |
    aai-fanout --api deep.json --rate 3 -j 2 c |
    aai-flatten --api deep.json --strict |
    aai-sink-parquet -o 'a b' -c gzip
end

# A job's file has every option as a member.
cat >job.json <<'end'
{"aai": 1, "resources": ["transcripts", "word_search"], "output": "csv:j",
 "params": {"status": "completed", "words": "a"}, "region": "eu",
 "key-file": "k", "account": "me", "full": true, "//": "a comment",
 "options": {"api": ["--rate", "5"], "sink": ["--excel"]}}
end
run aai load -n job.json
sed -i 's/ --account/\n--account/' "$OUT"
expect_stdout "a job's file is what the options would be" <<'end'
aai-fetch --region eu --key-file k --rate 5
--account me -p status=completed transcripts |
    aai-fanout --region eu --key-file k --rate 5 --pass -p words=a word_search |
    aai-flatten |
    aai-sink-csv -o j --excel
end
run aai load -n --region us job.json
expect_stdout_like '--region us' "an option wins over a member"
echo '{"aai":1,"resorces":["transcripts"],"output":"x"}' >bad.json
run aai load -n bad.json
expect_status 2 "a member that is not known is an error"
expect_stderr_like "did you mean 'resources'" "... with the one that was meant"
for bad in '{"aai":2}' '[]' '{"resources":"a"}' '{"full":1}' '{' \
    '{"options":{"x":[]}}' '{"params":{"a":1}}' '{"api":"a","api":"b"}'; do
	echo "$bad" >bad.json
	run aai load -n bad.json
	expect_status 2 "as is $bad"
done

# A state does not know which children were loaded: others are refused.
run aai load transcripts -o grown
expect_status 0 "a load without children"
run aai load transcripts sentences -o grown
expect_status 2 "... is not gone on from with them"
expect_stderr_like 'without sentences so far.*--full' "... and says how it is"
run aai load --full transcripts sentences -o grown
expect_status 0 "... which loads all"
run aai load transcripts -o grown
expect_status 2 "nor is it gone on from without them"
expect_stderr_like 'was loaded with sentences' "... and says why"
run aai load transcripts sentences -o grown
expect_status 0 "the same ones are"

# A stranger's folder leads nowhere.
mkdir -p strange/.aai
echo mine >private
ln -s ../../private strange/.aai/state-transcripts.json
run aai load transcripts -o strange
expect_status 7 "a state that is a link is refused"
mv strange/.aai/state-transcripts.json strange/.aai/job-transcripts.json
run aai load transcripts -o strange
expect_equal "$(cat private)" mine "nothing is written through links"

# Misuse says what to do.
run aai load transcript -o x
expect_status 2 "a resource that is not there"
expect_stderr_like "did you mean 'transcripts'" "... and which was meant"
run aai load transcripts -o x -p statsu=error
expect_status 2 "a parameter that is not there"
expect_stderr_like "did you mean 'status'" "... and which was meant"
run aai load transcripts -o sqlit:x
expect_status 2 "a kind of output that is not there"
expect_stderr_like "did you mean 'sqlite:'" "... and which was meant"
run aai lod
expect_status 2 "a command that is not there"
expect_stderr_like "did you mean 'load'" "... and which was meant"
run aai load transcripts
expect_status 2 "no output"
expect_stderr_like "-o out" "... and how one is named"
run aai load
expect_status 2 "no resource"
expect_stderr_like "aai:   sentences " "... lists them"
run aai load transcripts -o x -- rate
expect_status 2 "a word after -- that is no option"
run aai
expect_status 2 "no command"
run aai load --help
expect_stdout_like '^usage: aai load' "--help of a command"
done_testing
