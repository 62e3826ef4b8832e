/* iceberg_stats: a data file's columns in a manifest; see iceberg_stats.h. */
#include "lake/iceberg_stats.h"

#include <math.h>
#include <string.h>

#include "base/le.h"
#include "base/utf8.h"
#include "lake/avro.h"

/* The most bytes that a text bound has. */
#define TEXT_MAX ((size_t)4 * ICEBERG_BOUND_CHARS)

/* Bytes of the first n characters; 0 when one of them is ill-formed. */
static size_t
cut_at(const char *s, size_t len, size_t n)
{
	size_t at = 0, step;

	for (; n > 0 && at < len; n--) {
		step = utf8_next(s + at, len - at, NULL);
		if (step == 0)
			return 0;
		at += step;
	}
	return at;
}

/* Raise the last character that can be; the length that is left, or 0. */
static size_t
raise_text(char *s, size_t len)
{
	size_t start;
	uint32_t cp;

	while (len > 0) {
		start = utf8_floor(s, len, len - 1);
		if (utf8_next(s + start, len - start, &cp) != len - start)
			return 0;
		cp = cp == 0xd7ff ? 0xe000 : cp + 1;
		if (cp <= 0x10ffff)
			return start + utf8_put(s + start, cp);
		len = start;
	}
	return 0;
}

/*
 * Text that Parquet has cut already is not a value, but a bound all the same:
 * an upper one was raised, and stays one when it is cut and raised again.
 */
static bool
text_bound(const struct lake_bound *b, bool upper, struct buf *out)
{
	const char *s = (const char *)b->bytes;
	size_t len = cut_at(s, b->len, ICEBERG_BOUND_CHARS);
	char cut[TEXT_MAX];

	if (b->len == 0)
		return b->exact;
	if (len == 0)
		return false;
	memcpy(cut, s, len);
	if (upper && len < b->len) {
		len = raise_text(cut, len);
		if (len == 0)
			return false;
	}
	buf_put(out, cut, len);
	return true;
}

static bool
double_bound(const struct lake_bound *b, bool upper, struct buf *out)
{
	uint64_t bits = le_get64(b->bytes);
	uint8_t bytes[8];
	double d;

	memcpy(&d, &bits, sizeof(d));
	if (isnan(d))
		return false;
	/* Readers differ on whether -0.0 is below 0.0. */
	if (d == 0)
		d = upper ? 0.0 : -0.0;
	memcpy(&bits, &d, sizeof(bits));
	le_put64(bytes, bits);
	buf_put(out, bytes, sizeof(bytes));
	return true;
}

/* Two's complement, big-endian, as short as can be. */
static void
decimal_bound(const struct lake_bound *b, bool big_endian, struct buf *out)
{
	uint8_t bytes[16];
	size_t i, len = b->len;

	for (i = 0; i < len; i++)
		bytes[i] = b->bytes[big_endian ? i : len - 1 - i];
	for (i = 0; i + 1 < len; i++)
		if (!(bytes[i] == 0x00 && bytes[i + 1] < 0x80) &&
		    !(bytes[i] == 0xff && bytes[i + 1] >= 0x80))
			break;
	buf_put(out, bytes + i, len - i);
}

bool
iceberg_bound(const struct lake_bound *b, struct coltype type, bool upper,
    struct buf *out)
{
	/* What is not a text has bounds that are values. */
	if (type.type != TYPE_TEXT && type.type != TYPE_JSON &&
	    type.type != TYPE_NONE && !b->exact)
		return false;
	switch (type.type) {
	case TYPE_DOUBLE:
		return b->len == 8 && double_bound(b, upper, out);
	case TYPE_DECIMAL:
		if (b->len == 0 || b->len > 16)
			return false;
		decimal_bound(b, type.precision > 18, out);
		return true;
	case TYPE_BOOL:
	case TYPE_BIGINT:
	case TYPE_DATE:
	case TYPE_TIMESTAMP:
		/* PLAIN values are what Iceberg has. */
		buf_put(out, b->bytes, b->len);
		return b->len > 0;
	case TYPE_NONE:
	case TYPE_TEXT:
	case TYPE_JSON:
	default:
		return text_bound(b, upper, out);
	}
}

/* Pairs of a map, gathered until their number is known. */
struct gather {
	struct buf pairs;
	int64_t n;
};

static void
add_count(struct gather *g, int32_t id, int64_t count)
{
	avro_put_long(&g->pairs, id);
	avro_put_long(&g->pairs, count);
	g->n++;
}

static void
add_bounds(struct gather *lower, struct gather *upper, int32_t id,
    const struct lake_column *c, struct coltype type)
{
	struct buf lo = buf_make(TEXT_MAX), hi = buf_make(TEXT_MAX);

	/* Readers may expect both or none. */
	if (c->bounded && iceberg_bound(&c->lo, type, false, &lo) &&
	    iceberg_bound(&c->hi, type, true, &hi)) {
		avro_put_long(&lower->pairs, id);
		avro_put_bytes(&lower->pairs, lo.data, lo.len);
		lower->n++;
		avro_put_long(&upper->pairs, id);
		avro_put_bytes(&upper->pairs, hi.data, hi.len);
		upper->n++;
	}
	buf_free(&lo);
	buf_free(&hi);
}

void
iceberg_stats(const struct lake_file *file, const struct table *t,
    struct buf maps[ICEBERG_MAPS])
{
	struct gather g[ICEBERG_MAPS] = { 0 };
	size_t i;

	for (i = 0; i < ICEBERG_MAPS; i++)
		g[i].pairs = buf_make(SIZE_MAX);
	for (i = 0; i < file->ncolumns && i < t->ncolumns; i++) {
		const struct lake_column *c = &file->columns[i];
		int32_t id = t->columns[i].id;

		add_count(&g[ICEBERG_COLUMN_SIZES], id, c->stored);
		add_count(&g[ICEBERG_VALUE_COUNTS], id, c->values);
		if (c->nulls >= 0)
			add_count(&g[ICEBERG_NULL_COUNTS], id, c->nulls);
		/* A column with bounds has no NaN; how many others have is
		 * not known. */
		if (c->type.type == TYPE_DOUBLE && c->bounded)
			add_count(&g[ICEBERG_NAN_COUNTS], id, 0);
		add_bounds(&g[ICEBERG_LOWER_BOUNDS], &g[ICEBERG_UPPER_BOUNDS],
		    id, c, c->type);
	}
	for (i = 0; i < ICEBERG_MAPS; i++) {
		if (g[i].n > 0) {
			avro_put_long(&maps[i], g[i].n);
			buf_put(&maps[i], g[i].pairs.data, g[i].pairs.len);
			avro_put_long(&maps[i], 0);
		}
		buf_free(&g[i].pairs);
	}
}

void
iceberg_splits(const struct lake_file *file, struct buf *out)
{
	size_t i;

	if (file->ngroups == 0)
		return;
	avro_put_long(out, (int64_t)file->ngroups);
	for (i = 0; i < file->ngroups; i++)
		avro_put_long(out, file->groups[i]);
	avro_put_long(out, 0);
}
