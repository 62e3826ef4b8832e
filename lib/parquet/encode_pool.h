/*
 * encode_pool: threads that encode row groups, column by column, and append
 * them to their files.
 *
 * The columns of a row group are encoded by whichever thread is free; the one
 * that encodes the last writes the group.  Bytes depend on the values alone,
 * never on which thread did what, nor on how many there are.
 *
 * Layer: parquet.  One thread calls.
 */
#ifndef PARQUET_ENCODE_POOL_H
#define PARQUET_ENCODE_POOL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "parquet/chunk.h"
#include "parquet/writer.h"

/* More threads than this are of no use to anybody. */
#define ENCODE_POOL_MAX 256

struct encode_options {
	struct chunk_options chunk;
	enum codec_method method;
	int level;
	unsigned threads; /* 1 to ENCODE_POOL_MAX */
};

/* What is to be known of a column besides its values. */
struct encode_column {
	bool bloom;
	bool key; /* rows may be sorted by the keys in front */
};

/* One row group on its way to its file. */
struct encode_group {
	struct writer *writer;		     /* borrowed, with its file */
	const struct encode_column *columns; /* ncolumns, borrowed */
	struct column_builder *builders;     /* ncolumns, owned */
	size_t ncolumns;
	size_t rows;
	size_t bytes; /* that the column builders hold */
};

struct encode_pool;

/*
 * Start the threads.  NULL with *e (ERROR_USAGE: codec or level; ERROR_FAILED:
 * not one thread can be had; where fewer can than are asked for, they do).
 */
struct encode_pool *encode_pool_open(
    const struct encode_options *options, struct error *e) MUST_CHECK;

/*
 * Add a row group to those that wait, while nothing else is being done; its
 * column builders are the pool's from then on.
 */
void encode_pool_add(struct encode_pool *p, const struct encode_group *g);

/* Have the threads begin with those that wait. */
void encode_pool_start(struct encode_pool *p);

/*
 * The same with the largest first, so that all threads end at about one time;
 * the calling thread works with them until there is nothing left to begin.
 */
void encode_pool_help(struct encode_pool *p);

/*
 * Wait until all is written.  -1 with *e: a row group could not be, now or
 * earlier.
 */
int encode_pool_settle(struct encode_pool *p, struct error *e) MUST_CHECK;

/* Stop the threads, after what they do, and release all.  NULL is none. */
void encode_pool_close(struct encode_pool *p);

#endif
