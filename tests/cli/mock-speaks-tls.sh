# --tls-cert and --tls-key: the same server over TLS.

. "$ROOT/tests/lib.sh"
need curl openssl
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 \
    -addext subjectAltName=IP:127.0.0.1 -keyout key.pem -out cert.pem \
    2>openssl.err || skip_all "openssl makes no certificate here"
start_mock -t 3 --tls-cert cert.pem --tls-key key.pem
url=https://${ASSEMBLYAI_BASE_URL#http://}
expect_equal "$(cat "$CAPTURE/mock.out")" "$url" "the URL is an https one"
run curl -sS --cacert cert.pem -H 'Authorization: test-key' "$url/v2/transcript"
expect_status 0 "a client that trusts the certificate is answered"
expect_stdout_like "\"current_url\": \"$url/v2/transcript\"" "with https links"
run curl -sS "$url/v2/transcript"
expect_status 60 "one that does not is not"
run aai-mock -p 0 --tls-cert key.pem --tls-key cert.pem
expect_status 1 "files that are mixed up are an error"
run aai-mock -p 0 --tls-cert nowhere.pem --tls-key key.pem
expect_status 1 "so is one that is not there"
done_testing
