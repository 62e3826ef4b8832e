/*
 * reply_walk: one record of a body after the other, whatever its format is;
 * for the files of reply alone.
 *
 * Layer: api.
 */
#ifndef API_REPLY_WALK_H
#define API_REPLY_WALK_H

#include "api/reply.h"

/*
 * Hand over each record of a body that was checked, as JSON, in order.  One
 * that was made from something else is valid until the next.  -1 with *e of
 * take or of a program that makes the records.
 */
int reply_walk(struct reply *p, const char *body, size_t len,
    int (*take)(void *arg, struct span record, struct error *e), void *arg,
    struct error *e) MUST_CHECK;

#endif
