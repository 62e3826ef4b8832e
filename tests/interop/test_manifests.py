"""Streams of public manifests, converted by aai-describe and loaded.

AAI_CORPUS is an archive of low-code manifests (NAME.yaml each); without it
there is nothing to do.  For each tag of supported.txt streams are drawn by
AAI_SEED; each is loaded by aai-fetch and aai-fanout from a server that is made
from its manifest, and what came is compared with what an interpreter of
manifests gets from the same server.  A tag is proved by two connectors.
"""

import collections
import json
import os
import random
import re
import subprocess
import sys
import tarfile
import tempfile
import urllib.parse

from tap import check, done, skip

CORPUS = os.environ.get("AAI_CORPUS")
SEED = os.environ.get("AAI_SEED", "1")
if not CORPUS:
    skip("streams of manifests", "AAI_CORPUS is not set")
    done()

import yaml

from manifest_client import (START, Client, Stream, Unknown, evaluate, extract,
                             resolve)
from manifest_server import TIME, Api, dig, serve

COUNT = int(os.environ.get("AAI_STREAMS", "5"))
HERE = os.path.dirname(os.path.abspath(__file__))


def manifests():
    with tarfile.open(CORPUS) as t:
        for m in sorted(t, key=lambda m: m.name):
            if m.name.endswith(".yaml"):
                yield (os.path.basename(m.name)[:-5],
                       t.extractfile(m).read().decode())


def properties(node, out):
    if isinstance(node, dict):
        for k, v in (node.get("properties") or {}).items():
            if isinstance(v, dict):
                out.setdefault(k, v)
        for v in node.values():
            properties(v, out)
    elif isinstance(node, list):
        for v in node:
            properties(v, out)


def configuration(doc, text, unset):
    """A value for each that a template names."""
    spec = {}
    properties(doc.get("spec") or {}, spec)
    config, flat = {}, {}
    for m in re.finditer(
            r"config((?:\.get\(\s*['\"]\w+['\"][^()]*\)|\.(?!get\b)\w+"
            r"|\[\s*['\"]\w+['\"]\s*\])+)", text):
        names = [n for n in re.findall(
            r"\.get\(\s*['\"](\w+)['\"]|\.(?!get\b)(\w+)|\[\s*['\"](\w+)",
            m.group(1))]
        names = [next(x for x in n if x) for n in names]
        p = spec.get(names[-1], {})
        if names[-1] in unset and "default" not in p:
            continue
        kind = p.get("type")
        value = p.get("default")
        if value in (None, "", []):
            value = (p["enum"][0] if p.get("enum") else
                     5 if kind in ("integer", "number") else
                     False if kind == "boolean" else
                     ["a1", "b2"] if kind == "array" else
                     START.strftime("%Y-%m-%dT%H:%M:%SZ")
                     if "date" in names[-1] else "cfg" + names[-1].replace(
                         "_", ""))
        at = config
        for n in names[:-1]:
            at = at.setdefault(n, {}) if isinstance(at, dict) else {}
        if isinstance(at, dict) and not isinstance(at.get(names[-1]), dict):
            at[names[-1]] = value
            flat[names[-1]] = value
    return config, flat


def all_parents(d):
    routers = (d.get("retriever") or {}).get("partition_router") or []
    for r in routers if isinstance(routers, list) else [routers]:
        for c in r.get("parent_stream_configs") or []:
            yield c
            yield from all_parents(c["stream"])


