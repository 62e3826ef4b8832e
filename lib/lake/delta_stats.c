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

static bool
put_text(const struct lake_bound *b, bool upper, struct buf *out)
{
	const char *s = (const char *)b->bytes;
	struct buf text = buf_make(SIZE_MAX);
	size_t len = cut_text(s, b->len);
	bool ok = true;

	/* Cut by the file's writer it has been raised already. */
	if (upper && len < b->len)
		ok = put_raised(s, len, &text);
	else
		buf_put(&text, s, len);
	if (ok)
		json_quote((const char *)text.data, text.len, out);
	buf_free(&text);
	return ok;
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
	if (ms < FIRST_MS || ms > LAST_MS)
		return false;
	s = ms / 1000 - (ms % 1000 < 0);
	len = time_format_stamp(s * 1000000, text);
	buf_printf(out, "\"%.*s.%03dZ\"", (int)len - 1, text,
	    (int)(ms - s * 1000));
	return true;
}

/* A value as convert.h takes it. */
static struct convert_value
value_of(const struct lake_column *c, const struct lake_bound *b)
{
	struct convert_value v = { 0 };
	size_t i;

	if (c->type.type == TYPE_DECIMAL && b->len > 0 && b->len <= 16) {
		/* Little-endian up to 8 bytes, as INT32 and INT64 are. */
		bool little = c->type.precision <= 18;
		uint8_t top = b->bytes[little ? b->len - 1 : 0];

		memset(v.unscaled, (top & 0x80) != 0 ? 0xff : 0, 16);
		for (i = 0; i < b->len; i++)
			v.unscaled[16 - b->len + i] =
			    b->bytes[little ? b->len - 1 - i : i];
	} else if (b->len == 4) {
		v.num = (int32_t)le_get32(b->bytes);
	} else if (b->len == 8) {
		v.num = (int64_t)le_get64(b->bytes);
	}
	return v;
}

/* Whether its digits, leading zeros apart, all fit a double. */
static bool
fits_double(const char *s, size_t len)
{
	size_t i, n = 0;

	for (i = 0; i < len; i++)
		if (s[i] >= '0' && s[i] <= '9' && (n > 0 || s[i] != '0'))
			n++;
	return n <= DOUBLE_DIGITS;
}

/* Append a number, or a date as a string. */
static bool
put_plain(const struct lake_column *c, const struct lake_bound *b,
    struct buf *out)
{
	struct convert_value v = value_of(c, b);
	struct coltype text = { TYPE_TEXT, 0, 0 };
	struct buf scratch = buf_make(SIZE_MAX);
	double d = 0;
	bool ok;

	if (c->type.type == TYPE_DOUBLE)
		memcpy(&d, &v.num, sizeof(d));
	ok = isfinite(d) && convert(&v, c->type, text, json_quote, &scratch);
	if (ok && c->type.type == TYPE_DECIMAL)
		ok = fits_double(v.s, v.len);
	if (ok && c->type.type == TYPE_DATE)
		json_quote(v.s, v.len, out);
	else if (ok)
		buf_put(out, v.s, v.len);
	buf_free(&scratch);
	return ok;
}

/* Append a bound; false, with nothing right behind out, when there is none. */
static bool
put_bound(const struct lake_column *c, bool upper, struct buf *out)
{
	const struct lake_bound *b = upper ? &c->hi : &c->lo;

	switch (c->type.type) {
	case TYPE_TEXT:
		return put_text(b, upper, out);
	case TYPE_TIMESTAMP:
		return b->len == 8 &&
		       put_stamp((int64_t)le_get64(b->bytes), upper, out);
	case TYPE_BIGINT:
	case TYPE_DOUBLE:
	case TYPE_DECIMAL:
	case TYPE_DATE:
		return put_plain(c, b, out);
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

/* Append minValues or maxValues: of columns that have both bounds. */
static void
put_bounds(const struct lake_file *f, bool upper, struct buf *out)
{
	struct buf lo = buf_make(SIZE_MAX), hi = buf_make(SIZE_MAX);
	bool first = true;
	size_t i;

	for (i = 0; i < f->ncolumns; i++) {
		const struct lake_column *c = &f->columns[i];

		buf_reset(&lo);
		buf_reset(&hi);
		if (!c->bounded || !put_bound(c, false, &lo) ||
		    !put_bound(c, true, &hi))
			continue;
		put_name(c, &first, out);
		if (upper)
			buf_put(out, hi.data, hi.len);
		else
			buf_put(out, lo.data, lo.len);
	}
	buf_free(&lo);
	buf_free(&hi);
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
