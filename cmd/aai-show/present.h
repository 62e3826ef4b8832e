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

#include "base/error.h"
#include "base/map.h"
#include "io/out.h"
#include "view/catalog.h"
#include "view/choice.h"

/* What is to be seen. */
struct present {
	struct out *out;    /* borrowed */
	size_t width;       /* of the terminal */
	bool colour;
	bool records;       /* rows as records, a column a line */
	uint64_t rows;      /* at most this many of each table */
	const char *columns; /* as for choice_make() */
	uint64_t replaced;  /* counts: ill-formed sequences now U+FFFD */
	struct map streamed; /* names of tables; map_free() it */
};

/* A text, whose end is that of a line. */
int present_put(
    struct present *p, const char *s, struct error *e) MUST_CHECK;

/* The first rows as an aligned table, or as records; how many there are. */
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
