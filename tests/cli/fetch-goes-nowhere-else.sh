# Links of a server lead nowhere but to itself, and nothing that lies about
# (a .netrc, descriptors, the environment) gets to servers and commands.

. "$ROOT/tests/lib.sh"
need python3 jq

# A server, and a proxy, which writes down what it is asked.  It gives
# next.json as the first page, then an empty one; to /r a redirect.
cat >server.py <<'end'
import http.server, json, os
class H(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        with open("seen", "a") as f:
            f.write(self.path + " " + json.dumps(dict(self.headers)) + "\n")
        path = self.path.split("/", 3)[-1] if "://" in self.path \
            else self.path[1:]
        to = open("next").read().strip()
        if path == "r":
            self.send_response(302)
            self.send_header("Location", to)
            body = b""
        else:
            self.send_response(200)
            body = json.dumps({"data": [{"id": 1}],
                "next": to if path == "a" else None}).encode()
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *a): pass
s = http.server.HTTPServer(("127.0.0.1", 0), H)
open("port.new", "w").write(str(s.server_port))
os.rename("port.new", "port")
s.serve_forever()
end
python3 server.py >/dev/null 2>&1 &
mock_pids="$mock_pids $!"
trap stop_mocks EXIT
trap 'exit 143' TERM
check "a server runs" wait_for 20 test -s port
port=$(cat port)
cat >d.json <<'end'
{"name": "t", "auth": {"kind": "header", "key_env": "T_KEY"}, "resources": {
"a": {"path": "/a", "records": "data",
      "pages": {"kind": "next_url", "next": "next"}},
"r": {"path": "/r", "records": "data"}}}
end
export T_KEY=hunter2secret

# From a server elsewhere, which the proxy stands for.
elsewhere()
{
	run env http_proxy="http://127.0.0.1:$port" aai-fetch -q \
	    --api d.json --allow-http --base-url http://Shop.example \
	    --retries 0 "$1"
}
for link in "http://127.0.0.1:$port/x" "http://localhost:$port/x" \
    'http://[::1]/x' http://2130706433/x http://0x7f.1/x http://0/x \
    http://10.0.0.1/x http://192.168.0.1/x http://169.254.169.254/x \
    'http://[fe80::1]/x' 'http://[::ffff:127.0.0.1]/x' \
    http://shop.example:81/x https://shop.example/x \
    http://u:p@shop.example/x http://shop.example@127.0.0.1/x \
    'http://shop.example\@127.0.0.1/x' http://shop.example.evil.example/x \
    http://shop.example./x http://xn--shp-8cd.example/x \
    http://shоp.example/x //127.0.0.1/x file:///etc/passwd \
    ftp://shop.example/x; do
	printf '%s\n' "$link" >next
	for resource in a r; do
		: >seen
		elsewhere $resource
		check "$resource: $link fails" test "$STATUS" -ne 0
		expect_equal "$(wc -l <seen)" 1 "... and is not asked for"
	done
done
for link in http://shop.example/x HTTP://SHOP.EXAMPLE:80/x /x x; do
	printf '%s\n' "$link" >next
	for resource in a r; do
		elsewhere $resource
		expect_status 0 "$resource: $link is the server itself"
	done
done
expect_equal "$(grep -c hunter2secret seen)" "$(wc -l <seen)" \
    "which gets the key each time"

# Not through a proxy to this machine; the user's word counts, too.
: >seen && echo /x >next
run env http_proxy=http://127.0.0.1:9 aai-fetch -q --api d.json \
    --base-url "http://127.0.0.1:$port" a
expect_status 0 "this machine is spoken to without a proxy"
for url in http://u:p@127.0.0.1:$port "http://shop.example" \
    "ftp://127.0.0.1:$port" "file:///etc/passwd"; do
	run aai-fetch -q --api d.json --base-url "$url" a
	expect_status 2 "$url is not a base URL"
done

# Nothing that lies about is taken.
printf 'machine 127.0.0.1 login netrcuser password netrcpass\n' >"$HOME/.netrc"
printf 'user = "curlrc:pass"\nheader = "X-Curlrc: 1"\n' >"$HOME/.curlrc"
sed 's/"auth": {[^}]*}, //' d.json >open.json
: >seen
run aai-fetch -q --api open.json --base-url "http://127.0.0.1:$port" a
expect_status 0 "without a key a server can be asked"
unlike seen 'Authorization|X-Curlrc' "and .netrc and .curlrc are not read"

# What the command for the key gets.
run aai-fetch -q --api d.json --base-url "http://127.0.0.1:$port" \
    --key-command 'ls /proc/self/fd >fds; env >env; echo hunter2secret' a
expect_status 0 "a command gives the key"
unlike env hunter2 "it finds none in its environment"
sh -c 'ls /proc/self/fd >want'
[ ! -s fds ] || same fds "and no descriptors but those of the program" <want
# shellcheck disable=SC3045 # every sh that is in use has it
ulimit -c unlimited 2>/dev/null
aai-fetch -q --api d.json --base-url "http://127.0.0.1:$port" \
    --key-command 'echo key' --where 'def f: f; f' a >out 2>err &
pid=$!
bounded()
{
	grep -q 'core file size *0 *0' "/proc/$pid/limits"
}
if [ -r "/proc/$pid/limits" ] && [ -z "${VALGRIND-}" ]; then
	check "a program with a key leaves no core" wait_for 20 bounded
fi
kill -9 "$pid"
done_testing
