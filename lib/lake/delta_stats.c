/* delta_stats: a data file's statistics for Delta; see delta_stats.h. */
#include "lake/delta_stats.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/le.h"
#include "base/utf8.h"
#include "json/text.h"
#include "parquet/convert.h"
#include "table/time.h"

#define TEXT_CHARS 32

/* Of the years 1 to 9999: others are not written. */
#define FIRST_MS INT64_C(-62135596800000)
#define LAST_MS  INT64_C(253402300799999)
#define LAST_US  (LAST_MS * 1000 + 999)

/* Digits that every double holds. */
#define DOUBLE_DIGITS 15

/* The bytes of the first TEXT_CHARS characters. */
static size_t
cut_text(const char *s, size_t len)
{
	size_t at = 0, n, chars;

	for (chars = 0; at < len && chars < TEXT_CHARS; chars++) {
		n = utf8_next(s + at, len - at, NULL);
		if (n == 0)
			break;
		at += n;
	}
	return at;
}

/*
 * Append a text that is not below any that begins with the len bytes at s:
 * the last character that can be raised is, and what follows it goes.
 */
static bool
put_raised(const char *s, size_t len, struct buf *out)
{
	char to[4];
	uint32_t cp;
	size_t start;

	for (; len > 0; len = start) {
		start = utf8_floor(s, len, len - 1);
		if (utf8_next(s + start, len - start, &cp) == 0)
			return false;
		cp = cp == 0xd7ff ? 0xe000 : cp + 1;
		if (cp > 0x10ffff)
			continue;
		buf_put(out, s, start);
		buf_put(out, to, utf8_put(to, cp));
		return true;
	}
	return false;
}

static void
put_text(const struct lake_bound *b, bool upper, struct buf *out)
{
	const char *s = (const char *)b->bytes;
	struct buf text = buf_make(SIZE_MAX);
	size_t len = cut_text(s, b->len);

	/* Cut by the file's writer it has been raised already. */
	if (!upper || len == b->len)
		buf_put(&text, s, len);
	else if (!put_raised(s, len, &text))
		buf_put(&text, s, b->len);
	json_quote((const char *)text.data, text.len, out);
	buf_free(&text);
}

