/* double_roundtrip: whether a double keeps a decimal number; see
 * double_roundtrip.h. */
#include "aai-flatten/double_roundtrip.h"

#include <stdint.h>

/* More digits than these no double tells apart. */
#define DIGITS_MAX 17

/* 10 to this still has a place in 64 bits. */
#define SCALE_MAX 19

#ifdef __SIZEOF_INT128__

/* A typedef, since a cast cannot say __extension__ by itself. */
__extension__ typedef unsigned __int128 wide;

/* A decimal number: digits / 10^scale. */
struct decimal {
	uint64_t digits;
	unsigned ndigits; /* significant ones, without zeros at the end */
	unsigned scale;
};

/* Take the spelling apart; false when it has too many digits for us. */
static bool
read_decimal(const char *s, size_t len, struct decimal *d)
{
	unsigned zeros = 0, scale = 0;
	bool behind = false;
	size_t i;

	d->digits = 0;
	d->ndigits = d->scale = 0;
	for (i = *s == '-'; i < len; i++) {
		if (s[i] == '.') {
			behind = true;
			continue;
		}
		if (s[i] < '0' || s[i] > '9')
			return false;
		scale += behind;
		if (s[i] == '0') {
			zeros++;
			continue;
		}
		/* Zeros count when a digit follows, but none before one. */
		if (d->digits == 0)
			zeros = 0;
		d->ndigits += zeros + 1;
		if (d->ndigits > DIGITS_MAX)
			return false;
		for (; zeros > 0; zeros--)
			d->digits *= 10;
		d->digits = d->digits * 10 + (uint64_t)(s[i] - '0');
		d->scale = scale;
	}
	return d->digits > 0 && d->scale >= 1 && d->scale <= SCALE_MAX &&
	    behind;
}

static unsigned
bits_of(uint64_t v)
{
	return 64 - (unsigned)__builtin_clzll(v);
}

bool
double_roundtrip(const char *s, size_t len)
{
	struct decimal d;
	uint64_t ten = 1, rest, missed;
	unsigned i, a, b, shift;
	wide scaled, m;

	if (!read_decimal(s, len, &d))
		return false;
	for (i = 0; i < d.scale; i++)
		ten *= 10;
	/* The double is m / 2^shift, m a number of 53 bits. */
	a = bits_of(d.digits);
	b = bits_of(ten);
	if (a > 52 + b)
		return false;
	shift = 53 + b - a;
	scaled = (wide)d.digits << shift;
	m = scaled / ten;
	if (m >> 53 != 0) {
		scaled >>= 1;
		shift--;
		m = scaled / ten;
	}
	rest = (uint64_t)(scaled - m * ten);
	/*
	 * It misses the number by missed / (10^scale * 2^shift), and that must
	 * be less than half of one in the last digit, 1 / 10^scale.
	 */
	missed = rest > ten - rest ? ten - rest : rest;
	return shift > 64 || (shift > 0 && missed < (uint64_t)1 << (shift - 1));
}

#else

bool
double_roundtrip(const char *s, size_t len)
{
	(void)s;
	(void)len;
	return false;
}

#endif
