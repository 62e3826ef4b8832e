# What a newer release wrote is refused, by its version, and left as it is.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/listen.inc"
need jq gzip

# refused STATUS WHAT FILE: the last run, which changed nothing of the file.
refused()
{
	expect_status "$1" "$2 of a newer version is refused"
	expect_stderr_like "version.*newer (one|program)" \
	    "with the version, and what to do"
	check "and is left as it is" cmp -s "$3" "$CAPTURE/newer"
}

# newer FILE SED: make it so.
newer()
{
	sed "$2" "$1" >"$CAPTURE/newer"
	check "($1 has a version)" test "$(cmp -s "$1" "$CAPTURE/newer"; echo $?)" = 1
	cp "$CAPTURE/newer" "$1"
}

start_mock -t 12 --words 5
aai-fetch --state st.json transcripts | aai-flatten |
    aai-sink-csv -o tables --state st.json
cp st.json saved.json
newer st.json 's/"version":2,/"version":6,/'
run aai-fetch --state st.json transcripts
refused 6 "a state" st.json
expect_equal "$(wc -c <"$OUT")" 0 "nothing is fetched"
cp saved.json st.json

aai-flatten -t t >rows <<'end'
{"id":1}
end
newer tables/.aai/manifest '1s/ 1$/ 3/'
for sink in csv parquet; do
	run aai-sink-$sink --append -o tables <rows
	refused 2 "a folder's manifest" tables/.aai/manifest
done
sed '1s/ 3$/ x/' "$CAPTURE/newer" >tables/.aai/manifest
run aai-sink-csv --append -o tables <rows
expect_status 7 "one without a version is damaged"
expect_stderr_like "damaged" "which is told"

aai-sink-csv -o listed <rows
mkdir -p listed/.aai/stage
printf 'aai-commit 1\nremove t.csv\nend\n' >listed/.aai/commit
newer listed/.aai/commit '1s/ 1$/ 12/'
run aai-sink-csv -o listed <rows
refused 2 "a commit list" listed/.aai/commit
run aai-show -q listed
refused 2 "for readers as well: one" listed/.aai/commit
check "and is not carried out" test -f listed/t.csv

run aai-fetch --spool spool -p limit=5 --max-requests 1 transcripts
expect_status 8 "a broken load"
file=$(find spool -name '*.gz')
zcat "$file" >response
newer response '1s/^{"version":1,/{"version":2,/'
gzip -c response >"$file"
cp "$file" "$CAPTURE/newer"
run aai-fetch --spool spool -p limit=5 transcripts
refused 1 "a spool" "$file"
run aai-fetch --spool spool -p limit=5 --offline transcripts
refused 1 "offline, too, one" "$file"

echo '{"transcript_id":"a","webhook":{"delivery":1}}' >hooks.ndjson
# listener OPTION...: one that is not to start.
listener()
{
	timeout 20 aai-listen -q -p 0 -j hooks.ndjson "$@" </dev/null
}
listen -q --state mark.json --every-records 1 --exec 'cat >/dev/null'
wait_for 20 reaches mark.json 1
stop TERM 0 "a listener has a journal"
newer hooks.ndjson.lock '1s/ 1$/ 2/'
run listener --state mark.json --every-records 1 --exec true
refused 6 "a journal" hooks.ndjson.lock
echo 'aai-journal 1' >hooks.ndjson.lock
newer hooks.ndjson.window 's/"version":1,/"version":2,/'
run listener --state mark.json --every-records 1 --exec true
refused 6 "a window" hooks.ndjson.window
rm hooks.ndjson.window
newer mark.json 's/"version":1,/"version":2,/'
run listener --state mark.json --every-records 1 --exec true
refused 6 "a state of deliveries" mark.json
done_testing
