/*
 * rewrite: the rows of a finished file, put into a table being loaded.
 *
 * For columns that became wider after a file, or a part of one, was written:
 * the file is read column by column and goes on as if its rows had come again,
 * in wider types and with null in columns that it lacks.  Small row groups
 * come together on the way.
 *
 * Layer: parquet.
 */
#ifndef PARQUET_REWRITE_H
#define PARQUET_REWRITE_H

#include "base/buf.h"
#include "base/error.h"
#include "parquet/reader.h"
#include "parquet/table_writers.h"

/*
 * Append all rows of the file to the table, whose first columns are those of
 * the file (types: what they hold, r->ncolumns of them, since a file does not
 * distinguish json from text).  quote makes a JSON string of text, see
 * convert().  -1 with *e.
 */
int rewrite_append(struct table_writers *l, struct table_writer *t,
    const struct reader *r, const struct coltype *types,
    void (*quote)(const char *s, size_t len, struct buf *out),
    struct error *e) MUST_CHECK;

#endif
