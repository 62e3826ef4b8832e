/*
 * delta_checkpoint_put: a checkpoint of a Delta table's log, written.
 *
 * Actions, as texts of JSON, become the rows of a Parquet file: one row group
 * of optional columns, plain, compressed by snappy where this build has that.
 * The same actions give the same bytes.
 *
 * Format facts: Delta Transaction Log Protocol, "Checkpoint Schema";
 * parquet-format, "Nested Encoding", LogicalTypes.md.
 *
 * Layer: lake.
 */
#ifndef LAKE_DELTA_CHECKPOINT_PUT_H
#define LAKE_DELTA_CHECKPOINT_PUT_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"

struct delta_checkpoint_column;

/* A zeroed struct may be freed. */
struct delta_checkpoint_rows {
	struct delta_checkpoint_column *columns; /* owned */
	int64_t rows;
	int64_t adds; /* of them of files that are live */
};

/*
 * Add an action, {"add":{...}}, as a row: 1; 0 when it has a member that a
 * checkpoint of ours has no column for, and the rows are then of no use; -1
 * with *e (ERROR_INPUT: it is none).
 */
int delta_checkpoint_add(struct delta_checkpoint_rows *c, const char *json,
    size_t len, struct error *e) MUST_CHECK;

/* Append the file.  -1 with *e (ERROR_FAILED; ERROR_LIMIT: it is too big). */
int delta_checkpoint_put(const struct delta_checkpoint_rows *c,
    struct buf *out, struct error *e) MUST_CHECK;

void delta_checkpoint_free(struct delta_checkpoint_rows *c);

#endif
