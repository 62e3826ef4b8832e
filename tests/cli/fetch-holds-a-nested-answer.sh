# An answer of some kilobytes that becomes megabytes of lists in lists takes the
# memory of its body and of one record's line, within --max-response.

. "$ROOT/tests/lib.sh"
[ -z "${VALGRIND-}${SAN-}" ] || skip_all "checkers take memory of their own"
need python3

cat >serve.py <<'py'
import http.server, zlib
SIZE = 40 << 20
def packed(piece):
    pack = zlib.compressobj(9, zlib.DEFLATED, 31)
    out = pack.compress(b'{"data":[{"id":1,"x":[')
    for _ in range(SIZE // len(piece)):
        out += pack.compress(piece)
    return out + pack.compress(b"0]}]}") + pack.flush()
bodies = {"/flat": packed(b"[ ],[[]],[]," * 1000),
          "/nested": packed((b"[" * 500 + b"]" * 500 + b",") * 100),
          "/deep": packed(b"[" * 600 + b"]" * 600 + b",")}
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = bodies[self.path.split("?")[0]]
        self.send_response(200)
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *args):
        pass
server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
open("port.new", "w").write(str(server.server_port))
import os
os.rename("port.new", "port")
server.serve_forever()
py
python3 serve.py &
server=$!
trap 'kill $server 2>/dev/null' EXIT
while [ ! -s port ] && kill -0 $server 2>/dev/null; do
	sleep 0.1
done

cat >api.json <<'end'
{"name":"trial","base_url":"http://127.0.0.1:1","resources":{
"flat":{"path":"/flat","records":"data","table":{"key":{"id":"list_id"}}},
"nested":{"path":"/nested","records":"data","table":{"key":{"id":"list_id"}}},
"deep":{"path":"/deep","records":"data","table":{"key":{"id":"list_id"}}}}}
end

# fetch NAME [OPTION...]
fetch()
{
	name=$1
	shift
	run peak kib aai-fetch -q --api ./api.json --retries 0 --max-response 48M \
	    --base-url "http://127.0.0.1:$(cat port)" "$@" "$name"
}

for name in flat nested; do
	fetch $name
	expect_status 0 "$name: is fetched"
	expect_equal "$(wc -l <"$OUT")" 1 "$name: as its record"
	# Body (which grows by half), line, and what the program takes.
	check "$name: took $(cat kib) KiB" [ "$(cat kib)" -le $((115 * 1024)) ]
done
fetch deep
check "deep: is refused" [ "$STATUS" -ne 0 ]
expect_stderr_like "nested deeper than 512 levels" "deep: as nested too deeply"
fetch nested --max-response 32M
check "an answer over --max-response is refused" [ "$STATUS" -ne 0 ]
check "without its memory" [ "$(cat kib)" -le $((64 * 1024)) ]
done_testing
