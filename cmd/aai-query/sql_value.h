/*
 * sql_value: a cell of a table as a value of SQL.
 *
 * Booleans are 1 and 0, integers and doubles are numbers, decimals the text of
 * their digits, dates and instants text as SQLite's functions spell it, JSON
 * its text.  NaN, which SQL does not have, is null, and counted.
 *
 * Layer: aai-query.
 */
#ifndef AAI_QUERY_SQL_VALUE_H
#define AAI_QUERY_SQL_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sqlite3.h>

#include "base/buf.h"
#include "base/error.h"
#include "table/schema.h"
#include "view/cell.h"

/* The subtype that SQLite's JSON functions know JSON by. */
#define SQL_VALUE_JSON 'J'

struct sql_value {
	int kind; /* SQLITE_NULL, _INTEGER, _FLOAT or _TEXT */
	bool json;
	int64_t num;
	double real;
	const char *s; /* borrowed from the cell or the scratch */
	size_t len;
};

/*
 * The value of the cell in the column; text that is made goes to scratch.  A
 * NaN is counted in *nans.  -1 with *e (ERROR_INPUT: it is not a value of the
 * column's type, or its JSON cannot be read; ERROR_LIMIT: it does not fit
 * scratch).
 */
int sql_value_make(struct sql_value *v, const struct column *c,
    const struct show_cell *cell, struct buf *scratch, uint64_t *nans,
    struct error *e) MUST_CHECK;

/* Have it as what a function gives. */
void sql_value_result(const struct sql_value *v, sqlite3_context *to);

/* Have it as a statement's parameter.  An SQLite result code. */
int sql_value_bind(const struct sql_value *v, sqlite3_stmt *to,
    int at) MUST_CHECK;

#endif