/* Microseconds as "YYYY-MM-DDTHH:MM:SS.mmmZ", rounded outwards. */
static bool
put_stamp(int64_t us, bool upper, struct buf *out)
{
	char text[TIME_TEXT_MAX];
	int64_t ms = us / 1000, s;
	size_t len;

	if (us % 1000 != 0)
		ms += upper ? us > 0 : -(us < 0);
	/* The last millisecond has none after it. */
	if (upper && ms > LAST_MS && us <= LAST_US) {
		buf_str(out, "\"9999-12-31T23:59:59.999999Z\"");
		return true;
	}
	if (upper ? ms > LAST_MS : ms < FIRST_MS)
		return false;
	if (ms < FIRST_MS)
		ms = FIRST_MS;
	if (ms > LAST_MS)
		ms = LAST_MS;
	s = ms / 1000 - (ms % 1000 < 0);
	len = time_format_stamp(s * 1000000, text);
	buf_printf(out, "\"%.*s.%03dZ\"", (int)len - 1, text,
	    (int)(ms - s * 1000));
	return true;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/*
 * Have zeros for all but the first digits of a number, leading zeros apart,
 * which are DOUBLE_DIGITS.  Returns the offset of the last one that stays; len:
 * there are no more.
 */
static size_t
keep_digits(char *s, size_t len)
{
	size_t i, n = 0, last = len;

	for (i = 0; i < len; i++) {
		if (!is_digit(s[i]) || (n == 0 && s[i] == '0'))
			continue;
		if (++n == DOUBLE_DIGITS)
			last = i;
		if (n > DOUBLE_DIGITS)
			s[i] = '0';
	}
	return n > DOUBLE_DIGITS ? last : len;
}

/* Add step to the digit at an offset, and carry; what is left over. */
static int
step_digit(char *s, size_t at, int step)
{
	int v;

	for (; step != 0; at--) {
		if (is_digit(s[at])) {
			v = s[at] - '0' + step;
			step = v < 0 ? -1 : v > 9 ? 1 : 0;
			s[at] = (char)('0' + (v + 10) % 10);
		}
		if (at == 0)
			break;
	}
	return step;
}

/* Have nines for all of its digits, from the offset on. */
static void
fill_nines(char *s, size_t i, size_t len)
{
	for (; i < len; i++)
		if (is_digit(s[i]))
			s[i] = '9';
}

/*
 * Append a decimal, or one beyond it: see the header.  What the type does not
 * hold becomes the furthest that it does, to which a double's reader rounds.
 */
static void
put_decimal(
    const struct convert_value *v, struct coltype type, bool upper,
    struct buf *out)
{
	/* A leading zero for each digit that the type has in front. */
	char s[1 + TYPE_DECIMAL_DIGITS + 1 + TYPE_DECIMAL_DIGITS + 1];
	size_t whole = (size_t)(type.precision - type.scale), len, at, i;
	size_t point = 0;
	bool minus = v->len > 0 && v->s[0] == '-';
	const char *from = v->s + minus;
	size_t rest = v->len - minus;

	while (point < rest && from[point] != '.')
		point++;
	len = whole > point ? whole - point : 0;
	if (len + rest >= sizeof(s))
		len = 0;
	memset(s, '0', len);
	memcpy(s + len, from, rest);
	len += rest;
	at = keep_digits(s, len);
	if (at == len) {
		buf_put(out, v->s, v->len);
		return;
	}
	/* Away from zero the digits that were cut make a step of their own. */
	if (step_digit(s, at, upper != minus ? 2 : -1) != 0)
		fill_nines(s, 0, len);
	/* The zero before the point stands for no digit of the type. */
	if (whole == 0 && s[0] != '0') {
		s[0] = '0';
		fill_nines(s, 1, len);
	}
	for (i = 0; i + 1 < len && s[i] == '0' && is_digit(s[i + 1]);)
		i++;
	if (minus)
		buf_byte(out, '-');
	buf_put(out, s + i, len - i);
}

/* Append a number, or a date as a string. */
static bool
put_plain(const struct lake_column *c, const struct lake_bound *b, bool upper,
    struct buf *out)
{
	struct convert_value v = lake_bound_value(c, b);
	struct coltype text = { TYPE_TEXT, 0, 0 };
	struct buf scratch = buf_make(SIZE_MAX);
	double d = 0;
	bool ok;

	if (c->type.type == TYPE_DOUBLE)
		memcpy(&d, &v.num, sizeof(d));
	ok = isfinite(d) && convert(&v, c->type, text, json_quote, &scratch);
	if (ok && c->type.type == TYPE_DECIMAL)
		put_decimal(&v, c->type, upper, out);
	else if (ok && c->type.type == TYPE_DATE)
		json_quote(v.s, v.len, out);
	else if (ok)
		buf_put(out, v.s, v.len);
	buf_free(&scratch);
	return ok;
}

/* Append a bound; false, with nothing right after out, when there is none. */
static bool
put_bound(const struct lake_column *c, bool upper, struct buf *out)
{
	const struct lake_bound *b = upper ? &c->hi : &c->lo;

	switch (c->type.type) {
	case TYPE_TEXT:
		put_text(b, upper, out);
		return true;
	case TYPE_TIMESTAMP:
		return b->len == 8 &&
		       put_stamp((int64_t)le_get64(b->bytes), upper, out);
	case TYPE_BIGINT:
	case TYPE_DOUBLE:
	case TYPE_DECIMAL:
	case TYPE_DATE:
		return put_plain(c, b, upper, out);
	case TYPE_BOOL:
		buf_str(out, b->len > 0 && b->bytes[0] != 0 ? "true" : "false");
		return true;
	case TYPE_NONE:
	case TYPE_JSON:
	default:
		return false;
	}
}

/* Append the column's name and a colon. */
static void
put_name(const struct lake_column *c, bool *first, struct buf *out)
{
	if (!*first)
		buf_byte(out, ',');
	*first = false;
	json_quote(c->name, strlen(c->name), out);
	buf_byte(out, ':');
}

/* Append a bound of the column, if there is one. */
static bool
put_any_bound(const struct lake_column *c, bool upper, struct buf *out)
{
	if (c->nulls >= 0 && c->nulls == c->values && c->values > 0)
		return false;
	return c->bounded && put_bound(c, upper, out);
}

/* Append minValues or maxValues. */
static void
put_bounds(const struct lake_file *f, bool upper, struct buf *out)
{
	struct buf bound = buf_make(SIZE_MAX);
	bool first = true;
	size_t i;

	for (i = 0; i < f->ncolumns; i++) {
		buf_reset(&bound);
		if (!put_any_bound(&f->columns[i], upper, &bound))
			continue;
		put_name(&f->columns[i], &first, out);
		buf_put(out, bound.data, bound.len);
	}
	buf_free(&bound);
}

void
delta_stats_put(const struct lake_file *f, struct buf *out)
{
	bool first = true;
	size_t i;

	buf_printf(out, "{\"numRecords\":%lld,\"minValues\":{",
	    (long long)f->rows);
	put_bounds(f, false, out);
	buf_str(out, "},\"maxValues\":{");
	put_bounds(f, true, out);
	buf_str(out, "},\"nullCount\":{");
	for (i = 0; i < f->ncolumns; i++) {
		if (f->columns[i].nulls < 0)
			continue;
		put_name(&f->columns[i], &first, out);
		buf_i64(out, f->columns[i].nulls);
	}
	buf_str(out, "}}");
}
