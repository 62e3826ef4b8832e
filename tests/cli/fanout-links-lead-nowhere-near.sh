# A link of a server that everybody reaches leads neither to this machine nor into
# a private network, whatever name it has; one of a server there may.

. "$ROOT/tests/lib.sh"
need python3 ip unshare
# A network of its own has all addresses that a test may want.
unshare -rn true 2>/dev/null || skip_all "no network of its own to be had"

cat >server.py <<'end'
import http.server, json
class H(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        port = self.server.server_port
        hosts = {"open": "203.0.113.7", "name": "x.localhost",
            "loop": "127.0.0.1", "inside": "10.1.2.3", "mapped": "[::1]",
            "meta": "169.254.169.254"}
        n = self.path[6:]
        with open("seen", "a") as f:
            f.write(self.headers["Host"] + self.path + "\n")
        body = {"said": n} if self.path.startswith("/file/") else \
            {"url": "http://%s:%d/file/%s" % (hosts[n], port, n)}
        body = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *unused):
        pass
class S(http.server.ThreadingHTTPServer):
    daemon_threads = True
s = S(("0.0.0.0", 0), H)
open("port.new", "w").write("%d\n" % s.server_port)
import os
os.rename("port.new", "port")
s.serve_forever()
end
cat >api.json <<'end'
{"version": 2, "name": "two", "base_url": "http://203.0.113.7:1",
"resources": {"list": {"path": "/list"}, "child": {"path": "/item/{id}",
  "parent_key": "id", "parents": {"list": {"id": "id"}}, "follow": "url"}}}
end
# follow HOST ID: in a network of its own, from a server of that address.
follow()
{
	rm -f port seen
	echo "$2" >ids
	run unshare -rn sh -c '
	ip link set lo up
	for a in 203.0.113.7 10.1.2.3 169.254.169.254; do
		ip address add "$a/32" dev lo
	done
	python3 server.py &
	server=$!
	while [ ! -s port ]; do
		kill -0 $server || exit 99
		sleep 0.02
	done
	aai-fanout --api api.json --base-url "http://$0:$(cat port)" \
	    --allow-http --retries 1 --retry-time 0 --ids child <ids
	status=$?
	kill $server
	exit $status' "$1"
}

follow 203.0.113.7 open
expect_status 0 "a link to where everybody gets is followed"
expect_stdout_like '"said": "open"' "to what is meant"
for id in name inside meta; do
	follow 203.0.113.7 $id
	expect_status 1 "$id: one to where they do not is not"
	expect_stderr_like "link leads to this machine or into a private network" \
	    "as is said"
	check "... and nobody is asked there" sh -c "! grep -q /file/ seen"
done
follow 203.0.113.7 loop
expect_status 1 "nor one whose address says so"
follow 10.1.2.3 inside
expect_status 0 "from a private network it is"
follow 10.1.2.3 name
expect_status 0 "as is one to this machine by a name"
follow 127.0.0.1 inside
expect_status 0 "and from this machine"
done_testing
