/* convert: stored values as those of a wider type; see convert.h. */
#include "parquet/convert.h"

#include <float.h>
#include <math.h>
#include <stdio.h>

#include "base/le.h"
#include "base/num.h"
#include "table/time.h"

#define DAY_US INT64_C(86400000000)

/* An unsigned number of 128 bits, the lowest 32 first. */
struct big {
	uint32_t limb[4];
};

/* b * factor + more; false when that takes more than 127 bits. */
static bool
multiply(struct big *b, uint32_t factor, uint32_t more)
{
	uint64_t acc = more;
	unsigned i;

	for (i = 0; i < 4; i++) {
		acc += (uint64_t)b->limb[i] * factor;
		b->limb[i] = (uint32_t)acc;
		acc >>= 32;
	}
	return acc == 0 && b->limb[3] >> 31 == 0;
}

/* b / 10; returns the remainder. */
static uint32_t
divide(struct big *b)
{
	uint64_t acc = 0;
	unsigned i;

	for (i = 4; i-- > 0;) {
		acc = acc << 32 | b->limb[i];
		b->limb[i] = (uint32_t)(acc / 10);
		acc %= 10;
	}
	return (uint32_t)acc;
}

static void
negate(struct big *b)
{
	uint64_t acc = 1;
	unsigned i;

	for (i = 0; i < 4; i++) {
		acc += (uint32_t)~b->limb[i];
		b->limb[i] = (uint32_t)acc;
		acc >>= 32;
	}
}

/* The magnitude of a stored decimal; *negative says its sign. */
static struct big
load_decimal(const uint8_t unscaled[16], bool *negative)
{
	struct big b;
	unsigned i;

	for (i = 0; i < 4; i++) {
		const uint8_t *p = unscaled + 12 - 4 * i;

		b.limb[i] = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
		    (uint32_t)p[2] << 8 | p[3];
	}
	*negative = b.limb[3] >> 31 != 0;
	if (*negative)
		negate(&b);
	return b;
}

static void
store_decimal(struct big b, bool negative, uint8_t unscaled[16])
{
	unsigned i, k;

	if (negative)
		negate(&b);
	for (i = 0; i < 4; i++) {
		for (k = 0; k < 4; k++)
			unscaled[15 - 4 * i - k] =
			    (uint8_t)(b.limb[i] >> 8 * k);
	}
}

/* Scale up by this many digits; false past the digits there may be. */
static bool
scale_up(struct big *b, int digits, unsigned precision)
{
	struct big left;
	unsigned n = 0;

	for (; digits > 0; digits--) {
		if (!multiply(b, 10, 0))
			return false;
	}
	for (left = *b; (left.limb[0] | left.limb[1] | left.limb[2] |
			    left.limb[3]) != 0;
	     n++)
		(void)divide(&left);
	return n <= precision;
}

/* The text of a decimal: -12.340 with its scale of 3. */
static void
put_decimal(const struct convert_value *v, unsigned scale, struct buf *out)
{
	char digits[64];
	bool negative;
	struct big b = load_decimal(v->unscaled, &negative);
	size_t at = sizeof(digits);
	unsigned n = 0;

	do {
		if (n == scale && scale > 0)
			digits[--at] = '.';
		digits[--at] = (char)('0' + divide(&b));
		n++;
	} while (n <= scale ||
	    (b.limb[0] | b.limb[1] | b.limb[2] | b.limb[3]) != 0);
	if (negative)
		digits[--at] = '-';
	buf_put(out, digits + at, sizeof(digits) - at);
}

/* The shortest spelling that gives the same double, as JSON has it. */
static void
put_double(int64_t bits, struct buf *out)
{
	char text[40];
	double d, back;
	int digits, n = 0;

	memcpy(&d, &bits, sizeof(d));
	/* 15 digits always hold, but those of the least doubles, and zeros at
	 * the end are left out. */
	for (digits = fabs(d) < DBL_MIN ? 1 : 15; digits <= 17; digits++) {
		n = snprintf(text, sizeof(text), "%.*g", digits, d);
		if (n > 0 && num_double(text, (size_t)n, &back) && back == d)
			break;
	}
	if (n > 0)
		buf_put(out, text, (size_t)n);
	/* -0 and 1e22 are doubles and stay so for who reads the text. */
	if (n > 0 && memchr(text, '.', (size_t)n) == NULL &&
	    memchr(text, 'e', (size_t)n) == NULL)
		buf_str(out, ".0");
}

/* A double as a decimal: the digits of its spelling. */
static bool
double_to_decimal(struct convert_value *v, struct coltype to,
    struct buf *scratch)
{
	struct big b = { { 0 } };
	int exponent = 0, sign = 1, places = 0;
	bool negative, point = false;
	size_t i;
	int64_t parsed;

