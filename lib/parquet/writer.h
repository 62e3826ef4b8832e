/*
 * writer: a Parquet file, put together from encoded chunks.
 *
 * Row groups are appended as they come; columns may be added at any time, and
 * row groups that lack one get a chunk of nulls when the file is finished.
 * Nothing is written twice and nothing is patched, so the bytes may go
 * anywhere.  What the footer needs of each row group is kept until then, in
 * memory or in a spill file.
 *
 * Format facts: parquet-format, README.md "File format", parquet.thrift,
 * PageIndex.md.
 *
 * Layer: parquet.
 */
#ifndef PARQUET_WRITER_H
#define PARQUET_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "parquet/chunk.h"
#include "parquet/spill_queue.h"

/* Readers number row groups with 16 bits. */
#define WRITER_GROUPS_MAX 32767

struct writer_column {
	char *name; /* owned */
	size_t name_len;
	struct coltype type;
	int32_t id; /* SchemaElement.field_id; 0: none */
};

/* A pair for the file's key-value metadata; both are UTF-8 and borrowed. */
struct writer_pair {
	const char *key;
	const char *value;
	size_t value_len;
};

/* Where the bytes go: n of them, in order.  0, or -1 with *e. */
struct writer_target {
	int (*put)(void *arg, const void *p, size_t n, struct error *e);
	void *arg;
};

/* A zeroed struct may be closed. */
struct writer {
	struct writer_target target;
	struct spill_file *spill; /* borrowed; NULL: all is kept in memory */
	int64_t offset;	     /* bytes put so far */
	struct writer_column *columns;
	size_t ncolumns;
	size_t columns_cap;
	struct spill_queue groups; /* a record each */
	size_t ngroups;
	int64_t rows;
	bool lacking; /* some row group lacks some column */
	bool failed; /* a call failed: the file is useless */
};

/* Start a file; nothing is put before the first row group. */
void writer_open(struct writer *w, const struct writer_target *target,
    struct spill_file *spill);

/* Add a column at the end; the name is UTF-8 and must be new. */
void writer_add_column(struct writer *w, const char *name, size_t len,
    struct coltype type);

/*
 * Give a column the id (1 and up) by which table formats know it; 0 takes it
 * away.  At any time before writer_finish().
 */
void writer_set_id(struct writer *w, size_t column, int32_t id);

/*
 * Append a row group of rows rows (at least 1): its first n columns, each a
 * chunk of that many rows; the other columns are null.  sorted is how many of
 * the first columns the rows are sorted by (0 to n), in ascending order.
 * -1 with *e (whatever the target says; ERROR_LIMIT: too many row groups).
 */
int writer_put_group(struct writer *w, const struct chunk *chunks, size_t n,
    size_t rows, size_t sorted, struct error *e) MUST_CHECK;

/* End the file; pairs are npairs of key-value metadata.  -1 with *e. */
int writer_finish(struct writer *w, const struct writer_pair *pairs,
    size_t npairs, struct error *e) MUST_CHECK;

/* Release the memory. */
void writer_close(struct writer *w);

#endif
