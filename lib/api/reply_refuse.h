/*
 * reply_refuse: why a body is not taken; for the files of reply alone.  All
 * return -1 with *e, but for the check.
 *
 * Layer: api.
 */
#ifndef API_REPLY_REFUSE_H
#define API_REPLY_REFUSE_H

#include "api/reply.h"

int reply_refuse(struct error *e, enum error_kind kind,
    const char *what) MUST_CHECK;

/* The object in it says that something failed. */
int reply_refuse_error(const struct reply *p, int status, struct span object,
    struct error *e) MUST_CHECK;

/*
 * It has no list where it should be.  Where no other body had one, either, it
 * is the description that is wrong.
 */
int reply_refuse_missing(const struct reply *p, struct span whole,
    struct error *e) MUST_CHECK;

/* That the body is one JSON text. */
int reply_check_text(const struct reply *p, const char *body, size_t len,
    struct error *e) MUST_CHECK;

#endif
