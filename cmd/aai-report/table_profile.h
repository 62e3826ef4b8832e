/*
 * table_profile: what a table holds: its figures, what the values of its
 * columns are, how many rows each day has, and its first rows.
 *
 * Layer: aai-report.
 */
#ifndef AAI_REPORT_TABLE_PROFILE_H
#define AAI_REPORT_TABLE_PROFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "aai-report/column_profile.h"
#include "aai-report/sample.h"
#include "base/buf.h"
#include "base/error.h"
#include "view/catalog.h"
#include "view/table_stats.h"

/* Columns whose values are looked at: the first that are not empty. */
#define TABLE_PROFILE_COLUMNS 250

/* First rows that are kept, the columns of them, and bytes of a cell. */
#define TABLE_PROFILE_ROWS    30
#define TABLE_PROFILE_CELLS   40
#define TABLE_PROFILE_TEXT    160

/* A cell of the first rows. */
struct first_cell {
	bool null;
	bool cut; /* a longer text begins so */
	size_t at, len; /* in the profile's text */
};

/* A zeroed struct may be closed. */
struct table_profile {
	const struct shown *t; /* borrowed */
	struct table_stats stats;
	bool measured; /* stats are there */
	bool looked;   /* at the rows, too: what follows is there */
	struct sample sample;
	uint64_t rows; /* that were looked at */
	size_t *numbers; /* of the columns that were, in order */
	struct column_profile *columns; /* of these */
	size_t ncolumns;
	size_t *places; /* of each column of the table: the number of its
			   profile, or SIZE_MAX */
	bool timed; /* there is a column of times for this: */
	size_t time_column; /* number of its profile */
	struct histogram days; /* of rows, in days since 1970 */
	struct buf text; /* of the first rows' cells */
	struct first_cell *cells; /* row by row, nshown of each */
	size_t nshown; /* columns: the first of those that were looked at */
	size_t nrows;
};

/* Measure the table.  -1 with *e (ERROR_INPUT). */
int table_profile_measure(struct table_profile *p, const struct shown *t,
    struct error *e) MUST_CHECK;

/*
 * Look at the rows of a table that was measured, about that many cells.  -1
 * with *e (ERROR_INPUT, ERROR_LIMIT), and no rows looked at.
 */
int table_profile_look(struct table_profile *p, uint64_t cells,
    struct error *e) MUST_CHECK;

/* Whether all values of the column, by its number in the table, are null. */
bool table_profile_is_empty(const struct table_profile *p, size_t column);

void table_profile_close(struct table_profile *p);

#endif
