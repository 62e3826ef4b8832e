/* foreign: values that only files of others have; see foreign.h. */
#include "view/foreign.h"

#include <math.h>
#include <string.h>

#include "base/le.h"
#include "table/time.h"

/* 0001-01-01 and 9999-12-31 in days since 1970-01-01. */
#define DAYS_MIN (-719162)
#define DAYS_MAX 2932896

#define DAY INT64_C(86400)

/* Days from 0000-03-01 to 1970-01-01, and in 400 years. */
#define DAYS_TO_EPOCH 719468
#define DAYS_IN_ERA   146097

/* Nine digits of a decimal at a time. */
#define LIMB	    1000000000
#define LIMB_DIGITS 9
/* 128 bytes have 309 digits. */
#define LIMBS_MAX 35

/* The quotient that leaves a remainder of 0 or more. */
static int64_t
floor_div(int64_t a, int64_t by)
{
	return a / by - (a % by < 0 ? 1 : 0);
}

/* That remainder. */
static int64_t
floor_mod(int64_t a, int64_t by)
{
	return a % by + (a % by < 0 ? by : 0);
}

/* Years begin in March here, so that a leap day is the last of one. */
void
foreign_put_date(struct buf *out, int64_t days)
{
	char text[TIME_TEXT_MAX];
	int64_t era, year;
	unsigned of_era, of_year, month, y;

	if (days >= DAYS_MIN && days <= DAYS_MAX) {
		buf_put(out, text, time_format_date((int32_t)days, text));
		return;
	}
	days += DAYS_TO_EPOCH;
	era = floor_div(days, DAYS_IN_ERA);
	of_era = (unsigned)floor_mod(days, DAYS_IN_ERA);
	y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	of_year = of_era - (365 * y + y / 4 - y / 100);
	month = (5 * of_year + 2) / 153;
	year = era * 400 + y + (month < 10 ? 0 : 1);
	buf_printf(out, "%c%04lld-%02u-%02u", year < 0 ? '-' : '+',
	    (long long)(year < 0 ? -year : year),
	    month < 10 ? month + 3 : month - 9,
	    of_year - (153 * month + 2) / 5 + 1);
}

void
foreign_put_stamp(struct buf *out, int64_t seconds, unsigned ns)
{
	unsigned s = (unsigned)floor_mod(seconds, DAY);

	foreign_put_date(out, floor_div(seconds, DAY));
	buf_printf(out, "T%02u:%02u:%02u", s / 3600, s / 60 % 60, s % 60);
	if (ns % 1000 != 0)
		buf_printf(out, ".%09u", ns);
	else if (ns != 0)
		buf_printf(out, ".%06u", ns / 1000);
	buf_byte(out, 'Z');
}

void
foreign_put_time(struct buf *out, int64_t v, int64_t second, int digits)
{
	uint64_t n = v < 0 ? -(uint64_t)v : (uint64_t)v;
	uint64_t s = n / (uint64_t)second, rest = n % (uint64_t)second;

	buf_str(out, v < 0 ? "-" : "");
	buf_printf(out, "%02llu:%02u:%02u", (unsigned long long)(s / 3600),
	    (unsigned)(s / 60 % 60), (unsigned)(s % 60));
	if (rest != 0)
		buf_printf(out, ".%0*llu", digits, (unsigned long long)rest);
}

void
foreign_put_hex(struct buf *out, const uint8_t *p, size_t len)
{
	static const char digits[] = "0123456789abcdef";
	size_t i;

	for (i = 0; i < len; i++) {
		buf_byte(out, (uint8_t)digits[p[i] >> 4]);
		buf_byte(out, (uint8_t)digits[p[i] & 15]);
	}
}

void
foreign_put_uuid(struct buf *out, const uint8_t *p)
{
	static const uint8_t parts[] = { 4, 2, 2, 2, 6 };
	size_t i, at = 0;

	for (i = 0; i < sizeof(parts); i++) {
		buf_str(out, i > 0 ? "-" : "");
		foreign_put_hex(out, p + at, parts[i]);
		at += parts[i];
	}
}

void
foreign_put_interval(struct buf *out, const uint8_t *p)
{
	uint32_t months = le_get32(p), days = le_get32(p + 4),
		 ms = le_get32(p + 8);

	buf_byte(out, 'P');
	if (months != 0)
		buf_printf(out, "%uM", (unsigned)months);
	if (days != 0 || (months == 0 && ms == 0))
		buf_printf(out, "%uD", (unsigned)days);
	if (ms == 0)
		return;
	buf_printf(out, "T%u", (unsigned)(ms / 1000));
	if (ms % 1000 != 0)
		buf_printf(out, ".%03u", (unsigned)(ms % 1000));
	buf_byte(out, 'S');
}

/* The magnitude of the number in limbs, the lowest first; how many. */
static size_t
to_limbs(const uint8_t *p, size_t len, bool negative, uint32_t *limbs)
{
	uint64_t carry;
	size_t n = 0, i, k;

	for (i = 0; i < len; i++) {
		/* -x is the complement of x, and one more; see below. */
		carry = negative ? (uint8_t)~p[i] : p[i];
		if (i == len - 1 && negative)
			carry++;
		for (k = 0; k < n; k++) {
			carry += (uint64_t)limbs[k] << 8;
			limbs[k] = (uint32_t)(carry % LIMB);
			carry /= LIMB;
		}
		if (carry > 0 && n < LIMBS_MAX)
			limbs[n++] = (uint32_t)carry;
	}
	return n;
}

void
foreign_put_decimal(struct buf *out, const uint8_t *p, size_t len,
    unsigned scale)
{
	bool negative = len > 0 && (p[0] & 0x80) != 0;
	char digits[LIMBS_MAX * LIMB_DIGITS + 1];
	uint32_t limbs[LIMBS_MAX];
	size_t n, i, k, ndigits, from = 0;

	if (len > FOREIGN_DECIMAL_MAX || scale > sizeof(digits)) {
		foreign_put_hex(out, p, len);
		return;
	}
	n = to_limbs(p, len, negative, limbs);
	ndigits = n * LIMB_DIGITS;
	for (i = 0; i < n; i++) {
		for (k = 0; k < LIMB_DIGITS; k++) {
			digits[ndigits - 1 - i * LIMB_DIGITS - k] =
			    (char)('0' + limbs[i] % 10);
			limbs[i] /= 10;
		}
	}
	while (from < ndigits && digits[from] == '0')
		from++;
	buf_str(out, negative ? "-" : "");
	if (ndigits - from <= scale)
		buf_byte(out, '0');
	else
		buf_put(out, digits + from, ndigits - from - scale);
	if (scale == 0)
		return;
	buf_byte(out, '.');
	for (i = ndigits - from; i < scale; i++)
		buf_byte(out, '0');
	i = ndigits - from < scale ? ndigits - from : scale;
	buf_put(out, digits + ndigits - i, i);
}

double
foreign_half(const uint8_t *p)
{
	unsigned bits = (unsigned)p[0] | (unsigned)p[1] << 8;
	int exponent = (int)(bits >> 10 & 31);
	double d = bits & 1023;

	if (exponent == 31)
		d = d != 0 ? (double)NAN : (double)INFINITY;
	else if (exponent == 0)
		d = ldexp(d, -24);
	else
		d = ldexp(d + 1024, exponent - 25);
	return (bits & 0x8000) != 0 ? -d : d;
}
