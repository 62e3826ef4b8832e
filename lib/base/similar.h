/*
 * similar: which known word was probably meant by one that is not known, for
 * "did you mean".
 *
 * Layer: base.  Thread-safe.
 */
#ifndef BASE_SIMILAR_H
#define BASE_SIMILAR_H

#include <stddef.h>

#include "base/cc.h"

/* Longer words are like nothing. */
#define SIMILAR_MAX 64

/*
 * Of several words the one that is most like word; the first of equals.  Two
 * words are alike when at most a third of the longer one's bytes have to be
 * left out, put in, replaced, or swapped with the next.
 */
struct similar {
	const char *word; /* borrowed */
	const char *best; /* borrowed; NULL: none so far */
	size_t distance;  /* of best */
};

struct similar similar_begin(const char *word) MUST_CHECK;

/* Consider a known word, which must live as long as *s.  O(n * m). */
void similar_add(struct similar *s, const char *known);

#endif
