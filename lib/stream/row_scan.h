/*
 * row_scan: the innermost steps of the row reader, in line.
 *
 * Private to row.c and its test.  At least ROW_WIDE bytes behind end must be
 * readable; what lies there is never taken for data.
 *
 * Layer: stream.
 */
#ifndef STREAM_ROW_SCAN_H
#define STREAM_ROW_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#if defined(__SSE2__)
#	include <emmintrin.h>
#endif

#include "base/cc.h"
#include "stream/row.h"
#include "json/lex.h"

/* Bytes that may be read at once, and past an end. */
#define ROW_WIDE 32

#if defined(__SSE2__)

/* Bit i: byte i of the 16 at p is '"', '\' or a control byte. */
static ALWAYS_INLINE unsigned
row_special_bits(__m128i v)
{
	__m128i quote = _mm_cmpeq_epi8(v, _mm_set1_epi8('"'));
	__m128i slash = _mm_cmpeq_epi8(v, _mm_set1_epi8('\\'));
	__m128i low = _mm_cmpeq_epi8(_mm_min_epu8(v, _mm_set1_epi8(0x1f)), v);

	return (unsigned)_mm_movemask_epi8(
	    _mm_or_si128(low, _mm_or_si128(quote, slash)));
}

static ALWAYS_INLINE __m128i
row_load16(const char *p)
{
	__m128i v;

	memcpy(&v, p, sizeof(v));
	return v;
}

/*
 * The first byte from p that ends a run of plain string content, or a position
 * at or past end; *high gets bits when bytes past ASCII are before it.
 */
static ALWAYS_INLINE const char *
scan_plain(const char *p, const char *end, unsigned *high)
{
	unsigned bits, at;
	__m128i v;

	for (; p < end; p += sizeof(v)) {
		v = row_load16(p);
		bits = row_special_bits(v);
		if (LIKELY(bits != 0)) {
			at = (unsigned)__builtin_ctz(bits);
			*high |=
			    (unsigned)_mm_movemask_epi8(v) & ((1u << at) - 1);
			return p + at;
		}
		*high |= (unsigned)_mm_movemask_epi8(v);
	}
	return p;
}

/* Whether the len bytes at text, padded by ROW_WIDE, stand at p. */
static ALWAYS_INLINE bool
row_starts_with(const char *p, const char *end, const char *text, size_t len)
{
	unsigned same;

	if (UNLIKELY(len > (size_t)(end - p)))
		return false;
	same = (unsigned)_mm_movemask_epi8(
	    _mm_cmpeq_epi8(row_load16(p), row_load16(text)));
	if (LIKELY(len <= 16))
		return (~same & ((1u << len) - 1)) == 0;
	return same == 0xffff && memcmp(p + 16, text + 16, len - 16) == 0;
}

#else

static inline const char *
scan_plain(const char *p, const char *end, unsigned *high)
{
	for (; p < end && *p != '"' && *p != '\\' && (uint8_t)*p >= 0x20; p++)
		*high |= (uint8_t)*p & 0x80u;
	return p;
}

static inline bool
row_starts_with(const char *p, const char *end, const char *text, size_t len)
{
	return len <= (size_t)(end - p) && memcmp(p, text, len) == 0;
}

#endif

/* Whether there are bytes past ASCII among the n at p. */
static inline bool
scan_high(const char *p, size_t n)
{
	uint64_t word, all = 0;

	for (; n >= sizeof(word); p += sizeof(word), n -= sizeof(word)) {
		memcpy(&word, p, sizeof(word));
		all |= word;
	}
	for (; n > 0; p++, n--)
		all |= (uint8_t)*p;
	return (all & 0x8080808080808080u) != 0;
}

/* The position behind the escape whose backslash is at p, or NULL. */
static inline const char *
scan_escape(const char *p, const char *end)
{
	size_t i;

	if (end - p < 2)
		return NULL;
	if (p[1] != 'u')
		return memchr("\"\\/bfnrt", p[1], 8) != NULL ? p + 2 : NULL;
	if (end - p < 6)
		return NULL;
	for (i = 2; i < 6; i++)
		if (memchr("0123456789abcdefABCDEF", p[i], 22) == NULL)
			return NULL;
	return p + 6;
}

/* p is behind the opening quote; the position behind the closing one. */
static ALWAYS_INLINE const char *
scan_string(const char *p, const char *end, struct cell *c)
{
	const char *from = p;
	unsigned high = 0;

	c->s = from;
	c->kind = CELL_STRING;
	c->escaped = c->again = false;
	for (;;) {
		p = scan_plain(p, end, &high);
		if (UNLIKELY(p >= end))
			return NULL;
		if (LIKELY(*p == '"'))
			break;
		c->escaped = true;
		p = *p == '\\' ? scan_escape(p, end) : NULL;
		if (UNLIKELY(p == NULL))
			return NULL;
	}
	c->len = (size_t)(p - from);
	c->high = high != 0;
	return p + 1;
}

static ALWAYS_INLINE const char *
scan_digits(const char *p, const char *end)
{
	while (p < end && (uint8_t)(*p - '0') <= 9)
		p++;
	return p;
}

/* q is behind a number's digits, at '.', 'e' or 'E'; as scan_number(). */
static inline const char *
scan_fraction(const char *q, const char *end, struct cell *c)
{
	const char *from;

	if (*q == '.') {
		from = ++q;
		q = scan_digits(q, end);
		if (q == from)
			return NULL;
		c->shape = CELL_POINT;
	}
	if (q < end && (*q == 'e' || *q == 'E')) {
		q++;
		if (q < end && (*q == '+' || *q == '-'))
			q++;
		from = q;
		q = scan_digits(q, end);
		if (q == from)
			return NULL;
		c->shape = CELL_EXPONENT;
	}
	return q;
}

/* p is at '-' or a digit; the position behind the number, or NULL. */
static ALWAYS_INLINE const char *
scan_number(const char *p, const char *end, struct cell *c)
{
	const char *whole = p + (*p == '-');
	const char *q = scan_digits(whole, end);

	if (q == whole || (*whole == '0' && q > whole + 1))
		return NULL;
	c->kind = CELL_NUMBER;
	c->shape = CELL_DIGITS;
	c->escaped = c->high = c->again = false;
	if (q < end && (*q == '.' || *q == 'e' || *q == 'E')) {
		q = scan_fraction(q, end, c);
		if (q == NULL)
			return NULL;
	}
	c->s = p;
	c->len = (size_t)(q - p);
	return q;
}

/* null, true or false at p; the position behind it, or NULL. */
static inline const char *
scan_word(const char *p, const char *end, struct cell *c)
{
	static const char *const words[] = { "null", "true", "false" };
	static const uint8_t kinds[] = { CELL_NULL, CELL_TRUE, CELL_FALSE };
	size_t i, n;

	for (i = 0; i < LEN(words); i++) {
		n = i == 2 ? 5 : 4;
		if ((size_t)(end - p) < n || memcmp(p, words[i], n) != 0)
			continue;
		c->s = p;
		c->len = n;
		c->kind = kinds[i];
		c->escaped = c->high = c->again = false;
		return p + n;
	}
	return NULL;
}

/* Whether the member at p is called "_columns" (spelled so). */
static inline bool
row_columns_next(const char *p, const char *end)
{
	static const char name[] = "\"_columns\"";

	p = json_skip_space(p, end);
	return (size_t)(end - p) >= sizeof(name) - 1 &&
	       memcmp(p, name, sizeof(name) - 1) == 0;
}

#endif
