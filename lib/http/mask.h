/*
 * mask: keep a secret out of what people read.
 *
 * Layer: http.  Thread-safe.
 */
#ifndef HTTP_MASK_H
#define HTTP_MASK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/cc.h"

/*
 * Replace every occurrence of secret in text by "***", in place: as it is,
 * percent-encoded, or escaped as JSON and HTML do it, each character in its own
 * way, also with one of these around the other (%252B, \\u002b, &amp;#43;), in
 * capitals or not.  So is what begins as the secret, where the text may have
 * been cut: 8 characters of it, or 4 at the end of the text or before "...".
 * A NULL or empty secret is in no text.  One of fewer than 4 bytes is left
 * alone: words hold it by chance, and showing where would give it away.
 * O(length of both).
 */
void mask_text(char *text, const char *secret);

/* Whether mask_text() would find all of it in the len bytes at data; NULs are
 * bytes as others.  O(len), a few ns for each byte. */
bool mask_holds(const void *data, size_t len, const char *secret) MUST_CHECK;

/* Overwrite len bytes in a way that the compiler must keep; p may be NULL. */
void mask_wipe(void *p, size_t len);

#endif
