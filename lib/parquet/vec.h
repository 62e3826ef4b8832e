/*
 * vec: the values of one column of one row group, while they gather.
 *
 * Values are put with the number of their row, in ascending order; rows left
 * out are null, and cost nothing until a value follows.  Text starts as ids
 * into a dictionary and turns into a run of PLAIN values when too few of them
 * repeat, once for the row group; both forms are what pages are made of.
 *
 * Layer: parquet.
 */
#ifndef PARQUET_VEC_H
#define PARQUET_VEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/cc.h"
#include "parquet/dict.h"
#include "parquet/kind.h"

/* A text may have so many bytes; page sizes are 32-bit numbers. */
#define VEC_TEXT_MAX ((size_t)1 << 30)

/* Rows of a row group, at most. */
#define VEC_ROWS_MAX ((size_t)1 << 27)

/* What the vectors of a table hold together. */
struct vec_account {
	size_t bytes; /* allocated */
	bool full; /* a dictionary is as large as they get, and is worth its
		      bytes: the row group should end here */
};

struct vec {
	struct coltype type;
	enum phys phys;
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
	struct vec_account *account; /* borrowed */
};

/*
 * An empty vector of that type, whose text is never ids if plain_only; the
 * account, which is added to as it grows, stays the caller's.
 */
struct vec vec_make(struct coltype type, bool plain_only,
    struct vec_account *account) MUST_CHECK;

/* Make room for another value and for the bits up to row; vec_* call it. */
void vec_grow(struct vec *v, size_t row);

/* Say that the row has a value. */
static ALWAYS_INLINE void
vec_mark(struct vec *v, size_t row)
{
	if (UNLIKELY(row != v->n || v->present != NULL)) {
		if (v->present == NULL || row / 8 >= v->present_cap)
			vec_grow(v, row);
		v->present[row / 8] |= (uint8_t)(1 << row % 8);
	}
	v->rows = row + 1;
}

/* Make room for one more number. */
void vec_grow_nums(struct vec *v);

/* Put a bool, integer, date, timestamp or decimal of up to 18 digits. */
static ALWAYS_INLINE void
vec_put_num(struct vec *v, size_t row, int64_t num)
{
	vec_mark(v, row);
	if (UNLIKELY(v->n == v->nums_cap))
		vec_grow_nums(v);
	v->nums[v->n++] = num;
}

/* Make room for one more id. */
void vec_grow_ids(struct vec *v);

/* Put a text by its id; vec_put_*() for text call it. */
static ALWAYS_INLINE void
vec_put_id(struct vec *v, size_t row, uint32_t id, size_t len)
{
	vec_mark(v, row);
	if (UNLIKELY(v->n == v->ids_cap))
		vec_grow_ids(v);
	v->ids[v->n++] = id;
	v->raw += 4 + len;
}

/* Put a double. */
static ALWAYS_INLINE void
vec_put_double(struct vec *v, size_t row, double d)
{
	int64_t bits;

	memcpy(&bits, &d, sizeof(bits));
	vec_put_num(v, row, bits);
}

/* Put a decimal: its digits as 16 bytes of two's complement, big-endian. */
void vec_put_decimal(struct vec *v, size_t row, const uint8_t unscaled[16]);

/* The same: its digits, in 64 bits. */
void vec_put_digits(struct vec *v, size_t row, int64_t unscaled);

/*
 * Put text or json, len bytes of valid UTF-8, at most VEC_TEXT_MAX.  What
 * repeats often is recognised by its bytes.
 */
void vec_put_text(struct vec *v, size_t row, const char *s, size_t len);

/*
 * Put the text if it is one that came before (so it is known to be valid);
 * false, and nothing is put, when it is not known.
 */
bool vec_put_known(struct vec *v, size_t row, const char *s, size_t len);

/*
 * Put the text that the row before has, if it has one and it is known; else
 * false, and nothing is put.
 */
static ALWAYS_INLINE bool
vec_put_again(struct vec *v, size_t row)
{
	if (v->last == DICT_NONE || v->rows != row)
		return false;
	vec_put_id(v, row, v->last, v->last_len);
	return true;
}

/* Whether the row has a value. */
static inline bool
vec_has(const struct vec *v, size_t row)
{
	if (row >= v->rows)
		return false;
	return v->present == NULL ||
	    (v->present[row / 8] >> row % 8 & 1) != 0;
}

/* How many of the rows from..to-1 have a value. */
size_t vec_count(const struct vec *v, size_t from, size_t to);

/*
 * The rows up to rows-1 have come: if some are null, though not all, there is
 * a bitmap for all of them.
 */
void vec_cover(struct vec *v, size_t rows);

/* Turn ids into PLAIN values. */
void vec_unfold(struct vec *v);

/* How far a vector had come. */
struct vec_mark {
	size_t rows, n, raw;
	uint32_t entries;
};

struct vec_mark vec_mark_now(const struct vec *v) MUST_CHECK;

/* Take back what was put since; the memory that it took is kept. */
void vec_cut(struct vec *v, const struct vec_mark *to);

/* Release the memory, and take it off the account. */
void vec_free(struct vec *v);

#endif
