/*
 * pack: the tables of a stream of rows as Parquet files, for lib/sink.
 *
 * Cells become typed values and go to the loader.  A table whose columns widen
 * ends its file there and goes on with another one; at the end the files are
 * read again and become one, with the last columns.
 *
 * Layer: pack.
 */
#ifndef PACK_PACK_H
#define PACK_PACK_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/opt.h"
#include "parquet/loader.h"
#include "sink/sink.h"

/* A zeroed struct may be closed. */
struct pack {
	struct sink_format functions; /* for sink_run(), with the pack as its
					 context */
	struct loader loader;
	const struct opt_list *blooms; /* columns, or TABLE.COLUMN; borrowed */
	bool verify; /* read every file again before it is published */
	struct buf scratch;
	bool flushed; /* all rows are on their way */
};

/*
 * Start, with the options; blooms names the columns that get Bloom filters and
 * stays the caller's.  -1 with *e (ERROR_USAGE: codec or level).
 */
int pack_open(struct pack *p, const struct loader_options *options,
    const struct opt_list *blooms, bool verify, struct error *e) MUST_CHECK;

void pack_close(struct pack *p);

#endif
