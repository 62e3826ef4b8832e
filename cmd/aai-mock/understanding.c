/* understanding: what a language model made; see understanding.h. */
#include "aai-mock/understanding.h"

#include "aai-mock/analyses.h"
#include "aai-mock/speech.h"

/* Pieces of a summary, of actions and of what is formatted anew. */
#define PIECES_MAX 3

static size_t
pieces(const struct speech_spans *spans)
{
	return spans->n < PIECES_MAX ? spans->n : PIECES_MAX;
}

static void
put_success(struct json_writer *w, const char *name)
{
	json_writer_open(w, name, '{');
	json_writer_str(w, "status", "success");
}

/* What somebody promised, and where. */
static void
put_actions(const struct scene *sc, struct json_writer *w)
{
	const struct speech *s = &sc->speech;
	size_t i;

	put_success(w, "action_items");
	json_writer_str(w, "effort", "low");
	json_writer_open(w, "items", '[');
	for (i = 0; i < pieces(&s->sentences); i++) {
		const struct speech_span *at = &s->sentences.v[i];

		json_writer_open(w, NULL, '{');
		json_writer_str(w, "action_item", "Look into what was said");
		scene_put_text(sc, w, "quote", at, false);
		json_writer_int(w, "timestamp", s->words[at->first].start);
		json_writer_close(w, '}');
	}
	json_writer_close(w, ']');
	json_writer_close(w, '}');
}

/* A section of the summary: bullets, or a paragraph. */
static void
put_section(const struct scene *sc, struct json_writer *w,
    const struct speech_span *at, bool bullets)
{
	json_writer_open(w, NULL, '{');
	scene_put_times(sc, w, at);
	json_writer_str(w, "headline", "What comes up here");
	if (bullets) {
		json_writer_raw(w, "bullets",
		    "[\"One thing is said\", \"And another one\"]");
	} else {
		scene_put_text(sc, w, "text", at, false);
	}
	json_writer_close(w, '}');
}

static void
put_summary(const struct scene *sc, struct json_writer *w)
{
	const struct speech *s = &sc->speech;
	bool bullets = sc->plan.salt % 2 == 0;
	size_t i;

	put_success(w, "summarization");
	json_writer_str(w, "summary_type", bullets ? "bullets" : "paragraph");
	json_writer_str(w, "effort", "medium");
	json_writer_open(w, "summary", '[');
	for (i = 0; i < pieces(&s->paragraphs); i++)
		put_section(sc, w, &s->paragraphs.v[i], bullets);
	json_writer_close(w, ']');
	if (s->paragraphs.n > 0)
		scene_put_text(sc, w, "block_summary", &s->paragraphs.v[0],
		    false);
	json_writer_close(w, '}');
}

static void
put_formatting(const struct scene *sc, struct json_writer *w)
{
	const struct speech *s = &sc->speech;
	struct speech_span all = scene_all(sc);
	size_t i;

	put_success(w, "custom_formatting");
	json_writer_raw(w, "mapping",
	    "{\"12 May\": \"05/12/2026\", \"a.b at c\": \"a.b@c.example\"}");
	scene_put_text(sc, w, "formatted_text", &all, false);
	json_writer_open(w, "formatted_utterances", '[');
	for (i = 0; i < pieces(&s->turns); i++) {
		const struct speech_span *turn = &s->turns.v[i];

		json_writer_open(w, NULL, '{');
		scene_put_mean(sc, w, "confidence", speech_mean(s, turn));
		scene_put_times(sc, w, turn);
		scene_put_speaker(sc, w, turn);
		scene_put_text(sc, w, "text", turn, false);
		scene_put_words(sc, w, "words", turn, false);
		json_writer_close(w, '}');
	}
	json_writer_close(w, ']');
	json_writer_close(w, '}');
}

/* Speakers named and texts translated. */
static void
put_naming(const struct scene *sc, struct json_writer *w)
{
	json_writer_raw(w, "request",
	    "{\"translation\": {\"target_languages\": [\"es\", \"de\"], "
	    "\"formal\": true, \"match_original_utterance\": true}, "
	    "\"speaker_identification\": {\"speaker_type\": \"role\", "
	    "\"known_values\": [\"Host\", \"Guest\"]}}");
	json_writer_open(w, "response", '{');
	json_writer_raw(w, "translation", "{\"status\": \"success\"}");
	json_writer_raw(w, "speaker_identification",
	    "{\"status\": \"success\", \"mapping\": {\"A\": \"Host\", "
	    "\"B\": \"Guest\"}}");
	put_actions(sc, w);
	json_writer_close(w, '}');
}

#define REST_OF_REQUEST                                                        \
	"\"custom_formatting\": {\"date\": \"mm/dd/yyyy\", "                     \
	"\"format_utterances\": true}, \"translation\": "                        \
	"{\"target_languages\": [\"es\", \"de\"]}}"

static void
put_condensed(const struct scene *sc, struct json_writer *w)
{
	json_writer_raw(w, "request",
	    sc->plan.salt % 2 == 0 ?
		"{\"summarization\": {\"summary_type\": \"bullets\", "
		"\"effort\": \"medium\"}, " REST_OF_REQUEST :
		"{\"summarization\": {\"summary_type\": \"paragraph\", "
		"\"effort\": \"medium\"}, " REST_OF_REQUEST);
	json_writer_open(w, "response", '{');
	json_writer_raw(w, "translation", "{\"status\": \"success\"}");
	put_summary(sc, w);
	put_formatting(sc, w);
	if (plan_drifts(&sc->plan, PLAN_EXTRA))
		json_writer_raw(w, "open_questions",
		    "{\"status\": \"success\", \"questions\": [{\"question\": "
		    "\"And then?\", \"answered\": false}]}");
	json_writer_close(w, '}');
}

void
understanding_put(struct scene *sc, struct json_writer *w)
{
	struct speech_span all = scene_all(sc);
	bool condense = plan_has(&sc->plan, PLAN_CONDENSE);

	if (!condense && !plan_has(&sc->plan, PLAN_UNDERSTAND))
		return;
	json_writer_open(w, "speech_understanding", '{');
	if (condense)
		put_condensed(sc, w);
	else
		put_naming(sc, w);
	json_writer_close(w, '}');
	analyses_put_translation(sc, w, &all);
}
