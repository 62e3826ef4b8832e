# The API description names keys, maps and columns; another one or none may be
# taken instead.

. "$ROOT/tests/lib.sh"

cat >records <<'end'
{"_table":"transcript_details","id":"t1","words":[{"text":"a","start":1,"end":2,"confidence":1}],"punctuate":"true","audio_duration":3,"iab_categories_result":{"summary":{"A>B":1}}}
end
run aai-flatten -O <records
expect_status 0 "known records are taken"
expect_silence "... in silence"
like "$OUT" '^\{"_table":"transcript_details__words","transcript_id":"t1","words_idx":0,"text":"a","start":1,"end":2,"confidence":1\}$' \
    "child rows carry the key under its name"
like "$OUT" '^\{"_table":"transcript_details__iab_categories_result__summary","transcript_id":"t1","key":"A>B","value":1\}$' \
    "objects whose names are data are rows"
like "$OUT" '"name":"punctuate","type":"bool"' "columns have declared types"
like "$OUT" '"name":"audio_duration","type":"double"' "... all of them"
like "$OUT" '^\{"_table":"transcript_details__chapters","_columns":' \
    "tables are declared without rows"

echo '{"_table":"transcript_details","id":"t2","news":1,"more":{"x":[2]}}' |
    run aai-flatten -O
like "$ERR" "2 columns are not in the description: transcript_details.news" \
    "what it does not know is told"
like "$OUT" '"news":1' "... and loaded"

# What language models made of a transcript: tables, and kinds that are new.
cat >made <<'end'
{"_table":"transcript_details","id":"t3","speech_understanding":{"request":{"summarization":{}},"response":{"speaker_identification":{"status":"success","mapping":{"A":"Host"}},"summarization":{"status":"success","summary":[{"start":1,"end":2,"headline":"h","bullets":["x","y"]}]},"action_items":{"status":"success","items":[{"action_item":"do","quote":"q","timestamp":5}]},"open_questions":{"status":"success","questions":[{"question":"why"}]}}}}
end
run aai-flatten -O <made
expect_status 0 "what was made of a transcript is taken"
like "$OUT" '^\{"_table":"transcript_details__speech_understanding__response__summarization__summary__bullets","transcript_id":"t3","summary_idx":0,"bullets_idx":1,"value":"y"\}$' \
    "sections are tables"
like "$OUT" '__action_items__items","transcript_id":"t3","items_idx":0,"action_item":"do","quote":"q","timestamp":5\}$' \
    "so are actions"
like "$OUT" '__mapping","transcript_id":"t3","key":"A","value":"Host"\}$' \
    "and names of speakers"
like "$OUT" '__open_questions__questions","transcript_id":"t3","questions_idx":0,"question":"why"\}$' \
    "and a kind that is not known yet"
like "$ERR" "open_questions__status" "of which is reported"

run aai-flatten -O --api none <records
like "$OUT" '^\{"_table":"transcript_details__words","_id":"' \
    "without a description there is no key"
unlike "$OUT" chapters "... and nothing is declared"
run aai-flatten -O --api none -k id <records
like "$OUT" '"transcript_details_id":"t1","words_idx":0' \
    "but one can be named"
run aai-flatten -O -k transcript_details:audio_duration <records
like "$OUT" '"audio_duration":3,"words_idx":0' \
    "also for a table that the description knows"
run aai-flatten -O --api nowhere.json <records
expect_status 1 "a description must be there"
echo '{}' >bad.json
run aai-flatten -O --api bad.json <records
expect_status 2 "and be one"

# The environment names it for all programs of a pipe.
cat >shop.json <<'end'
{"name": "shop", "zone": "+02:00", "resources": {"orders": {"path": "/orders",
 "table": {"key": {"id": "order_id"}}}}}
end
cat >orders <<'end'
{"_table":"orders","id":7,"at":"2026-01-02T03:04:05","lines":[{"sku":"x"}]}
end
run env AAI_API=shop.json aai-flatten -O <orders
like "$OUT" '^\{"_table":"orders__lines","order_id":7,"lines_idx":0' \
    "AAI_API describes the API to it as well"
like "$OUT" '"_zone":"\+02:00"' "... the zone of its times included"
run env AAI_API=nowhere.json aai-flatten -O --api shop.json <orders
like "$OUT" '"order_id":7' "the option comes first"
run env AAI_API=shop.json aai-flatten -O --api none <orders
like "$OUT" '"_id":"' "... also to have none"
run env AAI_API= aai-flatten -O <records
like "$OUT" '"transcript_id":"t1","words_idx":0' "an empty one is none"

# Values that a description leaves out.
cat >drops.json <<'end'
{"name": "t", "resources": {"things": {"path": "/things", "records": ".",
 "table": {"key": {"id": "id"}, "drop": ["secret", "list[].inner"]}}}}
end
run aai-flatten -O --api drops.json <<'end'
{"_table":"things","id":1,"secret":{"a":2},"kept":3,"list":[{"inner":[4],"x":5}]}
end
expect_status 0 "a description may leave values out"
expect_equal "$(grep -v _columns "$OUT")" '{"_table":"things__list","id":1,"list_idx":0,"x":5}
{"_table":"things","id":1,"kept":3}' "which become no columns and no tables"
done_testing
