/*
 * field: cells of a row as fields of CSV.
 *
 * Layer: aai-sink-csv.
 */
#ifndef AAI_SINK_CSV_FIELD_H
#define AAI_SINK_CSV_FIELD_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "csv/style.h"
#include "stream/row.h"

/* What rows are encoded with. */
struct csv_encoder {
	const struct csv_style *style; /* borrowed */
	struct buf scratch;            /* for decoding */
	int zone;                      /* of the row's table */
	uint64_t replaced;             /* ill-formed sequences so far */
	uint64_t too_long;             /* texts that a spreadsheet would cut */
};

struct csv_encoder csv_encoder_make(const struct csv_style *style) MUST_CHECK;

/* Append the text as a field that is not null. */
void csv_put_text(
    struct buf *out, const struct csv_style *style, const char *s, size_t len);

/* Append the line of column names. */
void csv_put_header(
    struct buf *out, const struct csv_style *style, const struct table *t);

/*
 * Append a row of the table as a line.  -1 with *e (ERROR_INPUT) when a cell
 * does not fit its column's type.  out grows by what the row needs.
 */
int csv_put_row(struct buf *out, struct csv_encoder *encoder,
    const struct table *t, const struct cell *cells,
    struct error *e) MUST_CHECK;

void csv_encoder_free(struct csv_encoder *encoder);

#endif
