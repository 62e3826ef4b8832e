/* speech: what is said in a transcript; see speech.h. */
#include "aai-mock/speech.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "aai-mock/lexicon.h"
#include "base/mem.h"
#include "base/rng.h"

#define TEXT_MAX ((size_t)64 << 20)

/* What the making of one speech goes through. */
struct maker {
	struct speech *s;
	const struct plan *p;
	struct rng rng;
	uint32_t clock_ms;
	uint32_t speaker;
	uint32_t turn_left;      /* sentences until the next speaker */
	uint32_t paragraph_left; /* sentences until the next paragraph */
};

static void
add_span(
    struct speech_spans *spans, uint32_t first, uint32_t end, const char *kind)
{
	struct speech_span span = { first, end, kind };

	spans->v =
	    mem_grow(spans->v, &spans->cap, spans->n + 1, sizeof(*spans->v));
	spans->v[spans->n++] = span;
}

static uint32_t
below(struct maker *m, uint32_t n)
{
	return (uint32_t)rng_below(&m->rng, n);
}

/* How sure the recogniser was: mostly very, in steps of the plan's era. */
static uint32_t
confidence(struct maker *m)
{
	uint32_t c = SPEECH_SURE - below(m, 1600000);

	if (below(m, 5) == 0)
		c -= below(m, 40000000);
	if (plan_drifts(m->p, PLAN_INTEGERS) && below(m, 4) == 0)
		return SPEECH_SURE;
	return plan_has(m->p, PLAN_MODERN) ? c : c - c % 1000;
}

/* Append a token of len bytes as the next word. */
static void
add_word(struct maker *m, const char *token, size_t len)
{
	struct speech *s = m->s;
	struct speech_word *w;
	uint32_t ms = 80 + 24 * (uint32_t)len + 8 * below(m, 20);

	s->words =
	    mem_grow(s->words, &s->words_cap, s->nwords + 1, sizeof(*s->words));
	w = &s->words[s->nwords++];
	if (s->raw.len > 0)
		buf_byte(&s->raw, ' ');
	w->at = (uint32_t)s->raw.len;
	w->len = (uint32_t)len;
	buf_put(&s->raw, token, len);
	w->start = m->clock_ms;
	w->end = w->start + ms;
	w->confidence = confidence(m);
	w->speaker = m->speaker;
	m->clock_ms = w->end + 8 * below(m, 12);
	if (plan_drifts(m->p, PLAN_OVERLAP) && below(m, 7) == 0)
		m->clock_ms = w->end - 8;
}

/* Append the entry's tokens, the last with the tail after it. */
static void
add_entry(struct maker *m, const char *head, const char *entry,
    const char *tail, const char *entity)
{
	uint32_t first = (uint32_t)m->s->nwords;
	char token[128];
	size_t len;
	int n;

	for (; *entry != '\0'; entry += len + (entry[len] == ' ')) {
		len = strcspn(entry, " ");
		n = snprintf(token, sizeof(token), "%s%.*s%s", head, (int)len,
		    entry, entry[len] == '\0' ? tail : "");
		add_word(m, token, (size_t)n);
		head = "";
	}
	if (entity != NULL)
		add_span(
		    &m->s->entities, first, (uint32_t)m->s->nwords, entity);
}

/* Append what one token of a pattern stands for. */
static void
add_token(struct maker *m, const char *token, size_t len)
{
	const struct lexicon_list *list;
	char tail[32];
	bool quoted = token[0] == '"';
	const char *at = token + (quoted ? 1 : 0);
	size_t rest = len - (quoted ? 2 : 1);

	list = rest == 0 || at[1] < 'a' || at[1] > 'z' ? lexicon_slot(at[0])
						       : NULL;
	if (list == NULL) {
		add_word(m, token, len);
		return;
	}
	(void)snprintf(tail, sizeof(tail), "%.*s", (int)rest, at + 1);
	add_entry(m, quoted ? "\"" : "",
	    list->words[below(m, (uint32_t)list->n)], tail, list->entity);
}

static void
add_english(struct maker *m)
{
	const struct lexicon_list *patterns = &lexicon_patterns;
	const char *at = patterns->words[below(m, (uint32_t)patterns->n)];
	uint32_t first = (uint32_t)m->s->nwords;
	uint8_t *letter;
	size_t len;

	for (; *at != '\0'; at += len + (at[len] == ' ')) {
		len = strcspn(at, " ");
		add_token(m, at, len);
	}
	letter = &m->s->raw.data[m->s->words[first].at];
	if (*letter >= 'a' && *letter <= 'z')
		*letter = (uint8_t)(*letter - 'a' + 'A');
}

static void
add_foreign(struct maker *m)
{
	const struct lexicon_language *l =
	    &lexicon_languages[m->p->language - 1];
	uint32_t n = 3 + below(m, 9), i;

	for (i = 0; i < n; i++)
		add_entry(m, "", l->list.words[below(m, (uint32_t)l->list.n)],
		    i + 1 < n ? "" : l->stop, NULL);
}

