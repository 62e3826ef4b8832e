/*
 * utf8: check and cut text encoded in UTF-8.
 *
 * Format facts: Unicode 15, section 3.9, table 3-7 (well-formed sequences:
 * no overlong forms, no surrogates, nothing past U+10FFFF).
 *
 * Layer: base.
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stddef.h>
#include <stdint.h>

/*
 * The length of the longest prefix of the len bytes at s that is well-formed;
 * len itself when all is.
 */
size_t utf8_valid(const char *s, size_t len);

/*
 * The length (1 to 4) of the well-formed sequence at s, or 0 when there is
 * none.  *cp, when not NULL, gets its code point.
 */
size_t utf8_next(const char *s, size_t len, uint32_t *cp);

/*
 * Bytes of the ill-formed sequence at s to be replaced by one U+FFFD: its
 * longest part that begins a well-formed one, at least 1 ("maximal subpart").
 */
size_t utf8_bad(const char *s, size_t len);

/* Store cp (a scalar value) at to, which has room for 4; returns the length. */
size_t utf8_put(char *to, uint32_t cp);

/* The largest boundary between code points that is <= at, in s of len bytes. */
size_t utf8_floor(const char *s, size_t len, size_t at);

#endif
