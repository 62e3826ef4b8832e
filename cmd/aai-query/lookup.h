/*
 * lookup: the rows of a table by the value of one column, for joins.
 *
 * The columns that a query needs are copied once into a private database of
 * SQLite, which is a temporary file where it does not fit its cache, with an
 * index.  Comparing is SQLite's, with the column's own type and collation.
 *
 * Layer: aai-query.
 */
#ifndef AAI_QUERY_LOOKUP_H
#define AAI_QUERY_LOOKUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sqlite3.h>

#include "aai-query/sql_value.h"
#include "base/error.h"
#include "table/type.h"

/* A zeroed struct may be closed. */
struct lookup {
	sqlite3 *db;
	sqlite3_stmt *put;
	sqlite3_stmt *find;
	size_t ncolumns;
};

/*
 * Start on rows of that many columns, of which number key, of that type, is
 * looked up.  -1 with *e (ERROR_FAILED; ERROR_LIMIT: out of the memory that
 * SQLite may take; ERROR_OUTPUT: temporary files cannot be written).
 */
int lookup_open(struct lookup *l, size_t ncolumns, size_t key, enum type type,
    struct error *e) MUST_CHECK;

/* Add a row. */
int lookup_add(struct lookup *l, int64_t rowid, const struct sql_value *row,
    struct error *e) MUST_CHECK;

/* All rows are there. */
int lookup_build(struct lookup *l, struct error *e) MUST_CHECK;

/* Look for the value; then, row by row: 1, 0 at the end, -1. */
int lookup_start(struct lookup *l, sqlite3_value *key,
    struct error *e) MUST_CHECK;
int lookup_next(struct lookup *l, struct error *e) MUST_CHECK;

/* Of the row found, the value of that column, and its number. */
sqlite3_value *lookup_value(const struct lookup *l, size_t column);
int64_t lookup_rowid(const struct lookup *l);

void lookup_close(struct lookup *l);

/* Set *e from what SQLite says of a failure; see database.h for kinds. */
void lookup_error(sqlite3 *db, int rc, struct error *e);

#endif
