/*
 * column_cursor: what one column of a file has, one after the other, whatever
 * pages it is in: values of rows, or, of a column within another one, values
 * with levels.
 *
 * Layer: parquet.
 */
#ifndef PARQUET_COLUMN_CURSOR_H
#define PARQUET_COLUMN_CURSOR_H

#include <stddef.h>

#include "base/error.h"
#include "parquet/convert.h"
#include "parquet/reader.h"

/* A zeroed struct may be closed. */
struct column_cursor {
	struct reader_pages pages;
	size_t row;   /* the next one of the page */
	size_t value; /* the next value of it */
};

/* Start on a column of a row group; c may have walked another before. */
int column_cursor_open(struct column_cursor *c, const struct reader *r,
    size_t group, size_t column, struct error *e) MUST_CHECK;

/* What is next in a column: a value, a null, or a list that is empty. */
struct column_level {
	unsigned rep;
	unsigned def;
};

/* Look at it: 1; 0 at the group's end, where the sums are right; -1 with *e. */
int column_cursor_look(struct column_cursor *c, struct column_level *l,
    struct error *e) MUST_CHECK;

/*
 * The same where it must be there, and at that repetition level: 0; -1 with *e
 * (also ERROR_INPUT: it is not).
 */
int column_cursor_expect(struct column_cursor *c, unsigned rep,
    struct column_level *l, struct error *e) MUST_CHECK;

/* That the column is at the group's end.  -1 with *e (also ERROR_INPUT). */
int column_cursor_end(struct column_cursor *c, struct error *e) MUST_CHECK;

/* Set *e (ERROR_INPUT): the column has levels that cannot be; -1. */
int column_cursor_wrong(const struct column_cursor *c, struct error *e);

/* Take what was looked at: the number of its value in the page. */
static inline size_t
column_cursor_take(struct column_cursor *c)
{
	c->row++;
	return c->value++;
}

/* Pass over it: it has no value. */
static inline void
column_cursor_pass(struct column_cursor *c)
{
	c->row++;
}

/*
 * The next row's value of a file that is read strictly: 1, and *v has it, valid
 * until the next call; 0: it is null; -1 with *e, also when there is no row
 * more (ERROR_INPUT).
 */
int column_cursor_next(struct column_cursor *c, struct convert_value *v,
    struct error *e) MUST_CHECK;

/* Value number i of the page that p read last. */
struct convert_value column_cursor_value(
    const struct reader_pages *p, size_t i) MUST_CHECK;

void column_cursor_close(struct column_cursor *c);

#endif
