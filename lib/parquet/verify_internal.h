/*
 * verify_internal: what the verifier's files share; verify.h is for others.
 *
 * Layer: parquet.
 */
#ifndef PARQUET_VERIFY_INTERNAL_H
#define PARQUET_VERIFY_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "parquet/reader.h"
#include "parquet/statistics.h"

/* A stretch of the file that belongs to something. */
struct byte_range {
	int64_t at;
	int64_t len;
};

/* What was made out about some values. */
struct observed {
	bool some;
	bool nan;
	struct buf lo, hi; /* PLAIN bytes */
	int64_t nulls;
};

/* One data page, as it was found. */
struct found_page {
	int64_t at;
	int64_t stored;
	int64_t row;
	struct observed seen;
};

/* A file being verified. */
struct verifier {
	struct reader r;
	struct reader_pages pages;
	struct byte_range *stretches;
	size_t nstretches;
	size_t stretches_cap;
	struct found_page *found; /* pages of the chunk at hand */
	size_t nfound;
	size_t found_cap;
	uint8_t *tied; /* by row of the group: equal to the row before so far */
	size_t tied_cap;
	struct buf index;  /* an index being looked at */
	struct buf bloom;   /* a filter with its header, as it is stored */
	struct buf entered; /* the filter as it should be */
	size_t bloom_size;  /* the bytes of its bits; 0: none */
	struct buf before; /* the value of the row before */
	bool before_null;
	size_t group, column;
};

/* Say what is wrong, and where.  Always -1. */
int verify_wrong(const struct verifier *v, struct error *e, const char *fmt,
    ...) PRINTF_LIKE(3, 4);

/* Note that len bytes of the file at that place belong to something. */
void verify_stretch(struct verifier *v, int64_t at, int64_t len);

/* Read len bytes of the file, which belong to the column at hand, to "to". */
int verify_load(struct verifier *v, int64_t at, int64_t len, struct buf *to,
    struct error *e) MUST_CHECK;

/* Whether lo and hi are the bounds of what was seen. */
bool verify_bounds(const struct verifier *v, const struct observed *seen,
    struct reader_span lo, struct reader_span hi);

/* Compare the chunk's indexes with its pages as they were found. */
int verify_offset_index(struct verifier *v, const struct reader_chunk *c,
    struct error *e) MUST_CHECK;
int verify_column_index(struct verifier *v, const struct reader_chunk *c,
    const struct observed *all, struct error *e) MUST_CHECK;

#endif
