/*
 * limit_headers: what an answer's headers say about a limit of requests:
 * whether it is used up, and how long to wait.
 *
 * Servers spell it in many ways: Retry-After (RFC 9110, section 10.2.3),
 * retry-after-ms and x-ms-retry-after-ms (milliseconds), RateLimit (the
 * IETF's draft, in its old form "limit=9, remaining=0, reset=5" and its newer
 * one "default";r=0;t=5), and RateLimit-, X-RateLimit- or X-Rate-Limit- with
 * Remaining, Reset and Reset-After.
 *
 * Layer: http.  Thread-safe.
 */
#ifndef HTTP_LIMIT_HEADERS_H
#define HTTP_LIMIT_HEADERS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

/*
 * Whether an error answer with these headers, lines of "Name: value\n", says
 * that no request is left, or when to come again.
 */
bool limit_headers_used_up(const struct buf *headers);

/*
 * How long the server asks to wait, in ms; now_s is the wall clock.  The reset
 * of a limit comes with every answer, so it is read only where the limit was
 * what failed (limited).  False when the headers ask for nothing.
 */
bool limit_headers_wait(const struct buf *headers, bool limited,
    int64_t now_s, int64_t *ms);

/*
 * Whether an answer, of whatever status, says that no request is left until a
 * time that is told, and how long that is, in ms.
 */
bool limit_headers_spent(const struct buf *headers, int64_t now_s,
    int64_t *ms);

#endif
