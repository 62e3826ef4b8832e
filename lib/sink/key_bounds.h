/*
 * key_bounds: between which first values the keys of a load's records are, so
 * that files with others need not be read.
 *
 * Layer: sink.
 */
#ifndef SINK_KEY_BOUNDS_H
#define SINK_KEY_BOUNDS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "sink/root_key.h"
#include "sink/row_filter.h"

/* A zeroed struct has no key, and may be released. */
struct key_bounds {
	bool any;	   /* there is a key */
	struct buf lo, hi; /* the least and the greatest first values, text */
	bool has_number;   /* some are integers: */
	int64_t least, greatest;
};

/* Have the bounds hold for the key, too. */
void key_bounds_add(struct key_bounds *b, const struct root_key *key);

/* Whether a key may have its first value within those, as row_filter asks. */
bool key_bounds_meet_text(const struct key_bounds *b,
    const struct row_filter_text *lo, const struct row_filter_text *hi);
bool key_bounds_meet_number(
    const struct key_bounds *b, int64_t lo, int64_t hi);

void key_bounds_free(struct key_bounds *b);

#endif
