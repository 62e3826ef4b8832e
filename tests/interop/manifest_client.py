"""A small interpreter of low-code manifests, apart from ours in C.

What a connector would ask for and get: resolved streams, configuration,
templates by Jinja2, requesters, paginators, partitions and time bounds.
"""

import ast
import datetime
import re

import jinja2
from jinja2.sandbox import SandboxedEnvironment

UTC = datetime.timezone.utc
NOW = datetime.datetime.now(UTC).replace(microsecond=0)
START = (NOW - datetime.timedelta(days=40)).replace(hour=0, minute=0, second=0)


class Unknown(Exception):
    """The manifest has what this interpreter does not know."""


def resolve(doc, node, parameters=None, depth=0):
    """The node with $ref and $parameters in their places."""
    parameters = parameters or {}
    if depth > 80:
        raise Unknown("circle")
    if isinstance(node, str):
        if node.startswith("#/"):
            return resolve(doc, point(doc, node), parameters, depth + 1)
        old = re.fullmatch(r"\*ref\((.*)\)", node)
        if old:
            where = "#/" + old.group(1).replace(".", "/")
            return resolve(doc, point(doc, where), parameters, depth + 1)
        return with_parameters(node, parameters)
    if isinstance(node, list):
        return [resolve(doc, x, parameters, depth + 1) for x in node]
    if not isinstance(node, dict):
        return node
    node = merged(doc, node)
    if not isinstance(node, dict):
        return resolve(doc, node, parameters, depth + 1)
    parameters = dict(parameters, **(node.get("$parameters") or {}))
    out = {}
    for k, v in node.items():
        if k in ("$parameters", "schema_loader", "state_migrations"):
            continue
        out[k] = resolve(doc, v, parameters, depth + 1)
    if "type" in node or "$parameters" in node or "class_name" in node:
        for k, v in parameters.items():
            if k not in out and k not in ("type", "class_name"):
                out[k] = resolve(doc, v, {}, depth + 1)
    return out


def point(doc, where):
    for name in where[2:].split("/"):
        doc = doc[int(name)] if isinstance(doc, list) else doc[name]
    return doc


def merged(doc, node, depth=0):
    if "$ref" not in node or depth > 60:
        return node
    base = point(doc, node["$ref"])
    if not isinstance(base, dict):
        return base
    base = merged(doc, base, depth + 1)
    out = dict(base, **{k: v for k, v in node.items() if k != "$ref"})
    both = dict(base.get("$parameters") or {})
    both.update(node.get("$parameters") or {})
    if both:
        out["$parameters"] = both
    return out


def with_parameters(text, parameters):
    if "parameters" not in text or "{{" not in text:
        return text
    if re.fullmatch(r"\{\{\s*parameters(\.\w+|\[[^]]*\])\s*\}\}", text):
        return TEMPLATES.compile_expression(text.strip(" {}"))(
            parameters=parameters) or ""
    def one(m):
        value = TEMPLATES.compile_expression(m.group(0))(parameters=parameters)
        return repr(value if value is not None else "")
    return re.sub(
        r"\bparameters(\.get\([^)]*\)|\.\w+|\[[^]]*\])", one, text)


