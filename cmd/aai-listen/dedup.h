/*
 * dedup: recognises deliveries that come again.
 *
 * Remembers the names (128 bits) of the last deliveries: at least limit / 2
 * and at most limit of them, in at most 64 bytes each.  Names of deliveries
 * that are not on disk yet are kept apart, so that they can be forgotten when
 * they do not get there.
 *
 * Layer: aai-listen.
 */
#ifndef AAI_LISTEN_DEDUP_H
#define AAI_LISTEN_DEDUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cc.h"

struct dedup_name {
	uint64_t a, b; /* not both 0 */
};

struct dedup_set {
	struct dedup_name *slots; /* open addressing; {0, 0} is free; owned */
	size_t nslots;           /* a power of two, or 0 */
	size_t n;
};

struct dedup {
	struct dedup_set young, old; /* the old go when the young are enough */
	struct dedup_set batch;     /* not on disk yet */
	size_t limit;
};

/* Start with none; limit is at least 2. */
void dedup_open(struct dedup *s, size_t limit);

/* Whether the name is known; in the batch only when *waits is set. */
bool dedup_has(
    const struct dedup *s, struct dedup_name name, bool *waits) MUST_CHECK;

/* Add a name that is not known to the batch. */
void dedup_add(struct dedup *s, struct dedup_name name);

/* The batch is on disk: keep its names; or it is not: forget them. */
void dedup_keep(struct dedup *s);
void dedup_drop(struct dedup *s);

void dedup_close(struct dedup *s);

#endif
