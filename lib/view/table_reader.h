/*
 * table_reader: reads the rows of a table from all of its files, one after
 * another.
 *
 * Layer: view.
 */
#ifndef VIEW_TABLE_READER_H
#define VIEW_TABLE_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "lake/deletion_vector.h"
#include "table/time.h"
#include "view/catalog.h"
#include "view/cell.h"
#include "view/csv_file.h"
#include "view/row_cursor.h"

/* A zeroed struct may be closed. */
struct table_reader {
	const struct shown *t;
	const size_t *chosen; /* numbers of columns; borrowed */
	size_t nchosen;
	size_t file; /* that is next */
	bool open;   /* one is */
	struct row_cursor cursor;
	struct csv_file csv;
	size_t *first;  /* of each of the table's columns: where it is chosen
			   first, or NONE; next, of each such place: again */
	size_t *next;
	size_t *places; /* where each chosen column is in the file, or NONE */
	size_t columns; /* that the file has */
	char **constants; /* of each chosen column: the value that all of the
			     file's rows have; borrowed; NULL: see places */
	bool *dates; /* of each chosen column of instants: the file has days,
			which begin with midnight */
	char (*stamps)[TIME_TEXT_MAX]; /* of each chosen column, for those */
	struct deletion_vector deleted; /* rows of the file */
	struct show_cell *cells;
	uint64_t rows;   /* given so far */
	/*
	 * Set after table_reader_open() to have row groups of Parquet files
	 * passed over: asked before each row of file number "file" for the
	 * group to go on with, one after those that are done.  It is the
	 * cursor's as long as that is begun and has rows left; ngroups when no
	 * other is wanted.  NULL: all rows are read.
	 */
	size_t (*seek)(void *to, size_t file, const struct row_cursor *c);
	void *to;
};

/*
 * Start on the table's rows, of each row the chosen columns, a list that must
 * live as long.  Nothing is opened yet.
 */
void table_reader_open(struct table_reader *f, const struct shown *t,
    const size_t *chosen, size_t nchosen);

/*
 * The next row, with a cell for each chosen column: 1, 0 after the last one,
 * or -1 with *e (ERROR_INPUT).
 */
int table_reader_next(struct table_reader *f, const struct show_cell **cells,
    struct error *e) MUST_CHECK;

void table_reader_close(struct table_reader *f);

#endif
