/* row_cell: cells as values of a column's type; see row.h. */
#include <stdio.h>
#include <string.h>

#include "base/nearest.h"
#include "base/num.h"
#include "base/utf8.h"
#include "stream/row.h"
#include "table/time.h"
#include "json/scan.h"
#include "json/text.h"

#define DAY_US ((int64_t)86400000000)

/* Digits that always fit an int64_t. */
#define SAFE_DIGITS 18

bool
cell_i64_any(const struct cell *c, int64_t *v)
{
	const char *p = c->s, *end = c->s + c->len;
	bool negative;

	if (c->kind != CELL_NUMBER || c->shape != CELL_DIGITS)
		return false;
	negative = *p == '-';
	p += negative;
	if (end - p > 16)
		return num_i64(c->s, c->len, INT64_MIN, INT64_MAX, v) &&
		    (*v != 0 || !negative);
	*v = (int64_t)num_digits16(p, (size_t)(end - p));
	if (negative)
		*v = -*v;
	return *v != 0 || !negative;
}

static ALWAYS_INLINE bool
as_double(uint64_t digits, size_t places, bool negative, double *v)
{
	if (!nearest_places(digits, (unsigned)places, v))
		return false;
	*v = negative ? -*v : *v;
	return true;
}

/* A number of few digits that tells where its point is. */
static bool
easy_double(const struct cell *c, double *v)
{
	static const uint64_t tens[] = { 1, 10, 100, 1000, 10000, 100000,
		1000000, 10000000, 100000000, 1000000000, 10000000000,
		100000000000, 1000000000000, 10000000000000, 100000000000000,
		1000000000000000, 10000000000000000 };
	bool negative = *c->s == '-';
	const char *p = c->s + negative;
	size_t len = c->len - negative, places;
	uint64_t n;

	if (c->shape == CELL_DIGITS && len <= 16)
		return as_double(num_digits16(p, len), 0, negative, v);
	if (c->shape != CELL_POINT || c->whole == 0 ||
	    len > NEAREST_DIGITS + 1)
		return false;
	places = len - c->whole - 1;
	if (c->whole > 16 || places > 16)
		return false;
	n = num_digits16(p, c->whole) * tens[places] +
	    num_digits16(p + c->whole + 1, places);
	return as_double(n, places, negative, v);
}

/* Whether the number that the len bytes at s spell is zero. */
static bool
is_zero(const char *s, size_t len)
{
	size_t i;

	for (i = 0; i < len && s[i] != 'e' && s[i] != 'E'; i++)
		if (s[i] >= '1' && s[i] <= '9')
			return false;
	return true;
}

bool
cell_double(const struct cell *c, double *v)
{
	if (c->kind != CELL_NUMBER)
		return false;
	if (LIKELY(easy_double(c, v)))
		return true;
	/* One too small for a double is not taken for zero either. */
	return num_double(c->s, c->len, v) &&
	    (*v != 0 || is_zero(c->s, c->len));
}

bool
cell_bool(const struct cell *c, bool *v)
{
	bool is_true = c->kind == CELL_TRUE, is_false = c->kind == CELL_FALSE;

	if (c->kind == CELL_STRING) {
		is_true = c->len == 4 && memcmp(c->s, "true", 4) == 0;
		is_false = c->len == 5 && memcmp(c->s, "false", 5) == 0;
	}
	*v = is_true;
	return is_true || is_false;
}

bool
cell_date(const struct cell *c, int32_t *days)
{
	return c->kind == CELL_STRING && !c->escaped &&
	       time_parse_date(c->s, c->len, days);
}

bool
cell_stamp(const struct cell *c, int zone, int64_t *us)
{
	int32_t days;

	if (c->kind != CELL_STRING || c->escaped)
		return false;
	if (time_parse_stamp(c->s, c->len, zone, us))
		return true;
	if (!time_parse_date(c->s, c->len, &days))
		return false;
	*us = days * DAY_US;
	return true;
}

/* A decimal number in progress: 128 bits, least significant word first. */
struct wide {
	uint32_t words[4];
};

static void
push_digit(struct wide *w, uint32_t digit)
{
	uint64_t carry = digit;
	size_t i;

	for (i = 0; i < 4; i++) {
		carry += (uint64_t)w->words[i] * 10;
		w->words[i] = (uint32_t)carry;
		carry >>= 32;
	}
}

static void
negate(struct wide *w)
{
	uint64_t carry = 1;
	size_t i;

	for (i = 0; i < 4; i++) {
		carry += (uint32_t)~w->words[i];
		w->words[i] = (uint32_t)carry;
		carry >>= 32;
	}
}

/*
 * Where the digits of the number s..end stop (at the exponent or the end), and
 * by how many places the point must move right to leave an integer of the
 * given scale.
 */
static const char *
places(const char *s, const char *end, unsigned scale, int64_t *shift)
{
	const char *p, *point = NULL;

	*shift = (int64_t)scale;
	for (p = s; p < end && *p != 'e' && *p != 'E'; p++)
		if (*p == '.')
			point = p;
	if (point != NULL)
		*shift -= p - point - 1;
	if (p < end)
		*shift += num_exponent(p + 1, end);
	return p;
}

