/*
 * part: a finished Parquet file as rewrite.h reads it: where its columns go,
 * and which rows stay.
 *
 * Layer: parquet_sink.
 */
#ifndef PARQUET_SINK_PART_H
#define PARQUET_SINK_PART_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/error.h"
#include "parquet/rewrite.h"
#include "sink/root_key.h"
#include "sink/sink.h"
#include "table/schema.h"

/* A zeroed struct may be closed.  It must not move while it is open. */
struct parquet_part {
	struct reader reader;
	struct rewrite_source source;
	/* The rest is the module's own. */
	const struct row_filter *filter;
	struct coltype *types;
	size_t *places;
	size_t *keys;
	struct root_key key;
	struct buf scratch;
};

/*
 * Read the part's footer, and find the columns of table "now" for its own: by
 * their ids, where both have one, else by name.  Columns that the table has by
 * no id go nowhere: they were dropped.  -1 with *e (ERROR_INPUT: it is damaged,
 * or has a column that is not known); part is to be closed either way.
 */
int parquet_part_open(struct parquet_part *part, const struct sink_part *given,
    const struct table *now, struct error *e) MUST_CHECK;

/*
 * Whether rows of a row group may go, by the bounds and the Bloom filter of the
 * key's first column; for rewrite_count(), arg is the part.
 */
bool parquet_part_may_go(void *arg, const struct reader *r, size_t group);

void parquet_part_close(struct parquet_part *part);

#endif