	buf_reset(scratch);
	put_double(v->num, scratch);
	negative = scratch->len > 0 && scratch->data[0] == '-';
	for (i = negative ? 1 : 0; i < scratch->len; i++) {
		uint8_t c = scratch->data[i];

		if (c == '.') {
			point = true;
		} else if (c == 'e') {
			break;
		} else if (c < '0' || c > '9') {
			return false;
		} else {
			if (!multiply(&b, 10, c - (uint32_t)'0'))
				return false;
			places += point ? 1 : 0;
		}
	}
	if (i < scratch->len) {
		i++;
		if (i < scratch->len &&
		    (scratch->data[i] == '-' || scratch->data[i] == '+'))
			sign = scratch->data[i++] == '-' ? -1 : 1;
		if (!num_i64((const char *)scratch->data + i, scratch->len - i,
			0, 400, &parsed))
			return false;
		exponent = sign * (int)parsed;
	}
	/* Zeros after the point that the scale has no room for. */
	for (; places - exponent > to.scale; places--) {
		if (divide(&b) != 0)
			return false;
	}
	if (!scale_up(&b, to.scale - (places - exponent), to.precision))
		return false;
	store_decimal(b, negative, v->unscaled);
	return true;
}

static bool
to_decimal(struct convert_value *v, struct coltype from, struct coltype to,
    struct buf *scratch)
{
	struct big b = { { 0 } };
	bool negative = v->num < 0;
	uint64_t magnitude = negative ? 0 - (uint64_t)v->num :
					(uint64_t)v->num;
	int up = to.scale;

	if (from.type == TYPE_DOUBLE)
		return double_to_decimal(v, to, scratch);
	if (from.type == TYPE_DECIMAL) {
		b = load_decimal(v->unscaled, &negative);
		up -= from.scale;
	} else if (from.type == TYPE_BIGINT) {
		b.limb[0] = (uint32_t)magnitude;
		b.limb[1] = (uint32_t)(magnitude >> 32);
	} else {
		return false;
	}
	if (up < 0 || !scale_up(&b, up, to.precision))
		return false;
	store_decimal(b, negative, v->unscaled);
	return true;
}

/* Append the text of a value of that type. */
static void
put_text(const struct convert_value *v, struct coltype from, struct buf *out)
{
	char text[TIME_TEXT_MAX];

	switch (from.type) {
	case TYPE_BOOL:
		buf_str(out, v->num != 0 ? "true" : "false");
		break;
	case TYPE_BIGINT:
		buf_i64(out, v->num);
		break;
	case TYPE_DOUBLE:
		put_double(v->num, out);
		break;
	case TYPE_DECIMAL:
		put_decimal(v, from.scale, out);
		break;
	case TYPE_DATE:
		buf_put(out, text, time_format_date((int32_t)v->num, text));
		break;
	case TYPE_TIMESTAMP:
		buf_put(out, text, time_format_stamp(v->num, text));
		break;
	case TYPE_NONE:
	case TYPE_TEXT:
	case TYPE_JSON:
	default:
		buf_put(out, v->s, v->len);
	}
}

static bool
is_text(enum type t)
{
	return t == TYPE_TEXT || t == TYPE_NONE;
}

static bool
to_text(struct convert_value *v, struct coltype from, struct coltype to,
    void (*quote)(const char *s, size_t len, struct buf *out),
    struct buf *scratch)
{
	bool quoted = to.type == TYPE_JSON &&
	    (is_text(from.type) || from.type == TYPE_DATE ||
		from.type == TYPE_TIMESTAMP);
	char text[TIME_TEXT_MAX];

	if ((is_text(from.type) || from.type == TYPE_JSON) && !quoted)
		return true;
	buf_reset(scratch);
	if (!quoted) {
		put_text(v, from, scratch);
	} else if (is_text(from.type)) {
		quote(v->s, v->len, scratch);
	} else {
		size_t len = from.type == TYPE_DATE ?
		    time_format_date((int32_t)v->num, text) :
		    time_format_stamp(v->num, text);

		quote(text, len, scratch);
	}
	v->s = (const char *)scratch->data;
	v->len = scratch->len;
	return !scratch->failed;
}

/* An integer as the double that it is; false where there is none. */
static bool
to_double(struct convert_value *v)
{
	double d = (double)v->num;

	/* 2^63, which the greatest ones are rounded to, is no such integer. */
	if (d >= 9223372036854775808.0 || (int64_t)d != v->num)
		return false;
	memcpy(&v->num, &d, sizeof(d));
	return true;
}

bool
convert(struct convert_value *v, struct coltype from, struct coltype to,
    void (*quote)(const char *s, size_t len, struct buf *out),
    struct buf *scratch)
{
	if (is_text(to.type) || to.type == TYPE_JSON)
		return to_text(v, from, to, quote, scratch);
	if (to.type == TYPE_DECIMAL && !type_equal(from, to))
		return to_decimal(v, from, to, scratch);
	if (from.type == to.type)
		return true;
	if (from.type == TYPE_BIGINT && to.type == TYPE_DOUBLE) {
		return to_double(v);
	}
	if (from.type == TYPE_DATE && to.type == TYPE_TIMESTAMP) {
		v->num *= DAY_US;
		return true;
	}
	return false;
}