class Case:
    """One stream of one connector."""

    def __init__(self, connector, doc, text, name, describe):
        self.connector, self.name = connector, name
        self.description, self.unset = describe
        self.config, self.flat = configuration(doc, text, self.unset)
        node = next(s for s in (resolve(doc, s) for s in doc["streams"])
                    if s.get("name") == name)
        self.stream = Stream(node, self.config)
        self.api = Api(self.config)
        for c in all_parents(node):
            parent = Stream(c["stream"], self.config)
            needs = self.api.needs.setdefault(parent.name, [])
            needs.append(parent.added(evaluate(
                c["parent_key"], config=self.config)))
            needs += [list(p) for p in c.get("extra_fields") or []]

    def ask(self, stream, request):
        path = urllib.parse.unquote(
            urllib.parse.urlsplit(request["url"]).path)
        for k, v in urllib.parse.parse_qsl(
                urllib.parse.urlsplit(request["url"]).query):
            request["request_parameter"][k] = v
        key = (request["method"], TIME.sub("T", path))
        if self.api.streams.setdefault(key, stream).name != stream.name:
            raise Unknown("two streams of one path")
        hidden = {c["name"].lower() for c in self.credentials()
                  if c["kind"] in ("query", "header")}
        for where in ("request_parameter", "header"):
            for name in list(request[where]):
                if name.lower() in hidden:
                    del request[where][name]
        self.api.names.setdefault(stream.name, {
            k.lower() for k in request["header"]
            if k.lower() not in ("accept", "content-type", "user-agent",
                                 "authorization", "accept-encoding")})
        self.expected.add(self.api.without_pages(stream, request))
        return self.api.answer(stream, request)

    def credentials(self):
        r = self.description["resources"][self.resource]
        d = self.description
        if "origin" in r:
            d = d["origins"][r["origin"]]
        auth = d.get("auth") or []
        return auth if isinstance(auth, list) else [auth]

    def load(self, work):
        self.expected = set()
        self.resource = next(
            (n for n in self.description["resources"] if n == re.sub(
                "[^A-Za-z0-9]+", "_", self.name).strip("_")), None)
        if self.resource is None:
            raise Unknown("not described")
        want = Client(self.ask, self.config).load(self.stream)
        server = serve(self.api, self.refuse, self.keys(), self.session())
        try:
            got, error = self.run(work, server.server_address[1])
        finally:
            server.shutdown()
            server.server_close()
        return want, got, error

    def keys(self):
        return [(c["name"], 0) for c in self.credentials()
                if c["kind"] == "query"]

    def session(self):
        out = {}
        for c in self.credentials():
            if c["kind"] == "token":
                at = out
                names = c["token"].split(".")
                for n in names[:-1]:
                    at = at.setdefault(n, {})
                at[names[-1]] = "the-token"
        return out

    def refuse(self, headers, query):
        for c in self.credentials():
            if c["kind"] == "header":
                want = c.get("prefix", "") + "secret-" + c["secret"]
                if headers.get(c["name"]) != want:
                    return "%s is %s" % (c["name"], headers.get(c["name"]))
            elif c["kind"] == "query":
                if query.get(c["name"]) != "secret-" + c["secret"]:
                    return c["name"]
            elif c["kind"] == "basic":
                if not (headers.get("Authorization") or "").startswith("Basic"):
                    return "no user"
            elif "the-token" not in str(headers) + str(query):
                return "no token"
        return None

    def run(self, work, port):
        d = json.loads(json.dumps(self.description))
        here = "http://127.0.0.1:%d" % port
        for auth in [d] + list((d.get("origins") or {}).values()):
            for c in auth.get("auth") or []:
                if c["kind"] == "token":
                    c["request"]["url"] = here + "/-/token"
        r = d["resources"][self.resource]
        place = r["origin"] + "=" + here if "origin" in r else here
        name = os.path.join(work, "api.json")
        with open(name, "w") as f:
            json.dump(d, f)
        common = ["--api", name, "-q", "--token-file",
                  os.path.join(work, "token"), "--base-url", place]
        for s in d.get("secrets") or {}:
            path = os.path.join(work, "secret-" + s)
            with open(path, "w") as f:
                f.write("secret-" + s)
            os.chmod(path, 0o600)
            common += ["--secret", s + "=" + path]
        chainof = [self.resource]
        while d["resources"][chainof[0]].get("parents"):
            chainof.insert(0, next(iter(
                d["resources"][chainof[0]]["parents"])))
        stdin, error = b"", ""
        for i, name in enumerate(chainof):
            args = ["aai-fanout" if i else "aai-fetch"] + common
            r = d["resources"][name]
            for p in dict(d.get("params") or {}, **r.get("params", {})):
                base = p[:-5] if p.endswith("_list") else p
                if base in self.flat:
                    v = self.flat[base]
                    if (r.get("params") or {}).get(p, {}).get("value"):
                        continue
                    if p in (d.get("params") or {}) or "in" in r["params"][p] \
                            or "default" not in r["params"][p]:
                        args += ["-p", "%s=%s" % (p, ",".join(map(str, v)) if
                                 isinstance(v, list) else v)]
            if "incremental" in r:
                args += ["--start", START.strftime("%Y-%m-%d")]
            args.append(name)
            p = subprocess.run(args, input=stdin, capture_output=True,
                               timeout=120)
            stdin = p.stdout
            error += p.stderr.decode()
            if p.returncode != 0:
                return None, "%s: %d: %s" % (
                    " ".join(args), p.returncode, error)
        return [json.loads(x) for x in stdin.splitlines()], error


