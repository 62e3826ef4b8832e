/*
 * copy: rewrites files of ours with more columns or wider types.
 *
 * Columns are added at the end (null in every row that is not marked) and types
 * widened; where a wider type is spelled otherwise, fields are converted on the
 * way.  What is read is our own CSV of a known style; memory does not depend on
 * its size.
 *
 * Layer: csv.
 */
#ifndef CSV_COPY_H
#define CSV_COPY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "csv/source.h"
#include "csv/style.h"
#include "csv/target.h"
#include "sink/row_filter.h"
#include "table/schema.h"

/* How a field changes when its column's type does. */
enum csv_change {
	CSV_SAME,
	CSV_TO_STAMP, /* a date becomes a timestamp */
	CSV_TO_JSON,  /* text becomes a JSON string */
};

enum csv_change csv_change_of(enum type from, enum type now);

/*
 * What the n columns of a row become: changes[i] for the first n, and null for
 * those after them, up to total.
 */
struct csv_layout {
	const enum csv_change *changes;
	size_t n;
	size_t total;
	/* Which rows stay, by columns of the n; NULL: all do. */
	const struct row_filter *filter;
	const enum type *types; /* of the n columns; only for the filter */
};

/*
 * Copy the source's rows to its end, those that stay; a row of which that is
 * asked is held whole.
 */
int csv_copy_rows(struct csv_source *in, const struct csv_style *style,
    const struct csv_layout *layout, struct csv_target *out,
    struct error *e) MUST_CHECK;

/*
 * Append the header, a line of n fields (and a byte order mark), to the text.
 * -1 with *e, also where it is longer than that may be.
 */
int csv_copy_header(struct csv_source *in, const struct csv_style *style,
    size_t n, struct buf *to, struct error *e) MUST_CHECK;

/* Pass over it. */
int csv_skip_header(struct csv_source *in, const struct csv_style *style,
    size_t n, struct error *e) MUST_CHECK;

#endif
