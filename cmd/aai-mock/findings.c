/* findings: the results of a transcript's analyses; see findings.h. */
#include "aai-mock/findings.h"

#include <stdio.h>
#include <string.h>

#include "aai-mock/lexicon.h"
#include "base/rng.h"

#define HIGHLIGHTS     15
#define TOPICS         20 /* of a whole transcript */
#define SECTION_TOPICS 10 /* of a paragraph */
#define LABELS         4  /* of content safety, of a transcript */

/* Each number of 15 digits is the shortest text of a double. */
#define SCORE_DIGITS   15
#define SCORE_ONE      ((uint64_t)1000000000000000)

static struct rng
rng_for(const struct scene *sc, uint64_t purpose)
{
	return rng_make(ident_mix(sc->plan.salt, purpose, 0));
}

/* A score below 1, or now and then exactly that. */
static void
put_score(const struct scene *sc, struct json_writer *w, const char *name,
    struct rng *rng)
{
	uint64_t score = rng_below(rng, SCORE_ONE);

	if (score % 16 == 0)
		score = SCORE_ONE;
	json_writer_key(w, name);
	json_writer_fixed(
	    w, score, SCORE_DIGITS, plan_drifts(&sc->plan, PLAN_INTEGERS));
}

static void
put_interval(const struct scene *sc, struct json_writer *w, const char *name,
    const struct speech_span *span)
{
	json_writer_open(w, name, '{');
	scene_put_times(sc, w, span);
	json_writer_close(w, '}');
}

/* Whether words a and b of the speech read the same. */
static bool
same_word(const struct speech *s, size_t a, size_t b)
{
	const struct speech_word *x = &s->words[a], *y = &s->words[b];

	return x->len == y->len &&
	       memcmp(s->text.data + x->at, s->text.data + y->at, x->len) == 0;
}

/* One highlight: a word and everywhere it occurs. */
static void
put_highlight(const struct scene *sc, struct json_writer *w, struct rng *rng,
    uint32_t word)
{
	const struct speech *s = &sc->speech;
	struct speech_span span = { word, word + 1, NULL };
	uint32_t i;
	int count = 0;

	for (i = 0; i < s->nwords; i++)
		count += same_word(s, word, i) ? 1 : 0;
	json_writer_open(w, NULL, '{');
	json_writer_int(w, "count", count);
	if (!plan_drifts(&sc->plan, PLAN_NO_RANK)) {
		json_writer_key(w, "rank");
		json_writer_fixed(w, 1 + rng_below(rng, 100), 2,
		    plan_drifts(&sc->plan, PLAN_INTEGERS));
	}
	scene_put_text(sc, w, "text", &span, false);
	json_writer_open(w, "timestamps", '[');
	for (i = 0; i < s->nwords; i++)
		if (same_word(s, word, i)) {
			span.first = i;
			span.end = i + 1;
			put_interval(sc, w, NULL, &span);
		}
	json_writer_close(w, ']');
	json_writer_close(w, '}');
}

void
findings_put_highlights(struct scene *sc, struct json_writer *w)
{
	const struct speech *s = &sc->speech;
	struct rng rng = rng_for(sc, 10);
	size_t n = s->nwords / 12 < HIGHLIGHTS ? s->nwords / 12 : HIGHLIGHTS;
	size_t i;

	json_writer_open(w, "auto_highlights_result", '{');
	json_writer_str(w, "status", "success");
	json_writer_open(w, "results", '[');
	for (i = 0; i < n; i++)
		put_highlight(sc, w, &rng,
		    (uint32_t)(s->nwords / n * i +
			       rng_below(&rng, s->nwords / n)));
	json_writer_close(w, ']');
	json_writer_close(w, '}');
}

/* The i-th safety label of the transcript; they differ. */
static const char *
label(const struct scene *sc, uint64_t i)
{
	return lexicon_safety.words[(sc->plan.salt + i * 7) % lexicon_safety.n];
}

/* Some labels are never given a severity. */
static bool
has_severity(const char *name)
{
	return strcmp(name, "financials") != 0 && strcmp(name, "manga") != 0 &&
	       strcmp(name, "negative_news") != 0;
}

static void
put_safety_label(const struct scene *sc, struct json_writer *w, struct rng *rng,
    const char *name)
{
	json_writer_open(w, NULL, '{');
	json_writer_str(w, "label", name);
	put_score(sc, w, "confidence", rng);
	if (has_severity(name))
		put_score(sc, w, "severity", rng);
	else
		json_writer_raw(w, "severity", NULL);
	json_writer_close(w, '}');
}

