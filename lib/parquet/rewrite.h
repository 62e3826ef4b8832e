/*
 * rewrite: the rows of a finished file, or some of them, put into a table being
 * loaded.
 *
 * For columns that became wider after a file, or a part of one, was written,
 * for rows that are to go, and for files that become one: a file is read column
 * by column and goes on as if its rows had come again, in wider types and with
 * null in columns that it lacks.  Small row groups come together on the way.
 *
 * Layer: parquet.
 */
#ifndef PARQUET_REWRITE_H
#define PARQUET_REWRITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "parquet/convert.h"
#include "parquet/reader.h"
#include "parquet/table_writers.h"
#include "table/schema.h"

/* A column that the table does not get. */
#define REWRITE_NOWHERE SIZE_MAX

/* A file whose rows are read. */
struct rewrite_source {
	const struct reader *r; /* if not opened strictly, then of columns that
				   rewrite_can() says yes to */
	/* What its columns hold, r->ncolumns of them, since a file does not
	 * distinguish json from text. */
	const struct coltype *types;
	/* The table's column for each of them; NULL: the table's first. */
	const size_t *places;

	/*
	 * Which rows stay: asked once for each, in their order, with the values
	 * of the columns keys[0..nkeys), NULL for a null; 1: it does, 0: it
	 * goes, 2: it does, and the table's boolean column number mark is true
	 * in it, -1 with *e.  NULL: all stay.
	 */
	int (*stays)(void *arg, const struct convert_value *const *values,
	    struct error *e);
	void *arg;
	const size_t *keys;
	size_t nkeys;
	size_t mark;
};

/*
 * Whether the column of a file of any writer can be read here: it is flat, and
 * its values are stored as ours are.
 */
bool rewrite_can(const struct reader_column *c);

/*
 * The number of the table's column that the file's is: by its id, or by its
 * name where one of them has none, as one of that name and another id is
 * another column; or REWRITE_NOWHERE.  O(columns of the table).
 */
size_t rewrite_place(const struct table *t, const struct reader_column *c);

/*
 * Whether the table, which knows its columns by ids, has the file's no more: it
 * was dropped after the file was written, whatever is called so since.
 */
bool rewrite_is_dropped(const struct table *t, const struct reader_column *c);

/*
 * See that the file's columns are told from each other: no two of places, of as
 * many as r has, are the same one of ncolumns, none is nowhere that the table
 * (from) has not dropped, and where that knows its columns by ids alone, they
 * have ids.  -1 with *e (ERROR_INPUT).
 */
int rewrite_check(const struct reader *r, const struct table *from,
    const size_t *places, size_t ncolumns, struct error *e) MUST_CHECK;

/*
 * Append the rows that stay to the table.  quote makes a JSON string of text,
 * see convert().  Of a row group a byte for each row is held, if some may go.
 * -1 with *e.
 */
int rewrite_append(struct table_writers *l, struct table_writer *t,
    const struct rewrite_source *source,
    void (*quote)(const char *s, size_t len, struct buf *out),
    struct error *e) MUST_CHECK;

/* The rows of a file that do not stay as they are. */
struct rewrite_counts {
	uint64_t going;
	uint64_t marked;
};

/*
 * Count these, of the row groups for which may_go says true (NULL:
 * all); only the columns that stays() is shown are read.  -1 with *e.
 */
int rewrite_count(const struct rewrite_source *source,
    bool (*may_go)(void *arg, const struct reader *r, size_t group),
    struct rewrite_counts *counts, struct error *e) MUST_CHECK;

#endif
