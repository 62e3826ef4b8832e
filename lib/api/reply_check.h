/*
 * reply_check: whether a body is what the description says; for reply.c alone
 * (its functions for others are in reply.h).
 *
 * Layer: api.
 */
#ifndef API_REPLY_CHECK_H
#define API_REPLY_CHECK_H

#include "api/reply.h"

/* Add a record to the facts; one that was made is copied. */
void reply_count(struct reply *p, struct reply_facts *facts,
    struct span record);

#endif
