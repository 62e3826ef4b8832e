# Requests that two servers may read differently are refused, and end their
# connections; connections that send no request hold up no delivery.
. "$ROOT/tests/lib.sh"
. "$ROOT/tests/listen.inc"
need python3

cat >strict.py <<'END'
import re, socket, ssl, sys
port, body = int(sys.argv[1]), b'{"transcript_id":"x-%d"}'
count = [0]
# Over TLS the library reads the lines: what is seen of them all the same.
SEEN = sys.argv[2:] and ("an ordinary request", "another version", "chunks",
    "a length and a coding", "a coding and a length", "two lengths", "one twice",
    "a blank before the colon", "two hosts", "two types", "two secrets",
    "one secret twice", "no host", "another alone", "two codings", "request line: a whole URL",
    "request line: no path", "request line: a control character")
def connect():
	s = socket.create_connection(("127.0.0.1", port), timeout=20)
	return ssl._create_unverified_context().wrap_socket(s) if SEEN else s
BASE = [b"Host: x", b"Content-Type: application/json"]
def send(title, want, headers=(b"Content-Length: LEN",), first=b"POST / HTTP/1.1",
         base=BASE, end=b"\r\n", secret=b"X-Secret: s3cret", whole=None):
	if SEEN and title not in SEEN:
		return
	count[0] += 1
	data = whole or body % count[0]
	lines = [first] + base + [secret] + [h.replace(b"LEN", b"%d" % len(body % count[0])) for h in headers]
	second = end.join([b"GET /second HTTP/1.1", b"Host: x", b"", b""])
	got, closed = b"", False
	with connect() as s:
		try:
			s.sendall(end.join(lines) + end * 2 + data + second)
			while True:
				more = s.recv(65536)
				if not more:
					break
				got += more
			closed = True
		except ConnectionError:
			closed = True
		except OSError:
			pass
	answers = [x.decode() for x in re.findall(rb"(?:^|\n)HTTP/1.1 (\d{3})", got)]
	# Its own refusals begin twice in some versions of the library.
	ok = (set(answers) == {want} if SEEN else answers == [want]) and closed
	print("%s - %s%s" % ("right" if ok else "WRONG", title, "" if ok else ": %s %s" % (answers, closed)))
L = b"Content-Length: LEN"
send("an ordinary request", "200")
send("another version", "200", first=b"POST /?a=1&b=%20 HTTP/1.0")
chunk = b'{"transcript_id":"chunks"}'
chunks = b"%x\r\n" % len(chunk) + chunk + b"\r\n0\r\n\r\n"
send("chunks", "200", [b"Transfer-Encoding: chunked"], whole=chunks)
send("blanks before a value", "200", [b"Content-Length: \t LEN"])
for title, headers in (
    ("a length and a coding", [b"Content-Length: 4", b"Transfer-Encoding: chunked"]),
    ("a coding and a length", [b"Transfer-Encoding: chunked", b"Content-Length: 4"]),
    ("two lengths", [L, b"Content-Length: 5"]), ("one twice", [L, L]),
    ("a list of lengths", [b"Content-Length: 5, 5"]), ("a sign", [b"Content-Length: +5"]),
    ("a negative length", [b"Content-Length: -5"]), ("a blank after a length", [b"Content-Length: LEN "]), ("a blank in a length", [b"Content-Length: 5 6"]),
    ("a hexadecimal length", [b"Content-Length: 0x5"]), ("no digits", [b"Content-Length: "]),
    ("a length beyond all", [b"Content-Length: 99999999999999999999"]),
    ("a blank before the colon", [b"Content-Length : LEN"]),
    ("... of another field", [b"X-Other : 1", L]), ("a tab there", [b"X-Other\t: 1", L]),
    ("a folded line", [b"X-Fold: a\r\n b", L]), ("a fold at once", [b" X-Fold: a", L]),
    ("a NUL", [b"X-Nul: a\0b", L]), ("a bare CR", [b"X-Cr: a\rb", L]),
    ("a bare LF", [b"X-Lf: a\nX-B: b", L]), ("no colon", [b"Whatever", L]),
    ("no name", [b": a", L]), ("a name with a control character", [b"X\x01Y: a", L]),
    ("two hosts", [b"Host: y", L]), ("two types", [b"Content-Type: text/plain", L]),
    ("two secrets", [b"X-Secret: wrong", L]), ("one secret twice", [b"x-secret: s3cret", L]),
    ("an unknown coding", [b"Transfer-Encoding: xchunked", L]), ("another alone", [b"Transfer-Encoding: gzip, chunked"]),
    ("two codings", [b"Transfer-Encoding: chunked"] * 2), ("a coding with a tab", [b"Transfer-Encoding: \x0bchunked"])):
	send(title, "400", headers)
