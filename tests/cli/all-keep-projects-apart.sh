# Two projects of one account, each with a key: a key sees its own alone; both can
# be loaded into one folder or database under names, and not without.

. "$ROOT/tests/lib.sh"
need jq curl

one=first-key-1111 two=second-key-2222
start_mock -t 12 --pending 0 --failed 0 --deleted 0 --features lean --key $one --project $two=2
export ASSEMBLYAI_API_KEY

# ids NAME: those in the file of records.
ids()
{
	jq -r 'select(._table == "transcripts").id' "$1" | sort
}
# load PROJECT KEY [OPTION...]: list, details and sentences into the folder.
load()
{
	p=$1
	ASSEMBLYAI_API_KEY=$2
	shift 2
	aai-fetch -q --state "$p.json" "$@" transcripts >"$p.list" &&
	    aai-fanout -q --pass transcript_details sentences <"$p.list" |
	    aai-flatten -q >rows
	run "$sink" -o out --state "$p.json" <rows
}
shown()
{
	aai-show -q --json -c transcript_id "out/$1" |
	    jq -r '.transcript_id // empty' | sort -u
}

for p in one two; do
	eval "ASSEMBLYAI_API_KEY=\$$p"
	aai-fetch -q transcripts >$p.all
	ids $p.all >$p.ids
	check "$p: a key sees a project" test "$(wc -l <$p.ids)" -eq 12
done
check "which is its own" test -z "$(comm -12 one.ids two.ids)"
ASSEMBLYAI_API_KEY=$two
head -n 1 one.ids >other
run aai-fanout --ids transcript_details <other
expect_status 3 "nor does it see another's by its id"
check "of which nothing comes" sh -c "! grep -q _table \"$OUT\""
for p in one two; do
	eval "ASSEMBLYAI_API_KEY=\$$p"
	aai-fetch -q --base-url="agents=$ASSEMBLYAI_BASE_URL" sessions |
	    aai-fanout -q --base-url="agents=$ASSEMBLYAI_BASE_URL" \
		session_timelines >$p.sessions
	check "$p: links lead to its sessions" test -s $p.sessions
done
check "which are its own" test -z "$(cat one.sessions two.sessions |
    jq -r .session_id | sort | uniq -d)"
ASSEMBLYAI_API_KEY=third-key-3333
run aai-fetch transcripts
expect_status 4 "a key of none sees nothing"

for sink in aai-sink-csv aai-sink-parquet aai-sink-delta aai-sink-iceberg; do
	rm -rf out ./*.json
	load one $one
	expect_status 0 "$sink: a project"
	load two $two
	expect_status 6 "$sink: another without a name is refused"
	shown transcripts >got
	same got "and takes no row away" <one.ids
	run aai-fetch --state one.json transcripts
	expect_status 2 "$sink: a state is not another key's"
	rm -rf out ./*.json
	load one $one --account one
	load two $two --account two
	expect_status 0 "$sink: with names both are there"
	shown transcripts >got
	sort one.ids two.ids >both
	same got "all of them" <both
	shown transcript_details >got
	same got "with their details" <both
	check "and sentences of both" test "$(shown sentences |
	    comm -12 - one.ids | wc -l)" -gt 0 -a "$(shown sentences |
	    comm -12 - two.ids | wc -l)" -gt 0
done

command -v sqlite3 >/dev/null || done_testing
into()
{
	p=$1
	ASSEMBLYAI_API_KEY=$2
	shift 2
	rm -f $p.json
	aai-fetch -q --state $p.json "$@" transcripts | aai-flatten -q |
	    aai-sink-sql -q -d sqlite >script
	run sqlite3 t.db <script
}
into one $one
into two $two
check "a database refuses another without a name" test "$STATUS" -ne 0
rm -f t.db
into one $one --account one
into two $two --account two
expect_status 0 "and takes both with names"
sqlite3 t.db 'SELECT transcript_id FROM transcripts ORDER BY 1' >got
same got "all of them" <both
run aai-mock --project nothing
expect_status 2 "a project has a key and a seed"
for key in test-key twice; do
	run aai-mock --project twice=2 --project $key=3
	expect_status 2 "$key: two projects have two keys"
	expect_stderr_like "'$key' is the key of another project" "as is said"
done
done_testing
