/* analyses: settings and results of a transcript; see analyses.h. */
#include "aai-mock/analyses.h"

#include <string.h>

#include "aai-mock/findings.h"
#include "aai-mock/lexicon.h"
#include "base/rng.h"

/* Members as they stand on the wire, after a separator. */
static void
put_all(struct json_writer *w, const char *members)
{
	json_writer_next(w);
	buf_str(w->out, members);
}

/* Whether an analysis was asked for; some clients sent a string for it. */
static void
put_flag(const struct scene *sc, struct json_writer *w, const char *name,
    enum plan_feature feature)
{
	bool on = plan_has(&sc->plan, feature);

	if (on && plan_drifts(&sc->plan, PLAN_STRING_BOOL))
		json_writer_str(w, name, "true");
	else
		json_writer_bool(w, name, on);
}

/* A deleted transcript has lost nearly all. */
static void
put_deleted(struct json_writer *w)
{
	put_all(w,
	    "\"punctuate\": null, \"format_text\": null, "
	    "\"dual_channel\": null, \"webhook_url\": "
	    "\"http://deleted_by_user\", \"webhook_status_code\": null, "
	    "\"webhook_auth\": false, \"webhook_auth_header_name\": null, "
	    "\"speed_boost\": null, \"auto_highlights_result\": null, "
	    "\"auto_highlights\": false, \"audio_start_from\": null, "
	    "\"audio_end_at\": null, \"word_boost\": null, "
	    "\"boost_param\": null, \"filter_profanity\": null, "
	    "\"redact_pii\": false, \"redact_pii_audio\": null, "
	    "\"redact_pii_audio_quality\": null, "
	    "\"redact_pii_policies\": null, \"redact_pii_sub\": null, "
	    "\"speaker_labels\": null, \"speaker_count\": null, "
	    "\"error\": null, \"content_safety\": null, "
	    "\"iab_categories\": null, \"content_safety_labels\": null, "
	    "\"iab_categories_result\": null, \"language_detection\": null, "
	    "\"custom_spelling\": null, \"cluster_id\": null, "
	    "\"throttled\": null, \"auto_chapters\": false, "
	    "\"summarization\": false, \"summary_type\": null, "
	    "\"summary_model\": null, \"custom_topics\": null, "
	    "\"topics\": null, \"speech_threshold\": null, "
	    "\"disfluencies\": false, \"sentiment_analysis\": false, "
	    "\"entity_detection\": false, \"chapters\": null, "
	    "\"sentiment_analysis_results\": null, \"entities\": null, "
	    "\"summary\": null");
}

static void
put_webhook(const struct scene *sc, struct json_writer *w)
{
	if (plan_has(&sc->plan, PLAN_WEBHOOK))
		put_all(w,
		    "\"webhook_url\": "
		    "\"https://hooks.example.org/aai?job=41&a=b\", "
		    "\"webhook_status_code\": 200, \"webhook_auth\": true, "
		    "\"webhook_auth_header_name\": \"X-Hook-Key\"");
	else
		put_all(w,
		    "\"webhook_url\": null, "
		    "\"webhook_status_code\": null, \"webhook_auth\": false, "
		    "\"webhook_auth_header_name\": null");
	json_writer_bool(w, "speed_boost", false);
}

/* Settings from audio_start_from to speaker_options. */
static void
put_audio_settings(const struct scene *sc, struct json_writer *w)
{
	const struct plan *p = &sc->plan;

	put_all(w, "\"audio_start_from\": null, \"audio_end_at\": null, "
		   "\"word_boost\": [], \"boost_param\": null");
	if (plan_has(p, PLAN_MODERN)) {
		json_writer_raw(w, "prompt", NULL);
		json_writer_raw(w, "keyterms_prompt",
		    p->salt % 3 == 0 ? "[\"Port Ellery\", \"knot\"]" : "[]");
	}
	json_writer_bool(w, "filter_profanity", false);
	if (plan_has(p, PLAN_REDACT))
		put_all(w,
		    "\"redact_pii\": true, \"redact_pii_audio\": true, "
		    "\"redact_pii_audio_quality\": \"mp3\", "
		    "\"redact_pii_audio_options\": null, "
		    "\"redact_pii_policies\": [\"person_name\", \"location\", "
		    "\"date\"], \"redact_pii_sub\": \"hash\", "
		    "\"redact_pii_return_unredacted\": true");
	else
		put_all(w, "\"redact_pii\": false, "
			   "\"redact_pii_audio\": false, "
			   "\"redact_pii_audio_quality\": null, "
			   "\"redact_pii_policies\": null, "
			   "\"redact_pii_sub\": null");
	json_writer_bool(w, "speaker_labels", plan_has(p, PLAN_SPEAKERS));
	if (plan_has(p, PLAN_CONDENSE))
		json_writer_raw(w, "speaker_options",
		    "{\"use_two_stage_clustering\": true, "
		    "\"short_file_diarization_method\": \"balanced\", "
		    "\"long_file_diarization_method\": \"standard\"}");
	else if (plan_has(p, PLAN_SPEAKERS) && p->salt % 2 == 0)
		json_writer_raw(w, "speaker_options",
		    "{\"min_speakers_expected\": 1, "
		    "\"max_speakers_expected\": 6}");
	else
		json_writer_raw(w, "speaker_options", NULL);
}