send("a wrong secret before the right one", "400", secret=b"X-Secret: wrong\r\nX-Secret: s3cret")
send("no host", "400", base=BASE[1:])
send("a host with a blank", "400", base=[b"Host: a b"] + BASE[1:])
send("lines that end in LF", "400", end=b"\n")
send("chunks in HTTP/1.0", "400", [b"Transfer-Encoding: chunked"], first=b"POST / HTTP/1.0", whole=chunks)
for title, first in (("two blanks", b"POST  / HTTP/1.1"), ("a tab", b"POST\t/ HTTP/1.1"), ("no version", b"POST /"),
    ("another version", b"POST / HTTP/2.0"), ("a small version", b"POST / http/1.1"), ("more", b"POST / HTTP/1.1 x"),
    ("a blank before", b" POST / HTTP/1.1"), ("an empty line before", b"\r\nPOST / HTTP/1.1"),
    ("a control character", b"POST /\x01 HTTP/1.1"), ("a whole URL", b"POST http://y/ HTTP/1.1"), ("no path", b"POST * HTTP/1.1")):
	send("request line: " + title, "400", first=first)
send("a long header", "431", [b"X-Long: " + b"a" * 20000, L])
for title, bad in (("none", b"\r\n"), ("a sign", b"+5\r\nabcde\r\n0\r\n\r\n"), ("letters", b"xyz\r\nabc\r\n0\r\n\r\n"),
    ("a hexadecimal prefix", b"0x5\r\nabcde\r\n0\r\n\r\n")):
	send("a chunk's size: " + title, "400", [b"Transfer-Encoding: chunked"], whole=bad)
END

export AAI_WEBHOOK_AUTH=s3cret
listen --auth-header X-Secret --stats stats.json
run python3 strict.py "$(cat port)"
expect_status 0 "requests are sent"
while read -r line; do
	case $line in
	right*) ok "${line#* - }" ;;
	*) not_ok "$line" ;;
	esac
done <"$OUT"
kill -TERM $pid
wait $pid
expect_equal "$(wc -l <out)" 4 "only the right ones are given out"
like stats.json '"malformed":[1-9]' "the others are counted"

rm -f hooks.ndjson*
if command -v openssl >openssl && openssl req -x509 -newkey rsa:2048 -nodes \
    -days 2 -subj /CN=127.0.0.1 -keyout key.pem -out cert.pem 2>openssl; then
	listen --auth-header X-Secret --tls-cert cert.pem --tls-key key.pem
	run python3 strict.py "$(cat port)" tls
	expect_status 0 "requests are sent over TLS"
	while read -r line; do
		case $line in
		right*) ok "TLS: ${line#* - }" ;;
		*) not_ok "TLS: $line" ;;
		esac
	done <"$OUT"
	kill -TERM $pid
	wait $pid
	expect_equal "$(wc -l <out)" 3 "only the right ones are given out"
else
	skip "requests over TLS" "openssl makes no certificate here"
fi

# One peer has all connections, with nothing in them, or with slow bodies.
cat >idle.py <<'END'
import socket, sys
port = int(sys.argv[1])
def connect(data=b""):
	s = socket.create_connection(("127.0.0.1", port), timeout=20)
	s.sendall(data)
	return s
head = b"POST / HTTP/1.1\r\nHost: x\r\nX-Secret: s3cret\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
for data in b"", b"POST / HT", head % 1000 + b"{":
	held = [connect(data) for n in range(60)]
	body = b'{"transcript_id":"g%d"}' % len(data)
	with connect(head % len(body) + body) as s:
		if b" 200 " not in s.recv(4096):
			sys.exit("%r: no answer" % data)
	first = held[0]
	try:
		left = first.recv(100)
	except ConnectionError:
		left = b""
	if left != b"":
		sys.exit("%r: the oldest is still there" % data)
many = [connect(head % 25 + b'{"transcript_id":"m-%03d"' % n) for n in range(20)]
for s in many:
	s.sendall(b"}")
if sum(b" 200 " in s.recv(4096) for s in many) != 20:
	sys.exit("those at once from one address are not all answered")
END
rm -f hooks.ndjson* out err
listen --connections 20 --request-timeout 1m --auth-header X-Secret \
    --stats stats.json
run python3 idle.py "$(cat port)"
expect_status 0 "the oldest connection without a request gives way" || show
kill -TERM $pid
wait $pid
like err 'all 20 connections are taken: .* gave way' "which is reported"
expect_equal "$(grep -c 'gave way' err)" 1 "once in ten seconds"
like stats.json '"displaced":1[0-9][0-9],' "and counted"
trap - EXIT
done_testing
