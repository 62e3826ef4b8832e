/*
 * row_cursor: reads the rows of a Parquet file, one after another.
 *
 * Of each chosen column one page (and its dictionary) is held at a time.
 *
 * Layer: view.
 */
#ifndef VIEW_ROW_CURSOR_H
#define VIEW_ROW_CURSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "parquet/column_cursor.h"
#include "parquet/reader.h"
#include "view/cell.h"
#include "view/nested.h"
#include "view/shown_file.h"

struct row_cursor_column {
	const struct reader_field *field;
	bool json;     /* its text is JSON */
	struct nested nested; /* where the field is */
	struct column_cursor cursor; /* where it is not */
	struct buf text; /* of the cell */
};

/* A zeroed struct may be closed. */
struct row_cursor {
	int fd;
	bool open; /* fd and the reader are */
	struct reader r;
	struct reader_room room; /* of its columns' pages; any, if max is not
				    set to less after row_cursor_open() */
	struct row_cursor_column *columns;
	struct show_cell *cells; /* one for each of them */
	size_t ncolumns;
	size_t group; /* in progress */
	int64_t left; /* rows of it that are still to come */
	int64_t row;  /* of the file, the next one */
	bool begun;
};

/*
 * Open the file at path, which must live as long; t is as in shown_file.h, and
 * its names are those of the fields.  -1 with *e (ERROR_INPUT).
 */
int row_cursor_open(struct row_cursor *s, const struct shown *t,
    const char *path, struct error *e) MUST_CHECK;

/* Choose the field of that number as the next column of each row. */
void row_cursor_choose(struct row_cursor *s, size_t number, bool json);

/*
 * The next row: 1 with a cell for each chosen column; 0 after the last; -1
 * with *e (ERROR_INPUT).
 */
int row_cursor_next(struct row_cursor *s, const struct show_cell **cells,
    struct error *e) MUST_CHECK;

/*
 * Go to the first row of that group, which is not before the next row's; that
 * of ngroups is the end.  What is passed over is not read.
 */
void row_cursor_seek(struct row_cursor *s, size_t group);

void row_cursor_close(struct row_cursor *s);

#endif
