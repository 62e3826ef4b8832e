# A server that wants a client certificate gets it; the passphrase of its key is
# in no argument, and nobody is asked for it.

. "$ROOT/tests/lib.sh"
need openssl python3

openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 2 \
    -subj "/CN=test authority" >/dev/null 2>&1
for name in server client other; do
	openssl req -newkey rsa:2048 -nodes -keyout $name.key -out $name.csr \
	    -subj "/CN=$name" >/dev/null 2>&1
	echo 'subjectAltName=IP:127.0.0.1' >ext
	openssl x509 -req -in $name.csr -CA ca.pem -CAkey ca.key \
	    -CAcreateserial -days 2 -extfile ext -out $name.pem >/dev/null 2>&1
done
openssl rsa -aes128 -passout pass:open-sesame -in client.key \
    -out locked.key >/dev/null 2>&1
cat client.pem client.key >both.pem
cat >server.py <<'end'
import http.server, os, ssl
class H(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = b'{"data":[{"id":1}]}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *a): pass
c = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
c.load_cert_chain("server.pem", "server.key")
c.load_verify_locations("ca.pem")
c.verify_mode = ssl.CERT_REQUIRED
s = http.server.ThreadingHTTPServer(("127.0.0.1", 0), H)
s.socket = c.wrap_socket(s.socket, server_side=True,
    do_handshake_on_connect=False)
open("port.new", "w").write(str(s.server_port))
os.rename("port.new", "port")
s.serve_forever()
end
python3 server.py >server.err 2>&1 &
mock_pids="$mock_pids $!"
trap stop_mocks EXIT
trap 'exit 143' TERM
check "a server runs" wait_for 20 test -s port
echo '{"name": "t", "resources": {"a": {"path": "/a", "records": "data"},
"b": {"path": "/a/{a}", "records": "data", "parent_key": "a",
"parents": {"a": {"id": "id"}}}}}' >api.json
fetch()
{
	aai-fetch --api api.json --base-url "https://127.0.0.1:$(cat port)" \
	    --ca-file ca.pem --retries 0 "$@" a
}
one()
{
	expect_status 0 "$1"
	expect_equal "$(grep -c '"id":1' "$OUT")" 1 "gets the record"
}
run fetch
check "without a certificate" test "$STATUS" -ne 0 -a ! -s "$OUT"
run fetch --cert client.pem --cert-key client.key
one "a certificate and its key"
printf '{"_table":"a","id":1}\n' >parents
run aai-fanout --api api.json --base-url "https://127.0.0.1:$(cat port)" \
    --ca-file ca.pem --cert client.pem --cert-key client.key b <parents
one "fanout's"
run fetch --cert both.pem
one "both in one file"
run env AAI_CERT_PASSPHRASE=open-sesame aai-fetch -v --api api.json \
    --base-url "https://127.0.0.1:$(cat port)" --ca-file ca.pem \
    --cert client.pem --cert-key locked.key a
one "a key that is encrypted"
for passphrase in "" open-sesam; do
	run env AAI_CERT_PASSPHRASE="$passphrase" timeout 20 aai-fetch \
	    --api api.json --base-url "https://127.0.0.1:$(cat port)" \
	    --ca-file ca.pem --cert client.pem --cert-key locked.key a
	expect_status 1 "the wrong passphrase ('$passphrase')"
	unlike "$ERR" open-sesam "is in no message"
done
run timeout 20 aai-fetch --api api.json --ca-file ca.pem --cert client.pem \
    --base-url "https://127.0.0.1:$(cat port)" --cert-key locked.key a
expect_status 1 "none at all"
run fetch --cert client.pem --cert-key other.key
expect_status 1 "another's key"
run fetch --cert nothing.pem
expect_status 1 "a certificate that is not there"
expect_stderr_like "certificate" "is reported"
run fetch --cert-key client.key
expect_status 2 "a key without a certificate"
run aai-fetch --api api.json --base-url http://127.0.0.1:9 --cert client.pem a
expect_status 2 "a certificate without encryption"
expect_stderr_like "is not https" "is refused"
mkfifo p
AAI_CERT_PASSPHRASE=open-sesame aai-fanout --api api.json --ca-file ca.pem \
    --base-url "https://127.0.0.1:$(cat port)" --cert client.pem \
    --cert-key locked.key b <p >/dev/null 2>&1 &
pid=$!
exec 3>p
# The process keeps its memory from all but root, after its first moments.
gone()
{
	[ -r "/proc/$pid/environ" ] || return 0
	tr '\0' '\n' <"/proc/$pid/environ" >environ 2>/dev/null &&
	    grep -q '^HOME=' environ && ! grep -q open-sesame environ
}
if [ -r "/proc/$pid/environ" ] && [ -z "${VALGRIND-}" ]; then
	check "who reads /proc does not find the passphrase" wait_for 5 gone
fi
exec 3>&-
wait "$pid"
done_testing
