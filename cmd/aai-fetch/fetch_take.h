/*
 * fetch_take: which records of a page go out, and how many; for fetch.c alone.
 *
 * Layer: aai-fetch.
 */
#ifndef AAI_FETCH_FETCH_TAKE_H
#define AAI_FETCH_FETCH_TAKE_H

#include "aai-fetch/fetch.h"

/*
 * For a reply_sink, arg being the struct fetch.  When --max-records is
 * reached and a record is left out, -1 with *e (LIMIT): what was put is whole.
 */
int fetch_admit(void *arg, struct span record, bool *wanted,
    struct error *e) MUST_CHECK;
int fetch_put(void *arg, const char *line, size_t len,
    struct error *e) MUST_CHECK;

/* The page's last record is over.  -1 with *e. */
int fetch_settle(struct fetch *f, struct error *e) MUST_CHECK;

/* Whether nothing after the last record of a page is wanted. */
bool fetch_take_below(const struct fetch *f, struct span last);

/* Where ids are, for messages. */
const char *fetch_take_id_path(const struct fetch *f);

/* Let go of what is held. */
void fetch_drop(struct fetch_held *h);

#endif
