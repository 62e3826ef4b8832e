/*
 * column_cursor: the values of one column of a file that is read strictly, row
 * by row, whatever pages they are in.
 *
 * Layer: parquet.
 */
#ifndef PARQUET_COLUMN_CURSOR_H
#define PARQUET_COLUMN_CURSOR_H

#include <stddef.h>

#include "base/error.h"
#include "parquet/convert.h"
#include "parquet/reader.h"

/* A zeroed struct may be closed. */
struct column_cursor {
	struct reader_pages pages;
	size_t row;   /* the next one of the page */
	size_t value; /* the next value of it */
};

/* Start on a column of a row group; c may have walked another before. */
int column_cursor_open(struct column_cursor *c, const struct reader *r,
    size_t group, size_t column, struct error *e) MUST_CHECK;

/*
 * The next row's value: 1, and *v has it, valid until the next call; 0: it is
 * null; -1 with *e, also when there is no row more (ERROR_INPUT).
 */
int column_cursor_next(struct column_cursor *c, struct convert_value *v,
    struct error *e) MUST_CHECK;

/* Value number i of the page that p read last. */
struct convert_value column_cursor_value(
    const struct reader_pages *p, size_t i) MUST_CHECK;

void column_cursor_close(struct column_cursor *c);

#endif