def strftime(t, pattern):
    for directive, value in (
        ("%_ms", "%03d" % (t.microsecond // 1000)),
        ("%ms", str(int(t.timestamp() * 1000))),
        ("%epoch_microseconds", str(int(t.timestamp() * 1000000))),
        ("%s", str(int(t.timestamp()))),
    ):
        pattern = pattern.replace(directive, value)
    return t.strftime(pattern)


def to_time(x):
    if isinstance(x, datetime.datetime):
        return x
    if isinstance(x, (int, float)) or re.fullmatch(r"\d{9,}", str(x)):
        return datetime.datetime.fromtimestamp(int(x), UTC)
    t = datetime.datetime.fromisoformat(str(x).replace("Z", "+00:00"))
    return t if t.tzinfo else t.replace(tzinfo=UTC)


def duration(text):
    m = re.fullmatch(
        r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?"
        r"(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?", text)
    if not m:
        raise Unknown("duration " + text)
    y, mo, w, d, h, mi, s = [float(x or 0) for x in m.groups()]
    return datetime.timedelta(days=y * 365 + mo * 31 + w * 7 + d, hours=h,
                              minutes=mi, seconds=s)


TEMPLATES = SandboxedEnvironment()
TEMPLATES.globals.update(
    now_utc=lambda: NOW, today_utc=lambda: NOW.date(), duration=duration,
    day_delta=lambda n, format="%Y-%m-%dT%H:%M:%S.%f%z": strftime(
        NOW + datetime.timedelta(days=n), format),
    format_datetime=lambda x, format, input_format=None: strftime(
        to_time(x), format),
    str_to_datetime=to_time, max=max, min=min,
    timestamp=lambda x: int(to_time(x).timestamp()),
)
TEMPLATES.filters["regex_search"] = lambda text, pattern: (
    (re.search(pattern, text) or [None, ""])[1])
TEMPLATES.filters["hash"] = lambda text, kind="md5": str(text)


def evaluate(text, **names):
    """A template's value, read as Python's literals."""
    if isinstance(text, dict):
        return {k: evaluate(v, **names) for k, v in text.items()}
    if isinstance(text, list):
        return [evaluate(v, **names) for v in text]
    if not isinstance(text, str):
        return text
    if "stream_slice" in names:
        names.setdefault("stream_partition", names["stream_slice"])
        names.setdefault("stream_interval", names["stream_slice"])
        names.setdefault("partition", names["stream_slice"])
    try:
        out = TEMPLATES.from_string(text).render(**names)
    except jinja2.UndefinedError:
        return ""
    except jinja2.TemplateSyntaxError as error:
        raise Unknown(str(error)) from error
    try:
        return ast.literal_eval(out)
    except (ValueError, SyntaxError, TypeError):
        return out


def component(x, *kinds):
    if x and x.get("type") not in kinds:
        raise Unknown(str(x.get("type")))
    return x


class Stream:
    def __init__(self, definition, config):
        self.d = component(definition, "DeclarativeStream")
        self.config = config
        self.name = definition["name"]
        self.retriever = component(definition["retriever"], "SimpleRetriever")
        self.requester = component(self.retriever["requester"], "HttpRequester")
        paginator = self.retriever.get("paginator") or {}
        if paginator.get("type") == "NoPagination":
            paginator = {}
        self.paginator = paginator
        self.strategy = component(
            paginator.get("pagination_strategy") or {}, "PageIncrement",
            "OffsetIncrement", "CursorPagination")
        self.sync = component(
            definition.get("incremental_sync") or {}, "DatetimeBasedCursor")
        selector = self.retriever["record_selector"]
        self.field_path = [
            evaluate(x, config=config) for x in component(
                selector["extractor"], "DpathExtractor")["field_path"]]
        self.filter = (selector.get("record_filter") or {}).get("condition")
        routers = self.retriever.get("partition_router") or []
        self.routers = routers if isinstance(routers, list) else [routers]
        for r in self.routers:
            component(r, "SubstreamPartitionRouter", "ListPartitionRouter")

    def size(self):
        return evaluate(self.strategy.get("page_size"), config=self.config)

    def keys(self):
        key = self.d.get("primary_key") or []
        key = [key] if isinstance(key, str) else key
        return [k if isinstance(k, str) else "/".join(k) for k in key]

    def added(self, field):
        """Where AddFields takes a member from; None: from nowhere."""
        for t in self.d.get("transformations") or []:
            for f in t.get("fields") or [] if isinstance(t, dict) else []:
                if f.get("path") == [field]:
                    return chain(f.get("value"), "record") or []
        return [p for p in field.split("/")]


def chain(text, root):
    """["a", "b"] of {{ root.a.get('b', {}) }}, or None."""
    m = re.fullmatch(r"\{\{-?\s*(.*?)\s*-?\}\}", str(text), re.S)
    if not m:
        return None
    e = re.sub(r"\s+or\s+(''|\"\"|None|none|\{\})$", "", m.group(1))
    e = re.sub(r"\s*\|\s*(string|int)(\(\))?$", "", e)
    if not e.startswith(root):
        return None
    rest, out = e[len(root):], []
    step = re.compile(
        r"\.get\(\s*['\"]([^'\"]+)['\"]\s*(?:,\s*[^()]*)?\)|\.(\w+)"
        r"|\[\s*['\"]([^'\"]+)['\"]\s*\]")
    while rest:
        m = step.match(rest)
        if not m:
            return None
        out.append(m.group(1) or m.group(2) or m.group(3))
        rest = rest[m.end():]
    return out or None


def extract(body, path):
    """As dpath has it: a list of records."""
    if "*" not in path:
        for name in path:
            body = body.get(name) if isinstance(body, dict) else None
        return body if isinstance(body, list) else [body] if body else []
    found = [body]
    for name in path:
        step = []
        for x in found:
            if name == "*":
                step += list(x.values() if isinstance(x, dict) else x)
            elif isinstance(x, dict) and name in x:
                step.append(x[name])
        found = step
    return found


class Client:
    """Loads streams from a function that answers requests."""

    def __init__(self, ask, config):
        self.ask = ask
        self.config = config

    def slices(self, stream):
        out = [{}]
        for r in stream.routers:
            out = [dict(a, **b) for a in out for b in self.partitions(r)]
        return [dict(a, **b) for a in out for b in self.windows(stream)]

    def partitions(self, router):
        config = self.config
        if router["type"] == "ListPartitionRouter":
            values = evaluate(router["values"], config=config)
            name = evaluate(router["cursor_field"], config=config)
            return [{name: v} for v in values]
        out = []
        for c in router["parent_stream_configs"]:
            parent = Stream(c["stream"], config)
            field = evaluate(c["partition_field"], config=config)
            key = parent.added(evaluate(c["parent_key"], config=config))
            for s in self.slices(parent):
                for record in self.read_slice(parent, s):
                    value = record
                    for name in key:
                        value = value.get(name) if isinstance(value, dict) \
                            else None
                    if value is None:
                        continue
                    extra = {}
                    for path in c.get("extra_fields") or []:
                        v = record
                        for name in path:
                            v = (v or {}).get(name)
                        extra[path[-1]] = v
                    out.append({field: value, "parent_slice": s,
                                "extra_fields": extra})
        return out

    def windows(self, stream):
        s = stream.sync
        if not s:
            return [{}]
        text = s.get("datetime_format", "%Y-%m-%dT%H:%M:%SZ")
        step = s.get("step") and duration(
            str(evaluate(s["step"], config=self.config)))
        out, at = [], START
        while True:
            end = min(at + step, NOW) if step else NOW
            out.append({"start_time": strftime(at, text),
                        "end_time": strftime(end, text)})
            if end >= NOW:
                return out
            at = end

    def request(self, stream, part, token, url):
        rq, config = stream.requester, self.config
        names = dict(config=config, stream_slice=part,
                     next_page_token={"next_page_token": token}
                     if token is not None else {})
        base = str(evaluate(rq.get("url_base") or rq.get("url"), **names))
        path = str(evaluate(rq.get("path", ""), **names))
        where = base.rstrip("/") + "/" + path.lstrip("/") if path else base
        out = {"method": rq.get("http_method", "GET"), "url": url or where,
               "request_parameter": {}, "header": {}, "body_json": {},
               "body_data": {}}
        for name, place in (("request_parameters", "request_parameter"),
                            ("request_headers", "header"),
                            ("request_body_json", "body_json"),
                            ("request_body_data", "body_data")):
            value = evaluate(rq.get(name) or {}, **names)
            if not isinstance(value, dict):
                raise Unknown(name)
            if place.startswith("body") and out["method"] == "GET":
                continue  # which connectors do not send
            out[place].update(
                {k: v for k, v in value.items() if v is not None})
        for router in stream.routers:
            if "request_option" in router:
                inject(out, router["request_option"],
                       part[router["cursor_field"]])
            for c in router.get("parent_stream_configs") or []:
                if "request_option" in c:
                    inject(out, c["request_option"], part[c["partition_field"]])
        for option, name in (("start_time_option", "start_time"),
                             ("end_time_option", "end_time")):
            if stream.sync.get(option):
                inject(out, stream.sync[option], part[name])
        pg = stream.paginator
        if pg.get("page_size_option") and stream.size():
            inject(out, pg["page_size_option"], stream.size())
        to = pg.get("page_token_option")
        if token is not None and to and to.get("type") != "RequestPath":
            inject(out, to, token)
        return out

    def read_slice(self, stream, part):
        kind = stream.strategy.get("type")
        first = kind in ("PageIncrement", "OffsetIncrement")
        start = stream.strategy.get("start_from_page", 0) if first else None
        count = int(start or 0) if kind == "PageIncrement" else 0
        token = count if first and stream.strategy.get(
            "inject_on_first_request") else None
        url, out = None, []
        for _ in range(60):
            body, headers = self.ask(
                stream, self.request(stream, part, token, url))
            records = extract(body, stream.field_path)
            if stream.filter:
                records = [r for r in records if evaluate(
                    stream.filter, config=self.config, record=r,
                    stream_slice=part)]
            out += records
            if not kind:
                return out
            names = dict(
                config=self.config, response=body, headers=headers,
                last_record=records[-1] if records else {},
                last_page_size=len(records), last_page_token_value=token)
            if first:
                if not records or (stream.size() and
                                   len(records) < int(stream.size())):
                    return out
                count += 1 if kind == "PageIncrement" else len(records)
                token = count
                continue
            stop = stream.strategy.get("stop_condition")
            if stop is not None and evaluate(stop, **names):
                return out
            token = evaluate(stream.strategy["cursor_value"], **names)
            if not token:
                return out
            if is_url(stream):
                url = token
        raise Unknown("pages without end")

    def load(self, stream):
        out = []
        for s in self.slices(stream):
            out += self.read_slice(stream, s)
        return out


def is_url(stream):
    to = stream.paginator.get("page_token_option") or {}
    return to.get("type") == "RequestPath" or to.get("inject_into") == "path"


def inject(request, option, value):
    place = request[option["inject_into"]]
    path = option.get("field_path") or [option.get("field_name")]
    for name in path[:-1]:
        place = place.setdefault(name, {})
    place[path[-1]] = value
