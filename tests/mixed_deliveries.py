"""Send deliveries of every kind, some of them forged, repeated, too long or
cut, many at a time, and see that exactly the genuine ones come out, each once
and whole.

usage: mixed_deliveries.py COUNT SEED

Prints what is wrong, a line each, and how many there were of what.
"""
import collections
import hashlib
import hmac
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time

from send_body import answer, body

HEADER, VALUE = "X-Hook-Key", "agreed-on"
SECRETS = ["0123456789abcdef0123456789abcdef", "another-secret-of-32-characters!"]
MAX_BODY = 300000
THREADS = 8


def signed(data, secret, when):
	"""The header of a signature."""
	mac = hmac.new(secret.encode(), b"%d." % when + data, hashlib.sha256)
	return "X-AAI-Signature: t=%d,v1=%s" % (when, mac.hexdigest())


def make(rng, n):
	"""A genuine delivery: its body and its header."""
	kind = rng.randrange(5)
	header = "%s: %s" % (HEADER, VALUE)
	if kind == 0:
		data = {"transcript_id": "t%d" % n, "status": "completed"}
	elif kind == 1:
		data = {"redacted_audio_url": "https://x.example/%d?S=1" % n,
		        "status": "redacted_audio_ready"}
	elif kind == 2:
		size = rng.choice([500, 5000, 65536, 90000, 200000])
		return body("s%d" % n, size), header
	elif kind == 3:
		data = {"event": "call.ended", "event_id": "e%d" % n, "call": {
			"call_id": "c%d" % n, "recording_url": None}}
	else:
		data = {"event_id": "e%d" % n, "session_id": "s%d" % n,
		        "event": "session.completed", "text": "\u00e9\U0001f600"}
	data = json.dumps(data, ensure_ascii=rng.random() < 0.5).encode()
	if kind >= 3:
		header = signed(data, rng.choice(SECRETS), int(time.time()))
	return data, header


def forge(rng, data, header):
	"""The same by somebody who has no secret."""
	if not header.startswith("X-AAI"):
		return data, rng.choice([
			"%s: wrong" % HEADER, "X-Other: 1", header + "x",
			signed(data, "guess", int(time.time()))])
	return rng.choice([
		(data[:-1] + b" }", header),
		(data, header[:-1] + ("0" if header[-1] != "0" else "1")),
		(data, signed(data, "guess", int(time.time()))),
		(data, signed(data, SECRETS[0], int(time.time()) - 400)),
		(data, "%s: %s\r\n%s" % (HEADER, VALUE, header[:-1] + "g")),
	])


def send(port, data, header, how):
	"""Send it; the status of the answer, or "none"."""
	head = ("POST /?n=1 HTTP/1.1\r\nHost: x\r\nContent-Type: "
	        "application/json\r\n%s\r\n" % header)
	if how == "chunked":
		head += "Transfer-Encoding: chunked\r\n\r\n"
		data = b"%x\r\n%s\r\n0\r\n\r\n" % (len(data), data)
	else:
		head += "Content-Length: %d\r\n\r\n" % len(data)
	if how == "cut":
		data = data[:len(data) // 2]
	with socket.create_connection(("127.0.0.1", port), 30) as peer:
		try:
			peer.sendall(head.encode() + data)
		except OSError:
			pass
		return "none" if how == "cut" else answer(peer)


def plan(count, seed):
	"""What is sent, in order: body, header, how, the answer wanted."""
	rng, items, genuine = random.Random(seed), [], []
	while len(items) < count:
		n = len(items)
		data, header = make(rng, n)
		odd = rng.randrange(100)
		how = "chunked" if rng.random() < 0.2 else "whole"
		if odd == 0:
			data, header = forge(rng, data, header)
			items.append((data, header, "whole", "401"))
		elif odd == 1:
			items.append((data, header, how, "200"))
			items.append((data, header, how, "200"))
			genuine.append(data)
		elif odd == 2:
			items.append((body("long%d" % n, MAX_BODY + 1 +
			                   rng.randrange(200000)),
			              "%s: %s" % (HEADER, VALUE), how, "503"))
		elif odd == 3:
			items.append((data, header, "cut", "none"))
		else:
			items.append((data, header, how, "200"))
			genuine.append(data)
	return items, genuine


def start():
	"""A listener, and its port."""
	with open("secrets", "w", encoding="ascii") as f:
		f.write("\n".join(SECRETS) + "\n")
	out = open("out", "wb")
	process = subprocess.Popen(
		["aai-listen", "-q", "-j", "hooks.ndjson", "-p", "0",
		 "--port-file", "port", "--auth-header", HEADER, "--secret-file",
		 "secrets", "--max-body", str(MAX_BODY), "--stats", "stats.json",
		 "--request-timeout", "5s"],
		stdout=out, stderr=open("err", "wb"),
		env=dict(os.environ, AAI_WEBHOOK_AUTH=VALUE))
	while process.poll() is None:
		try:
			with open("port", encoding="ascii") as f:
				return process, int(f.read())
		except (OSError, ValueError):
			time.sleep(0.005)
	sys.exit("the listener does not start")


def send_all(port, items):
	"""Send them by several threads; those whose answers are wrong."""
	queue, wrong = collections.deque(enumerate(items)), []

	def work():
		while True:
			try:
				n, (data, header, how, want) = queue.popleft()
			except IndexError:
				return
			got = send(port, data, header, how)
			if got != want:
				wrong.append("number %d (%s) is answered %s, not %s: "
				             "%s" % (n, how, got, want, data[:60]))

	threads = [threading.Thread(target=work) for _ in range(THREADS)]
	for t in threads:
		t.start()
	for t in threads:
		t.join()
	return wrong


def table(record):
	"""The tag that it should have."""
	if "transcript_id" in record:
		return None
	if "messages" in record:
		return "streaming_sessions"
	return "agent_events" if "event_id" in record else "webhooks"


def given_out():
	"""What came out, as texts that compare, and what of it is wrong."""
	records, wrong = collections.Counter(), []
	with open("out", encoding="utf-8") as f:
		for line in f:
			record = json.loads(line)
			tag = record.pop("_table", None)
			del record["webhook"]
			if tag != table(record):
				wrong.append("of table %s: %.60s" % (tag, line))
			records[json.dumps(record, sort_keys=True)] += 1
	return records, wrong


def main():
	items, genuine = plan(int(sys.argv[1]), int(sys.argv[2]))
	process, port = start()
	wrong = send_all(port, items)
	process.send_signal(signal.SIGTERM)
	if process.wait() != 0:
		wrong.append("it ends with %d" % process.returncode)
	records, tagged = given_out()
	wrong += tagged
	want = collections.Counter(
		json.dumps(json.loads(data), sort_keys=True) for data in genuine)
	wrong += ["not there: %.60s" % r for r in want - records]
	wrong += ["too many: %.60s" % r for r in records - want]
	for line in wrong:
		print(line)
	sent = collections.Counter(want for _, _, _, want in items)
	print("%d sent, %d genuine, %d forged, %d too long, %d cut" %
	      (len(items), len(genuine), sent["401"], sent["503"], sent["none"]))
	print("%d passed, %d failed" % (len(items) - len(wrong), len(wrong)))
	sys.exit(bool(wrong))


main()
