"""Send one delivery to a listener of this machine: the session of a streaming
transcript, whose body has exactly so many bytes.  Prints the status of the
answer, or "none" when there is none.

usage: send_body.py PORT ID BYTES [OPTION...]

	chunked		in chunks, without a length
	expect		ask before the body is sent (Expect: 100-continue)
	cut=BYTES	leave after so many bytes of the body
	wait=BYTES	... do not leave, but wait for an answer
	until=FILE	rest before the end of the body, FILE.PID says so, until
			the file is there
	header=N:V	send this header as well
	path=PATH	and its query
"""
import os
import socket
import sys
import time


def body(name, size):
	"""A session of that name, in so many bytes."""
	begin = '{"session_id":"%s","messages":[' % name
	end = "]}"
	turns, left = [], size - len(begin) - len(end)
	while left > 300:
		n = len(turns)
		turn = ('{"turn_order":%d,"turn_is_formatted":true,'
		        '"end_of_turn":true,"transcript":"Word %d.",'
		        '"end_of_turn_confidence":0.75,"words":[{"start":%d,'
		        '"end":%d,"text":"Word","confidence":0.5,'
		        '"word_is_final":true}],"utterance":"",'
		        '"type":"Turn"},' % (n, n, n * 900, n * 900 + 300))
		turns.append(turn)
		left -= len(turn)
	last = '{"type":"Turn","transcript":"'
	pad = left - len(last) - 2
	if pad < 0:		# too short for a turn
		return (begin + " " * left + end).encode()
	return (begin + "".join(turns) + last + "x" * pad + '"}' + end).encode()


def answer(peer):
	"""The status of the next answer that is final, or "none"."""
	got = b""
	try:
		while b"\r\n\r\n" not in got:
			piece = peer.recv(65536)
			if not piece:
				return "none"
			got += piece
			if got.startswith(b"HTTP/1.1 100 ") and \
			   b"\r\n\r\n" in got:
				return "100"
	except OSError:
		return "none"
	return got.split()[1].decode()


def rest(path):
	"""Say that we rest, by a file, and wait for another one."""
	with open("%s.%d" % (path, os.getpid()), "w", encoding="ascii"):
		pass
	while not os.path.exists(path):
		time.sleep(0.05)


def pieces(data, options):
	"""What is sent of the body, as pieces."""
	data = data[:int(options.get("cut", options.get("wait", len(data))))]
	step = 10007 if "chunked" in options else 1 << 16
	for at in range(0, len(data), step):
		piece = data[at:at + step]
		if "until" in options and at + step >= len(data):
			rest(options["until"])
		yield (b"%x\r\n%s\r\n" % (len(piece), piece)
		       if "chunked" in options else piece)
	if "chunked" in options and "cut" not in options and \
	   "wait" not in options:
		yield b"0\r\n\r\n"


def send(port, name, size, options):
	"""Send it; the answer's status."""
	data = body(name, size)
	head = ["POST %s HTTP/1.1" % options.get("path", "/"), "Host: x",
	        "Content-Type: application/json",
	        "Transfer-Encoding: chunked" if "chunked" in options
	        else "Content-Length: %d" % len(data)]
	if "expect" in options:
		head.append("Expect: 100-continue")
	if "header" in options:
		head.append(options["header"].replace(":", ": ", 1))
	with socket.create_connection(("127.0.0.1", port), timeout=30) as peer:
		peer.sendall("\r\n".join(head + ["", ""]).encode())
		if "expect" in options:
			status = answer(peer)
			if status != "100":
				return status
		try:
			for piece in pieces(data, options):
				peer.sendall(piece)
		except OSError:
			pass	# it may have answered all the same
		if "cut" in options:
			return "none"
		return answer(peer)


def main():
	options = dict(o.partition("=")[::2] for o in sys.argv[4:])
	print(send(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), options))


if __name__ == "__main__":
	main()
