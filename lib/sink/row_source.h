/*
 * row_source: reads a stream of rows to its end and checks it on the way.
 *
 * What all sinks have in common on the side of the stream: columns lines,
 * rows, the end record, where an error is, and whether the stream is whole.  To
 * SIGUSR1 it answers how many rows have come.
 *
 * Layer: sink.
 */
#ifndef SINK_ROW_SOURCE_H
#define SINK_ROW_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/map.h"
#include "io/lines.h"
#include "stream/end.h"
#include "stream/row.h"
#include "table/schema.h"

/* A stream in progress.  A zeroed struct may be closed. */
struct row_source {
	struct lines lines;
	struct row_reader rows;
	struct schema schema; /* as the stream declares its tables */
	struct map paths;     /* its tables' numbers by their paths */
	bool require_end;     /* a wrong end record is an error */
	uint64_t nrows;       /* read so far */
	bool hashing;         /* set it to have content: */
	uint64_t content;     /* a hash of all lines but the end record's, the
				 same whichever form the rows have */
	struct buf text;      /* of a line that goes into it */
	bool ended;           /* an end record came */
	bool counted;         /* and its count was right */
	struct end end;       /* its members, when it was; they point into
				 end_text */
	char *end_text;       /* owned */
	char miscount[200];   /* what was wrong with its count, or "" */
	int signal;           /* that ended the reading, or 0 */
};

/* Where tables and rows go; each returns 0, or -1 with *e. */
struct row_source_calls {
	/* Table number n came up (first), or its columns are others now. */
	int (*columns)(void *ctx, size_t n, bool first, struct error *e);
	int (*row)(
	    void *ctx, size_t n, const struct cell *cells, struct error *e);
	/*
	 * Before all others: the first byte came, or the input has ended
	 * without one (some is false).  NULL: nothing to do.
	 */
	int (*begin)(void *ctx, bool some, struct error *e);
	/*
	 * The record with that row, in a table that has records, is there no
	 * more: of the cells only those of its key count.
	 */
	int (*deleted)(
	    void *ctx, size_t n, const struct cell *cells, struct error *e);
};

/*
 * Start reading fd, which is named so in messages and stays the caller's.  f
 * must not move until row_source_close().
 */
void row_source_open(struct row_source *f, int fd, const char *name,
    uint64_t max_line, bool require_end);

/*
 * Read to the end.  0 when the stream is whole: not empty to the byte, every
 * line in order, no two tables of one path, an end record where one is
 * required; else -1 with *e, which says where.
 */
int row_source_run(struct row_source *f, const struct row_source_calls *calls,
    void *ctx, struct error *e) MUST_CHECK;

void row_source_close(struct row_source *f);

#endif