static void
put_language(const struct scene *sc, struct json_writer *w)
{
	const struct plan *p = &sc->plan;

	if (!plan_has(p, PLAN_DETECT)) {
		json_writer_bool(w, "language_detection", false);
		put_all(w, "\"language_confidence_threshold\": null, "
			   "\"language_confidence\": null");
		return;
	}
	json_writer_bool(w, "language_detection", true);
	json_writer_raw(w, "language_detection_options",
	    "{\"expected_languages\": [\"en\", \"es\", \"no\"], "
	    "\"fallback_language\": \"auto\", \"code_switching\": true}");
	json_writer_raw(w, "language_detection_results",
	    "{\"code_switching_languages\": [{\"language_code\": \"en\", "
	    "\"confidence\": 0.91}, {\"language_code\": \"es\", "
	    "\"confidence\": 0.09}]}");
	json_writer_raw(w, "language_codes", "[\"en\", \"es\"]");
	json_writer_raw(w, "language_confidence_threshold", "0.5");
	json_writer_key(w, "language_confidence");
	json_writer_fixed(w, p->salt % 10000, 4, plan_drifts(p, PLAN_INTEGERS));
}

/* Settings from custom_spelling to temperature. */
static void
put_model(const struct scene *sc, struct json_writer *w)
{
	const struct plan *p = &sc->plan;
	bool summary = plan_has(p, PLAN_SUMMARY);

	json_writer_raw(w, "custom_spelling",
	    plan_has(p, PLAN_SPELLING)
		? "[{\"from\": [\"oslow\", \"os low\"], \"to\": \"Oslo\"}, "
		  "{\"from\": [\"sequel\"], \"to\": \"SQL\"}]"
		: NULL);
	json_writer_raw(w, "throttled",
	    p->throttled ? "true" : p->salt % 7 == 0 ? "false" : NULL);
	put_flag(sc, w, "auto_chapters", PLAN_CHAPTERS);
	json_writer_bool(w, "summarization", summary);
	json_writer_str(w, "summary_type", summary ? "bullets" : NULL);
	json_writer_str(w, "summary_model", summary ? "informative" : NULL);
	put_all(w, "\"custom_topics\": false, \"topics\": [], "
		   "\"speech_threshold\": null");
	if (plan_has(p, PLAN_MODERN))
		put_all(w, "\"speech_model\": null, \"speech_models\": "
			   "[\"universal-3-5-pro\", \"universal-2\"], "
			   "\"speech_model_used\": \"universal-2\", "
			   "\"temperature\": null");
	else if (p->salt % 3 == 0)
		json_writer_str(w, "speech_model", "best");
	if (plan_has(p, PLAN_MODERN) && p->salt % 4 == 1)
		put_all(w,
		    "\"keyterms_prompt_options\": "
		    "{\"keyterms_match_strength\": \"high\"}, "
		    "\"remove_audio_tags\": \"all\", \"domain\": "
		    "\"medical-v1\", \"metadata\": {\"domain_used\": "
		    "\"medical-v1\", \"warning\": null, \"warnings\": "
		    "[{\"message\": \"this model knows the domain only in "
		    "part\"}]}");
}

/* What an analysis that was not made, or not yet, has instead. */
static const char *
nothing(enum account_state state)
{
	return state == ACCOUNT_QUEUED || state == ACCOUNT_PROCESSING
		   ? "{}"
		   : "{\"status\": \"unavailable\", \"results\": [], "
		     "\"summary\": {}}";
}

