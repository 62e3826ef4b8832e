# What earlier releases left on disk is gone on with: exactly once, and without
# an option, but that a database's script asks for one.  tests/data/VERSION keeps it; tests/data/make-release makes it.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/listen.inc"
need jq curl gzip

# sink KIND ARGUMENT...
sink()
{
	kind=$1
	shift
	"aai-sink-$kind" "$@"
}

# serve N: the account as it was first (1), or when it had changed (2).
serve()
{
	stop_mocks
	rm -rf served
	cp -r "$data/account/1" served
	[ "$1" = 1 ] || cp -r "$data/account/2/." served
	start_mock --folder served
	# A state belongs to the name of the server, which is at any port.
	http_proxy=$ASSEMBLYAI_BASE_URL
	ASSEMBLYAI_BASE_URL=http://api.example.test
	SHOP_KEY=test-key
	export http_proxy SHOP_KEY
}

fetch()
{
	aai-fetch --allow-http "$@"
}

children()
{
	aai-fanout --allow-http "$@" sentences
}

account()
{
	fetch "$@" transcripts | children --pass | aai-flatten
}

# ids FILE: of its records, in order.  Their key is called transcript_id in new
# tables, and id where it was called so before.
ids()
{
	jq -r 'select(._table == "transcripts" and (has("_columns") | not)) |
	    .id // .transcript_id' "$1" | LC_ALL=C sort
}

# sentences FILE: in order.
sentences()
{
	jq -c 'select(._table == "sentences" and (has("_columns") | not)) |
	    [.transcript_id, .sentences_idx, .text]' "$1" | LC_ALL=C sort
}

# listed N [JQ]: the ids of the account's transcripts for which that holds.
listed()
{
	page=$data/account/$1/v2
	[ "$1" = 1 ] || page=after/v2
	jq -r ".transcripts[] | select(${2-true}).id" "$page"/transcript*.json |
	    LC_ALL=C sort -u
}
final='.status == "completed" or .status == "error"'

# spoken N: the sentences of the account's transcripts.
spoken()
{
	page=$data/account/$1/v2
	[ "$1" = 1 ] || page=after/v2
	for f in "$page"/transcript/*/sentences.json; do
		id=${f%/sentences.json}
		jq -c --arg id "${id##*/}" '.sentences | to_entries[] |
		    [$id, .key, .value.text]' "$f"
	done | LC_ALL=C sort
}

# values PATH: the rows of the tables there, but for their tables' order.
values()
{
	aai-show -q -a --json "$1" | grep -v '"_columns"' | LC_ALL=C sort
}

states()
{
	serve 2
	listed 1 "$final" >before
	listed 2 "$final" | comm -13 before - >want
	run fetch --state "$data/states/plain.json" transcripts
	expect_status 0 "$release: a state is gone on from"
	grep -v _aai_end "$OUT" >got
	ids got >got.ids
	same got.ids "$release: with what is new and nothing else" <want
	check "$release: (which is more than one record)" \
	    test "$(wc -l <want)" -gt 2

	listed 1 '.status == "completed"' >before
	listed 2 '.status == "completed"' | comm -13 before - >want
	run fetch --state "$data/states/where.json" \
	    --where '.status == "completed"' transcripts
	grep -v _aai_end "$OUT" >got
	ids got >got.ids
	same got.ids "$release: so is one of a filter" <want

	run fetch --where "$final" --shard 1/2 transcripts
	ids "$OUT" >want
	run fetch --state "$data/states/shard.json" --shard 1/2 transcripts
	{
		jq -r '.delivered | keys[]' "$data/states/shard.json"
		grep -v _aai_end "$OUT" | jq -r .id
	} | LC_ALL=C sort >got.ids
	same got.ids "$release: and one of a part of the records" <want

	run fetch --state "$data/states/limit.json" transcripts
	expect_status 0 "$release: and one of a load that was limited"
	{
		jq -r '.delivered | keys[]' "$data/states/limit.json"
		grep -v _aai_end "$OUT" | jq -r .id
	} | LC_ALL=C sort >got.ids
	listed 2 "$final" >want
	same got.ids "$release: to the end" <want

	run fetch --api "$data/descriptions/orders.json" \
	    --state "$data/states/orders.json" -p city=Kiel orders
	grep -v _aai_end "$OUT" | jq -c '[._table, .id]' >got
	same got "$release: and one of another API" <<'end'
["orders",13]
["orders",12]
end
}

