/*
 * table_stats: figures about a table: rows, bytes, and the nulls and bounds of
 * its columns.
 *
 * Of Parquet files the footers tell, so that the time does not depend on the
 * rows; CSV files are read through, for rows and nulls alone.
 *
 * Layer: view.
 */
#ifndef VIEW_TABLE_STATS_H
#define VIEW_TABLE_STATS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "view/catalog.h"

/* The least or the greatest value of a column. */
struct table_stats_bound {
	bool known;
	bool cut;        /* a longer text begins so (or about so) */
	struct buf raw;  /* as the statistics have it */
	struct buf text; /* as it is shown */
};

struct table_stats_column {
	bool counted; /* the nulls are */
	uint64_t nulls;
	bool bounded; /* no file lacks the bounds */
	struct table_stats_bound lo, hi;
};

/* A zeroed struct may be closed. */
struct table_stats {
	uint64_t rows;
	uint64_t bytes; /* of the files */
	uint64_t groups; /* of rows, in Parquet files */
	struct table_stats_column *columns; /* of the table */
	size_t ncolumns;
};

/* Measure the table.  -1 with *e (ERROR_INPUT). */
int table_stats_open(struct table_stats *g, const struct shown *t,
    struct error *e) MUST_CHECK;

void table_stats_close(struct table_stats *g);

#endif
