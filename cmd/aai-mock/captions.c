/* captions: a transcript's subtitles; see captions.h. */
#include "aai-mock/captions.h"

/* The characters of a word: bytes that begin one. */
static uint64_t
word_chars(const struct scene *sc, size_t i)
{
	const struct speech_word *word = &sc->speech.words[i];
	const uint8_t *text = sc->speech.text.data + word->at;
	uint64_t n = 0;
	uint32_t k;

	for (k = 0; k < word->len; k++)
		n += (text[k] & 0xc0) != 0x80 ? 1 : 0;
	return n;
}

bool
captions_next(const struct scene *sc, uint64_t chars, struct speech_span *cue)
{
	uint64_t used, more;

	cue->first = cue->end;
	if (cue->first >= sc->speech.nwords)
		return false;
	used = word_chars(sc, cue->end++);
	while (cue->end < sc->speech.nwords) {
		more = word_chars(sc, cue->end) + 1;
		if (used + more > chars)
			break;
		used += more;
		cue->end++;
	}
	return true;
}

static void
put_srt_time(struct buf *out, uint32_t ms)
{
	buf_printf(out, "%02u:%02u:%02u,%03u", (unsigned)(ms / 3600000),
	    (unsigned)(ms / 60000 % 60), (unsigned)(ms / 1000 % 60),
	    (unsigned)(ms % 1000));
}

/* Hours only where there are any. */
static void
put_vtt_time(struct buf *out, uint32_t ms)
{
	if (ms >= 3600000)
		buf_printf(out, "%02u:", (unsigned)(ms / 3600000));
	buf_printf(out, "%02u:%02u.%03u", (unsigned)(ms / 60000 % 60),
	    (unsigned)(ms / 1000 % 60), (unsigned)(ms % 1000));
}

/* The times of a cue with the arrow between them, and its text, as lines. */
static void
put_cue(const struct scene *sc, struct buf *out, const struct speech_span *cue,
    void (*put_time)(struct buf *, uint32_t))
{
	size_t len;
	const char *text =
	    speech_text(&sc->speech, &sc->speech.text, cue, &len);

	put_time(out, sc->speech.words[cue->first].start);
	buf_str(out, " --> ");
	put_time(out, sc->speech.words[cue->end - 1].end);
	buf_byte(out, '\n');
	buf_put(out, text, len);
	buf_byte(out, '\n');
}

void
captions_put_srt(const struct scene *sc, uint64_t chars, struct buf *out)
{
	struct speech_span cue = { 0 };
	uint64_t number = 0;

	while (captions_next(sc, chars, &cue)) {
		if (number++ > 0)
			buf_byte(out, '\n');
		buf_u64(out, number);
		buf_byte(out, '\n');
		put_cue(sc, out, &cue, put_srt_time);
	}
}

void
captions_put_vtt(const struct scene *sc, uint64_t chars, struct buf *out)
{
	struct speech_span cue = { 0 };

	buf_str(out, "WEBVTT\n");
	while (captions_next(sc, chars, &cue)) {
		if (sc->account->cfg.vtt_blank)
			buf_byte(out, '\n');
		put_cue(sc, out, &cue, put_vtt_time);
	}
}
