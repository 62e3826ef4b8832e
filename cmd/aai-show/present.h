/*
 * present: prints tables for people and for programs.
 *
 * Layer: aai-show.
 */
#ifndef AAI_SHOW_PRESENT_H
#define AAI_SHOW_PRESENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "aai-show/catalog.h"
#include "base/error.h"
#include "base/map.h"
#include "io/out.h"

/* Columns of a table that are wanted, by number, in the order to show. */
struct choice {
	size_t *numbers; /* owned */
	size_t n;
};

/*
 * Choose the columns that the list, "a,b,c", names; all of them when it is
 * NULL.  A list that is one column's name, commas and all, is that column.
 * Where values are wanted, columns that are gaps are left out of all, and must
 * not be named.  -1 with *e (ERROR_USAGE) when a column is not there or is
 * named twice; (ERROR_INPUT) when it is a gap, or all are.  choice_free()
 * releases it.
 */
int choice_make(struct choice *c, const struct shown *t, const char *list,
    bool values, struct error *e) MUST_CHECK;
void choice_free(struct choice *c);

/* What is to be seen. */
struct present {
	struct out *out;    /* borrowed */
	size_t width;       /* of the terminal */
	uint64_t rows;      /* at most this many of each table */
	const char *columns; /* as for choice_make() */
	uint64_t replaced;  /* counts: ill-formed sequences now U+FFFD */
	struct map streamed; /* names of tables; map_free() it */
};

/* The first rows as an aligned table. */
int present_rows(struct present *p, const struct shown *t,
    struct error *e) MUST_CHECK;

/*
 * The rows as aai-stream(5) has them: a columns line, then a line a row.  A
 * second table of the same name is an error (ERROR_USAGE).
 */
int present_json(struct present *p, const struct shown *t,
    struct error *e) MUST_CHECK;

/* The columns line alone. */
int present_schema(struct present *p, const struct shown *t,
    struct error *e) MUST_CHECK;

/* The table's figures, and those of each of its columns. */
int present_figures(struct present *p, const struct shown *t,
    struct error *e) MUST_CHECK;

/* The figures of all tables, one a line; what cannot be read is missed. */
int present_list(struct present *p, struct catalog *c, struct error *e)
    MUST_CHECK;

#endif
