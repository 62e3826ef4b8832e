"""A server made from what a low-code manifest demands of an API.

Each stream has records of its own for each set of values that its requests
must have: one that lacks a parameter, a header or a part of a body gets other
records, so that the comparison of records fails.
"""

import datetime
import http.server
import json
import re
import threading
import urllib.parse
import zlib

from manifest_client import START, Unknown, chain, evaluate, is_url, strftime

TIME = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:?\d\d(:?\d\d)?(\.\d+)?"
                  r"(Z|[+-]\d\d:?\d\d)?)?|\b\d{10}(\d{3})?(\d{3})?\b")
CANDIDATES = [True, False, None, "", 0, 1, "yes", {}, []]


def put(body, path, value):
    for name in path[:-1]:
        if not isinstance(body.get(name), dict):
            body[name] = {}
        body = body[name]
    body[path[-1]] = value


def place(path, records):
    """A body with the records where field_path finds them."""
    if not path:
        return records
    name, rest = path[0], path[1:]
    if name == "*":
        if not rest:
            return {"k%d" % i: r for i, r in enumerate(records)}
        return [place(rest, [r])[0] if rest == ["*"] else
                nest(rest, r) for r in records]
    return {name: place(rest, records)}


def nest(path, value):
    for name in reversed(path):
        value = {name: value}
    return value


class Api:
    def __init__(self, config):
        self.config = config
        self.streams = {}   # (method, path): stream
        self.needs = {}     # stream name: paths that its children take
        self.asked = set()  # what is asked for, as key() has it
        self.names = {}     # stream name: names of headers that it sends

    def option(self, stream, place, name):
        return (stream.paginator.get(name) or {}).get("inject_into") == place

    def without_pages(self, stream, request):
        """What tells a selection: all but pages; times are all alike."""
        out = {}
        leave = set()
        for name in ("page_token_option", "page_size_option"):
            o = stream.paginator.get(name) or {}
            leave.add((o.get("inject_into"), o.get("field_name")))
        for where in ("request_parameter", "body_json", "body_data"):
            values = {k: v for k, v in request[where].items()
                      if (where, k) not in leave and k != "page_token"}
            out[where] = json.loads(TIME.sub("T", json.dumps(
                values, sort_keys=True, default=str)))
            for name in ("page_token_option",):
                p = (stream.paginator.get(name) or {}).get("field_path")
                if p and len(p) > 1 and p[0] in out[where]:
                    out[where][p[0]].pop(p[1], None)
            out[where] = {k: v for k, v in out[where].items() if v not in
                          ({}, "", None)}
        out["header"] = {
            k.lower(): TIME.sub("T", str(v))
            for k, v in request["header"].items()
            if k.lower() in self.names.get(stream.name, ())
            and ("header", k) not in leave}
        path = urllib.parse.unquote(
            urllib.parse.urlsplit(request["url"]).path)
        return json.dumps([request["method"], TIME.sub("T", path),
                           plain(out)], sort_keys=True)

    def records(self, stream, request):
        size = stream.size()
        n = 2 * int(size) + 1 if stream.strategy.get("type") and size else 7
        if n > 1300:
            raise Unknown("pages of %s" % size)
        selection = self.without_pages(stream, request)
        base = zlib.crc32(selection.encode()) % 1000000
        return [self.record(stream, base, i) for i in range(n)]

    def record(self, stream, base, i):
        r = {"row": "%s-%d-%d" % (stream.name, base, i)}
        for k in stream.keys():
            path = stream.added(k)
            if path:
                put(r, path, "%d-%d" % (base, i))
        for path in self.needs.get(stream.name, []):
            at = r
            for name in path:
                at = at.get(name) if isinstance(at, dict) else None
            if at is None and path:
                put(r, path, "%dp%d" % (base, i))
        if stream.sync:
            field = stream.added(evaluate(
                stream.sync["cursor_field"], config=self.config))
            t = START + datetime.timedelta(minutes=61 * (i % 700))
            f = (stream.sync.get("cursor_datetime_formats") or
                 [stream.sync.get("datetime_format")])[0]
            text = strftime(t, f)
            if field:
                put(r, field, int(text) if text.isdigit() else text)
        for t in stream.paginator and [chain(
                stream.strategy.get("cursor_value"), "last_record")] or []:
            if t and t[0] not in r:
                put(r, t, "%d-%d" % (base, i))
        return r

    def answer(self, stream, request):
        """The page's body and headers."""
        records = self.records(stream, request)
        kind = stream.strategy.get("type")
        size = int(stream.size() or 3) if kind else len(records)
        token = self.token(stream, request)
        path, headers = stream.field_path, {}
        if kind == "PageIncrement":
            first = int(stream.strategy.get("start_from_page") or 0)
            at = (int(token if token is not None else first) - first) * size
        elif kind == "OffsetIncrement":
            at = int(token or 0)
        elif chain(stream.strategy.get("cursor_value"), "last_record"):
            last = chain(stream.strategy["cursor_value"], "last_record")
            values = [str(dig(r, last)) for r in records]
            at = values.index(str(token)) + 1 if token else 0
        else:
            at = int(str(token)[3:]) if token else 0
        page = records[at:at + size]
        body = place(path, page)
        if kind == "CursorPagination":
            more = at + size < len(records)
            body = self.lead_on(
                stream, request, body, headers, page, at + size, more)
        return body, headers

    def token(self, stream, request):
        if is_url(stream):
            q = request["request_parameter"]
            return q.get("page_token")
        o = stream.paginator.get("page_token_option") or {}
        if not o:
            if stream.paginator:
                raise Unknown("a token in a template")
            return None
        where = request[o["inject_into"]]
        for name in o.get("field_path") or [o.get("field_name")]:
            where = (where or {}).get(name)
            if where is None and o["inject_into"] == "header":
                for k, v in request["header"].items():
                    where = v if k.lower() == name.lower() else where
        return where

    def lead_on(self, stream, request, body, headers, page, at, more):
        s = stream.strategy
        value = "tok%d" % at
        if is_url(stream):
            u = urllib.parse.urlsplit(request["url"])
            q = {k: str(v) for k, v in request["request_parameter"].items()}
            value = urllib.parse.urlunsplit((
                u.scheme, u.netloc, urllib.parse.quote(
                    urllib.parse.unquote(u.path)),
                urllib.parse.urlencode(dict(q, page_token=value)), ""))
        if "headers" in str(s["cursor_value"]):
            found = chain(s["cursor_value"], "headers")
            if not found:
                raise Unknown("a token in headers")
            if found[0].lower() == "link":
                headers["link"] = {"next": {"url": value}} if more else {}
            elif more:
                headers[found[0]] = value
            return body
        found = chain(s["cursor_value"], "response")
        if found and not isinstance(body, dict):
            raise Unknown("a token in a list")
        if found:
            put(body, found, value if more else None)
        elif not chain(s["cursor_value"], "last_record"):
            raise Unknown("a token that is computed")
        self.say_stop(stream, body, headers, page, found, more)
        return body

    def say_stop(self, stream, body, headers, page, token, more):
        stop = stream.strategy.get("stop_condition")
        if stop is None:
            return
        names = dict(config=self.config, response=body, headers=headers,
                     last_record=page[-1] if page else {},
                     last_page_size=len(page))
        if bool(evaluate(stop, **names)) != more:
            return
        for m in re.finditer(r"response((?:\.get\([^()]*\)|\.\w+|\[[^]]*\])+)",
                             str(stop)):
            path = chain("{{ response" + m.group(1) + " }}", "response")
            if not path or path == token or not isinstance(body, dict) or \
                    path[0] in stream.field_path[:1]:
                continue
            for value in CANDIDATES:
                put(body, path, value)
                if bool(evaluate(stop, **names)) != more:
                    return
        if more or not page or not token:
            raise Unknown("when pages end")
        put(body, token, "tok9999")  # an empty page is the end


