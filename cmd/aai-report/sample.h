/*
 * sample: the rows of a large table that stand for all of them.
 *
 * Of Parquet files, row groups that lie evenly among all of the table's, and
 * of each of them the first rows; of CSV files, which have to be read through,
 * every n-th row.  The same table has the same sample.
 *
 * Layer: aai-report.
 */
#ifndef AAI_REPORT_SAMPLE_H
#define AAI_REPORT_SAMPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "view/table_reader.h"
#include "view/table_stats.h"

/* Row groups that a sample has at most. */
#define SAMPLE_GROUPS 64

/* A zeroed struct has all rows. */
struct sample {
	bool some;	 /* not all rows are in it */
	uint64_t groups; /* of the table's Parquet files */
	uint64_t chosen; /* how many of them */
	uint64_t most;   /* rows of each of these */
	uint64_t every;  /* of a CSV file, each of so many rows */
	size_t file;     /* that is being read */
	uint64_t before; /* row groups of the files before it */
	uint64_t in_file; /* row groups of it */
};

/*
 * Choose a sample of about that many rows, 100 or more, of the table with the
 * figures; all when it has no more.
 */
struct sample sample_choose(const struct shown *t, const struct table_stats *s,
    uint64_t rows);

/* Have the reader, which was opened and not read from, read the sample. */
void sample_start(struct sample *s, struct table_reader *f);

/* Whether the row that the reader gave last is in it. */
bool sample_has(const struct sample *s, const struct table_reader *f);

#endif
