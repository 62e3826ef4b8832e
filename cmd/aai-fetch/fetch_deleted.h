/*
 * fetch_deleted: the records of --recheck that are there no more: those that
 * are listed with a mark, and those that a whole list lacks; for fetch.c and
 * fetch_take.c.
 *
 * Layer: aai-fetch.
 */
#ifndef AAI_FETCH_FETCH_DELETED_H
#define AAI_FETCH_FETCH_DELETED_H

#include "aai-fetch/fetch.h"

/* See that what is asked for can be listed again, if it is to.  -1 with *e. */
int fetch_deleted_open(struct fetch *f, struct error *e) MUST_CHECK;

/* With the state read and the time known: the walk begins. */
void fetch_deleted_begin(struct fetch *f);

/* From when on records are listed again; INT64_MAX: they are not. */
int64_t fetch_deleted_since(const struct fetch *f);

/*
 * A record of that time met in the walk, one of this shard: where it is marked
 * as deleted, its deletion goes out, unless it has.  1: so it is; 0: it is a
 * record; -1 with *e (LIMIT: --max-records was reached).
 */
int fetch_deleted_take(struct fetch *f, struct span record, int64_t us,
    const char *id, size_t len, struct error *e) MUST_CHECK;

/* A record was met, and is sent or not; final ones were else.  -1 with *e. */
int fetch_deleted_note(struct fetch *f, struct span record, int64_t us,
    const char *id, size_t len, bool final, bool sent,
    struct error *e) MUST_CHECK;

/*
 * The walk is over: the deletions of what the list lacks, if it is whole, go
 * out.  -1 with *e: so many are missing that it may be another account's list;
 * LIMIT does not occur.
 */
int fetch_deleted_end(struct fetch *f, struct error *e) MUST_CHECK;

#endif
