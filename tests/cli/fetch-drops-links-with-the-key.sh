# Where the key goes in the query, servers write it into the links of records:
# that is reported once, and --drop-key leaves them out.

. "$ROOT/tests/lib.sh"
need python3 jq

cat >answer.py <<'end'
def answer(path, query, nth):
    key = query.get("token", "").replace("/", "\\/")
    link = "http:\\/\\/h" + path + "?token=" + key
    rows = ['{"id":%d,"self":"%s","a":{"l":["x","%s",1],"k":{}},"n":1.0}'
        % (n, link, link) for n in (1, 2)]
    return '{"data":[' + ",".join(rows) + ']}'
end
start_answers answer.py
export T_KEY=open/sesame
for kind in query header; do
	cat >$kind.json <<end
{"name": "t", "auth": {"kind": "$kind", "name": "token", "key_env": "T_KEY"},
"resources": {"a": {"path": "/a", "records": "data"},
"b": {"path": "/a/{a}/b", "records": "data", "parent_key": "a",
"parents": {"a": {"id": "id"}}}}}
end
done
fetch()
{
	aai-fetch -q --api query.json --base-url "$SERVER" "$@" a
}
run aai-fetch --api query.json --base-url "$SERVER" a
expect_status 0 "records with the key in them"
expect_equal "$(grep -c 'token=open' "$OUT")" 2 "go out as they came"
expect_equal "$(grep -c 'records of a have the key in them' "$ERR")" 1 \
    "which is reported once"
unlike "$ERR" sesame "without it"
run aai-fetch --api query.json --base-url "$SERVER" --drop-key a
expect_status 0 "with --drop-key"
expect_stdout "the links are left out, and nothing else" <<'end'
{"_table":"a","id":1,"a":{"l":["x",null,1],"k":{}},"n":1.0}
{"_table":"a","id":2,"a":{"l":["x",null,1],"k":{}},"n":1.0}
end
unlike "$ERR" "have the key" "without a word"
printf '{"_table":"a","id":1}\n' >parents
run aai-fanout --api query.json --base-url "$SERVER" --drop-key b <parents
expect_status 0 "by fanout, too"
unlike "$OUT" sesame "they are left out"
expect_equal "$(wc -l <"$OUT")" 2 "and the records are there"
run fetch --jq '{id, l: .a.l}' --drop-key
unlike "$OUT" sesame "before a program sees them"
run aai-fetch --api header.json --base-url "$SERVER" --drop-key a
expect_status 0 "where the key is in a header"
unlike "$ERR" "have the key" "there is nothing to say"
done_testing