spools()
{
	serve 1
	cp -r "$data/spool" "$data/spool-done" .
	run fetch --spool spool --stats st transcripts
	expect_status 0 "$release: a spool is gone on with"
	ids "$OUT" >got.ids
	listed 1 >want
	same got.ids "$release: to the end" <want
	expect_equal "$(jq .spool_hits st)" 1 "$release: from where it was"
	grep '"_table":"transcripts"' "$data/streams/records.ndjson" >parents
	run children --spool spool --stats st <parents
	expect_status 0 "$release: so is one of children"
	sentences "$OUT" >got
	spoken 1 >want
	same got "$release: to the end" <want
	expect_equal "$(jq .spool_hits st)" 3 "$release: from where it was"

	stop_mocks
	mock_pids=
	run fetch --spool spool-done --offline transcripts
	expect_status 0 "$release: one that is done is taken again"
	cp "$OUT" parents
	ids parents >got.ids
	listed 1 >want
	same got.ids "$release: whole" <want
	run children --spool spool-done --offline <parents
	sentences "$OUT" >got
	spoken 1 >want
	same got "$release: with its children" <want
}

# after_load WHAT: the account is in the tables that $1 shows, once.
has_account()
{
	ids "$1" >got.ids
	listed 2 "$final" >want
	same got.ids "$2: each record is there once" <want
	sentences "$1" >got
	spoken 2 >want
	same got "$2: and so are its children" <want
}

chained()
{
	cat <<'end'
{"_table":"t","id":"a","n":1}
{"_table":"t","id":"b","n":2,"at":"2026-05-04T10:00:00Z"}
end
	[ "$1" = 2 ] || echo '{"_table":"t","id":"c","n":-3,"s":"ü"}'
	echo '{"_table":"u","id":"a","a":0.5}'
	echo '{"_table":"u","id":"b","a":2.5}'
	[ "$1" = 2 ] || echo '{"_table":"u","id":"c","a":4.5}'
}

folders()
{
	d=$data/streams
	r="$release: $1"
	run account --state "$1/account.json"
	cp "$OUT" next
	expect_stderr_like "does not say of which account" \
	    "$r: the account is gone on with, whose it is being said"
	run sink "$1" -o "$1/account" --state "$1/account.json" <next
	expect_status 0 "$r: a folder takes the account's next load"
	aai-show -q -a --json "$1/account" >shown
	has_account shown "$r"
	expect_equal "$(jq -c 'select(._table == "transcripts" and
	    has("_columns"))._columns | map(select(.key).name)' shown)" \
	    '["id"]' "$r: whose records' key is called as it was"
	run account --state "$1/account.json"
	expect_equal "$(grep -c '"_table":"transcripts","transcript_id"' \
	    "$OUT")" 0 \
	    "$r: its state says that there is nothing more"

	cp "$1/chain.json" chain-2.json
	cp "$1/chain-1.json" "$1/chain.json"
	run sink "$1" -o "$1/chain" --state "$1/chain.json" \
	    <"$d/chain-2.ndjson"
	expect_status 0 "$r: a load is repeated"
	same "$1/chain.json" "$r: to the same state" <chain-2.json
	values "$1/chain" >got
	chained 2 >want
	same got "$r: without effect" <want
	run sink "$1" -o "$1/chain" --state "$1/chain.json" \
	    <"$d/chain-3.ndjson"
	expect_status 0 "$r: the next one is taken"
	values "$1/chain" >got
	chained 3 >want
	same got "$r: with more columns" <want

	cp -r "$1/pending" read
	if [ "$1" != iceberg ]; then
		values read >got
		same got "$r: a load that was killed is there for readers" <want
	fi
	rm -r read
	run sink "$1" -o "$1/pending" --state "$1/pending.json" \
	    <"$d/chain-3.ndjson"
	expect_status 0 "$r: and is repeated"
	values "$1/pending" >got
	same got "$r: without effect" <want

	run sink "$1" -q -o "$1/replaced" <"$d/replace-1.ndjson"
	expect_status 0 "$r: tables are replaced"
	values "$1/replaced" >got
	same got "$r: whole" <<'end'
{"_table":"old","v":"first"}
{"_table":"t","v":"first"}
end
	run sink "$1" -o "$1/appended" --append <"$d/replace-2.ndjson"
	expect_status 0 "$r: rows that were added are added again"
	sed 's/third/fourth/' "$d/replace-2.ndjson" >four
	run sink "$1" -o "$1/appended" --append <four
	expect_status 0 "$r: and others"
	values "$1/appended" >got
	same got "$r: those are there once" <<'end'
{"_table":"old","v":"first"}
{"_table":"t","v":"first"}
{"_table":"t","v":"fourth"}
{"_table":"t","v":"second","d":"2026-05-04"}
{"_table":"t","v":"second","d":"2026-05-04"}
{"_table":"t","v":"third"}
end
}

