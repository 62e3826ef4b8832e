/*
 * row_scan: the innermost steps of the row reader, in line.
 *
 * Private to row.c.  The tokens are those of json/scan.h; what is added is what
 * a cell says of its value.
 *
 * Layer: stream.
 */
#ifndef STREAM_ROW_SCAN_H
#define STREAM_ROW_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/cc.h"
#include "json/scan.h"
#include "stream/row.h"

/* Whether there are bytes past ASCII among the n at p. */
static ALWAYS_INLINE bool
row_high(const char *p, size_t n)
{
#ifdef SCAN_SSE2
	unsigned high = (unsigned)_mm_movemask_epi8(
	    _mm_loadu_si128((const __m128i *)(const void *)p));

	if (LIKELY(n <= 16))
		return (high & ((1u << n) - 1)) != 0;
#endif
	return scan_ascii(p, n) < n;
}

/* p is after the opening quote; the position after the closing one. */
static ALWAYS_INLINE const char *
row_string(const char *p, struct cell *c)
{
	const char *q = scan_text(p), *at;
	bool lone;

	c->s = p;
	c->kind = CELL_STRING;
	c->escaped = c->again = false;
	if (UNLIKELY(*q != '"')) {
		q = scan_string(q, &at, &c->escaped, &lone);
		if (q == NULL)
			return NULL;
	}
	c->len = (size_t)(q - p);
	c->high = row_high(p, c->len);
	return q + 1;
}

/* p is at '-' or a digit; the position after the number, or NULL. */
static ALWAYS_INLINE const char *
row_number(const char *p, struct cell *c)
{
	struct scan_number n;
	const char *q = scan_number(p, &n);

	if (UNLIKELY(q == NULL))
		return NULL;
	c->s = p;
	c->len = (size_t)(q - p);
	c->kind = CELL_NUMBER;
	c->shape = n.exponent ? CELL_EXPONENT :
	    n.behind > 0      ? CELL_POINT :
				CELL_DIGITS;
	c->whole = n.whole <= UINT8_MAX ? (uint8_t)n.whole : 0;
	c->escaped = c->high = c->again = false;
	return q;
}

/* null, true or false at p; the position after it, or NULL. */
static inline const char *
row_word(const char *p, struct cell *c)
{
	static const char *const words[] = { "null", "true", "false" };
	static const uint8_t kinds[] = { CELL_NULL, CELL_TRUE, CELL_FALSE };
	size_t i, n;

	for (i = 0; i < LEN(words); i++) {
		n = i == 2 ? 5 : 4;
		if (memcmp(p, words[i], n) != 0)
			continue;
		c->s = p;
		c->len = n;
		c->kind = kinds[i];
		c->escaped = c->high = c->again = false;
		return p + n;
	}
	return NULL;
}

#endif
