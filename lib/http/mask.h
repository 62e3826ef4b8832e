/*
 * mask: keep a secret out of what people read.
 *
 * Layer: http.  Thread-safe.
 */
#ifndef HTTP_MASK_H
#define HTTP_MASK_H

#include <stddef.h>

#include "base/cc.h"

/*
 * Replace every occurrence of secret in text, as it is or percent-encoded (in
 * either case of hex digits), by "***", in place.  A NULL or empty secret is
 * in no text.  One of fewer than 4 bytes is left alone: words hold it by
 * chance, and showing where would give it away.  O(length of both).
 */
void mask_text(char *text, const char *secret);

/* Overwrite len bytes in a way that the compiler must keep; p may be NULL. */
void mask_wipe(void *p, size_t len);

#endif
