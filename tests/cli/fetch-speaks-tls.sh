# Real TLS: only a certificate that is trusted, of that name, is spoken to, and
# nobody else sees the key.

. "$ROOT/tests/lib.sh"
need openssl curl jq

# certificate NAME SUBJECT_ALT_NAME: one signed by our own authority.
certificate()
{
	openssl req -newkey rsa:2048 -nodes -keyout "$1.key" -out "$1.csr" \
	    -subj "/CN=$1" >/dev/null 2>&1
	printf 'subjectAltName=%s\n' "$2" >"$1.ext"
	openssl x509 -req -in "$1.csr" -CA ca.pem -CAkey ca.key \
	    -CAcreateserial -days 2 -extfile "$1.ext" -out "$1.pem" \
	    >/dev/null 2>&1
}
openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 2 \
    -subj "/CN=test authority" >/dev/null 2>&1
certificate right DNS:localhost,IP:127.0.0.1
certificate wrong DNS:example.org
cat right.pem ca.pem >chain.pem

start_mock -t 60 --tls-cert right.pem --tls-key right.key --control
https=$(printf %s "$ASSEMBLYAI_BASE_URL" | sed 's/^http:/https:/')
export ASSEMBLYAI_BASE_URL="$https"

run aai-fetch --ca-file ca.pem transcripts
expect_status 0 "a certificate of an authority that is given"
expect_equal "$(wc -l <"$OUT")" 60 "is trusted"
cp "$OUT" parents
run aai-fanout --ca-file ca.pem --pass sentences <parents
expect_status 0 "by fanout, too"
for variable in CURL_CA_BUNDLE SSL_CERT_FILE; do
	run env $variable=ca.pem aai-fetch transcripts
	expect_status 0 "one that $variable names, likewise"
done
run aai-fetch --retries 0 transcripts
check "others are not" test "$STATUS" -ne 0
expect_stderr_like "certificate" "which is told"
expect_equal "$(wc -c <"$OUT")" 0 "and nothing is written"
run aai-fetch --ca-file nothing.pem --retries 0 transcripts
check "authorities that are not there" test "$STATUS" -ne 0
run aai-fetch --base-url "$(printf %s "$https" | sed s/127.0.0.1/localhost/)" \
    --ca-file ca.pem transcripts
expect_status 0 "its other name is good, too"

start_mock -t 60 --tls-cert wrong.pem --tls-key wrong.key --control
ASSEMBLYAI_BASE_URL=$(printf %s "$ASSEMBLYAI_BASE_URL" |
    sed 's/^http:/https:/')
run aai-fetch --ca-file ca.pem --retries 0 transcripts
check "a certificate of another name" test "$STATUS" -ne 0
curl -sfk "$ASSEMBLYAI_BASE_URL/_mock/stats" >stats
expect_equal "$(jq .requests stats)" 0 "no request came through"

# What a stranger in between could offer.
openssl req -newkey rsa:2048 -nodes -keyout old.key -out old.csr \
    -subj "/CN=old" >/dev/null 2>&1
echo 'subjectAltName=IP:127.0.0.1' >old.ext
openssl x509 -req -in old.csr -CA ca.pem -CAkey ca.key -CAcreateserial \
    -days 0 -extfile old.ext -out old.pem >/dev/null 2>&1
openssl req -x509 -newkey rsa:2048 -nodes -keyout self.key -out self.pem \
    -days 2 -subj "/CN=self" -addext subjectAltName=IP:127.0.0.1 \
    >/dev/null 2>&1
sleep 1.1 # "old" ends with the second that it was made in
for name in old self; do
	start_mock -t 60 --tls-cert $name.pem --tls-key $name.key --control
	ASSEMBLYAI_BASE_URL=$(printf %s "$ASSEMBLYAI_BASE_URL" |
	    sed 's/^http:/https:/')
	run aai-fetch --ca-file ca.pem --retries 0 transcripts
	expect_status 1 "a certificate that is $name is refused"
	expect_stderr_like "certificate has expired|self-signed" "and why"
	advice="this machine's clock"
	[ $name = old ] || advice=CURL_CA_BUNDLE
	expect_stderr_like "$advice" "with what may help"
	[ $name != old ] || unlike "$ERR" CURL_CA_BUNDLE "... and nothing else"
	curl -sfk "$ASSEMBLYAI_BASE_URL/_mock/stats" >stats
	expect_equal "$(jq .requests stats)" 0 "no request came through"
done
run aai-fetch --http2 off --ca-file ca.pem --base-url "$https" transcripts
expect_status 0 "without HTTP/2"
done_testing