# Iceberg tables name their files by whole paths: they are put where a path is
# as long as that of their making, which is the same bytes.
place_iceberg()
{
	place=$(cat "$data/iceberg/place")
	room=$PWD
	[ ${#PWD} -lt $((${#place} - 2)) ] || room=$CAPTURE
	lake=$room/$(printf "%0$((${#place} - ${#room} - 1))d" 0 | tr 0 p)
	mkdir "$lake"
	cp -r "$data/iceberg" "$lake"
	grep -rlF "$place" "$lake" | while read -r f; do
		sed -i "s|$place|$lake|g" "$f"
	done
}

tables()
{
	serve 2
	for kind in csv parquet delta; do
		cp -r "$data/$kind" .
		folders $kind
	done
	place_iceberg
	home=$PWD
	cp -r after served "$lake"
	cd "$lake" || exit 1
	folders iceberg
	cd "$home" || exit 1
	rm -r "$lake"
}

database()
{
	if ! command -v sqlite3 >/dev/null; then
		skip "$release: a database takes the next load" "no sqlite3"
		return
	fi
	r="$release: a database"
	cp -r "$data/sqlite" .
	serve 2
	sqlite3 sqlite/account.db 'SELECT state FROM _aai_loads
	    WHERE state IS NOT NULL ORDER BY load DESC LIMIT 1' >st.json
	account --state st.json >rows
	aai-sink-sql -d sqlite <rows >script
	sqlite3 sqlite/account.db .dump >before
	run sqlite3 sqlite/account.db <script
	check "$r whose records have the key id refuses another" \
	    test "$STATUS" -ne 0
	expect_stderr_like "--root-key id" "$r says how it goes on"
	sqlite3 sqlite/account.db .dump >now
	same now "$r is left as it is" <before
	# Unlike a folder's tables, a database's cannot be seen by the sink.
	aai-sink-sql -d sqlite --root-key id <rows >script
	run sqlite3 sqlite/account.db <script
	expect_status 0 "$r takes the account's next load"
	sqlite3 sqlite/account.db 'SELECT id FROM transcripts ORDER BY 1' \
	    >got.ids
	listed 2 "$final" >want
	same got.ids "$r has each record once" <want
	sqlite3 sqlite/account.db "SELECT json_array(transcript_id,
	    sentences_idx, text) FROM sentences" | LC_ALL=C sort >got
	spoken 2 >want
	same got "$r has each child once" <want

	aai-sink-sql -d sqlite <"$data/streams/chain-2.ndjson" >script
	run sqlite3 sqlite/chain.db <script
	check "$r refuses a load that it has" test "$STATUS" -ne 0
	expect_stderr_like "does not start from the state" "$r says so"
	aai-sink-sql -d sqlite <"$data/streams/chain-3.ndjson" >script
	run sqlite3 sqlite/chain.db <script
	expect_status 0 "$r takes the next one"
	sqlite3 sqlite/chain.db 'SELECT t.id, n, at, s, a FROM t
	    JOIN u USING (id) ORDER BY t.id' >got
	same got "$r has each row once" <<'end'
a|1|||0.5
b|2|2026-05-04T10:00:00Z||2.5
c|-3||ü|4.5
end
}

# deliver N...: deliveries, as they came when the journal was made.
deliver()
{
	for n; do
		curl --noproxy '*' -sS -o /dev/null -w '%{http_code}\n' \
		    -H 'Content-Type: application/json' \
		    -d '{"transcript_id":"t'"$n"'","status":"completed"}' \
		    "http://127.0.0.1:$(cat port)/?n=$n"
	done
}

# delivered FILE...: which were given out: number and transcript, in order.
delivered()
{
	cat "$@" | jq -r 'select(.webhook) |
	    "\(.webhook.delivery) \(.transcript_id)"'
}

journals()
{
	r="$release: a journal"
	cp -r "$data/journal" .
	cd journal/stream || exit 1
	listen
	deliver 4 8 1 >codes
	stop TERM 0 "$r is gone on with"
	same codes "$r takes what comes, also again" <<'end'
200
200
200
end
	delivered out >got
	same got "$r gives out what it has, once" <<'end'
4 t4
5 t5
6 t6
7 t8
end
	listen
	stop TERM 0 "$r ends"
	delivered out >got
	same got "$r gives nothing out again" </dev/null
	cd ../windows || exit 1
	listen --every-records 2 --exec 'cat >>given'
	deliver 2 6 >codes
	wait_for 20 reaches hooks.ndjson.mark 6
	stop TERM 0 "$r for a command is gone on with"
	delivered given >got
	same got "$r gives it what is not done, once" <<'end'
3 t3
4 t4
5 t5
6 t6
end
	cd ../state || exit 1
	listen --state st.json --every-records 3 --exec \
	    'echo $AAI_WINDOW >>names; aai-flatten -t webhooks |
	    aai-sink-csv -o tables --state st.json'
	deliver 5 9 >codes
	stop TERM 0 "$r with a state is gone on with"
	same names "$r has the windows that it had" <<'end'
000000000004-000000000006
000000000007-000000000008
end
	aai-show -q -a --json -c transcript_id tables |
	    jq -r '.transcript_id // empty' >got
	same got "$r loads what is not done, once" <<'end'
t1
t2
t3
t4
t5
t6
t7
t9
end
	cd ../.. || exit 1
}

streams()
{
	listed 1 >want
	for f in records rows; do
		case $f in
		records) aai-flatten <"$data/streams/records.ndjson" >rows ;;
		rows) cp "$data/streams/rows.ndjson" rows ;;
		esac
		for kind in csv parquet; do
			rm -rf loaded
			run "aai-sink-$kind" --require-end -o loaded <rows
			expect_status 0 "$release: $f are loaded as $kind"
			aai-show -q -a --json loaded >shown
			ids shown >got.ids
			same got.ids "$release: all of them" <want
			sentences shown >got
			spoken 1 | diff - got >differ
			same differ "$release: with their children" </dev/null
		done
	done
}

descriptions()
{
	for pair in github:org_repos shop:orders orders:orders; do
		file=$data/descriptions/${pair%%:*}.json
		jq -e --arg r "${pair#*:}" '.resources[$r]' "$file" >/dev/null ||
			pair=x:$(jq -r '.resources | keys[0]' "$file")
		echo '{"id":1}' | run aai-flatten --api "$file" -t x
		expect_status 0 "$release: ${file##*/} is a description still"
	done
	serve 1
	run fetch --api "$data/descriptions/orders.json" orders
	expect_status 0 "$release: which serves"
	jq -c '[._table, .id]' "$OUT" >got
	same got "$release: for what it describes" <<'end'
["orders",12]
["orders",11]
["orders",10]
end
}

for data in "$ROOT"/tests/data/[0-9]*.[0-9]*; do
	release=${data##*/}
	rm -rf "$release"
	mkdir "$release"
	cd "$release" || exit 1
	cp -r "$data/account/1" after
	cp -r "$data/account/2/." after
	states
	spools
	tables
	database
	journals
	streams
	descriptions
	cd .. || exit 1
done
done_testing
