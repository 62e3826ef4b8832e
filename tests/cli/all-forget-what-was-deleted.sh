# A transcript that is deleted at the source leaves no word in the tables of any
# sink: from the list over its children to the tables; its pipe asks for nothing
# of it.

. "$ROOT/tests/lib.sh"
need jq curl

# load SINK [OPTION...]: what is new, changed and deleted, into the folder.
load()
{
	s=$1
	shift
	aai-fetch -q --state st --recheck 36500d transcripts >records 2>err &&
	aai-fanout -q --pass transcript_details sentences paragraphs subtitles \
	    <records >all 2>>err && aai-flatten -q <all >rows 2>>err
	run "aai-sink-$s" -o tables -m merge --state st "$@" <rows
	[ "$STATUS" -ne 1 ] || note_file err err
}
# current: every value of the tables, through the reader.
current()
{
	for table in tables/*/; do
		case $table in tables/_*) continue ;; esac
		aai-show -q --json "${table%/}" |
		    jq -c 'select(has("_columns") | not)'
	done
}

for s in csv parquet delta iceberg; do
	rm -rf tables st
	stop_mocks
	start_mock -t 8 --deleted 0 --seed 7
	load $s --on-delete remove
	expect_status 0 "$s: a first load"
	current >before
	id=$(jq -r 'select(.status == "completed").id' records | head -n 1)
	other=$(jq -r 'select(.status == "completed").id' records | tail -n 1)
	check "$s: the transcript is in many tables" test \
	    "$(grep -F "$id" before | jq -r ._table | sort -u | wc -l)" -ge 4
	curl -s -X DELETE -H "Authorization: $ASSEMBLYAI_API_KEY" \
	    "$ASSEMBLYAI_BASE_URL/v2/transcript/$id" >/dev/null
	load $s --on-delete remove
	expect_status 0 "$s: a load after it was deleted"
	check "$s: nothing was asked for it" \
	    sh -c "! jq -r 'select(._table != \"_aai_deleted\" and
	        ._table != \"_aai_end\")' all | grep -q ."
	current >after
	check "$s: no row is left of it" sh -c "! grep -qF '$id' after"
	check "$s: nor is its text" sh -c '! grep -q "Deleted by user" after'
	grep -vF "$id" before | sort >want
	sort after >got
	check "$s: and all others are as they were" cmp want got
	check "$s: which are some" grep -qF "$other" got
	load $s --on-delete remove
	expect_status 0 "$s: and nothing follows"
	check "$s: of which nothing is sent" \
	    test "$(jq -r ._table all | sort -u)" = _aai_end
done

# A merge joins lists to their records by the tables between.
echo '{"_table":"transcript_details","id":"x","status":"completed"}' |
    aai-flatten >rows
jq -r 'select(type == "object" and has("_parent"))._parent' rows | sort -u >up
jq -r 'select(type == "object" and has("_columns"))._table' rows | sort >there
check "the tables above each list are declared" \
    test -z "$(comm -23 up there)"

# Whose key does not have the parent's: such children cannot be named.
printf '%s' '{"name":"d","base_url":"http://127.0.0.1:9","resources":{
    "issues":{"path":"/i","table":{"key":{"id":"issue_id"}}},
    "comments":{"path":"/i/{issue_id}/c","parent_key":"issue_id",
	"parents":{"issues":{"id":"id"}},"table":{"key":{"id":"comment_id"}}}}}' \
    >api.json
cat >deleted <<'end'
{"_table":"_aai_deleted","record":{"_table":"issues","id":7}}
{"_table":"_aai_deleted","record":{"_table":"others","id":8}}
end
run aai-fanout --api api.json --pass comments <deleted
expect_status 3 "children that no key names stay, as is said"
expect_stderr_like "1 times the children of a deleted parent stay" \
    "with their number"
check "what is deleted goes on" cmp deleted "$OUT"
echo '{"_table":"_aai_deleted","record":{"_table":"issues"}}' >bad
run aai-fanout --api api.json comments <bad
expect_status 6 "a deletion without an id is malformed"
done_testing
