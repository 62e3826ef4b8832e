/*
 * speech: what is said in a transcript, word by word, with its times.
 *
 * The text of all is one string, words joined by single blanks; a span of
 * words is a piece of it.  Sentences cover the words without a gap, so do
 * paragraphs, and turns (what one speaker says in one go).
 *
 * Layer: aai-mock.
 */
#ifndef AAI_MOCK_SPEECH_H
#define AAI_MOCK_SPEECH_H

#include <stddef.h>
#include <stdint.h>

#include "aai-mock/plan.h"
#include "base/buf.h"

struct speech_word {
	uint32_t at, len;    /* where its text is */
	uint32_t start, end; /* ms */
	uint32_t confidence; /* of SPEECH_SURE */
	uint32_t speaker;    /* from 0 */
};

#define SPEECH_SURE   100000000u
#define SPEECH_DIGITS 8

/* Words first to end - 1. */
struct speech_span {
	uint32_t first, end;
	const char *kind; /* of an entity */
};

struct speech_spans {
	struct speech_span *v; /* n of them; owned */
	size_t n, cap;
};

/* A zeroed struct is empty; it is made anew again and again. */
struct speech {
	struct buf raw;  /* the text as spoken */
	struct buf text; /* ... with entities redacted, where they are */
	struct speech_word *words;
	size_t nwords, words_cap;
	struct speech_spans sentences, paragraphs, turns, entities;
	uint64_t confidence; /* the mean, of 10^16 */
	uint32_t length_ms;  /* of the recording */
};

/* Make what is said by p. */
void speech_make(struct speech *s, const struct plan *p);

void speech_free(struct speech *s);

/* The mean confidence of a span's words, of 10^16; 0 for an empty one. */
uint64_t speech_mean(const struct speech *s, const struct speech_span *span);

/* The bytes in a text that a span of words covers; *len gets their number. */
const char *speech_text(const struct speech *s, const struct buf *text,
    const struct speech_span *span, size_t *len);

/* Write the name of a speaker of p: "A", "1" or "1A". */
void speech_speaker(const struct plan *p, uint32_t speaker, char name[8]);

#endif
