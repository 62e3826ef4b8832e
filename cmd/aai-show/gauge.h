/*
 * gauge: what a table holds, in figures.
 *
 * Of Parquet files the footers tell, so that the time does not depend on the
 * rows; CSV files are read through, for rows and nulls alone.
 *
 * Layer: aai-show.
 */
#ifndef AAI_SHOW_GAUGE_H
#define AAI_SHOW_GAUGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "aai-show/catalog.h"
#include "base/buf.h"
#include "base/error.h"

/* The least or the greatest value of a column. */
struct gauge_bound {
	bool known;
	bool cut;        /* a longer text begins so (or about so) */
	struct buf raw;  /* as the statistics have it */
	struct buf text; /* as it is shown */
};

struct gauge_column {
	bool counted; /* the nulls are */
	uint64_t nulls;
	bool bounded; /* no file lacks the bounds */
	struct gauge_bound lo, hi;
};

/* A zeroed struct may be closed. */
struct gauge {
	uint64_t rows;
	uint64_t bytes; /* of the files */
	struct gauge_column *columns; /* of the table */
	size_t ncolumns;
};

/* Measure the table.  -1 with *e (ERROR_INPUT). */
int gauge_open(struct gauge *g, const struct shown *t,
    struct error *e) MUST_CHECK;

void gauge_close(struct gauge *g);

#endif
