/* decimal: compares decimal numbers by their value; see decimal.h. */
#include "base/decimal.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/num.h"

/* Enough for every double, exactly: 767 digits, a point and an exponent. */
#define EXACT_DIGITS 770

#define TWO_TO_63 9223372036854775808.0

/*
 * A number taken apart: its digits, from the first to the last that is not 0,
 * lie from p to end, with a point among them perhaps.  Its value is
 * 0.DIGITS * 10^exponent; 0 has no digits.
 */
struct parts {
	const char *p, *end;
	int64_t exponent;
	bool negative;
};

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static struct parts
take_apart(const char *s, size_t len)
{
	const char *end = s + len, *mantissa_end;
	struct parts d = { 0 };
	bool point = false;

	if (s < end && *s == '-') {
		d.negative = true;
		s++;
	}
	for (; s < end && (is_digit(*s) || *s == '.'); s++) {
		if (*s == '.') {
			point = true;
			continue;
		}
		if (d.p == NULL && *s != '0')
			d.p = s;
		if (d.p != NULL && *s != '0')
			d.end = s + 1;
		/* Digits before the point, and zeros after it, move it. */
		if (!point && d.p != NULL)
			d.exponent++;
		else if (point && d.p == NULL)
			d.exponent--;
	}
	mantissa_end = s;
	if (mantissa_end < end)
		d.exponent += num_exponent(mantissa_end + 1, end);
	return d;
}

/* The next digit, or -1 at the end. */
static int
next_digit(struct parts *d)
{
	if (d->p < d->end && *d->p == '.')
		d->p++;
	return d->p < d->end ? *d->p++ - '0' : -1;
}

static int
cmp_parts(struct parts a, struct parts b)
{
	int sign = a.negative ? -1 : 1, x, y;

	if (a.p == NULL || b.p == NULL) {
		if (a.p != NULL)
			return sign;
		return b.p == NULL ? 0 : b.negative ? 1 : -1;
	}
	if (a.negative != b.negative)
		return sign;
	if (a.exponent != b.exponent)
		return a.exponent < b.exponent ? -sign : sign;
	do {
		x = next_digit(&a);
		y = next_digit(&b);
	} while (x == y && x >= 0);
	return x == y ? 0 : x < y ? -sign : sign;
}

int
decimal_cmp(const char *a, size_t alen, const char *b, size_t blen)
{
	return cmp_parts(take_apart(a, alen), take_apart(b, blen));
}

int
decimal_cmp_double(const char *a, size_t alen, double b)
{
	char text[EXACT_DIGITS + 16];
	uint64_t n;
	int len;

	/* Ids, by far the most of long numbers. */
	if (b >= 0 && b < TWO_TO_63 && num_u64(a, alen, 0, INT64_MAX, &n) &&
	    b == (double)(uint64_t)b)
		return (n > (uint64_t)b) - (n < (uint64_t)b);
	len = snprintf(text, sizeof(text), "%.*e", EXACT_DIGITS - 1, b);
	return decimal_cmp(a, alen, text, (size_t)len);
}

size_t
decimal_digits(const char *s, size_t len)
{
	struct parts d = take_apart(s, len);
	size_t n = 0;

	while (next_digit(&d) >= 0)
		n++;
	return n;
}
