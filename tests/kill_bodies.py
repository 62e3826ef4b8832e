"""Kill a listener at any moment of a long body, start it again, and see that
what it answered is there once and that of all else nothing is left.

usage: kill_bodies.py [STEP [SIZE]]

The bodies have SIZE bytes (200000); every STEP-th system call is one to be
killed at (15).

Prints what is wrong, a line each, how many kills there were, and a sum.
"""
import glob
import os
import re
import signal
import socket
import subprocess
import sys
import time

from send_body import answer, body

SESSION = re.compile('"session_id":"([^"]*)"')
SIZE = int(sys.argv[2]) if len(sys.argv) > 2 else 200000
STAYS = {"hooks.ndjson", "hooks.ndjson.lock", "hooks.ndjson.mark.lock"}
FULL = "hooks.ndjson." + 12 * "[0-9]"	# files of the journal that are full
BEFORE = 100	# system calls of a start, which others look at


def start(*before):
	"""A listener, and its port once it has one."""
	if os.path.exists("port"):
		os.unlink("port")
	process = subprocess.Popen(
		[*before, "aai-listen", "-q", "-j", "hooks.ndjson", "-p", "0",
		 "--port-file", "port"], stdout=subprocess.DEVNULL)
	while process.poll() is None:
		try:
			with open("port", encoding="ascii") as f:
				return process, int(f.read())
		except (OSError, ValueError):
			time.sleep(0.002)
	return process, None


def send(port, name, part=None, then=None):
	"""Send a body, or a part of it; whether it was answered with 200."""
	data = body(name, SIZE)
	head = ("POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json"
	        "\r\nContent-Length: %d\r\n\r\n" % len(data)).encode()
	try:
		with socket.create_connection(("127.0.0.1", port), 20) as peer:
			peer.sendall(head + data[:part])
			if then:
				then()
			return answer(peer) == "200"
	except OSError:
		return False


def kept():
	"""The deliveries of the journal's whole lines, in full files, too."""
	names = []
	for path in glob.glob("hooks.ndjson") + glob.glob(FULL):
		with open(path, encoding="utf-8") as f:
			names += [SESSION.search(line).group(1)
			          for line in f if line.endswith("}}\n")]
	return names


def left():
	"""Files that should not be there."""
	return {n for n in os.listdir(".") if n.startswith("hooks.")} - STAYS \
		- set(glob.glob(FULL))


def partly(sent, bad):
	"""Kill it when so many bytes of the body were sent."""
	for part in (0, 1, 65536, 65537, SIZE - 1):
		process, port = start()

		def kill(process=process, part=part):
			time.sleep(0.02 + part % 7 / 100)
			process.send_signal(signal.SIGKILL)
			process.wait()

		name = "part-%d" % part
		sent.append(name)
		if send(port, name, part, kill):
			bad.append("%s was answered" % name)
		if name in kept():
			bad.append("%s is there" % name)


def stepwise(sent, acks, step):
	"""Kill it at system calls, up to its answer."""
	n, kills = BEFORE, 0
	while True:
		process, port = start("killat", str(n))
		name = "step-%d" % n
		sent.append(name)
		acked = port is not None and send(port, name)
		if acked:
			acks.append(name)
		if process.poll() is None and acked:
			process.send_signal(signal.SIGKILL)
			process.wait()
			return kills
		if process.wait() == 125:
			return 0
		kills += 1
		n += step


def main():
	sent, acks, bad = [], [], []
	partly(sent, bad)
	kills = stepwise(sent, acks,
	                 int(sys.argv[1]) if len(sys.argv) > 1 else 15)
	names = kept()
	bad += ["%s was answered and is not there" % n
	        for n in acks if n not in names]
	bad += ["%s is left" % n for n in left()]
	process, port = start()
	bad += ["%s is not taken" % n for n in sent if not send(port, n)]
	process.send_signal(signal.SIGKILL)
	process.wait()
	names = kept()
	bad += ["%s is there %d times" % (n, names.count(n))
	        for n in sent if names.count(n) != 1]
	for line in bad:
		print(line)
	print("killed %d times at system calls" % kills)
	print("%d passed, %d failed" % (len(sent), len(bad)))
	sys.exit(bool(bad))


main()
