/*
 * reply_partial: bodies that have records, and say beside them that something
 * failed, as GraphQL does: what is missing among the records is not known.
 *
 * Layer: api.
 */
#ifndef API_REPLY_PARTIAL_H
#define API_REPLY_PARTIAL_H

#include <stdbool.h>

#include "api/reply.h"
#include "base/error.h"
#include "http/engine.h"

/*
 * Whether a body that was checked may be taken: as it is when nothing failed.
 * Where something did, it is asked for again, up to three times in all, or
 * twice once one was taken, as far as repeats are left; then it is taken if
 * p->take_partial says so, and is else refused.  -1 with *e (TEMPORARY,
 * FAILED), as in engine_request's check, with the server's words.
 */
int reply_partial_check(const struct reply *p, const struct engine_response *r,
    struct span body, struct error *e) MUST_CHECK;

/* Count such a body, which is taken, in p->partial. */
void reply_partial_count(struct reply *p, struct span body);

#endif
