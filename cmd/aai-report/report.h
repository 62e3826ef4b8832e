/*
 * report: all that is told of a folder: its tables, how they join, what they
 * hold, and the history of its loads.
 *
 * What it takes in memory depends on how many tables and columns there are,
 * and not on their rows: the rows of at most REPORT_LOOKED tables are looked
 * at, those with most of them, and of each a sample.
 *
 * Layer: aai-report.
 */
#ifndef AAI_REPORT_REPORT_H
#define AAI_REPORT_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "aai-report/erd.h"
#include "aai-report/table_profile.h"
#include "base/error.h"
#include "sink/history.h"
#include "view/catalog.h"

#define REPORT_LOOKED 200

/* Cells that are looked at: of a table, and of all together. */
#define REPORT_TABLE_CELLS ((uint64_t)2000000)
#define REPORT_CELLS	   ((uint64_t)40000000)

/* A zeroed struct may be closed. */
struct report {
	const char *path; /* borrowed */
	struct catalog c;
	struct erd m;
	struct table_profile *profiles; /* of each table */
	uint64_t *rows;	 /* of each, as far as that is known */
	size_t *by_rows; /* numbers of the tables, those with most rows first */
	struct history history;
};

/*
 * Open the tables at the path, as the options have it, and find their joins;
 * tables that cannot be read are missed, as in a catalog.  -1 with *e (USAGE,
 * INPUT; also where there is no table).
 */
int report_open(struct report *r, const char *path,
    const struct catalog_options *options, struct error *e) MUST_CHECK;

/*
 * Measure them, and look at their rows; read the history of a folder.  Tables
 * that cannot be read, and a history that is damaged, are missed.  -1 with *e
 * where it is not one of a folder's tables that cannot be read.
 */
int report_look(struct report *r, struct error *e) MUST_CHECK;

void report_close(struct report *r);

#endif
