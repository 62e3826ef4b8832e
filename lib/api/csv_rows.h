/*
 * csv_rows: a reader of CSV with a line of names first, row by row, as JSON
 * objects of texts.
 *
 * As RFC 4180 has it, with any separator and any line ends (LF, CR LF, CR): a
 * field that begins with a quote goes to the quote that closes it, two being
 * one; in others quotes are as they are.  A field of nothing is null, one of
 * two quotes an empty text.  An empty line is a row only where there is one
 * column.  Names are as csv/header.h makes them, of at most 4096 bytes.
 *
 * Memory: a row and the names.
 *
 * Layer: api.
 */
#ifndef API_CSV_ROWS_H
#define API_CSV_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "csv/header.h"

struct csv_rows {
	const char *p;
	const char *end;
	char separator;
	struct csv_header header;
	uint64_t row; /* number, the names being the first */
	struct buf field;
};

/*
 * Read the names of a text of len bytes, which must stay; an empty text has
 * none, and no rows.  -1 with *e, as csv_rows_next(); csv_rows_close() in any
 * case.
 */
int csv_rows_open(struct csv_rows *c, const char *text, size_t len,
    char separator, struct error *e) MUST_CHECK;

/*
 * Append the next row's object to out: 1; 0 at the end; -1 with *e: TEMPORARY
 * where the text ends within a row, FAILED where a row has another number of
 * fields than there are names, more than a separator after a quote, or a name
 * that is too long.
 */
int csv_rows_next(struct csv_rows *c, struct buf *out,
    struct error *e) MUST_CHECK;

void csv_rows_close(struct csv_rows *c);

#endif
