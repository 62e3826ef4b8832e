# Signed deliveries are taken, forged ones are not; with all that may come along
# with them, exactly the genuine ones come out.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/listen.inc"
need curl python3

secret=0123456789abcdef0123456789abcdef
body='{"event":"session.completed","event_id":"evt_1"}'

# sign TIME SECRET BODY: the header.
sign()
{
	python3 -c 'import hmac, sys
t, secret, body = sys.argv[1:]
print("X-AAI-Signature: t=%s,v1=%s" % (t, hmac.new(secret.encode(),
    (t + "." + body).encode(), "sha256").hexdigest()))' "$@"
}

# post BODY [OPTION...]: the status.
post()
{
	what=$1
	shift
	curl -s -o answer -w '%{http_code}' -d "$what" "$@" \
	    -H 'Content-Type: application/json' "$url/"
}

now=$(date +%s)
ASSEMBLYAI_WEBHOOK_SECRET=$secret listen --signed --stats stats.json
expect_equal "$(post "$body" -H "$(sign "$now" $secret "$body")")" 200 \
    "what is signed is taken"
expect_equal "$(post "$body")" 401 "what is not is refused"
expect_equal "$(post "$body" -H "$(sign "$now" wrong "$body")")" 401 \
    "so is another's signature"
check "which is said, as our secret may be wrong" wait_for 10 grep -q \
    'refused a delivery of 48 bytes with 401: the signature is not right' err
expect_equal "$(post "$body " -H "$(sign "$now" $secret "$body")")" 401 \
    "and that of another body"
expect_equal "$(post "$body" -H "$(sign $((now - 1000)) $secret "$body")")" \
    401 "and an old one"
expect_equal "$(post '{"a":' -H "$(sign "$now" wrong '{"a":')")" 401 \
    "who has no secret learns nothing of the body"
expect_equal "$(post '{"a":' -H "$(sign "$now" $secret '{"a":')")" 400 \
    "who has one does"
header=$(sign "$now" $secret "$body")
expect_equal "$(post "$body" -H "$header" -H "$header")" 401 \
    "a signature that is there twice is none"
if [ -z "${VALGRIND-}" ] && [ -r /proc/$pid/environ ]; then
	tr '\0' '\n' </proc/$pid/environ >environ
	unlike environ "$secret" "the secret is wiped from the environment"
fi
stop TERM 0 "it ends"
like out '^\{"_table":"agent_events","event":"session.completed"' \
    "it is one of an agent's events"
expect_equal "$(wc -l <out)" 1 "alone"
like stats.json '"forged":5,' "the forged are counted"
grep -rl $secret . >found
same found "the secret is in no file and no message" </dev/null

# Where secrets come from.
mkdir credentials
echo $secret >credentials/assemblyai_webhook_secret
CREDENTIALS_DIRECTORY=$PWD/credentials listen --signed
expect_equal "$(post "$body" -H "$(sign "$now" $secret "$body")")" 200 \
    "a credential of systemd's is one"
stop TERM 0 "it ends"
printf 'old\n%s\n' $secret >secrets
chmod 600 secrets
AAI_WEBHOOK_AUTH=s3cret listen --secret-file secrets --auth-header X-Secret
other='{"transcript_id":"t1","status":"completed"}'
expect_equal "$(post "$body" -H "$(sign "$now" old "$body")")" 200 \
    "of several secrets in a file any will do"
expect_equal "$(post "$other" -H 'X-Secret: s3cret')" 200 \
    "what is not signed needs the header"
expect_equal "$(post "$other")" 401 "... or is refused"
expect_equal "$(post "$other" -H 'X-Secret: s3cret' \
    -H "$(sign "$now" wrong "$other")")" 401 \
    "the header makes no wrong signature right"
stop TERM 0 "it ends"
run aai-listen -j j --signed
expect_status 4 "a signature needs a secret"
like "$ERR" 'ASSEMBLYAI_WEBHOOK_SECRET' "its variable is named"
ASSEMBLYAI_WEBHOOK_SECRET=x run aai-listen -j j
expect_status 2 "a secret that is not asked for is a mistake"
unset ASSEMBLYAI_WEBHOOK_SECRET
echo '{"name":"x","resources":{"r":{"path":"/"}}}' >x.json
run aai-listen -j j --signed --api x.json
expect_status 2 "a description must say how"

# Another service.
cat >hub.json <<'end'
{"name":"hub","resources":{"r":{"path":"/"}},"webhooks":{"signature":{
 "header":"X-Hub-Signature-256","prefix":"sha256=","message":"{body}",
 "secret_env":"HUB_SECRET"},"kinds":{"pushes":{"has":["ref","commits"],
 "table":{"key":{"after":"after"}}}}}}
end
hub='{"ref":"main","after":"c0ffee","commits":[]}'
HUB_SECRET=hub listen --api hub.json --signed
expect_equal "$(post "$hub" -H "X-Hub-Signature-256: sha256=$(printf %s "$hub" |
    python3 -c 'import hmac, sys
print(hmac.new(b"hub", sys.stdin.buffer.read(), "sha256").hexdigest())')")" \
    200 "a description tells of another service"
stop TERM 0 "it ends"
like out '"_table":"pushes"' "and of its kinds"

# All kinds of deliveries, and of what is wrong.
mkdir mixed
cd mixed || exit 1
run python3 -B "$ROOT/tests/mixed_deliveries.py" 400 "${SEED:-1}"
expect_status 0 "exactly the genuine ones come out"
if [ "$STATUS" -ne 0 ]; then
	note_file err err
fi
aai-flatten -t webhooks <out >rows 2>rows.err
for t in streaming_sessions streaming_sessions__messages \
    streaming_sessions__messages__words agent_events webhooks; do
	check "$t is a table" grep -q "^{\"_table\":\"$t\",\"_columns\"" rows
done
trap - EXIT
done_testing
