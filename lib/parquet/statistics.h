/*
 * statistics: the minimum and the maximum of a column's values, as Statistics
 * have them.
 *
 * Text is ordered by its bytes, everything else by value.  Bounds of text are
 * cut to STATISTICS_LEN bytes: the lower at a character, the upper too and then
 * raised.  A NaN among doubles makes bounds impossible: readers disagree about
 * where it sorts.  A zero is written as -0.0 below and +0.0 above.
 *
 * Format facts: parquet.thrift, struct Statistics and union ColumnOrder.
 *
 * Layer: parquet.
 */
#ifndef PARQUET_STATISTICS_H
#define PARQUET_STATISTICS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "parquet/column_builder.h"

#define STATISTICS_LEN 64

/* The least and the greatest of some values; they point into the column
 * builder. */
struct range {
	bool some; /* there is a value */
	bool nan;
	int64_t lo, hi;	      /* numbers; a double's bits */
	const uint8_t *lo_at; /* text and wide decimals */
	const uint8_t *hi_at;
	size_t lo_len, hi_len;
};

/*
 * The range of the values number from..to-1 (of values, not rows) of v.  For
 * ids, prefixes has statistics_prefix() of each dictionary entry.  For PLAIN
 * text *at is the offset in v->plain of value number from, and is moved on.
 */
struct range statistics_range(const struct column_builder *v, size_t from,
    size_t to, const uint64_t *prefixes, size_t *at);

/* Join b into *a; both are of v. */
void statistics_join(
    struct range *a, const struct range *b, const struct column_builder *v);

/* The first 8 bytes of a text as a number that sorts as they do. */
uint64_t statistics_prefix(const uint8_t *s, size_t len);

/* A bound as a PLAIN value without a length. */
struct bound {
	uint8_t bytes[STATISTICS_LEN];
	size_t len;
	bool exact;
};

/*
 * The bounds of the range; false when there are none that would be right: no
 * value, a NaN, or a text that cannot be raised.
 */
bool statistics_make(const struct range *r, const struct column_builder *v,
    struct bound *lo, struct bound *hi) MUST_CHECK;

/*
 * The bound that stands for the text of len bytes at s: itself, or cut, and
 * for an upper one raised.  False when it cannot be raised.
 */
bool statistics_text(const uint8_t *s, size_t len, bool upper,
    struct bound *b) MUST_CHECK;

/*
 * Compare two bounds of a column of that type, as bytes of PLAIN values:
 * below, equal to or above 0.
 */
int statistics_compare(struct coltype type, const uint8_t *a, size_t a_len,
    const uint8_t *b, size_t b_len);

#endif
