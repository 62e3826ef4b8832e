/* reader_levels: the levels in front of values; see reader_levels.h. */
#include "parquet/reader_levels.h"

#include "base/le.h"
#include "parquet/reader_values.h"
#include "parquet/rle.h"

/* The bits that a level up to max takes. */
static unsigned
width_of(unsigned max)
{
	unsigned width = 0;

	for (; max > 0; max >>= 1)
		width++;
	return width;
}

/* BIT_PACKED: the highest bit of a byte is the first. */
static bool
get_packed(const uint8_t *b, size_t len, unsigned max, uint8_t *to,
    size_t rows)
{
	unsigned width = width_of(max), level, bit;
	size_t i, at = 0;

	if (rows > len * 8 / width)
		return false;
	for (i = 0; i < rows; i++) {
		level = 0;
		for (bit = 0; bit < width; bit++, at++)
			level = level << 1 |
			    ((unsigned)b[at / 8] >> (7 - at % 8) & 1);
		if (level > max)
			return false;
		to[i] = (uint8_t)level;
	}
	return true;
}

static bool
get_runs(struct reader_pages *p, const uint8_t *b, size_t len, unsigned max,
    uint8_t *to, size_t rows)
{
	size_t i;

	if (!rle_get_bytes(b, len, width_of(max), !p->r->strict, to, rows))
		return false;
	for (i = 0; i < rows; i++)
		if (to[i] > max)
			return false;
	return true;
}

/* Levels up to max at *at of the len bytes at b; moves *at after them. */
static bool
take(struct reader_pages *p, bool framed, bool packed, size_t bytes,
    const uint8_t *b, size_t len, size_t *at, unsigned max, uint8_t *to,
    size_t rows)
{
	size_t from = *at;

	if (max == 0 && framed)
		return true;
	if (framed && packed) {
		bytes = (rows * width_of(max) + 7) / 8;
	} else if (framed) {
		if (len - from < 4)
			return false;
		bytes = le_get32(b + from);
		from += 4;
	}
	if (bytes > len - from)
		return false;
	*at = from + bytes;
	if (max == 0)
		return true;
	return framed && packed ? get_packed(b + from, bytes, max, to, rows) :
				  get_runs(p, b + from, bytes, max, to, rows);
}

bool
reader_levels_get(struct reader_pages *p, const struct reader_levels *l,
    const uint8_t *b, size_t len, size_t rows, size_t *at, size_t *n)
{
	struct reader_values *v = &p->values;
	unsigned max = p->column->def_max;
	size_t i;

	*at = 0;
	if (!reader_values_room(p, v, rows, 0) ||
	    !take(p, l->framed, l->packed_repetitions, l->repetitions, b, len,
		at, p->column->rep_max, v->repeats, rows) ||
	    !take(p, l->framed, l->packed_definitions, l->definitions, b, len,
		at, max, v->present, rows))
		return false;
	*n = rows;
	for (i = 0; max == 0 && i < rows; i++)
		v->present[i] = 0;
	if (max == 0)
		return true;
	for (*n = 0, i = 0; i < rows; i++)
		*n += v->present[i] == max;
	return true;
}
