"""Compute, independently of the toolkit, the tables of a whole account.

Fetches every response itself (urllib), applies the rules of aai-flatten(1)
and aai-api(5) in the plainest way, and writes

    {table: {"columns": [name, ...], "rows": [{name: [kind, text], ...}, ...]}}

where kind is s (string), n (number, in the source's spelling), b (bool) or
j (JSON text).  Absent names are nulls.
"""

import json
import os
import re
import sys
import urllib.error
import urllib.request

BASE = os.environ["ASSEMBLYAI_BASE_URL"]
KEY = os.environ["ASSEMBLYAI_API_KEY"]


class Number(str):
    """A number in its source's spelling."""


def get(path):
    request = urllib.request.Request(BASE + path, headers={"Authorization": KEY})
    with urllib.request.urlopen(request) as response:
        return response.read().decode("utf-8", "replace")


def parse(text):
    return json.loads(
        text, parse_int=Number, parse_float=Number, parse_constant=Number
    )


def transcripts():
    """Every item of the list, newest first."""
    before = ""
    while True:
        page = parse(get("/v2/transcript?limit=200" + before))
        if not page["transcripts"]:
            return
        yield from page["transcripts"]
        if not page["page_details"]["prev_url"]:
            return
        before = "&before_id=" + page["transcripts"][-1]["id"]


def snake(name):
    """dlt's snake_case, one piece between double underscores at a time."""
    pieces = [piece(p) for p in name.split("__")]
    return "__".join(p for p in pieces if p) or "_empty"


def piece(name):
    name = name.strip().replace("+", "x").replace("*", "x")
    name = name.replace("-", "_").replace("@", "a").replace("|", "l")
    name = re.sub(r"\W+", "_", name)
    name = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", name)
    name = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name).lower()
    name = re.sub(r"_+$", lambda m: "x" * len(m.group()), name)
    if name[:1].isdigit():
        name = "_" + name
    return re.sub(r"__+", "_", name)


# Kept whole, as JSON text.
JSONS = {
    ("speech_understanding", "request"),
}


MAPS = {
    ("content_safety_labels", "summary"),
    ("content_safety_labels", "severity_score_summary"),
    ("iab_categories_result", "summary"),
    ("translated_texts",),
    ("utterances", "translated_texts"),
    ("unredacted_utterances", "translated_texts"),
    ("speech_understanding", "response", "speaker_identification", "mapping"),
    ("speech_understanding", "response", "custom_formatting", "mapping"),
    ("redact_static_entities",),
}
# What the description calls the key "id", there and in child tables.
KEYS = {
    "transcripts": "transcript_id",
    "transcript_details": "transcript_id",
}


class Tables:
    def __init__(self):
        self.rows = {}

    def add(self, table, row):
        self.rows.setdefault(table, []).append(row)

    def value(self, value):
        if isinstance(value, Number):
            return ["n", str(value)]
        if isinstance(value, bool):
            return ["b", "true" if value else "false"]
        return ["s", value]

    def record(self, table, record, keys):
        """One row of the table and, below it, those of its child tables."""
        row = {}
        self.object(table, table, record, keys, "", row, ())
        if table in KEYS:
            keys = {KEYS[table]: row.pop("id")}
        self.add(table, {**keys, **row})

    def object(self, root, table, obj, keys, prefix, row, path):
        for name, value in obj.items():
            self.member(root, table, name, value, keys, prefix, row, path)

    def member(self, root, table, name, value, keys, prefix, row, path):
        column = prefix + snake(name)
        here = path + (name,)
        if value is None:
            return
        if here in JSONS:
            row[column] = ["j", json.dumps(value)]
        elif isinstance(value, dict) and here in MAPS:
            for key, inner in value.items():
                self.child(
                    root, f"{table}__{column}", inner,
                    {**keys, "key": ["s", key]}, here,
                )
        elif isinstance(value, dict):
            self.object(root, table, value, keys, column + "__", row, here)
        elif isinstance(value, list):
            self.elements(root, f"{table}__{column}", snake(name), value, keys,
                          here)
        else:
            # Names that meet: the later one has a tag after it.
            while column in row:
                column += "~"
            row[column] = self.value(value)

    def elements(self, root, table, name, value, keys, path):
        """The elements of a list, keyed by their position."""
        index = name + "_idx"
        while index in keys:
            index = name + "__" + index
        for i, inner in enumerate(value):
            self.child(root, table, inner, {**keys, index: ["n", str(i)]},
                       path)

    def child(self, root, table, value, keys, path):
        row = {}
        if isinstance(value, dict):
            self.object(root, table, value, keys, "", row, path)
        elif isinstance(value, list):
            self.elements(root, table + "__list", "list", value, keys, path)
        elif value is not None:
            row["value"] = self.value(value)
        self.add(table, {**keys, **row})


def cues(text):
    """The cues of an SRT file: start, end, text."""
    for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()):
        lines = block.split("\n")
        at = next((i for i, s in enumerate(lines) if "-->" in s), None)
        if at is None:
            continue
        times = []
        for stamp in lines[at].split("-->"):
            h, m, s, ms = re.match(
                r"\s*(\d+):(\d+):(\d+)[,.](\d+)", stamp
            ).groups()
            times.append(
                ((int(h) * 60 + int(m)) * 60 + int(s)) * 1000 + int(ms)
            )
        yield times[0], times[1], "\n".join(lines[at + 1 :])


def children(tables, item):
    """The child resources of a transcript that qualifies."""
    key = {"transcript_id": ["s", item["id"]]}
    for name in ("sentences", "paragraphs"):
        body = parse(get(f"/v2/transcript/{item['id']}/{name}"))
        for i, record in enumerate(body[name]):
            tables.record(
                name, record, {**key, name + "_idx": ["n", str(i)]}
            )
    try:
        srt = get(f"/v2/transcript/{item['id']}/srt")
    except urllib.error.HTTPError as e:
        if "text is empty" not in e.read().decode():
            raise
        return
    for i, (start, end, text) in enumerate(cues(srt)):
        tables.add(
            "subtitles",
            {
                **key,
                "subtitles_idx": ["n", str(i)],
                "format": ["s", "srt"],
                "cue": ["s", str(i + 1)],
                "start": ["n", str(start)],
                "end": ["n", str(end)],
                "text": ["s", text],
            },
        )


def main():
    tables = Tables()
    for item in transcripts():
        key = {"transcript_id": ["s", item["id"]]}
        tables.record("transcripts", item, key)
        if item["status"] != "completed":
            continue
        if item["audio_url"].startswith("http://deleted_by_"):
            continue
        try:
            details = parse(get(f"/v2/transcript/{item['id']}"))
        except urllib.error.HTTPError:
            continue  # listed, but not there
        tables.record("transcript_details", details, key)
        children(tables, item)
    with open(sys.argv[1], "w") as f:
        json.dump(tables.rows, f)


main()
