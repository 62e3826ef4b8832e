/*
 * fetch_state: the state that a load goes on from: whether it may have one,
 * its text, and what is to be said of it; for fetch.c.
 *
 * Layer: aai-fetch.
 */
#ifndef AAI_FETCH_FETCH_STATE_H
#define AAI_FETCH_FETCH_STATE_H

#include "aai-fetch/fetch.h"

#define FETCH_DAY_US INT64_C(86400000000)

/* See that what is asked for can have a state, if it is to.  -1 with *e. */
int fetch_state_open(struct fetch *f, struct error *e) MUST_CHECK;

/*
 * Lock and read it, and have the client tell the account by its salt.  -1 with
 * *e (TEMPORARY: it is in use).
 */
int fetch_state_read(struct fetch *f, struct error *e) MUST_CHECK;

/*
 * With the key read: see that the state is of its account, or becomes so.  -1
 * with *e (USAGE).
 */
int fetch_state_account(struct fetch *f, struct error *e) MUST_CHECK;

/* After the walk: warn where records may be missing, or were let go. */
void fetch_state_gap(struct fetch *f);
void fetch_state_lost(const struct fetch *f);

/* Append what it says, for people.  -1 with *e. */
int fetch_state_show(struct fetch *f, struct buf *out,
    struct error *e) MUST_CHECK;

#endif
