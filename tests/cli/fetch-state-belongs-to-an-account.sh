# A state is of one account: another key is refused unless it is said to be of
# the same one, and two accounts do not take each other's place in a folder.

. "$ROOT/tests/lib.sh"
need jq

# account N KEY: a server of its own, which knows the key; no proxy is needed,
# since a state belongs to the origin: both are reached by one name.
account()
{
	stop_mocks
	start_mock -t 8 --seed "$1" --key "$2"
	export http_proxy="$ASSEMBLYAI_BASE_URL"
	export ASSEMBLYAI_BASE_URL=http://api.example.test
	export ASSEMBLYAI_API_KEY="$2"
}
fetch()
{
	aai-fetch --allow-http "$@"
}
# load STATE [OPTION...]: the account's load into a folder of $sink.
load()
{
	state=$1
	shift
	fetch --state "$state" "$@" transcripts 2>fetch.err >records
	echo $? >fetch.status
	aai-flatten <records 2>/dev/null >rows
	run $sink -o tables --state "$state" <rows
	[ "$(cat fetch.status)" = 0 ] || STATUS=$(cat fetch.status)
}
ids()
{
	aai-show -q --json -c transcript_id tables/transcripts |
	    jq -r '.transcript_id // empty' | sort
}
listed()
{
	fetch transcripts | jq -r 'select(.status == "completed" or
	    .status == "error").id' | sort
}

account 1 key-one-1111
listed >one
account 2 key-two-2222
listed >two
check "the accounts differ" test -z "$(comm -12 one two)"
cat one two | sort >both

for sink in "aai-sink-csv" "aai-sink-parquet" "aai-sink-delta" \
    "aai-sink-iceberg"; do
	rm -rf tables ./*.json
	account 1 key-one-1111
	load one.json
	expect_status 0 "$sink: a first load"
	account 2 key-two-2222
	load two.json
	expect_status 6 "$sink: another account's into the folder is refused"
	expect_stderr_like "whose state was stored.*--full-refresh.*--account" \
	    "with advice"
	check "and stores no state" test ! -e two.json
	ids >got
	same got "the rows are as they were" <one
	account 1 key-one-1111
	mv one.json lost.json
	load one.json
	expect_status 6 "$sink: so is a load whose state was lost"
	ids >got
	same got "which takes no row away" <one
	mv lost.json one.json
	load one.json
	expect_status 0 "with its state the load goes on"
	load one.json --full-refresh
	expect_status 0 "and a full refresh is taken"
	ids >got
	same got "without a row twice" <one

	# With names both are there.
	rm -rf tables ./*.json
	load one.json --account one
	account 2 key-two-2222
	load two.json --account two
	expect_status 0 "$sink: accounts with names share a folder"
	ids >got
	same got "with the rows of both" <both
	load two.json --account two --full-refresh
	ids >got
	same got "of which a refresh replaces its own" <both
done

# The state itself.
sink=aai-sink-csv
rm -rf tables ./*.json
account 1 key-one-1111
load st.json
expect_equal "$(jq -c '.account | map_values(length)' st.json)" \
    '{"salt":16,"key":8}' "a state has a salt and 32 bits of the account"
check "and nothing of the key" sh -c '! grep -q key-one st.json'
want=$(printf key-one-1111 | openssl dgst -sha256 -hmac \
    "$(jq -r .account.salt st.json)" 2>/dev/null | sed 's/.*= *//')
[ -z "$want" ] || expect_equal "$(jq -r .account.key st.json)" \
    "$(printf %.8s "$want")" "which are of its HMAC-SHA-256"
account 2 key-two-2222
run fetch --state st.json transcripts
expect_status 2 "another account's key is refused"
expect_stderr_like "of another account or project.*--same-account" "with advice"
run fetch --state st.json --same-account transcripts
expect_status 0 "unless it is said to be of the same one"
expect_equal "$(grep _aai_end "$OUT" | jq -r .state.account.salt)" \
    "$(jq -r .account.salt st.json)" "by the same salt"
grep _aai_end "$OUT" | jq -c .state >new.json
run fetch --state new.json transcripts
expect_status 0 "the new key goes on"
account 1 key-one-1111
run fetch --state new.json transcripts
expect_status 2 "and the old one does not"
jq -c 'del(.account)' st.json >none.json
run fetch --state none.json transcripts
expect_status 0 "a state that does not say whose it is takes the first"
expect_stderr_like "does not say of which account it is; from now on" \
    "and says so"
expect_equal "$(grep _aai_end "$OUT" | jq -r '.state.account.key | length')" 8 \
    "and has it then"
run fetch --state st.json --account one transcripts
expect_status 2 "with a name it is another selection"
run fetch --same-account transcripts
expect_status 2 "--same-account needs a state"
run fetch --account '' transcripts
expect_status 2 "a name is not empty"

# A database.
if command -v sqlite3 >/dev/null; then
	rm -f st.json
	into()
	{
		sqlite3 t.db 'SELECT state FROM _aai_loads
		    WHERE state IS NOT NULL ORDER BY load DESC LIMIT 1' \
		    >st.json 2>/dev/null
		[ "$1" != none ] || rm -f st.json
		fetch --state st.json transcripts >records 2>fetch.err || return
		aai-flatten <records | aai-sink-sql -d sqlite |
		    sqlite3 t.db 2>sql.err
	}
	into it
	account 2 key-two-2222
	run into it
	expect_status 2 "another account's load into a database is refused"
	run into none
	check "also without the state" test "$STATUS" -ne 0
	sqlite3 t.db 'SELECT transcript_id FROM transcripts ORDER BY 1' >got
	same got "and its rows stay" <one
fi
done_testing
