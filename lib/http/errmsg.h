/*
 * errmsg: the error message of a failed request.
 *
 * "GET URL: what went wrong; what to do", with the secret covered, the URL
 * and the server's words cut to a length that a line bears.
 *
 * Layer: http, inside the engine.
 */
#ifndef HTTP_ERRMSG_H
#define HTTP_ERRMSG_H

#include "http/engine_internal.h"

/*
 * Set the error of the job's response to "GET URL: what", then "; advice"
 * unless that is NULL.
 */
void errmsg_set(struct engine *g, struct job *job, enum error_kind kind,
    const char *what, const char *advice);

/*
 * Append what the answer in the job's response says: its status and the
 * server's own words.
 */
void errmsg_answer(struct engine *g, const struct job *job, struct buf *what);

/* Append how t was broken off, or how libcurl failed with this code. */
void errmsg_transfer(const struct engine *g, const struct transfer *t,
    CURLcode code, struct buf *what);

/* Call o.notice, if there is one, with "GET URL: " and the text. */
void errmsg_notice(struct engine *g, const struct job *job, const char *text,
    bool outage);

#endif
