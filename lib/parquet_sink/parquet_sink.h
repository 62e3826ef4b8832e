/*
 * parquet_sink: the tables of a stream of rows as Parquet files, for lib/sink.
 *
 * Cells become typed values and go to the table writers.  A table whose columns
 * widen ends its file there and goes on with another one; at the end the files
 * are read again and become one, with the last columns.
 *
 * Layer: parquet_sink.
 */
#ifndef PARQUET_SINK_PARQUET_SINK_H
#define PARQUET_SINK_PARQUET_SINK_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/opt.h"
#include "parquet/reader.h"
#include "parquet/table_writers.h"
#include "sink/sink.h"

/* A zeroed struct may be closed. */
struct parquet_sink {
	struct sink_format functions; /* for sink_run(), with the pack as its
					 context */
	struct table_writers writers;
	const struct opt_list *blooms; /* columns, or TABLE.COLUMN; borrowed */
	bool merges; /* keys of records get Bloom filters; false at first */
	bool appends; /* in the tables of records alone; false at first */
	bool verify; /* read every file again before it is published */
	struct buf scratch;
	struct reader_room room; /* of files that are read again */
	bool flushed; /* all rows are on their way */
};

/*
 * Start, with the options; blooms names the columns that get Bloom filters and
 * stays the caller's.  -1 with *e (ERROR_USAGE: codec or level).
 */
int parquet_sink_open(struct parquet_sink *p,
    const struct table_writers_options *options, const struct opt_list *blooms,
    bool verify, struct error *e) MUST_CHECK;

void parquet_sink_close(struct parquet_sink *p);

#endif
