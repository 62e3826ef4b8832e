/* transcript: the transcript object; see transcript.h. */
#include "aai-mock/transcript.h"

#include <stdio.h>
#include <string.h>

#include "aai-mock/analyses.h"
#include "aai-mock/lexicon.h"
#include "aai-mock/understanding.h"

#define AUDIO_MAX 160

#define GONE "http://deleted_by_user"

/* Where the recording was, in url. */
static void
audio_url(const struct plan *p, enum account_state state, char url[AUDIO_MAX])
{
	const struct lexicon_list *nouns = lexicon_slot('N');
	unsigned long long mark = p->salt >> 16;

	if (state == ACCOUNT_DELETED)
		(void)snprintf(url, AUDIO_MAX, GONE);
	else if (p->salt % 5 == 0)
		(void)snprintf(url, AUDIO_MAX,
		    "https://cdn.assemblyai.com/upload/%012llx-%04x", mark,
		    (unsigned)(p->salt & 0xffff));
	else
		(void)snprintf(url, AUDIO_MAX,
		    "https://media.example.org/%s-%s-%llu.mp3?part=%u&x=1",
		    nouns->words[(p->salt >> 8) % nouns->n],
		    nouns->words[(p->salt >> 20) % nouns->n],
		    (unsigned long long)p->n, (unsigned)(p->salt % 9));
}

/* Why a failed one failed, in text. */
static void
error_text(const struct plan *p, char text[2 * AUDIO_MAX])
{
	char url[AUDIO_MAX];

	audio_url(p, ACCOUNT_ERROR, url);
	switch ((p->salt >> 24) % 4) {
	case 0:
		(void)snprintf(text, 2 * AUDIO_MAX,
		    "File does not appear to contain audio. File type is "
		    "text/html (HTML document, ASCII text, with very long "
		    "lines (%u)).",
		    (unsigned)(p->salt % 60000));
		break;
	case 1:
		(void)snprintf(
		    text, 2 * AUDIO_MAX, "Audio duration is too short.");
		break;
	default:
		(void)snprintf(text, 2 * AUDIO_MAX,
		    "Download error, unable to download %s. Please make sure "
		    "the file exists and is accessible from the internet.",
		    url);
		break;
	}
}

/* The keys of the request that settings and results lie between. */
static void
put_identity(struct scene *sc, struct json_writer *w, enum account_state state)
{
	const struct plan *p = &sc->plan;
	bool done = state == ACCOUNT_COMPLETED;
	char url[AUDIO_MAX];

	json_writer_str(w, "id", p->id);
	json_writer_str(w, "language_model", "assemblyai_default");
	json_writer_str(w, "acoustic_model", "assemblyai_default");
	if (state == ACCOUNT_DELETED)
		json_writer_raw(w, "language_code", NULL);
	else
		json_writer_str(w, "language_code",
		    p->language == 0 ? "en_us"
				     : lexicon_languages[p->language - 1].code);
	if (done)
		understanding_put(sc, w);
	json_writer_str(w, "status", account_status(state));
	audio_url(p, state, url);
	json_writer_str(w, "audio_url", url);
}

static void
put_turns(
    const struct scene *sc, struct json_writer *w, const char *name, bool raw)
{
	const struct speech *s = &sc->speech;
	const struct speech_span *turn;
	size_t i;

	if (sc->plan.nspeakers == 0) {
		json_writer_raw(w, name, NULL);
		return;
	}
	json_writer_open(w, name, '[');
	for (i = 0; i < s->turns.n; i++) {
		turn = &s->turns.v[i];
		json_writer_open(w, NULL, '{');
		scene_put_mean(sc, w, "confidence", speech_mean(s, turn));
		json_writer_int(w, "end", s->words[turn->end - 1].end);
		scene_put_speaker(sc, w, turn);
		scene_put_channel(sc, w, turn);
		json_writer_int(w, "start", s->words[turn->first].start);
		scene_put_text(sc, w, "text", turn, raw);
		scene_put_words(sc, w, "words", turn, raw);
		analyses_put_translation(sc, w, turn);
		json_writer_close(w, '}');
	}
	json_writer_close(w, ']');
}

/* What was said. */
static void
put_content(
    const struct scene *sc, struct json_writer *w, enum account_state state)
{
	struct speech_span all = scene_all(sc);

	if (state == ACCOUNT_COMPLETED) {
		scene_put_text(sc, w, "text", &all, false);
		scene_put_words(sc, w, "words", &all, false);
		put_turns(sc, w, "utterances", false);
		if (all.end > 0)
			scene_put_mean(
			    sc, w, "confidence", sc->speech.confidence);
		else
			json_writer_raw(w, "confidence", "0.0");
		scene_put_duration(sc, w);
		return;
	}
	json_writer_str(
	    w, "text", state == ACCOUNT_DELETED ? "Deleted by user." : NULL);
	json_writer_raw(w, "words", NULL);
	json_writer_raw(w, "utterances", NULL);
	json_writer_raw(w, "confidence", NULL);
	if (state == ACCOUNT_DELETED)
		scene_put_duration(sc, w);
	else
		json_writer_raw(w, "audio_duration", NULL);
}