/* Who speaks next, and for how many sentences. */
static void
next_turn(struct maker *m)
{
	uint32_t others = m->p->nspeakers > 1 ? m->p->nspeakers - 1 : 0;

	if (others > 0 && m->s->nwords > 0)
		m->speaker =
		    (m->speaker + 1 + below(m, others)) % m->p->nspeakers;
	m->turn_left = 1 + below(m, 4);
	add_span(&m->s->turns, (uint32_t)m->s->nwords, 0, NULL);
}

static void
add_sentence(struct maker *m)
{
	struct speech *s = m->s;
	uint32_t first = (uint32_t)s->nwords, end;

	if (m->turn_left == 0)
		next_turn(m);
	if (m->paragraph_left == 0) {
		m->paragraph_left = 3 + below(m, 5);
		m->clock_ms += 1200;
		add_span(&s->paragraphs, first, 0, NULL);
	}
	if (m->p->language == 0)
		add_english(m);
	else
		add_foreign(m);
	end = (uint32_t)s->nwords;
	add_span(&s->sentences, first, end, NULL);
	s->turns.v[s->turns.n - 1].end = end;
	s->paragraphs.v[s->paragraphs.n - 1].end = end;
	m->turn_left--;
	m->paragraph_left--;
	m->clock_ms += 120 + 8 * below(m, 60);
}

/* Hide the letters and digits of what was recognised as an entity. */
static void
redact(struct speech *s)
{
	const struct speech_span *span;
	const struct speech_word *w;
	size_t i, k;
	uint8_t *c;

	for (i = 0; i < s->entities.n; i++) {
		span = &s->entities.v[i];
		for (w = &s->words[span->first]; w < &s->words[span->end]; w++)
			for (k = 0; k < w->len; k++) {
				c = &s->text.data[w->at + k];
				if (*c >= 0x80 || (*c | 0x20) >= 'a' ||
				    (*c >= '0' && *c <= '9'))
					*c = '#';
			}
	}
}

static void
empty(struct speech *s)
{
	if (s->raw.max == 0) {
		s->raw = buf_make(TEXT_MAX);
		s->text = buf_make(TEXT_MAX);
	}
	buf_reset(&s->raw);
	buf_reset(&s->text);
	s->nwords = 0;
	s->sentences.n = s->paragraphs.n = 0;
	s->turns.n = s->entities.n = 0;
}

void
speech_make(struct speech *s, const struct plan *p)
{
	struct maker m = { 0 };
	struct speech_span all = { 0 };

	empty(s);
	m.s = s;
	m.p = p;
	m.rng = rng_make(p->salt);
	m.clock_ms = 240;
	if (!plan_drifts(p, PLAN_EMPTY))
		while (s->nwords < p->nwords)
			add_sentence(&m);
	buf_put(&s->text, s->raw.data, s->raw.len);
	if (plan_has(p, PLAN_REDACT))
		redact(s);
	s->length_ms = m.clock_ms + 8 * below(&m, 200);
	all.end = (uint32_t)s->nwords;
	s->confidence = speech_mean(s, &all);
}

void
speech_free(struct speech *s)
{
	buf_free(&s->raw);
	buf_free(&s->text);
	mem_free(s->words);
	mem_free(s->sentences.v);
	mem_free(s->paragraphs.v);
	mem_free(s->turns.v);
	mem_free(s->entities.v);
	memset(s, 0, sizeof(*s));
}

uint64_t
speech_mean(const struct speech *s, const struct speech_span *span)
{
	uint64_t sum = 0, n = span->end - span->first;
	uint32_t i;

	if (n == 0)
		return 0;
	for (i = span->first; i < span->end; i++)
		sum += s->words[i].confidence;
	return sum / n * SPEECH_SURE + sum % n * SPEECH_SURE / n;
}

const char *
speech_text(const struct speech *s, const struct buf *text,
    const struct speech_span *span, size_t *len)
{
	const struct speech_word *last;

	if (span->first == span->end) {
		*len = 0;
		return "";
	}
	last = &s->words[span->end - 1];
	*len = last->at + last->len - s->words[span->first].at;
	return (const char *)text->data + s->words[span->first].at;
}

void
speech_speaker(const struct plan *p, uint32_t speaker, char name[8])
{
	bool channels = plan_has(p, PLAN_CHANNELS);

	if (channels && plan_has(p, PLAN_SPEAKERS))
		(void)snprintf(name, 8, "%u%c", (unsigned)speaker + 1,
		    (char)('A' + speaker));
	else if (channels)
		(void)snprintf(name, 8, "%u", (unsigned)speaker + 1);
	else
		(void)snprintf(name, 8, "%c", (char)('A' + speaker));
}
