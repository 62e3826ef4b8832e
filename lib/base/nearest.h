/*
 * nearest: the double that is nearest to a decimal number, without strtod.
 *
 * Clinger's way where both the digits and the power of ten are doubles
 * themselves; else that of Eisel and Lemire: the digits times 128 bits of the
 * power of five tell 53 bits of the product and how to round them, or that they
 * do not.  Either gives the same bits as an exact conversion, or says that it
 * cannot.
 *
 * Facts: Clinger, "How to read floating point numbers accurately" (1990);
 * Lemire, "Number parsing at a gigabyte per second" (2021).
 *
 * Layer: base.  Thread-safe.
 */
#ifndef BASE_NEAREST_H
#define BASE_NEAREST_H

#include <float.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/cc.h"

/* The most decimal digits that always fit 64 bits. */
#define NEAREST_DIGITS 19

/*
 * The double nearest to digits times ten to the power of exponent, ties to the
 * even one.
 * False when that is not found here: far exponents (beyond 64 either way), and
 * products that come too close to the middle of two doubles.
 */
bool nearest_double(
    uint64_t digits, int exponent, double *out) MUST_CHECK;

/* The powers of ten that are doubles themselves, from 0 on. */
#define NEAREST_TENS 23
extern const double nearest_tens[NEAREST_TENS];

/* The same, for the commonest numbers: few digits, and places after a point. */
static ALWAYS_INLINE bool
nearest_places(uint64_t digits, unsigned places, double *out)
{
#if FLT_EVAL_METHOD == 0
	if (LIKELY(digits <= (uint64_t)1 << 53 && places < NEAREST_TENS)) {
		/* Both are doubles, so that one operation rounds once. */
		*out = (double)(int64_t)digits / nearest_tens[places];
		return true;
	}
#endif
	return nearest_double(digits, -(int)places, out);
}

#endif
