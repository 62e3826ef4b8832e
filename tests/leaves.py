"""Whether tables have every value of an account's responses, each once.

	leaves.py BASE_URL DATABASE

Asks the stand-in by itself for all there is, with the key of the environment,
and compares all values of its answers, resource by resource, with all cells
of the SQLite database that the toolkit made of the same account.  Keys and
positions that the tables add are not values of answers; null is none.  Prints
what is missing and what is too much; the status is 1 then.

It knows nothing of the toolkit but how its tables' columns are called.
"""
import collections
import datetime
import json
import os
import re
import sqlite3
import sys
import urllib.error
import urllib.request

BASE = sys.argv[1]
KEY = os.environ["ASSEMBLYAI_API_KEY"]
NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?$")
STAMP = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|\+00(:00)?)?$")


def ask(url, key=True):
    """The body, or None where there is nothing."""
    headers = {"Authorization": KEY} if key else {}
    try:
        with urllib.request.urlopen(
                urllib.request.Request(url, headers=headers)) as answer:
            return answer.read()
    except urllib.error.HTTPError as e:
        if e.code in (400, 404):
            return None
        raise


def get(path):
    body = ask(BASE + path)
    return None if body is None else json.loads(body)


def value(v):
    """What a value is, however it is spelled."""
    if isinstance(v, bool) or v in ("true", "false"):
        return str(v).lower()
    if isinstance(v, (int, float)):
        # SQLite 3.43 and later reads some numbers a last digit beside theirs.
        if isinstance(v, float):
            return float("%.15g" % v)
        return float(v) if abs(v) < 1 << 53 else v
    if STAMP.match(v):
        stamp = v.replace("Z", "").replace("+00:00", "").replace(" ", "T")
        return datetime.datetime.fromisoformat(stamp.removesuffix("+00"))
    # A column of numbers and words has both as text.
    if NUMBER.match(v):
        return value(json.loads(v))
    # What a link is signed with differs each time it is given.
    return re.sub(r"\?Expires=.*", "", v)


def leaves(v, out):
    """Count all values below v."""
    if isinstance(v, dict):
        for member in v.values():
            leaves(member, out)
    elif isinstance(v, list):
        for item in v:
            leaves(item, out)
    elif v is not None:
        out[value(v)] += 1


def transcripts():
    """The list's items, and for each that has some its id."""
    path, items = "/v2/transcript?limit=200", []
    while path:
        page = get(path)
        items += page["transcripts"]
        prev = page["page_details"]["prev_url"]
        path = prev and prev[prev.index("/v2/"):]
    whole = [t["id"] for t in items if t["status"] == "completed" and
             not t["audio_url"].startswith("http://deleted_by_")]
    return items, whole


def paged(path, name):
    items, cursor = [], ""
    while True:
        page = get(path + "?limit=7&include_disabled=true" + cursor)
        items += page[name]
        if not page["has_more"]:
            return items
        cursor = "&cursor=" + page["response_metadata"]["next_cursor"]


def cues(text):
    """Of SRT: number, times in ms, text."""
    for block in re.split(r"\n\n+", text.strip()):
        number, times, said = block.split("\n", 2)
        ms = [((int(h) * 60 + int(m)) * 60 + int(s)) * 1000 + int(f)
              for h, m, s, f in re.findall(r"(\d+):(\d+):(\d+),(\d+)", times)]
        yield [number, *ms, said]


def artifact(session, kind):
    for a in session["artifacts"]:
        if a["type"] == kind:
            return json.loads(ask(a["url"], key=False))


def responses():
    """All answers but what repeats the parent, by resource."""
    items, ids = transcripts()
    part = lambda name: [x for x in (
        get("/v2/transcript/%s/%s" % (i, name)) for i in ids) if x]
    yield "transcripts", items
    yield "transcript_details", [get("/v2/transcript/" + i) for i in ids]
    yield "sentences", [x["sentences"] for x in part("sentences")]
    yield "paragraphs", [x["paragraphs"] for x in part("paragraphs")]
    yield "redacted_audio", part("redacted-audio")
    yield "word_search", part("word-search?words=the")
    texts = [ask(BASE + "/v2/transcript/%s/srt" % i) for i in ids]
    yield "subtitles", [list(cues(t.decode())) for t in texts if t]
    agents = get("/v1/agents")
    yield "agents", agents
    yield "agent_details", [get("/v1/agents/" + a["id"]) for a in agents]
    sessions = paged("/v1/sessions", "sessions")
    yield "sessions", sessions
    details = [get("/v1/sessions/" + s["id"]) for s in sessions]
    yield "session_details", details
    ended = [d for d in details if d["ended_at"]]
    yield "session_timelines", [artifact(d, "timeline") for d in ended]
    yield "session_metadata", [artifact(d, "metadata") for d in ended]
    yield "webhook_deliveries", [
        paged("/v1/sessions/%s/webhook-deliveries" % s["id"], "deliveries")
        for s in sessions]
    yield "calls", paged("/v1/calls", "calls")
    yield "webhook_subscriptions", paged(
        "/v1/webhook-subscriptions", "subscriptions")
    yield "models", get("/v1/models")["data"]


# The parent's key, and the position, in front of records that lack them.
ADDED = {
    "sentences": {"transcript_id", "sentences_idx"},
    "paragraphs": {"transcript_id", "paragraphs_idx"},
    "subtitles": {"transcript_id", "subtitles_idx", "format", "block",
                  "settings"},
    "redacted_audio": {"transcript_id"},
    "word_search": {"transcript_id", "words"},
}
KEYS = {"transcript_id", "sentences_idx", "paragraphs_idx", "agent_id",
        "session_id", "delivery_id", "call_id", "subscription_id",
        "model_id", "words", "key"}


def cells(db, resource):
    """Count all values in the resource's tables."""
    out = collections.Counter()
    tables = [t for t, in db.execute(
        "select name from sqlite_master where type = 'table'")
        if t == resource or t.startswith(resource + "__")]
    for table in tables:
        columns = [c[1] for c in db.execute(
            "pragma table_info(\"%s\")" % table)]
        added = ADDED.get(resource, set())
        if table != resource:
            added = {c for c in columns if c in KEYS or c.endswith("_idx")}
        for row in db.execute("select * from \"%s\"" % table):
            for name, cell in zip(columns, row):
                if name in added or cell is None:
                    continue
                leaves(parsed(cell), out)
    return out


def parsed(cell):
    """What was kept as JSON; words may begin like that as well."""
    if not isinstance(cell, str) or cell[:1] not in ("{", "["):
        return cell
    try:
        return json.loads(cell)
    except ValueError:
        return cell


def booleans(counter):
    """SQLite has 0 and 1 for them: both sides are counted alike."""
    for word, number in ("true", 1.0), ("false", 0.0):
        counter[number] += counter.pop(word, 0)
    return +counter


def main():
    db = sqlite3.connect(sys.argv[2])
    wrong = values = 0
    for resource, answers in responses():
        want, got = collections.Counter(), cells(db, resource)
        leaves(answers, want)
        want, got = booleans(want), booleans(got)
        values += want.total()
        print("%s: %d values" % (resource, want.total()))
        if not want:
            print("%s: the account has none" % resource)
            wrong = 1
        for what, rest in ("missing", want - got), ("too much", got - want):
            for v, n in list(rest.items())[:10]:
                print("%s: %s: %d times %.200r" % (resource, what, n, v))
                wrong = 1
    print("%d values in all" % values)
    return wrong


sys.exit(main())