/* The sentence that begins with this word. */
static int64_t
sentence_of(const struct speech *s, uint32_t word, size_t *at)
{
	while (*at < s->sentences.n && s->sentences.v[*at].first < word)
		(*at)++;
	return (int64_t)*at;
}

static void
put_safety_summary(
    const struct scene *sc, struct json_writer *w, struct rng *rng)
{
	uint64_t i, low, medium;
	bool integers = plan_drifts(&sc->plan, PLAN_INTEGERS);

	json_writer_open(w, "summary", '{');
	for (i = 0; i < LABELS && sc->speech.nwords > 0; i++)
		put_score(sc, w, label(sc, i), rng);
	json_writer_close(w, '}');
	json_writer_open(w, "severity_score_summary", '{');
	for (i = 0; i < LABELS && sc->speech.nwords > 0; i++) {
		if (!has_severity(label(sc, i)))
			continue;
		low = rng_below(rng, 3) == 0 ? 10000 : rng_below(rng, 10000);
		medium = rng_below(rng, 10001 - low);
		json_writer_open(w, label(sc, i), '{');
		json_writer_key(w, "low");
		json_writer_fixed(w, low, 4, integers);
		json_writer_key(w, "medium");
		json_writer_fixed(w, medium, 4, integers);
		json_writer_key(w, "high");
		json_writer_fixed(w, 10000 - low - medium, 4, integers);
		json_writer_close(w, '}');
	}
	json_writer_close(w, '}');
}

void
findings_put_safety(struct scene *sc, struct json_writer *w)
{
	const struct speech *s = &sc->speech;
	struct rng rng = rng_for(sc, 11);
	size_t i, sentence = 0;
	const struct speech_span *part;

	json_writer_open(w, "content_safety_labels", '{');
	json_writer_str(w, "status", "success");
	json_writer_open(w, "results", '[');
	for (i = 0; i < s->paragraphs.n;
	     i += 1 + (size_t)rng_below(&rng, 3)) {
		part = &s->paragraphs.v[i];
		json_writer_open(w, NULL, '{');
		scene_put_text(sc, w, "text", part, false);
		json_writer_open(w, "labels", '[');
		put_safety_label(sc, w, &rng, label(sc, i % LABELS));
		if (i % 2 == 0)
			put_safety_label(
			    sc, w, &rng, label(sc, (i + 1) % LABELS));
		json_writer_close(w, ']');
		if (!plan_drifts(&sc->plan, PLAN_NO_SENTENCES)) {
			json_writer_int(w, "sentences_idx_start",
			    sentence_of(s, part->first, &sentence));
			json_writer_int(w, "sentences_idx_end",
			    sentence_of(s, part->end, &sentence) - 1);
		}
		put_interval(sc, w, "timestamp", part);
		json_writer_close(w, '}');
	}
	json_writer_close(w, ']');
	put_safety_summary(sc, w, &rng);
	json_writer_close(w, '}');
}

/* The i-th topic of the transcript; they differ. */
static void
topic(const struct scene *sc, uint64_t i, char name[128])
{
	uint64_t subs = lexicon_subtopics.n + 1;
	uint64_t n = lexicon_topics.n * subs;
	uint64_t k = (sc->plan.salt % n + i * 37) % n; /* 37 is prime to n */

	if (k % subs == 0)
		(void)snprintf(name, 128, "%s", lexicon_topics.words[k / subs]);
	else
		(void)snprintf(name, 128, "%s>%s",
		    lexicon_topics.words[k / subs],
		    lexicon_subtopics.words[k % subs - 1]);
}

static void
put_section(const struct scene *sc, struct json_writer *w, struct rng *rng,
    const struct speech_span *part)
{
	uint64_t first = rng_below(rng, TOPICS), i;
	char name[128];

	json_writer_open(w, NULL, '{');
	scene_put_text(sc, w, "text", part, false);
	json_writer_open(w, "labels", '[');
	for (i = 0; i < SECTION_TOPICS; i++) {
		json_writer_open(w, NULL, '{');
		put_score(sc, w, "relevance", rng);
		topic(sc, (first + i) % TOPICS, name);
		json_writer_str(w, "label", name);
		json_writer_close(w, '}');
	}
	json_writer_close(w, ']');
	put_interval(sc, w, "timestamp", part);
	json_writer_close(w, '}');
}