bool
cell_decimal_soon(const struct cell *c, unsigned precision, unsigned scale,
    int64_t *unscaled)
{
	static const int64_t tens[SAFE_DIGITS + 1] = { 1, 10, 100, 1000, 10000,
		100000, 1000000, 10000000, 100000000, 1000000000, 10000000000,
		100000000000, 1000000000000, 10000000000000, 100000000000000,
		1000000000000000, 10000000000000000, 100000000000000000,
		1000000000000000000 };
	const char *p = c->s, *end = c->s + c->len, *point = NULL;
	size_t fraction, whole;
	int64_t n = 0;

	/* Negative numbers are rare, and -0 is none. */
	if (c->kind != CELL_NUMBER || c->shape == CELL_EXPONENT || *p == '-' ||
	    c->len > SAFE_DIGITS)
		return false;
	for (; p < end; p++) {
		if (*p == '.')
			point = p;
		else
			n = n * 10 + (*p - '0');
	}
	fraction = point == NULL ? 0 : (size_t)(end - point) - 1;
	if (fraction > scale || scale - fraction > SAFE_DIGITS)
		return false;
	whole = precision - (scale - fraction);
	if (whole <= SAFE_DIGITS && n >= tens[whole])
		return false;
	return !__builtin_mul_overflow(n, tens[scale - fraction], unscaled);
}

bool
cell_decimal(const struct cell *c, unsigned precision, unsigned scale,
    uint8_t unscaled[16])
{
	const char *p = c->s, *end, *stop;
	struct wide w = { { 0 } };
	int64_t shift, left = 0, n = 0;
	bool negative;
	size_t i;

	if (c->kind != CELL_NUMBER)
		return false;
	negative = *p == '-';
	p += negative;
	end = places(p, c->s + c->len, scale, &shift);
	/* The digits that a negative shift cuts off must be zeros. */
	for (stop = end; shift < 0 && stop > p; stop--) {
		if (stop[-1] == '.')
			continue;
		if (stop[-1] != '0')
			return false;
		shift++;
	}
	for (; p < stop; p++) {
		if (*p == '.' || (n == 0 && *p == '0'))
			continue;
		if (++n > (int64_t)precision)
			return false;
		push_digit(&w, (uint32_t)(*p - '0'));
	}
	left = n > 0 ? shift : 0;
	if (n + left > (int64_t)precision || (n == 0 && negative))
		return false;
	for (; left > 0; left--)
		push_digit(&w, 0);
	if (negative)
		negate(&w);
	for (i = 0; i < 16; i++)
		unscaled[i] = (uint8_t)(w.words[3 - i / 4] >> (24 - i % 4 * 8));
	return true;
}

bool
cell_is_decimal(const struct cell *c, unsigned precision, unsigned scale)
{
	const char *point;
	uint8_t unscaled[16];
	size_t fraction;

	/* Few enough digits on either side of the point need no arithmetic. */
	if (c->kind == CELL_NUMBER && c->shape != CELL_EXPONENT &&
	    *c->s != '-') {
		point = c->shape == CELL_POINT ? memchr(c->s, '.', c->len) :
						 c->s + c->len;
		fraction = c->shape == CELL_POINT ?
		    (size_t)(c->s + c->len - point) - 1 :
		    0;
		if (fraction <= scale &&
		    (size_t)(point - c->s) <= precision - scale)
			return true;
	}
	return cell_decimal(c, precision, scale, unscaled);
}

size_t
cell_text(
    const struct cell *c, struct buf *scratch, const char **s, size_t *len)
{
	size_t replaced;

	*s = c->s;
	*len = c->len;
	if (c->kind == CELL_JSON)
		return cell_json(c, scratch, s, len);
	if (!c->escaped && (!c->high || scan_utf8(c->s, c->len) == c->len))
		return 0;
	buf_reset(scratch);
	replaced = json_unescape(c->s, c->len, scratch);
	*s = (const char *)scratch->data;
	*len = scratch->len;
	return replaced;
}

size_t
cell_json(
    const struct cell *c, struct buf *scratch, const char **s, size_t *len)
{
	size_t replaced;

	*s = c->s;
	*len = c->len;
	if (c->kind == CELL_STRING) {
		/* In the line, its quotes stand around it. */
		*s -= 1;
		*len += 2;
	}
	if (!c->high || scan_utf8(*s, *len) == *len)
		return 0;
	buf_reset(scratch);
	replaced = json_repair(*s, *len, scratch);
	*s = (const char *)scratch->data;
	*len = scratch->len;
	return replaced;
}

int
cell_misfit(
    const struct cell *c, const struct table *t, size_t col, struct error *e)
{
	const struct column *column = &t->columns[col];
	size_t shown = utf8_floor(c->s, c->len, c->len < 60 ? c->len : 60);
	char digits[32] = "";

	if (column->type.type == TYPE_DECIMAL)
		(void)snprintf(digits, sizeof(digits), "(%d, %d)",
		    column->type.precision, column->type.scale);
	error_set(e, ERROR_INPUT,
	    "table '%s', column '%.200s': %s%.*s%s%s is not a %s%s", t->name,
	    column->name, c->kind == CELL_STRING ? "\"" : "", (int)shown, c->s,
	    shown < c->len ? "..." : "", c->kind == CELL_STRING ? "\"" : "",
	    type_name(column->type.type), digits);
	return -1;
}
