# What a spool gives back is what came, to the byte: a response in which the key
# stands is not kept, in whatever way it is spelled, and what is old is not
# taken for what is.

. "$ROOT/tests/lib.sh"
need python3 jq

cat >answer.py <<'end'
import json
def answer(path, query, nth):
    page = int(query.get("cursor", 0))
    with open("how") as f:
        how = json.load(f)
    if page == how["broken"]:
        return 500, {}
    body = how["bodies"][page % len(how["bodies"])]
    return body.replace("NEXT", str(page + 1) if page < 3 else "")
end
start_answers answer.py
# describe AUTH
describe()
{
	cat >api.json <<end
{"name": "t", "auth": $1, "resources": {"things": {"path": "/things",
  "records": "data",
  "pages": {"kind": "cursor", "next": "next", "param": "cursor"}}}}
end
}
# answers BROKEN BODY...: the page that fails, and what the others say.
answers()
{
	broken=$1
	shift
	jq -n --argjson broken "$broken" \
	    '{$broken, bodies: $ARGS.positional}' --args "$@" >how
}
load()
{
	aai-fetch --api api.json --base-url "$SERVER" --retries 0 "$@" things
}

# The key is a word of the data.
body='{"data":[{"role":"admin","admin":true,"n":[1.0,null]}],"next":"NEXT"}'
describe '{"kind": "basic", "key_env": "T_KEY"}'
for key in user:admin user:true user:null user:role user:1.0 user:data; do
	export T_KEY="$key"
	answers -1 "$body"
	load >truth
	rm -rf spool
	answers 2 "$body"
	run load --spool spool
	expect_status 5 "a load that breaks ($key)"
	answers -1 "$body"
	run load --spool spool
	expect_status 0 "goes on"
	same "$OUT" "to what it would have been" <truth
	run load --spool spool --offline
	check "and without the network is the same or refused" \
	    sh -c '[ "$1" != 0 ] || cmp -s "$2" truth' x "$STATUS" "$OUT"
done
answers 2 '{"data":[{"role":"user"}],"next":"NEXT"}'
export T_KEY=user:sesame
rm -rf spool
load --spool spool >truth 2>/dev/null
answers -1 '{"data":[{"role":"user"}],"next":"NEXT"}'
run load --spool spool --stats st
expect_equal "$(jq .spool_hits st)" 2 "a user's name is not a secret"

# No spelling of the key is on disk, nor in a message.
key=SEC+RET/12345==
export T_KEY="$key"
describe '{"kind": "header", "key_env": "T_KEY"}'
for spelled in "$key" 'SEC+RET\/12345==' 'SEC\u002bRET\/12345\u003D=' \
    '\u0053EC+RET/12345==' 'SEC%2bRET%2F12345%3D%3d' \
    'SEC&#43;RET&#x2F;12345&equals;=' 'SEC%252BRET/12345==' \
    'SEC\\u002bRET\\/12345=='; do
	rm -rf spool
	page="{\"data\":[{\"t\":\"$spelled\"}],\"next\":\"NEXT\"}"
	answers 2 "$page" '{"data":[{"t":"other"}],"next":"NEXT"}'
	run load --spool spool
	expect_status 5 "a load that breaks ($spelled)"
	expect_equal "$(find spool -name '*.gz' | wc -l)" 1 \
	    "keeps the one page without the key"
	expect_stderr_like "the text of the key is in the response" \
	    "and says why"
	answers -1 "$page" '{"data":[{"t":"other"}],"next":"NEXT"}'
	load >truth
	run load --spool spool
	same "$OUT" "the next one has all of it, as it came" <truth
	find spool -name '*.gz' -exec gzip -dc {} + >kept
	check "and no spelling is kept" sh -c '! grep -q 12345 kept'
	cat >how <<end
{"broken": 9, "bodies": [$(printf '%s' "{\"error\":\"bad $spelled\"}" |
    jq -Rs .)]}
end
	run load
	unlike "$ERR" 12345 "an error answer's is in no message"
done

# What is old.
answers 3 '{"data":[{"v":"then"}],"next":"NEXT"}'
age()
{
	find spool -exec touch -d "$1" {} +
}
for ago in "60 days ago" "8 days ago"; do
	rm -rf spool
	load --spool spool >/dev/null 2>&1
	age "$ago"
	answers -1 '{"data":[{"v":"now"}],"next":"NEXT"}'
	run load --spool spool --stats st
	expect_status 0 "a load that broke $ago"
	expect_equal "$(jq -r .v "$OUT" | tr '\n' ' ')" "now now now now " \
	    "is made anew"
	expect_stderr_like "older than 7.0 days: these are asked for anew" \
	    "which is said"
	expect_equal "$(jq .spool_hits st)" 0 "and nothing of then is taken"
	answers 3 '{"data":[{"v":"then"}],"next":"NEXT"}'
done
rm -rf spool
load --spool spool >/dev/null 2>&1
age "60 days ago"
answers -1 '{"data":[{"v":"now"}],"next":"NEXT"}'
run load --spool spool --spool-age 100d
expect_equal "$(jq -r .v "$OUT" | tr '\n' ' ')" "then then then now " \
    "--spool-age takes it"
expect_stderr_like "the spool has had for 60 days" "and says how old it is"
age "400 days ago"
run load --spool spool --offline
expect_status 0 "what is done can be had without the network for ever"
expect_silence "without a word"
done_testing
