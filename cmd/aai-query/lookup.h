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
	size_t key;    /* whom it is for: the column that is looked up */
	uint64_t used; /* and the bits of those that are needed */
	uint64_t starts; /* how often it was asked for */
	sqlite3 *db;	 /* NULL: it is not made yet */
	sqlite3_stmt *put;
	size_t ncolumns;
	size_t place; /* of the key among them */
};

/*
 * Start on rows of that many columns, of which the one at that place, of that
 * type, is looked up.  -1 with *e (ERROR_FAILED; ERROR_LIMIT: out of the memory
 * that SQLite may take; ERROR_OUTPUT: temporary files cannot be written).
 */
int lookup_open(struct lookup *l, size_t ncolumns, size_t place, enum type type,
    struct error *e) MUST_CHECK;

/* Add a row. */
int lookup_add(struct lookup *l, int64_t rowid, const struct sql_value *row,
    struct error *e) MUST_CHECK;

/* All rows are there. */
int lookup_build(struct lookup *l, struct error *e) MUST_CHECK;

/*
 * Look for the value with *find, which is NULL at first and the caller's to
 * finalize before the lookup is closed; then, row by row: 1, 0 at the end, -1.
 */
int lookup_start(struct lookup *l, sqlite3_stmt **find, sqlite3_value *key,
    struct error *e) MUST_CHECK;
int lookup_next(sqlite3_stmt *find, struct error *e) MUST_CHECK;

/* Of the row found, the value of that column, and its number. */
sqlite3_value *lookup_value(sqlite3_stmt *find, size_t column);
int64_t lookup_rowid(sqlite3_stmt *find);

void lookup_close(struct lookup *l);

/* Set *e from what SQLite says of a failure; see database.h for kinds. */
void lookup_error(sqlite3 *db, int rc, struct error *e);

#endif
