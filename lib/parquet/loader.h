/*
 * loader: rows of many tables gathered into row groups, within a bound.
 *
 * Each table gathers values in vectors.  A table's row group is encoded and
 * appended to its file when it has enough rows or bytes, and the largest
 * table's when all tables together come near the memory allowed; a second
 * thread does that while rows go on gathering.  What is flushed when depends
 * on the rows alone, never on timing, so the same input gives the same files.
 *
 * Layer: parquet.  One thread calls; targets are called from a second one, but
 * never for one table by both at a time.
 */
#ifndef PARQUET_LOADER_H
#define PARQUET_LOADER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "parquet/chunk.h"
#include "parquet/writer.h"

struct loader_options {
	struct chunk_options chunk;
	enum codec_method method;
	int level;
	size_t memory;	   /* bytes, for everything here */
	size_t group_rows; /* rows of a row group at most */
};

struct loader_options loader_defaults(void) MUST_CHECK;

struct loader_column {
	bool bloom;
	bool key; /* rows may be sorted by the keys in front */
};

/* One table being loaded; see loader_table(). */
struct loader_table {
	struct writer writer;
	struct vec *vecs; /* ncolumns of them: put values of row number row */
	struct loader_column *columns;
	size_t ncolumns;
	size_t columns_cap;
	size_t row;	 /* rows gathered */
	struct vec_account held; /* by the vectors */
	size_t counted;	 /* of its bytes known to the loader */
	size_t limit;	 /* rows that make a group, by now */
	uint64_t groups; /* handed on so far */
};

struct loader_job;

struct loader {
	struct loader_options options;
	struct spill spill;
	struct loader_table **tables; /* owned */
	size_t ntables;
	size_t tables_cap;
	size_t memory; /* held by all tables' vectors, as counted */
	size_t limit;  /* of that */
	struct loader_job *job; /* the second thread and what it does */
};

/*
 * Start, with a second thread.  -1 with *e (ERROR_USAGE: codec or level;
 * ERROR_FAILED).  A zeroed struct may be closed.
 */
int loader_open(struct loader *l, const struct loader_options *options,
    struct error *e) MUST_CHECK;

/* A new table whose file goes to target.  Valid until loader_drop(). */
struct loader_table *loader_table(struct loader *l,
    const struct writer_target *target);

/* Add a column at the end of a table. */
void loader_add_column(struct loader *l, struct loader_table *t,
    const char *name, size_t len, struct coltype type,
    struct loader_column options);

/* The row at t->row is complete.  -1 with *e: a write failed. */
int loader_row_slow(struct loader *l, struct loader_table *t,
    struct error *e) MUST_CHECK;

static ALWAYS_INLINE int
loader_row(struct loader *l, struct loader_table *t, struct error *e)
{
	t->row++;
	if (LIKELY(t->row < t->limit && t->held.bytes == t->counted &&
		!t->held.full))
		return 0;
	return loader_row_slow(l, t, e);
}

/* n rows are complete, from t->row on, by columns.  As loader_row(). */
int loader_rows(struct loader *l, struct loader_table *t, size_t n,
    struct error *e) MUST_CHECK;

/*
 * Whether the table's row group should end with the row under way, if it has
 * any other.
 */
bool loader_is_past(const struct loader *l,
    const struct loader_table *t) MUST_CHECK;

/* Hand on what the table has gathered. */
int loader_flush(struct loader *l, struct loader_table *t,
    struct error *e) MUST_CHECK;

/*
 * End the table's file, which is complete on return.  Tables may be finished
 * one by one; loader_flush_all() before makes use of both threads.
 */
int loader_finish(struct loader *l, struct loader_table *t,
    const struct writer_pair *pairs, size_t npairs,
    struct error *e) MUST_CHECK;
int loader_flush_all(struct loader *l, struct error *e) MUST_CHECK;

/* Forget a table, finished or not. */
void loader_drop(struct loader *l, struct loader_table *t);

/* Stop and release everything. */
void loader_close(struct loader *l);

#endif
