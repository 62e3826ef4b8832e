/* scene: a transcript ready to be told; see scene.h. */
#include "aai-mock/scene.h"

#include <string.h>

#include "aai-mock/mock_time.h"
#include "base/mem.h"

#define WORDS_MAX   ((size_t)256 << 20)
/* Each number of 15 digits is the shortest text of a double. */
#define MEAN_DIGITS 15

void
scene_open(struct scene *sc, const struct account *a)
{
	memset(sc, 0, sizeof(*sc));
	sc->account = a;
	sc->words.json = buf_make(WORDS_MAX);
	sc->raw.json = buf_make(WORDS_MAX);
	sc->part = buf_make(WORDS_MAX);
}

void
scene_close(struct scene *sc)
{
	speech_free(&sc->speech);
	buf_free(&sc->words.json);
	buf_free(&sc->raw.json);
	buf_free(&sc->part);
	mem_free(sc->words.from);
	mem_free(sc->raw.from);
	memset(sc, 0, sizeof(*sc));
}

static void
spell_word(const struct scene *sc, struct json_writer *w,
    const struct speech_word *word, const struct buf *text)
{
	const struct plan *p = &sc->plan;
	char speaker[8];

	json_writer_open(w, NULL, '{');
	buf_put(w->out, "\"text\": ", 8);
	json_writer_text(w, (const char *)text->data + word->at, word->len);
	buf_put(w->out, ", \"start\": ", 11);
	buf_u64(w->out, word->start);
	buf_put(w->out, ", \"end\": ", 9);
	buf_u64(w->out, word->end);
	buf_put(w->out, ", \"confidence\": ", 16);
	json_writer_fixed(
	    w, word->confidence, SPEECH_DIGITS, plan_drifts(p, PLAN_INTEGERS));
	buf_put(w->out, ", \"speaker\": ", 13);
	if (p->nspeakers > 0) {
		speech_speaker(p, word->speaker, speaker);
		json_writer_text(w, speaker, strlen(speaker));
	} else {
		buf_put(w->out, "null", 4);
	}
	if (plan_has(p, PLAN_CHANNELS))
		buf_printf(w->out, ", \"channel\": \"%u\"",
		    (unsigned)word->speaker + 1);
	buf_byte(w->out, '}');
}

/* Spell all words with the given text. */
static void
spell(const struct scene *sc, struct scene_words *words, const struct buf *text)
{
	struct json_writer w = scene_json_writer(sc, &words->json);
	size_t i, n = sc->speech.nwords;

	buf_reset(&words->json);
	words->from =
	    mem_grow(words->from, &words->cap, n + 1, sizeof(*words->from));
	for (i = 0; i < n; i++) {
		words->from[i] = words->json.len + (i > 0 ? 2 : 0);
		spell_word(sc, &w, &sc->speech.words[i], text);
	}
	words->from[n] = words->json.len + 2;
}

void
scene_load(struct scene *sc, uint64_t n)
{
	if (sc->loaded == n + 1)
		return;
	sc->plan = plan_make(&sc->account->cfg, n);
	speech_make(&sc->speech, &sc->plan);
	spell(sc, &sc->words, &sc->speech.text);
	if (plan_has(&sc->plan, PLAN_REDACT))
		spell(sc, &sc->raw, &sc->speech.raw);
	sc->loaded = n + 1;
}

struct json_writer
scene_json_writer(const struct scene *sc, struct buf *out)
{
	return (struct json_writer){ out,
		plan_drifts(&sc->plan, PLAN_ESCAPES) };
}

void
scene_put_date(const struct scene *sc, struct json_writer *w, const char *name,
    int64_t us)
{
	int zone = sc->account->cfg.zone;

	mock_time_put(w, name, us,
	    zone == ACCOUNT_ZONE_Z ||
		(zone == ACCOUNT_ZONE_MIXED &&
		    !plan_drifts(&sc->plan, PLAN_NO_ZONE)));
}

void
scene_put_words(const struct scene *sc, struct json_writer *w, const char *name,
    const struct speech_span *span, bool raw)
{
	const struct scene_words *words = raw ? &sc->raw : &sc->words;

	json_writer_open(w, name, '[');
	if (span->end > span->first)
		buf_put(w->out, words->json.data + words->from[span->first],
		    words->from[span->end] - 2 - words->from[span->first]);
	json_writer_close(w, ']');
}

void
scene_put_text(const struct scene *sc, struct json_writer *w, const char *name,
    const struct speech_span *span, bool raw)
{
	const struct buf *text = raw ? &sc->speech.raw : &sc->speech.text;
	size_t len;
	const char *s = speech_text(&sc->speech, text, span, &len);

	json_writer_key(w, name);
	json_writer_text(w, s, len);
}

void
scene_put_times(const struct scene *sc, struct json_writer *w,
    const struct speech_span *span)
{
	json_writer_int(w, "start", sc->speech.words[span->first].start);
	json_writer_int(w, "end", sc->speech.words[span->end - 1].end);
}

void
scene_put_speaker(const struct scene *sc, struct json_writer *w,
    const struct speech_span *span)
{
	char name[8];

	if (sc->plan.nspeakers == 0) {
		json_writer_raw(w, "speaker", NULL);
		return;
	}
	speech_speaker(&sc->plan, sc->speech.words[span->first].speaker, name);
	json_writer_str(w, "speaker", name);
}

void
scene_put_channel(const struct scene *sc, struct json_writer *w,
    const struct speech_span *span)
{
	char channel[2] = "1";

	if (!plan_has(&sc->plan, PLAN_CHANNELS))
		return;
	channel[0] =
	    (char)(channel[0] + (int)sc->speech.words[span->first].speaker);
	json_writer_str(w, "channel", channel);
}

void
scene_put_mean(const struct scene *sc, struct json_writer *w, const char *name,
    uint64_t mean)
{
	json_writer_key(w, name);
	json_writer_fixed(w, mean / 10, MEAN_DIGITS,
	    plan_drifts(&sc->plan, PLAN_INTEGERS));
}

void
scene_put_duration(const struct scene *sc, struct json_writer *w)
{
	uint32_t ms = sc->speech.length_ms;

	json_writer_key(w, "audio_duration");
	if (plan_drifts(&sc->plan, PLAN_FLOAT_DURATION))
		json_writer_fixed(w, ms, 3, false);
	else
		buf_u64(w->out, (ms + 999) / 1000);
}

struct speech_span
scene_all(const struct scene *sc)
{
	struct speech_span all = { 0, (uint32_t)sc->speech.nwords, NULL };

	return all;
}
