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

/* The rest of a string that is longer, or not plain, from q on. */
static inline const char *
row_long_string(const char *p, const char *q, struct cell *c)
{
	const char *at;
	bool lone;

	if (*q != '"') {
		q = scan_string(q, &at, &c->escaped, &lone);
		if (q == NULL)
			return NULL;
	}
	c->len = (size_t)(q - p);
	c->high = scan_ascii(p, c->len) < c->len;
	return q + 1;
}

/* p is after the opening quote; the position after the closing one. */
static ALWAYS_INLINE const char *
row_string(const char *p, struct cell *c)
{
#ifdef SCAN_SSE2
	uint64_t special = scan_specials(p);
	unsigned high, n;
#endif

	c->s = p;
	c->kind = CELL_STRING;
	c->escaped = c->again = false;
#ifdef SCAN_SSE2
	/* Most strings are short: one vector tells all of them. */
	n = (unsigned)__builtin_ctzll(special | 1u << SCAN_WIDE);
	if (LIKELY(n < SCAN_WIDE && p[n] == '"')) {
		high = (unsigned)_mm_movemask_epi8(
		    _mm_loadu_si128((const __m128i *)(const void *)p));
		c->len = n;
		c->high = (high & ((1u << n) - 1)) != 0;
		return p + n + 1;
	}
	return row_long_string(
	    p, n < SCAN_WIDE ? p + n : scan_ops->text(p + SCAN_WIDE), c);
#else
	return row_long_string(p, scan_text(p), c);
#endif
}

/* A number that scan_short() does not take. */
static inline const char *
row_odd_number(const char *p, struct cell *c)
{
	struct scan_number n;
	const char *q = scan_number(p, &n);

	if (q == NULL)
		return NULL;
	c->s = p;
	c->len = (size_t)(q - p);
	c->kind = CELL_NUMBER;
	c->escaped = c->again = c->high = false;
	c->shape = n.exponent ? CELL_EXPONENT :
	    n.behind > 0      ? CELL_POINT :
				CELL_DIGITS;
	c->whole = n.whole <= UINT8_MAX ? (uint8_t)n.whole : 0;
	return q;
}

/* p is at '-' or a digit; the position after the number, or NULL. */
static ALWAYS_INLINE const char *
row_number(const char *p, struct cell *c)
{
	uint32_t whole, fraction;
	const char *q = scan_short(p, &whole, &fraction);

	if (UNLIKELY(q == NULL))
		return row_odd_number(p, c);
	c->s = p;
	c->len = (size_t)(q - p);
	c->kind = CELL_NUMBER;
	c->escaped = c->again = c->high = false;
	c->shape = fraction > 0 ? CELL_POINT : CELL_DIGITS;
	c->whole = (uint8_t)whole;
	return q;
}

/* null, true or false at p; the position after it, or NULL. */
static ALWAYS_INLINE const char *
row_word(const char *p, struct cell *c)
{
	size_t n = *p == 'f' ? 5 : 4;

	c->s = p;
	c->len = n;
	c->escaped = c->high = c->again = false;
	if (memcmp(p, "null", 4) == 0)
		c->kind = CELL_NULL;
	else if (memcmp(p, "true", 4) == 0)
		c->kind = CELL_TRUE;
	else if (memcmp(p, "false", 5) == 0)
		c->kind = CELL_FALSE;
	else
		return NULL;
	return p + n;
}

#endif