def dig(value, path):
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def plain(x):
    """Numbers and bools as the texts that a query has."""
    if isinstance(x, dict):
        return {k: plain(v) for k, v in x.items()}
    if isinstance(x, list):
        return ",".join(str(v) for v in x) if len(x) and not isinstance(
            x[0], (dict, list)) else [plain(v) for v in x]
    return str(x)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def do_GET(self):
        api = self.server.api
        u = urllib.parse.urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path = urllib.parse.unquote(u.path)
        if path == "/-/token":
            return self.send(200, json.dumps(self.server.session), {})
        q = {}
        for k, v in urllib.parse.parse_qsl(u.query, keep_blank_values=True):
            q[k] = q[k] + "," + v if k in q else v
        kind = self.headers.get("Content-Type") or ""
        request = {"method": self.command, "request_parameter": q,
                   "url": "http://" + self.headers["Host"] + u.path,
                   "header": dict(self.headers), "body_json": {},
                   "body_data": {}}
        if body and "json" in kind:
            request["body_json"] = json.loads(body)
        elif body:
            request["body_data"] = dict(urllib.parse.parse_qsl(body.decode()))
        found = api.streams.get((self.command, TIME.sub("T", path)))
        wrong = self.server.refuse(self.headers, q)
        if wrong:
            return self.send(401, json.dumps({"error": wrong}), {})
        for name, _ in self.server.keys:
            q.pop(name, None)
        if not found:
            return self.send(404, json.dumps({"error": "no " + path}), {})
        try:
            answer, headers = api.answer(found, request)
        except (Unknown, ValueError, KeyError) as error:
            return self.send(400, json.dumps({"error": repr(error)}), {})
        api.asked.add(api.without_pages(found, request))
        out = {}
        for k, v in headers.items():
            if k == "link":
                if v:
                    out["Link"] = '<%s>; rel="next"' % v["next"]["url"]
            else:
                out[k] = v
        self.send(200, json.dumps(answer), out)

    do_POST = do_GET

    def send(self, status, text, headers):
        data = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        for k, v in headers.items():
            self.send_header(k, v)
        self.end_headers()
        self.wfile.write(data)


def serve(api, refuse, keys, session):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.api, server.refuse, server.keys = api, refuse, keys
    server.session = session
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
