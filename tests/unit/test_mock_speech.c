/* What is said holds together, whatever the plan. */
#include "aai-mock/speech.h"

#include "base/utf8.h"
#include "tap.h"

static struct account_config
config(uint64_t seed)
{
	struct account_config cfg = { .seed = seed, .words = 80 };

	cfg.rich = true;
	cfg.drift = true;
	cfg.step_ms = 60000;
	cfg.start_us = (int64_t)1775001600 * 1000000;
	return cfg;
}

/* Whether the spans cover words 0 to n - 1 without a gap. */
static bool
covers(const struct speech_spans *spans, size_t n)
{
	uint32_t at = 0;
	size_t i;

	for (i = 0; i < spans->n; i++) {
		if (spans->v[i].first != at || spans->v[i].end <= at)
			return false;
		at = spans->v[i].end;
	}
	return at == n;
}

/* Count what is wrong with a speech. */
static size_t
faults(const struct speech *s, const struct plan *p)
{
	size_t i, wrong = 0, at = 0;
	const struct speech_word *w;
	const struct speech_span *turn;

	wrong += covers(&s->sentences, s->nwords) ? 0 : 1;
	wrong += covers(&s->paragraphs, s->nwords) ? 0 : 1;
	wrong += covers(&s->turns, s->nwords) ? 0 : 1;
	for (i = 0; i < s->nwords; i++) {
		w = &s->words[i];
		wrong += w->at != at || w->len == 0 ? 1 : 0;
		at = w->at + w->len + 1;
		wrong += w->start >= w->end ? 1 : 0;
		wrong += i > 0 && w->start < w[-1].start ? 1 : 0;
		wrong += i > 0 && w->start < w[-1].end &&
				 !plan_drifts(p, PLAN_OVERLAP)
			     ? 1
			     : 0;
		wrong += w->confidence > SPEECH_SURE ? 1 : 0;
		wrong += memchr(s->raw.data + w->at, ' ', w->len) != NULL;
	}
	wrong += s->nwords > 0 && at != s->raw.len + 1 ? 1 : 0;
	wrong += s->nwords > 0 && s->length_ms < s->words[s->nwords - 1].end;
	for (turn = s->turns.v; turn < s->turns.v + s->turns.n; turn++)
		for (i = turn->first; i < turn->end; i++)
			wrong += s->words[i].speaker !=
				 s->words[turn->first].speaker;
	wrong +=
	    utf8_valid((const char *)s->raw.data, s->raw.len) != s->raw.len;
	wrong +=
	    utf8_valid((const char *)s->text.data, s->text.len) != s->text.len;
	return wrong;
}

static void
many(void)
{
	struct account_config cfg = config(3);
	struct speech s = { 0 };
	struct plan p;
	size_t wrong = 0, words = 0, spoken = 0, redacted = 0;
	uint64_t n;

	for (n = 0; n < 500; n++) {
		p = plan_make(&cfg, n);
		speech_make(&s, &p);
		wrong += faults(&s, &p);
		words += s.nwords;
		spoken += plan_drifts(&p, PLAN_EMPTY) ? 0 : 1;
		redacted += s.raw.len > 0 &&
			    memcmp(s.raw.data, s.text.data, s.raw.len) != 0;
	}
	CHECK_UINT(wrong, 0, "words, sentences and turns hold together");
	CHECK(words / spoken >= 75 && words / spoken <= 95,
	    "there are as many words as asked for (%zu)", words / spoken);
	CHECK(redacted > 20 && redacted < 100, "some are redacted (%zu)",
	    redacted);
	speech_free(&s);
	speech_free(&s);
}

/* The speech of n, made after another one, in one's own words. */
static void
again(void)
{
	struct account_config cfg = config(1);
	struct speech one = { 0 }, two = { 0 };
	struct plan p = plan_make(&cfg, 0), q = plan_make(&cfg, 12);

	speech_make(&one, &p);
	speech_make(&two, &q);
	speech_make(&two, &p);
	CHECK_MEM(one.text.data, one.text.len, two.text.data, two.text.len,
	    "a speech does not depend on what was made before");
	CHECK_MEM(one.words, one.nwords * sizeof(*one.words), two.words,
	    two.nwords * sizeof(*two.words), "nor do its times");
	CHECK_UINT(one.confidence, two.confidence, "nor its confidence");
	speech_free(&one);
	speech_free(&two);
}

static void
means(void)
{
	struct speech_word words[2] = { { .confidence = SPEECH_SURE },
		{ .confidence = SPEECH_SURE / 4 } };
	struct speech s = { .words = words, .nwords = 2 };
	struct speech_span all = { 0, 2, NULL }, none = { 1, 1, NULL };
	char name[8];
	struct plan p = { .features = PLAN_SPEAKERS | PLAN_CHANNELS };

	CHECK_UINT(speech_mean(&s, &all), 6250000000000000u,
	    "a mean is of all the words");
	CHECK_UINT(speech_mean(&s, &none), 0, "that of none is 0");
	speech_speaker(&p, 1, name);
	CHECK_STR(name, "2B", "a speaker of a channel has both names");
	p.features = PLAN_CHANNELS;
	speech_speaker(&p, 1, name);
	CHECK_STR(name, "2", "a channel is a number");
	p.features = PLAN_SPEAKERS;
	speech_speaker(&p, 2, name);
	CHECK_STR(name, "C", "a speaker is a letter");
}

int
main(void)
{
	many();
	again();
	means();
	return tap_done();
}
