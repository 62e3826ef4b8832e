/*
 * copy: rewrites files of ours with more columns or wider types.
 *
 * Columns are added at the end (null in every row) and types widened; where a
 * wider type is spelled otherwise, fields are converted on the way.  What is
 * read is our own CSV of a known style; memory does not depend on its size.
 *
 * Layer: aai-sink-csv.
 */
#ifndef AAI_SINK_CSV_COPY_H
#define AAI_SINK_CSV_COPY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "aai-sink-csv/style.h"
#include "base/buf.h"
#include "base/error.h"
#include "codec/gzip.h"
#include "csv/source.h"
#include "sink/row_filter.h"
#include "sink/stage.h"
#include "table/schema.h"

/* Where CSV goes: a staged file, perhaps compressed.  Zeroed, may be closed. */
struct csv_target {
	struct stage *to; /* borrowed; NULL: nowhere */
	struct buf out;   /* not written yet */
	struct buf packed;
	struct gzip gzip;
	bool compressed;
	bool open;
	bool hold; /* write nothing yet */
};

/* Start; to is NULL where all is only counted. */
void csv_target_open(struct csv_target *t, struct stage *to, bool gzip);

/* End well. */
int csv_target_finish(struct csv_target *t, struct error *e) MUST_CHECK;

void csv_target_close(struct csv_target *t);

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
 * asked is held whole.  *going, if it is not NULL, gets how many do not.
 */
int csv_copy_rows(struct csv_source *in, const struct csv_style *style,
    const struct csv_layout *layout, struct csv_target *out, uint64_t *going,
    struct error *e) MUST_CHECK;

/* Pass over one line of n fields (and a byte order mark). */
int csv_skip_header(struct csv_source *in, const struct csv_style *style,
    size_t n, struct error *e) MUST_CHECK;

#endif
