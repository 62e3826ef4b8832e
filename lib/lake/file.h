/*
 * file: what a table format needs to know of one finished Parquet data file,
 * from its footer.
 *
 * Bounds are joined over the row groups, and there are none where one of them
 * has none that would be right: a bound that is wrong loses rows.  Only text
 * that begins with very many U+10FFFF, which the file has no bounds for, is
 * read for them.
 *
 * Layer: lake.
 */
#ifndef LAKE_FILE_H
#define LAKE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "parquet/convert.h"
#include "table/type.h"

/* The most that pages of a file need hold, bytes; see lake_file_read(). */
#define LAKE_FILE_MEMORY ((size_t)32 << 20)

/* A bound as Parquet's statistics have it: a PLAIN value without a length. */
struct lake_bound {
	uint8_t *bytes; /* owned */
	size_t len;
	bool exact; /* it is a value of the column, not one cut or raised */
};

struct lake_column {
	char *name;          /* owned */
	int32_t id;	     /* its field id; 0: none */
	struct coltype type; /* text for json too */
	int64_t stored;      /* bytes of its chunks */
	int64_t values;      /* with nulls */
	int64_t nulls;       /* -1: not known */
	bool bounded;        /* there are bounds; never when all is null */
	struct lake_bound lo, hi;
};

/* A zeroed struct may be released. */
struct lake_file {
	int64_t size; /* bytes */
	int64_t rows;
	struct lake_column *columns; /* owned; in the file's order */
	size_t ncolumns;
	int64_t *groups; /* owned; where the row groups begin */
	size_t ngroups;
};

/*
 * Read the footer of the file of ours after fd, which stays the caller's and
 * is called name in messages.  Pages of text that is read for bounds hold at
 * most memory, bytes; text that needs more has none.  -1 with *e (ERROR_INPUT).
 */
int lake_file_read(struct lake_file *f, int fd, const char *name,
    size_t memory, struct error *e) MUST_CHECK;

/* The bound of a column, which is not of text, as convert() takes it. */
struct convert_value lake_bound_value(
    const struct lake_column *c, const struct lake_bound *b);

void lake_file_free(struct lake_file *f);

#endif
