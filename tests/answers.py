#!/usr/bin/env python3
"""A server on this machine whose answers a test writes itself.

usage: answers.py PORT_FILE SCRIPT

SCRIPT is Python that defines answer(path, query, nth): query has the first
value of each parameter, nth counts the requests for this path and query from 1.
What it gives is the body (an object or list as JSON, a string or bytes as they
are), or a status and a body, or a status, a body and headers.  Each request is
written to "requests", its path and query on a line.
"""
import collections
import http.server
import json
import os
import sys
import threading
import urllib.parse

script = {}
count = collections.Counter()
lock = threading.Lock()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        url = urllib.parse.urlsplit(self.path)
        query = dict(reversed(urllib.parse.parse_qsl(
            url.query, keep_blank_values=True)))
        with lock:
            count[self.path] += 1
            nth = count[self.path]
            with open("requests", "a") as log:
                log.write(self.path + "\n")
        said = script["answer"](url.path, query, nth)
        if not isinstance(said, tuple):
            said = (200, said)
        status, body = said[:2]
        headers = said[2] if len(said) > 2 else {}
        if isinstance(body, (dict, list)):
            body = json.dumps(body)
        if isinstance(body, str):
            body = body.encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *unused):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256


with open(sys.argv[2]) as f:
    exec(compile(f.read(), sys.argv[2], "exec"), script)
server = Server(("127.0.0.1", 0), Handler)
with open(sys.argv[1] + ".new", "w") as f:
    f.write(str(server.server_port))
os.rename(sys.argv[1] + ".new", sys.argv[1])
server.serve_forever()
