/*
 * cycle: whether something in an endless row of things was there before, in
 * bounded memory.
 *
 * Things are known by a hash.  The last 16,384 are all remembered, and the last
 * 32,768 at the most; what goes round in a wider circle is found as well, some
 * turns later, since one of every power of two is kept for comparison.
 *
 * Layer: api.
 */
#ifndef API_CYCLE_H
#define API_CYCLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A zeroed struct is empty and takes no memory. */
struct cycle {
	uint64_t *slots; /* open addressing; 0 is free */
	size_t nslots;	 /* a power of two, or 0 */
	size_t n;
	uint64_t *older; /* the full table before, or NULL */
	uint64_t steps;
	uint64_t kept; /* the thing at the last power of two of steps */
};

/* Whether the thing with this hash was added.  O(1) expected. */
bool cycle_has(const struct cycle *c, uint64_t hash);

void cycle_add(struct cycle *c, uint64_t hash);

/* Release the memory; c is empty again. */
void cycle_free(struct cycle *c);

#endif
