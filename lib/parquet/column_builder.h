/*
 * column_builder: collects the values of one column of one row group.
 *
 * Values are put with the number of their row, in ascending order; rows left
 * out are null, and cost nothing until a value follows.  Text starts as ids
 * into a dictionary and turns into a run of PLAIN values when too few of them
 * repeat, once for the row group; both forms are what pages are made of.
 *
 * Layer: parquet.
 */
#ifndef PARQUET_COLUMN_BUILDER_H
#define PARQUET_COLUMN_BUILDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/cc.h"
#include "parquet/dict.h"
#include "parquet/physical_type.h"

/* The longest text, in bytes; page sizes are 32-bit numbers. */
#define COLUMN_BUILDER_TEXT_MAX ((size_t)1 << 30)

/* Rows of a row group, at most. */
#define COLUMN_BUILDER_ROWS_MAX ((size_t)1 << 27)

/* What the column builders of a table hold together. */
struct column_builder_account {
	size_t bytes; /* allocated */
	bool full; /* a dictionary is as large as they get, and is worth its
		      bytes: the row group should end here */
};

struct column_builder {
	struct coltype type;
	enum physical_type phys;
	unsigned width;	  /* bytes of a PLAIN value that has a fixed number */
	size_t rows;	  /* covered: the last value's row + 1 */
	size_t n;	  /* values, without nulls */
	uint8_t *present; /* bitmap, a bit a row; NULL while there is no null */
	size_t present_cap;
	int64_t *nums; /* bool to timestamp; a double's bits; n of them */
	size_t nums_cap;
	uint8_t *wide; /* decimals past 18 digits, 16 bytes each, big-endian */
	size_t wide_cap;
	bool folded;	/* text: as ids into dict */
	uint32_t last;	/* the last value's id; DICT_NONE: there is none */
	size_t last_len;
	uint64_t last_key;
	size_t last_at; /* offset of its bytes in dict.data */
	struct dict dict;
	uint32_t *ids;
	size_t ids_cap;
	uint8_t *plain; /* text otherwise: n times u32 length, bytes */
	size_t plain_len;
	size_t plain_cap;
	size_t raw; /* bytes that text takes as PLAIN values */
	bool plain_only; /* text is never ids */
	struct column_builder_account *account; /* borrowed */
};

/*
 * An empty column builder of that type, whose text is never ids if plain_only;
 * the account, which is added to as it grows, stays the caller's.
 */
struct column_builder column_builder_make(struct coltype type, bool plain_only,
    struct column_builder_account *account) MUST_CHECK;

/* Make room for another value and for the bits up to row; column_builder_* call
 * it. */
void column_builder_grow(struct column_builder *v, size_t row);

/* Say that the row has a value. */
static ALWAYS_INLINE void
column_builder_mark(struct column_builder *v, size_t row)
{
	if (UNLIKELY(row != v->n || v->present != NULL)) {
		if (v->present == NULL || row / 8 >= v->present_cap)
			column_builder_grow(v, row);
		v->present[row / 8] |= (uint8_t)(1 << row % 8);
	}
	v->rows = row + 1;
}

/* Make room for one more number. */
void column_builder_grow_nums(struct column_builder *v);

/* Put a bool, integer, date, timestamp or decimal of up to 18 digits. */
static ALWAYS_INLINE void
column_builder_put_num(struct column_builder *v, size_t row, int64_t num)
{
	column_builder_mark(v, row);
	if (UNLIKELY(v->n == v->nums_cap))
		column_builder_grow_nums(v);
	v->nums[v->n++] = num;
}

/* Make room for one more id. */
void column_builder_grow_ids(struct column_builder *v);

/* Put a text by its id; column_builder_put_*() for text call it. */
static ALWAYS_INLINE void
column_builder_put_id(
    struct column_builder *v, size_t row, uint32_t id, size_t len)
{
	column_builder_mark(v, row);
	if (UNLIKELY(v->n == v->ids_cap))
		column_builder_grow_ids(v);
	v->ids[v->n++] = id;
	v->raw += 4 + len;
}

/* Put a double. */
static ALWAYS_INLINE void
column_builder_put_double(struct column_builder *v, size_t row, double d)
{
	int64_t bits;

	memcpy(&bits, &d, sizeof(bits));
	column_builder_put_num(v, row, bits);
}

/* Put a decimal: its digits as 16 bytes of two's complement, big-endian. */
void column_builder_put_decimal(
    struct column_builder *v, size_t row, const uint8_t unscaled[16]);

/* The same: its digits, in 64 bits. */
void column_builder_put_digits(
    struct column_builder *v, size_t row, int64_t unscaled);

/*
 * Put text or json, len bytes of valid UTF-8, at most COLUMN_BUILDER_TEXT_MAX.
 * What repeats often is recognised by its bytes.
 */
void column_builder_put_text(
    struct column_builder *v, size_t row, const char *s, size_t len);

/*
 * Put the text if it is one that came before (so it is known to be valid);
 * false, and nothing is put, when it is not known.
 */
bool column_builder_put_known(
    struct column_builder *v, size_t row, const char *s, size_t len);

/*
 * Put the text that the row before has, if it has one and it is known; else
 * false, and nothing is put.
 */
static ALWAYS_INLINE bool
column_builder_put_again(struct column_builder *v, size_t row)
{
	if (v->last == DICT_NONE || v->rows != row)
		return false;
	column_builder_put_id(v, row, v->last, v->last_len);
	return true;
}

/* Whether the row has a value. */
static inline bool
column_builder_has(const struct column_builder *v, size_t row)
{
	if (row >= v->rows)
		return false;
	return v->present == NULL ||
	    (v->present[row / 8] >> row % 8 & 1) != 0;
}

/* How many of the rows from..to-1 have a value. */
size_t column_builder_count(
    const struct column_builder *v, size_t from, size_t to);

/*
 * The rows up to rows-1 have come: if some are null, though not all, there is
 * a bitmap for all of them.
 */
void column_builder_cover(struct column_builder *v, size_t rows);

/* Turn ids into PLAIN values. */
void column_builder_unfold(struct column_builder *v);

/* How far a column builder had come. */
struct column_builder_mark {
	size_t rows, n, raw;
	uint32_t entries;
};

struct column_builder_mark column_builder_mark_now(
    const struct column_builder *v) MUST_CHECK;

/* Take back what was put since; the memory that it took is kept. */
void column_builder_cut(
    struct column_builder *v, const struct column_builder_mark *to);

/* Release the memory, and take it off the account. */
void column_builder_free(struct column_builder *v);

#endif
