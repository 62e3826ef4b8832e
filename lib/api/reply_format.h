/*
 * reply_format: bodies that are lines of JSON, or rows of CSV; for the files
 * of reply alone.
 *
 * Layer: api.
 */
#ifndef API_REPLY_FORMAT_H
#define API_REPLY_FORMAT_H

#include "api/reply.h"

/*
 * That the body is whole, of the resource's format, and has records; as
 * reply_check().
 */
int reply_format_check(struct reply *p, int status, const char *body,
    size_t len, struct error *e) MUST_CHECK;

/* As reply_walk(), of such a body. */
int reply_format_walk(struct reply *p, const char *body, size_t len,
    int (*take)(void *arg, struct span record, struct error *e), void *arg,
    struct error *e) MUST_CHECK;

#endif
