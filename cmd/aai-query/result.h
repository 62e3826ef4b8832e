/*
 * result: writes the rows that a query gives.
 *
 * Layer: aai-query.
 */
#ifndef AAI_QUERY_RESULT_H
#define AAI_QUERY_RESULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sqlite3.h>

#include "base/buf.h"
#include "base/error.h"
#include "io/out.h"
#include "view/grid.h"

enum result_format {
	RESULT_TABLE,    /* aligned, for people */
	RESULT_NDJSON,   /* an object a line */
	RESULT_CSV,	 /* RFC 4180, with a header; null is a bare field */
	RESULT_MARKDOWN,
};

/* The formats' names, in the order of the enum; NULL-terminated. */
extern const char *const result_formats[];

/* Where rows go, and how.  A zeroed struct may be closed. */
struct result {
	struct out *out; /* borrowed, as is the rest here */
	enum result_format format;
	size_t width; /* of a table */
	bool colour;
	uint64_t statements; /* that gave rows so far */
	uint64_t rows;       /* of the one that is written */
	uint64_t replaced;   /* ill-formed sequences of text now U+FFFD */
	char **names;	     /* of its columns, no two the same; owned */
	size_t ncolumns;
	struct grid grid;
	struct buf line;
	struct buf text; /* of a value */
};

/* Begin with the rows of the statement, which has been stepped once. */
int result_begin(struct result *r, sqlite3_stmt *s,
    bool row, struct error *e) MUST_CHECK;

/* Write the row that the statement is at. */
int result_row(struct result *r, sqlite3_stmt *s, struct error *e) MUST_CHECK;

/* All rows are written. */
int result_end(struct result *r, struct error *e) MUST_CHECK;

void result_close(struct result *r);

#endif
