/*
 * fetch_times: which times a load is of: what is new since its state, or a
 * range that was asked for; for fetch.c and fetch_take.c.
 *
 * Layer: aai-fetch.
 */
#ifndef AAI_FETCH_FETCH_TIMES_H
#define AAI_FETCH_FETCH_TIMES_H

#include "aai-fetch/fetch.h"

/* See that what is asked for has times, if it needs them.  -1 with *e. */
int fetch_times_open(struct fetch *f, struct error *e) MUST_CHECK;

/*
 * With the state read: settle what is asked for, from now on.  -1 with *e
 * (USAGE: it is not known where the first load begins).
 */
int fetch_times_begin(struct fetch *f, struct error *e) MUST_CHECK;

/* On to the next list, of its part of the time; false at the end. */
bool fetch_times_next(struct fetch *f);

/* Look at the server's clock: what it says is not of later than that. */
void fetch_times_clock(struct fetch *f, const struct engine_response *r);

/* The list was seen to its end. */
void fetch_times_reach(struct fetch *f);

/*
 * The time of a record, and whether that has a place in the load.  1; 0: it
 * has none, or says none, which is counted; -1 with *e.  *us is untouched when
 * times do not matter.
 */
int fetch_times_of(struct fetch *f, struct span record, const char *id,
    int64_t *us, struct error *e) MUST_CHECK;

/* Whether a list that is newest first has nothing to give after the record. */
bool fetch_times_below(const struct fetch *f, struct span record);

#endif