void
findings_put_topics(struct scene *sc, struct json_writer *w)
{
	const struct speech *s = &sc->speech;
	struct rng rng = rng_for(sc, 12);
	char name[128];
	size_t i;

	json_writer_open(w, "iab_categories_result", '{');
	json_writer_str(w, "status", "success");
	json_writer_open(w, "results", '[');
	for (i = 0; i < s->paragraphs.n; i++)
		put_section(sc, w, &rng, &s->paragraphs.v[i]);
	json_writer_close(w, ']');
	json_writer_open(w, "summary", '{');
	for (i = 0; i < TOPICS && s->nwords > 0; i++) {
		topic(sc, i, name);
		put_score(sc, w, name, &rng);
	}
	json_writer_close(w, '}');
	json_writer_close(w, '}');
}

void
findings_put_chapters(struct scene *sc, struct json_writer *w)
{
	const struct speech *s = &sc->speech;
	struct speech_span whole, part;
	size_t i, last;

	json_writer_open(w, "chapters", '[');
	for (i = 0; i < s->paragraphs.n; i += 4) {
		last = i + 3 < s->paragraphs.n ? i + 3 : s->paragraphs.n - 1;
		whole.first = s->paragraphs.v[i].first;
		whole.end = s->paragraphs.v[last].end;
		part = whole;
		json_writer_open(w, NULL, '{');
		part.end =
		    part.first + 24 < whole.end ? part.first + 24 : whole.end;
		scene_put_text(sc, w, "summary", &part, false);
		part.end =
		    part.first + 7 < whole.end ? part.first + 7 : whole.end;
		scene_put_text(sc, w, "headline", &part, false);
		part.end =
		    part.first + 2 < whole.end ? part.first + 2 : whole.end;
		if (!plan_drifts(&sc->plan, PLAN_NO_GIST))
			scene_put_text(sc, w, "gist", &part, false);
		scene_put_times(sc, w, &whole);
		json_writer_close(w, '}');
	}
	json_writer_close(w, ']');
}

void
findings_put_sentiment(struct scene *sc, struct json_writer *w)
{
	static const char *const moods[] = { "POSITIVE", "NEUTRAL",
		"NEGATIVE" };
	const struct speech *s = &sc->speech;
	struct rng rng = rng_for(sc, 13);
	const struct speech_span *part;
	size_t i;

	json_writer_open(w, "sentiment_analysis_results", '[');
	for (i = 0; i < s->sentences.n; i++) {
		part = &s->sentences.v[i];
		json_writer_open(w, NULL, '{');
		scene_put_text(sc, w, "text", part, false);
		if (i % 5 == 2 && plan_drifts(&sc->plan, PLAN_NULL_START))
			json_writer_raw(w, "start", NULL);
		else
			json_writer_int(
			    w, "start", s->words[part->first].start);
		json_writer_int(w, "end", s->words[part->end - 1].end);
		json_writer_str(w, "sentiment", moods[rng_below(&rng, 3)]);
		put_score(sc, w, "confidence", &rng);
		scene_put_speaker(sc, w, part);
		scene_put_channel(sc, w, part);
		json_writer_close(w, '}');
	}
	json_writer_close(w, ']');
}

void
findings_put_entities(struct scene *sc, struct json_writer *w)
{
	const struct speech *s = &sc->speech;
	const struct speech_span *part;
	size_t i;

	json_writer_open(w, "entities", '[');
	for (i = 0; i < s->entities.n; i++) {
		part = &s->entities.v[i];
		json_writer_open(w, NULL, '{');
		json_writer_str(w, "entity_type", part->kind);
		scene_put_text(sc, w, "text", part, true);
		scene_put_times(sc, w, part);
		json_writer_close(w, '}');
	}
	json_writer_close(w, ']');
}

/* Three sentences as a list of points, one a line. */
void
findings_put_summary(struct scene *sc, struct json_writer *w)
{
	const struct speech *s = &sc->speech;
	const char *text;
	size_t i, len;

	buf_reset(&sc->part);
	for (i = 0; i < 3 && i < s->sentences.n; i++) {
		text = speech_text(s, &s->text, &s->sentences.v[i], &len);
		buf_str(&sc->part, i > 0 ? "\n- " : "- ");
		buf_put(&sc->part, text, len);
	}
	json_writer_key(w, "summary");
	json_writer_text(w, (const char *)sc->part.data, sc->part.len);
}
