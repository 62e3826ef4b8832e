"""AssemblyAI's SDK for Python against the stand-in.

The list both ways, transcripts, sentences, paragraphs, subtitles, words that
are searched, redacted audio, deletion and errors, each compared with the
answer as it came.  What the SDK itself gets wrong of valid answers is named.
"""

import urllib.request

from sdk_mock import Mock, whole
from tap import check, done, skip

# Bugs of the SDK: redact_pii_audio cannot be asked for with these settings.
OWN_BUGS = ("unexpected keyword argument 'language_detection_results'",
            "'list' object has no attribute 'items'")


def lists(aai, mock):
    want = [t["id"] for t in mock.get("/v2/transcript?limit=200")["transcripts"]]
    transcriber = aai.Transcriber()
    for limit in 1, 7, 10, 100, 200:
        got, before = [], None
        while True:
            page = transcriber.list_transcripts(aai.ListTranscriptParameters(
                limit=limit, before_id=before))
            got += [t.id for t in page.transcripts]
            before = page.page_details.before_id_of_prev_url
            if before is None:
                break
        check(got == want, f"the list backward by {limit}", got[:3])
    page = transcriber.list_transcripts(aai.ListTranscriptParameters(
        limit=200, after_id=want[20]))
    check([t.id for t in page.transcripts] == want[:20], "the list forward")
    page = transcriber.list_transcripts(aai.ListTranscriptParameters(
        throttled_only=True))
    check(0 < len(page.transcripts) < 10, "those that were throttled")


def texts(aai, mock, ids, name):
    wrong, empty = [], 0
    for i in ids:
        path = "/v2/transcript/" + i
        try:
            got, want = aai.Transcript.get_by_id(i), mock.get(path)
            same = [
                got.text == want["text"],
                len(got.words or []) == len(want["words"] or []),
                [s.text for s in got.get_sentences()] == [
                    s["text"] for s in mock.get(path + "/sentences")[
                        "sentences"]],
                [p.text for p in got.get_paragraphs()] == [
                    p["text"] for p in mock.get(path + "/paragraphs")[
                        "paragraphs"]],
                [m.count for m in got.word_search(["the"])] == [
                    m["count"] for m in mock.get(
                        path + "/word-search?words=the")["matches"]],
            ]
            if want["text"]:
                same += [got.export_subtitles_srt().encode() == mock.raw(
                    path + "/srt"), got.export_subtitles_vtt().encode() ==
                    mock.raw(path + "/vtt")]
            else:
                empty += 1
            if not all(same):
                wrong.append(f"{i}: {same}")
        except Exception as e:
            wrong.append(f"{i}: {type(e).__name__}: {e}")
    check(not wrong, f"{name}: {len(ids)} transcripts and their parts",
          "\n".join(wrong))
    return empty


def redacted(aai, mock, ids):
    urls, bugs, others = [], [], []
    for i in ids:
        if mock.get("/v2/transcript/" + i).get("redact_pii_audio") is not True:
            continue
        try:
            urls.append(aai.Transcript.get_by_id(i).get_redacted_audio_url())
        except (TypeError, AttributeError) as e:
            (bugs if str(e).endswith(OWN_BUGS) else others).append(str(e))
    check(urls and not others, "where redacted audio is", others)
    with urllib.request.urlopen(urls[0]) as answer:
        check(answer.read()[:3] == b"ID3", "it is there, without the key")


def errors(aai, mock, ids):
    aai.Transcript.delete_by_id(ids[0])
    check(mock.get("/v2/transcript/" + ids[0])["audio_url"].startswith(
        "http://deleted_by_"), "one is deleted")
    for what, call in (
            ("an unknown id", lambda: aai.Transcript.get_by_id("nothing")),
            ("a wrong limit", lambda: aai.Transcriber().list_transcripts(
                aai.ListTranscriptParameters(before_id="nothing")))):
        try:
            call()
            check(False, f"{what} is an error")
        except aai.types.AssemblyAIError as e:
            check("not found" in str(e), f"{what} is an error, in the "
                  "service's words", e)
    aai.settings.api_key = "wrong"
    try:
        aai.Transcriber().list_transcripts()
        check(False, "a wrong key is an error")
    except aai.types.AssemblyAIError as e:
        check("Authentication error" in str(e), "a wrong key is an error", e)
    aai.settings.api_key = "test-key"


def main():
    try:
        import assemblyai as aai
    except ImportError:
        skip("AssemblyAI's SDK for Python", "it could not be had")
        done()
    aai.settings.api_key = "test-key"
    mock = Mock("--no-drift", "--zone", "z")
    try:
        aai.settings.base_url = mock.base
        ids = whole(mock)
        lists(aai, mock)
        texts(aai, mock, ids, "as documented")
        redacted(aai, mock, ids)
        errors(aai, mock, ids)
    finally:
        mock.close()
    mock = Mock()
    try:
        aai.settings.base_url = mock.base
        ids = whole(mock)
        empty = texts(aai, mock, ids, "as real responses deviate")
        check(empty > 0, "some of which have no text, and no subtitles")
    finally:
        mock.close()
    done(True)


main()
