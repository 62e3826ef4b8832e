/*
 * base64: bytes as text (RFC 4648, sections 4 and 5).
 *
 * Layer: http.  Thread-safe.
 */
#ifndef HTTP_BASE64_H
#define HTTP_BASE64_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/* Append len bytes in base64, with what fills the last four characters up; url:
 * with '-' and '_' for '+' and '/'. */
void base64_put(struct buf *out, const void *data, size_t len, bool url);

#endif
