# --tls-cert and --tls-key: deliveries over TLS, also slow ones.

. "$ROOT/tests/lib.sh"
. "$ROOT/tests/listen.inc"
need curl openssl
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 \
    -addext subjectAltName=IP:127.0.0.1 -keyout key.pem -out cert.pem \
    2>openssl.err || skip_all "openssl makes no certificate here"
listen --address 0.0.0.0 --tls-cert cert.pem --tls-key key.pem
url=https://127.0.0.1:$(cat port)
run curl -sS --cacert cert.pem -H 'Content-Type: application/json' \
    -d '{"transcript_id":"a"}' "$url/"
expect_status 0 "a delivery comes over TLS"
run curl -sS -d '{}' "$url/"
expect_status 60 "who does not trust the certificate sends nothing"
run curl -s -d '{}' "http://127.0.0.1:$(cat port)/"
check "nor is plain HTTP spoken" test "$STATUS" -ne 0
stop TERM 0 "it ends well"
expect_equal "$(wc -l <out)" 1 "with what came"
run aai-listen -j j -p 0 --tls-cert cert.pem
expect_status 2 "a certificate needs its key"
run aai-listen -j j -p 0 --tls-cert key.pem --tls-key cert.pem
expect_status 1 "files that are mixed up are an error"
trap - EXIT
done_testing
