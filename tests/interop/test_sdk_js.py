"""AssemblyAI's SDK for JavaScript against the stand-in: sdk.mjs says what it
got, which is compared here with the answers as they came."""

import json
import os
import shutil
import subprocess

from sdk_mock import Mock, whole
from tap import check, done, skip

WORK = os.environ["WORK"]
ROOT = os.environ["ROOT"]
SDK = os.path.join(WORK, "js")


def rounded(text):
    """JSON as JavaScript reads it: numbers beyond 2^53 lose digits."""
    return json.loads(text, parse_int=lambda s: int(s)
                      if abs(int(s)) < 1 << 53 else float(s))


def compare(mock, got, name):
    listed = [t["id"] for t in
              mock.get("/v2/transcript?limit=200")["transcripts"]]
    for limit, ids in got["lists"].items():
        check(ids == listed, f"{name}: the list backward by {limit}", ids[:3])
    check(got["forward"] == listed[:20], f"{name}: the list forward")
    wrong, audio = [], 0
    first = next(iter(got["transcripts"]))
    for i, one in got["transcripts"].items():
        path = "/v2/transcript/" + i
        if i == first:
            continue
        for part, tail in (("whole", ""), ("sentences", "/sentences"),
                           ("paragraphs", "/paragraphs"),
                           ("search", "/word-search?words=the")):
            if one[part] != rounded(mock.raw(path + tail)):
                wrong.append(f"{i}: {part}")
        for part in "srt", "vtt":
            if part in one and one[part].encode() != mock.raw(
                    path + "/" + part):
                wrong.append(f"{i}: {part}")
        audio += one.get("audio", 0) > 20000
    check(not wrong, f"{name}: {len(got['transcripts'])} transcripts and "
          "their parts", "\n".join(wrong))
    check(audio > 1, f"{name}: redacted audio")
    check(got["deleted"]["audio_url"].startswith("http://deleted_by_"),
          f"{name}: one is deleted")
    check(first not in whole(mock), f"{name}: and is gone")
    check("not found" in got["errors"]["id"], f"{name}: an unknown id",
          got["errors"])
    check("Authentication error" in got["errors"]["key"],
          f"{name}: a wrong key", got["errors"])


def main():
    if shutil.which("node") is None or not os.path.isdir(
            os.path.join(SDK, "node_modules", "assemblyai")):
        skip("AssemblyAI's SDK for JavaScript", "it could not be had")
        done()
    shutil.copy(os.path.join(ROOT, "tests", "interop", "sdk.mjs"), SDK)
    for name, options in (("as documented", ["--no-drift", "--zone", "z"]),
                          ("as real responses deviate", [])):
        mock = Mock(*options)
        try:
            run = subprocess.run(["node", "sdk.mjs", mock.base], cwd=SDK,
                                 capture_output=True, timeout=120)
            if check(run.returncode == 0, f"{name}: it runs",
                     run.stderr.decode()):
                compare(mock, rounded(run.stdout), name)
        finally:
            mock.close()
    done()


main()
