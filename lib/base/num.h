/*
 * num: text to numbers, whole text, range given.
 *
 * The only place where text that is not JSON data becomes a number.  None of
 * these skips blanks, takes a sign where none makes sense, or depends on the
 * locale.
 *
 * Layer: base.  Thread-safe.
 */
#ifndef BASE_NUM_H
#define BASE_NUM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <string.h>

#include "base/cc.h"

/* The whole of the len bytes at s as a decimal number within min..max. */
bool num_u64(const char *s, size_t len, uint64_t min, uint64_t max,
    uint64_t *out) MUST_CHECK;
bool num_i64(const char *s, size_t len, int64_t min, int64_t max,
    int64_t *out) MUST_CHECK;

/*
 * A size in bytes: digits and optionally k, M, G or T, in powers of 1024
 * (an optional "iB" or "B" may follow): "64k", "256MiB".
 */
bool num_size(const char *s, size_t len, uint64_t min, uint64_t max,
    uint64_t *out) MUST_CHECK;

/*
 * A duration in milliseconds: digits with an optional fraction, then ms, s,
 * m, h or d; without a unit, seconds: "1.5", "250ms", "10m".
 */
bool num_duration_ms(const char *s, size_t len, int64_t min, int64_t max,
    int64_t *out) MUST_CHECK;

/*
 * A finite double from the len bytes at s, which must be a JSON number; the
 * nearest one, ties to even.  False when it overflows.
 */
bool num_double(const char *s, size_t len, double *out) MUST_CHECK;

/*
 * The number that len digits at s spell, 1 to 8 of them; all 8 bytes at s may
 * be read.  At once: pairs of digits, fours and eights are joined in one word.
 */
static ALWAYS_INLINE uint64_t
num_digits8(const char *s, size_t len)
{
	uint64_t v;

	memcpy(&v, s, sizeof(v));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	v = __builtin_bswap64(v);
#endif
	/* What is past the last digit goes; zeros come before the first. */
	v = (v - 0x3030303030303030u) << (64 - 8 * len);
	v = v * 10 + (v >> 8);
	return ((v & 0xff000000ffu) * 0xf424000000064u +
		   (v >> 16 & 0xff000000ffu) * 0x271000000001u) >>
	    32;
}

/* The same of 1 to 16 digits; 8 bytes at s, or all of them, may be read. */
static ALWAYS_INLINE uint64_t
num_digits16(const char *s, size_t len)
{
	if (len <= 8)
		return num_digits8(s, len);
	return num_digits8(s, len - 8) * 100000000u +
	    num_digits8(s + len - 8, 8);
}

/*
 * The exponent of a JSON number: what stands from p, after its "e", to end.
 * One that is far out of range is as far out afterwards, not exact.
 */
int64_t num_exponent(const char *p, const char *end);

/* The value of a hexadecimal digit, or -1. */
int num_hex(char c);

#endif
