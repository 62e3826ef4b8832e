/* subresources: a completed transcript's sub-resources; see subresources.h. */
#include "aai-mock/subresources.h"

#include <string.h>

#define TERM_WORDS 5

void
subresources_put_members(const struct scene *sc, struct json_writer *w,
    const struct speech_span *span, bool speaker)
{
	scene_put_text(sc, w, "text", span, false);
	scene_put_times(sc, w, span);
	json_writer_key(w, "confidence");
	json_writer_fixed(w, sc->speech.words[span->first].confidence,
	    SPEECH_DIGITS, plan_drifts(&sc->plan, PLAN_INTEGERS));
	scene_put_words(sc, w, "words", span, false);
	if (speaker) {
		scene_put_speaker(sc, w, span);
		scene_put_channel(sc, w, span);
	}
}

static void
put_document(struct scene *sc, const char *name,
    const struct speech_spans *spans, bool speaker, struct buf *out)
{
	struct json_writer w = scene_json_writer(sc, out);
	size_t i;

	json_writer_open(&w, NULL, '{');
	json_writer_open(&w, name, '[');
	for (i = 0; i < spans->n; i++) {
		json_writer_open(&w, NULL, '{');
		subresources_put_members(sc, &w, &spans->v[i], speaker);
		json_writer_close(&w, '}');
	}
	json_writer_close(&w, ']');
	json_writer_str(&w, "id", sc->plan.id);
	scene_put_mean(sc, &w, "confidence", sc->speech.confidence);
	scene_put_duration(sc, &w);
	if (plan_has(&sc->plan, PLAN_MODERN))
		json_writer_str(&w, "speech_model_used", "universal-2");
	json_writer_close(&w, '}');
}

void
subresources_put_sentences(struct scene *sc, struct buf *out)
{
	put_document(sc, "sentences", &sc->speech.sentences, true, out);
}

void
subresources_put_paragraphs(struct scene *sc, struct buf *out)
{
	put_document(sc, "paragraphs", &sc->speech.paragraphs, false, out);
}

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Whether c is punctuation that a search looks past. */
static bool
punctuation(char c)
{
	return c != '\0' && strchr(".,?!;:\"'()", c) != NULL;
}

/* Whether word i reads as the len bytes at term, but for case and stops. */
static bool
matches_word(const struct speech *s, size_t i, const char *term, size_t len)
{
	const struct speech_word *word = &s->words[i];
	const char *text = (const char *)s->text.data + word->at;
	size_t n = word->len, k;

	while (n > 0 && punctuation(text[n - 1]))
		n--;
	while (n > 0 && punctuation(text[0])) {
		text++;
		n--;
	}
	if (n != len)
		return false;
	for (k = 0; k < n; k++)
		if (lower(text[k]) != lower(term[k]))
			return false;
	return true;
}

/* How many words from i on the term of len bytes matches; 0: it does not. */
static uint32_t
matches(const struct speech *s, size_t i, const char *term, size_t len)
{
	size_t from = 0, to;
	uint32_t n = 0;

	for (; from < len; from = to + 1) {
		to = from;
		while (to < len && term[to] != ' ')
			to++;
		if (n == TERM_WORDS || i + n >= s->nwords ||
		    !matches_word(s, i + n, term + from, to - from))
			return 0;
		n++;
	}
	return n;
}

/* Append one term's match, if it has any.  Returns how often it was found. */
static int64_t
put_match(struct scene *sc, struct json_writer *w, const char *term, size_t len)
{
	const struct speech *s = &sc->speech;
	int64_t count = 0;
	uint32_t i, n;
	size_t k;

	for (i = 0; i < s->nwords; i++)
		count += matches(s, i, term, len) > 0 ? 1 : 0;
	if (count == 0)
		return 0;
	buf_reset(&sc->part);
	for (k = 0; k < len; k++)
		buf_byte(&sc->part, (uint8_t)lower(term[k]));
	json_writer_open(w, NULL, '{');
	json_writer_key(w, "text");
	json_writer_text(w, (const char *)sc->part.data, sc->part.len);
	json_writer_int(w, "count", count);
	json_writer_open(w, "timestamps", '[');
	for (i = 0; i < s->nwords; i++) {
		n = matches(s, i, term, len);
		if (n == 0)
			continue;
		json_writer_next(w);
		buf_printf(w->out, "[%u, %u]", (unsigned)s->words[i].start,
		    (unsigned)s->words[i + n - 1].end);
	}
	json_writer_close(w, ']');
	json_writer_open(w, "indexes", '[');
	for (i = 0; i < s->nwords; i++)
		if (matches(s, i, term, len) > 0) {
			json_writer_next(w);
			buf_u64(w->out, i);
		}
	json_writer_close(w, ']');
	json_writer_close(w, '}');
	return count;
}

void
subresources_put_search(struct scene *sc, const char *terms, struct buf *out)
{
	struct buf list = buf_make(out->max);
	struct json_writer w = scene_json_writer(sc, &list),
			   whole = scene_json_writer(sc, out);
	int64_t total = 0;
	size_t len;

	json_writer_open(&w, NULL, '[');
	for (; *terms != '\0'; terms += len + (terms[len] == ',')) {
		len = strcspn(terms, ",");
		if (len > 0)
			total += put_match(sc, &w, terms, len);
	}
	json_writer_close(&w, ']');
	json_writer_open(&whole, NULL, '{');
	json_writer_str(&whole, "id", sc->plan.id);
	json_writer_int(&whole, "total_count", total);
	json_writer_key(&whole, "matches");
	buf_put(out, list.data, list.len);
	json_writer_close(&whole, '}');
	buf_free(&list);
}
