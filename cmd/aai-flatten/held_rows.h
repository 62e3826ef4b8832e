/*
 * held_rows: rows that are held until types settle, and are written then.
 *
 * Held rows are arrays of all columns that the table has, in the order in which
 * they came up; one that is to be an object begins with ROW_MARK.  Names
 * come last, and so do the places of columns: those that have held nothing but
 * nulls have none.
 *
 * Layer: aai-flatten.
 */
#ifndef AAI_FLATTEN_HELD_ROWS_H
#define AAI_FLATTEN_HELD_ROWS_H

#include "aai-flatten/flatten_internal.h"

/*
 * The window is over: write all columns lines, then the rows, and hold none any
 * more.  last: so is the stream.  O(rows).
 */
int held_rows_write(struct flatten *f, bool last, struct error *e) MUST_CHECK;

#endif
