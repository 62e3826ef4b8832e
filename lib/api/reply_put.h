/*
 * reply_put: one record's line; for reply.c alone.
 *
 * Layer: api.
 */
#ifndef API_REPLY_PUT_H
#define API_REPLY_PUT_H

#include "api/reply.h"

/*
 * Give the record, a JSON value of a response, to the sink as a line of this
 * table, with p->members in front, through the user's jq program if there is
 * one.  -1 with *e.
 */
int reply_put(struct reply *p, const char *table, struct span record,
    const struct reply_sink *sink, struct error *e) MUST_CHECK;

/*
 * Append an object with the members of whole that are neither on the way to
 * its records (list) nor named as the same as the parent's; nothing when there
 * is none.  New names are told of.
 */
void reply_envelope(struct reply *p, struct span whole, struct span list,
    struct buf *out);

#endif
