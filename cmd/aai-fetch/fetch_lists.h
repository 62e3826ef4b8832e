/*
 * fetch_lists: the lists that a resource is asked for as: one, or one for each
 * of the product of lists of values; for fetch.c and main.c.
 *
 * Layer: aai-fetch.
 */
#ifndef AAI_FETCH_FETCH_LISTS_H
#define AAI_FETCH_FETCH_LISTS_H

#include "aai-fetch/fetch.h"

/*
 * Find out which there are.  -1 with *e (USAGE): a list of values is empty, or
 * there is a state that is of one list alone.
 */
int fetch_lists_open(struct fetch *f, struct error *e) MUST_CHECK;

/* How many there are. */
size_t fetch_lists(const struct fetch *f);

/* Make ready for the i-th: f->more has its names. */
void fetch_lists_begin(struct fetch *f, size_t i);

void fetch_lists_close(struct fetch *f);

#endif
