/*
 * percent: percent-encoding.
 *
 * Format facts: RFC 3986, sections 2.1 and 2.3 (unreserved).
 *
 * Layer: http.  Thread-safe.
 */
#ifndef HTTP_PERCENT_H
#define HTTP_PERCENT_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/* Append "%XX" for the byte. */
void percent_put(struct buf *out, uint8_t byte);

/* Append s with all but letters, digits and "-._~" percent-encoded. */
void percent_encode(struct buf *out, const char *s, size_t len);

#endif
