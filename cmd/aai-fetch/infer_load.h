/*
 * infer_load: a load of a URL: finds by the first answers where its records are
 * and how its list is paged, for the ordinary program to fetch it.
 *
 * Layer: aai-fetch.
 */
#ifndef AAI_FETCH_INFER_LOAD_H
#define AAI_FETCH_INFER_LOAD_H

#include "api/infer_source.h"
#include "api/client.h"
#include "base/buf.h"
#include "base/error.h"

/*
 * Ask, and give the client, whose description is that of the source without
 * anything found, the one with all that was; its text is appended to text, and
 * what was found, in words, to words.  -1 with *e: USAGE also where there is
 * more than it is known how to ask for.
 */
int infer_load(struct client *client, const struct infer_source *source,
    const struct infer_options *options, struct buf *text, struct buf *words,
    struct error *e) MUST_CHECK;

#endif
