/*
 * row_filter: which rows of a finished file stay when it is written again.
 *
 * Layer: sink.
 */
#ifndef SINK_ROW_FILTER_H
#define SINK_ROW_FILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "sink/root_key.h"
#include "table/type.h"

/* Bytes; borrowed. */
struct row_filter_text {
	const void *p;
	size_t len;
};

/* What becomes of a row. */
enum row_fate {
	ROW_GOES = 0,
	ROW_STAYS = 1,
	ROW_IS_MARKED = 2, /* it stays, and its column mark becomes true */
};

/* The rows of a file, and what becomes of them. */
struct row_counts {
	uint64_t rows;
	uint64_t going;
	uint64_t marked;
};

struct row_filter {
	/* The columns of the root key: numbers in the part's table "from". */
	const size_t *columns;
	size_t ncolumns;

	/* Asked for each row, in their order: an enum row_fate, or -1 with
	 * *e. */
	int (*stays)(void *arg, const struct root_key *key, struct error *e);
	void *arg;
	size_t mark; /* where rows are marked: a boolean column's number in the
			table that is written */

	/*
	 * Whether any key that goes, or is marked, may have its first value, as
	 * text or as an integer, within those bounds, lo and hi included; or,
	 * if it has one value, in a Bloom filter of texts, which has() asks for
	 * each by its XXH64.  So that files need not be read; NULL: all must
	 * be.
	 */
	bool (*may_have_text)(void *arg, const struct row_filter_text *lo,
	    const struct row_filter_text *hi);
	bool (*may_have_number)(void *arg, int64_t lo, int64_t hi);
	bool (*may_have_hash)(void *arg,
	    bool (*has)(const void *filter, uint64_t hash), const void *filter);
};

#endif
