/*
 * table_writers: writes the rows of many tables to Parquet files, within one
 * bound of memory.
 *
 * Each table gathers values in column builders.  A table's row group is encoded
 * and appended to its file when it has enough rows or bytes, and the largest
 * table's when all tables together come near the memory allowed; other threads
 * (parquet/encode_pool.h) do that while rows go on gathering.  What is flushed
 * when depends on the rows alone, not on timing nor on how many threads there
 * are, so the same input gives the same files.
 *
 * Layer: parquet.  One thread calls; targets are called from any, but never for
 * one table by two at a time.
 */
#ifndef PARQUET_TABLE_WRITERS_H
#define PARQUET_TABLE_WRITERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "parquet/chunk.h"
#include "parquet/encode_pool.h"
#include "parquet/writer.h"

struct table_writers_options {
	struct chunk_options chunk;
	enum codec_method method;
	int level;
	size_t memory;	   /* bytes, for everything here */
	size_t group_rows; /* rows of a row group at most */
	unsigned threads;  /* that encode; fewer where the memory is small */
};

struct table_writers_options table_writers_defaults(void) MUST_CHECK;

/* One table being loaded; see table_writers_add(). */
struct table_writer {
	struct writer writer;
	struct column_builder *builders; /* ncolumns of them: put values of row
					    number row */
	struct encode_column *columns;
	size_t ncolumns;
	size_t columns_cap;
	size_t row;	 /* rows gathered */
	struct column_builder_account held; /* by the column builders */
	size_t counted;	 /* of its bytes known to the table writers */
	size_t limit;	 /* rows that make a group, by now */
	uint64_t groups; /* handed on so far */
};

struct table_writers {
	struct table_writers_options options;
	struct spill_file spill;
	struct table_writer **tables; /* owned */
	size_t ntables;
	size_t tables_cap;
	size_t memory; /* held by all tables' column builders, as counted */
	size_t limit;  /* of that */
	struct encode_pool *pool;
};

/*
 * Start, with the threads.  -1 with *e (ERROR_USAGE: codec or level;
 * ERROR_FAILED).  A zeroed struct may be closed.
 */
int table_writers_open(struct table_writers *l,
    const struct table_writers_options *options, struct error *e) MUST_CHECK;

/* A new table whose file goes to target.  Valid until table_writers_drop(). */
struct table_writer *table_writers_add(struct table_writers *l,
    const struct writer_target *target);

/* Add a column at the end of a table. */
void table_writers_add_column(struct table_writers *l, struct table_writer *t,
    const char *name, size_t len, struct coltype type,
    struct encode_column options);

/* The row at t->row is complete.  -1 with *e: a write failed. */
int table_writers_row_slow(struct table_writers *l, struct table_writer *t,
    struct error *e) MUST_CHECK;

static ALWAYS_INLINE int
table_writers_row(
    struct table_writers *l, struct table_writer *t, struct error *e)
{
	t->row++;
	if (LIKELY(t->row < t->limit && t->held.bytes == t->counted &&
		!t->held.full))
		return 0;
	return table_writers_row_slow(l, t, e);
}

/* n rows are complete, from t->row on, by columns.  As table_writers_row(). */
int table_writers_rows(struct table_writers *l, struct table_writer *t,
    size_t n, struct error *e) MUST_CHECK;

/*
 * Whether the table's row group should end with the current row, if it has any
 * other.
 */
bool table_writers_is_past(const struct table_writers *l,
    const struct table_writer *t) MUST_CHECK;

/* Hand on what the table has gathered. */
int table_writers_flush(struct table_writers *l, struct table_writer *t,
    struct error *e) MUST_CHECK;

/*
 * End the table's file, which is complete on return.  Tables may be finished
 * one by one; table_writers_flush_all() before makes use of all threads.
 */
int table_writers_finish(struct table_writers *l, struct table_writer *t,
    const struct writer_pair *pairs, size_t npairs,
    struct error *e) MUST_CHECK;
int table_writers_flush_all(
    struct table_writers *l, struct error *e) MUST_CHECK;

/* Forget a table, finished or not. */
void table_writers_drop(struct table_writers *l, struct table_writer *t);

/* Stop and release everything. */
void table_writers_close(struct table_writers *l);

#endif