def describe(work, name, text):
    path = os.path.join(work, name + ".yaml")
    with open(path, "w") as f:
        f.write(text)
    p = subprocess.run(["aai-describe", "--from", "airbyte", path],
                       capture_output=True)
    if p.returncode not in (0, 3):
        return None
    d = json.loads(p.stdout)
    notes = [n for r in d["resources"].values()
             for n in ([r.get("//unsure")] if isinstance(
                 r.get("//unsure"), str) else r.get("//unsure") or [])]
    unset = {m.group(1) for n in notes
             for m in [re.match(r"config\.(\w+) is taken", n)] if m}
    return d, unset


def tags():
    """{tag: [(connector, stream)]} of the corpus, by its own counter."""
    counter = os.environ.get(
        "AAI_CORPUS_COVERAGE",
        os.path.join(os.path.dirname(CORPUS), "coverage.py"))
    out = collections.defaultdict(list)
    p = subprocess.run([sys.executable, counter, "-t", CORPUS, "--ndjson"],
                       capture_output=True)
    for line in p.stdout.splitlines():
        s = json.loads(line)
        for t in s["load_needs"] + s["incremental_needs"]:
            out[t].append((s["connector"], s["stream"]))
    return out


def supported():
    """{tag: whether its line says that it is proved here}."""
    with open(os.path.join(HERE, "supported.txt")) as f:
        return {x.split()[0]: os.path.basename(__file__) in x
                for x in f if x.strip() and x[0] != "#"}


def rows(records):
    """The records by what tells them apart."""
    return {json.dumps(r.get("row") if isinstance(r, dict) and r.get("row")
                       else r, sort_keys=True) for r in records}


def prove(tag, drawn, documents, work):
    proved, seen, wrong = [], set(), []
    for connector, name in drawn:
        if len(seen) > 1 and len(proved) >= COUNT or (
                len(seen) == 1 and connector in seen):
            continue
        if isinstance(documents[connector], str):
            text = documents[connector]
            doc = yaml.load(text, Loader=getattr(
                yaml, "CSafeLoader", yaml.SafeLoader))
            made = describe(work, connector, text)
            documents[connector] = made and (doc, text, made)
        if documents[connector] is None:
            continue
        doc, text, description = documents[connector]
        try:
            case = Case(connector, doc, text, name, description)
            with tempfile.TemporaryDirectory(dir=work) as here:
                want, got, error = case.load(here)
        except (Unknown, StopIteration, KeyError, TypeError, ValueError,
                AttributeError, subprocess.TimeoutExpired) as e:
            if os.environ.get("AAI_VERBOSE"):
                print("# %s/%s: %r" % (connector, name, e), flush=True)
            continue
        if not want:
            continue
        if got is None:
            wrong.append("%s/%s: %s" % (connector, name, error[-900:]))
            continue
        less = rows(want) - rows(got)
        unasked = case.expected - case.api.asked
        if less or unasked:
            wrong.append(
                "%s/%s: %d of %d records are missing, as %s; not asked for: "
                "%s, but %s" % (
                    connector, name, len(less), len(rows(want)),
                    sorted(less)[:1], sorted(unasked)[:1],
                    sorted(case.api.asked - case.expected)[:1]))
            continue
        proved.append((connector, name))
        seen.add(connector)
    check(not wrong, "%s: nothing is fetched less (%d streams)" % (
        tag, len(proved)), "\n".join(wrong))
    return proved, seen


def main():
    random.seed(SEED)
    all_tags = tags()
    with tempfile.TemporaryDirectory() as work:
        documents = dict(manifests())
        for tag, promised in supported().items():
            if len(sys.argv) > 1 and tag not in sys.argv[1:]:
                continue
            drawn = sorted(set(all_tags.get(tag, [])))
            random.shuffle(drawn)
            proved, seen = prove(tag, drawn, documents, work)
            if promised or len(seen) >= 2:
                check(len(seen) >= 2,
                      "%s: streams of two connectors load" % tag, proved)
            else:
                skip("%s: streams of two connectors load" % tag,
                     "the interpreter does not know two")


if __name__ == "__main__":
    main()
    done()