static void
put_safety_and_topics(
    struct scene *sc, struct json_writer *w, enum account_state state)
{
	bool done = state == ACCOUNT_COMPLETED;

	put_flag(sc, w, "content_safety", PLAN_SAFETY);
	put_flag(sc, w, "iab_categories", PLAN_TOPICS);
	if (done && plan_has(&sc->plan, PLAN_SAFETY))
		findings_put_safety(sc, w);
	else
		json_writer_raw(w, "content_safety_labels", nothing(state));
	if (done && plan_has(&sc->plan, PLAN_TOPICS))
		findings_put_topics(sc, w);
	else
		json_writer_raw(w, "iab_categories_result", nothing(state));
}

/* The results that are lists, and their settings. */
static void
put_lists(struct scene *sc, struct json_writer *w, enum account_state state)
{
	const struct plan *p = &sc->plan;
	bool done = state == ACCOUNT_COMPLETED;

	if (done && plan_has(p, PLAN_CHAPTERS))
		findings_put_chapters(sc, w);
	else
		json_writer_raw(w, "chapters", NULL);
	json_writer_bool(w, "disfluencies", false);
	put_flag(sc, w, "entity_detection", PLAN_ENTITIES);
	put_flag(sc, w, "sentiment_analysis", PLAN_SENTIMENT);
	if (done && plan_has(p, PLAN_SENTIMENT))
		findings_put_sentiment(sc, w);
	else
		json_writer_raw(w, "sentiment_analysis_results", NULL);
	if (done && plan_has(p, PLAN_ENTITIES))
		findings_put_entities(sc, w);
	else
		json_writer_raw(w, "entities", NULL);
	if (p->nspeakers > 0 && p->salt % 4 == 0)
		json_writer_int(w, "speakers_expected", p->nspeakers);
	else
		json_writer_raw(w, "speakers_expected", NULL);
	if (done && plan_has(p, PLAN_SUMMARY))
		findings_put_summary(sc, w);
	else
		json_writer_raw(w, "summary", NULL);
}

void
analyses_put(struct scene *sc, struct json_writer *w, enum account_state state)
{
	const struct plan *p = &sc->plan;
	bool channels = plan_has(p, PLAN_CHANNELS);

	if (state == ACCOUNT_DELETED) {
		put_deleted(w);
		return;
	}
	json_writer_bool(w, "punctuate", true);
	json_writer_bool(w, "format_text", true);
	json_writer_raw(w, "dual_channel", NULL);
	put_webhook(sc, w);
	if (state == ACCOUNT_COMPLETED && plan_has(p, PLAN_HIGHLIGHTS))
		findings_put_highlights(sc, w);
	else
		json_writer_raw(w, "auto_highlights_result", NULL);
	json_writer_bool(w, "auto_highlights", plan_has(p, PLAN_HIGHLIGHTS));
	put_audio_settings(sc, w);
	put_safety_and_topics(sc, w, state);
	put_language(sc, w);
	put_model(sc, w);
	put_lists(sc, w, state);
	json_writer_raw(w, "multichannel", channels ? "true" : NULL);
	if (channels && state == ACCOUNT_COMPLETED)
		json_writer_int(w, "audio_channels", 2);
}

/* About as many words of a language as the span has. */
static void
put_words_of(struct json_writer *w, const struct lexicon_language *l,
    uint64_t salt, uint32_t n)
{
	struct rng rng = rng_make(salt);
	char text[512];
	size_t len = 0, add;
	const char *word;

	json_writer_key(w, l->code);
	for (; n > 0 && len + 64 < sizeof(text); n--) {
		word = l->list.words[rng_below(&rng, l->list.n)];
		add = strlen(word);
		if (len > 0)
			text[len++] = ' ';
		memcpy(text + len, word, add);
		len += add;
	}
	add = strlen(l->stop);
	memcpy(text + len, l->stop, add);
	json_writer_text(w, text, len + add);
}

void
analyses_put_translation(const struct scene *sc, struct json_writer *w,
    const struct speech_span *span)
{
	size_t i;

	if (!plan_has(&sc->plan, PLAN_TRANSLATE))
		return;
	json_writer_open(w, "translated_texts", '{');
	for (i = 0; i < 2; i++)
		put_words_of(w, &lexicon_languages[i],
		    sc->plan.salt + span->first + i, span->end - span->first);
	json_writer_close(w, '}');
}