/* Keys that came with the deviation of unknown ones. */
static void
put_extra(const struct plan *p, struct json_writer *w)
{
	if (!plan_drifts(p, PLAN_EXTRA))
		return;
	json_writer_raw(w, "billing",
	    "{\"rate\": 0.00650, \"units\": 9007199254740993, \"tier\": "
	    "{\"name\": \"std\", \"limits\": [[1, 2], [3, [4, {\"deep\": "
	    "[true, null, 1e-7]}]]]}}");
	json_writer_int(w, "job_serial", INT64_MAX - (int64_t)(p->n % 1000));
	json_writer_raw(w, "debug_note",
	    "\"tab\\there \\u0001\\u001f \\ud83c\\udfb5 \\/ "
	    "\\u00e9 \\u2028\"");
	json_writer_raw(
	    w, "Mixed-Case Key!", "{\"\": \"\", \"a.b\": 1, \"a b\": 2}");
	json_writer_raw(
	    w, "empty_things", "{\"o\": {}, \"l\": [], \"n\": null}");
}

static void
put_ids(const struct scene *sc, struct json_writer *w)
{
	if (!plan_has(&sc->plan, PLAN_MODERN))
		return;
	json_writer_raw(w, "custom_topics_results", NULL);
	json_writer_raw(w, "is_deleted", NULL);
	json_writer_int(
	    w, "project_id", 111111 + (int64_t)sc->account->cfg.project);
	json_writer_int(w, "token_id", 222222);
}

void
transcript_put(struct scene *sc, enum account_state state, struct buf *out)
{
	struct json_writer w = scene_json_writer(sc, out);
	const struct plan *p = &sc->plan;
	struct speech_span all = scene_all(sc);
	char error[2 * AUDIO_MAX];

	json_writer_open(&w, NULL, '{');
	put_identity(sc, &w, state);
	put_content(sc, &w, state);
	analyses_put(sc, &w, state);
	if (state == ACCOUNT_COMPLETED && plan_has(p, PLAN_REDACT)) {
		scene_put_text(sc, &w, "unredacted_text", &all, true);
		scene_put_words(sc, &w, "unredacted_words", &all, true);
		put_turns(sc, &w, "unredacted_utterances", true);
	}
	if (state != ACCOUNT_DELETED)
		put_ids(sc, &w);
	if (state == ACCOUNT_COMPLETED)
		put_extra(p, &w);
	if (state == ACCOUNT_ERROR) {
		error_text(p, error);
		json_writer_str(&w, "error", error);
	}
	json_writer_close(&w, '}');
}

/* The item's error: the reason of a failed one, else as configured. */
static void
put_item_error(const struct account *a, const struct plan *p,
    struct json_writer *w, enum account_state state)
{
	int how = a->cfg.error_key;
	char error[2 * AUDIO_MAX];

	if (how == ACCOUNT_ERROR_KEY_MIXED)
		how = plan_drifts(p, PLAN_ERROR_EMPTY) ? ACCOUNT_ERROR_KEY_EMPTY
		      : plan_drifts(p, PLAN_ERROR_ABSENT)
			  ? ACCOUNT_ERROR_KEY_ABSENT
			  : ACCOUNT_ERROR_KEY_NULL;
	if (state == ACCOUNT_ERROR) {
		error_text(p, error);
		json_writer_str(w, "error", error);
	} else if (how == ACCOUNT_ERROR_KEY_NULL) {
		json_writer_raw(w, "error", NULL);
	} else if (how == ACCOUNT_ERROR_KEY_EMPTY) {
		json_writer_str(w, "error", "");
	}
}

void
transcript_put_item(const struct account *a, uint64_t n,
    enum account_state state, struct buf *out)
{
	struct scene sc = { .account = a };
	struct json_writer w;
	char url[AUDIO_MAX];

	sc.plan = plan_make(&a->cfg, n);
	w = scene_json_writer(&sc, out);
	json_writer_open(&w, NULL, '{');
	json_writer_str(&w, "id", sc.plan.id);
	(void)snprintf(url, sizeof(url), "%.80s/v2/transcript/%s",
	    a->cfg.public_url, sc.plan.id);
	json_writer_str(&w, "resource_url", url);
	json_writer_str(&w, "status", account_status(state));
	scene_put_date(&sc, &w, "created", sc.plan.created_us);
	if (state == ACCOUNT_COMPLETED || state == ACCOUNT_DELETED)
		scene_put_date(&sc, &w, "completed", sc.plan.completed_us);
	else
		json_writer_raw(&w, "completed", NULL);
	audio_url(&sc.plan, state, url);
	json_writer_str(&w, "audio_url", url);
	put_item_error(a, &sc.plan, &w, state);
	json_writer_close(&w, '}');
}
