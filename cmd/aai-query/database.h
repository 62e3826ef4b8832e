/*
 * database: an SQLite connection that can only read the tables of a set.
 *
 * It is in memory, has no file, and none of its statements may write, attach,
 * load or set anything.  Sorts and what else does not fit go to temporary
 * files.
 *
 * Layer: aai-query.
 */
#ifndef AAI_QUERY_DATABASE_H
#define AAI_QUERY_DATABASE_H

#include <stddef.h>

#include <sqlite3.h>

#include "aai-query/table_set.h"
#include "aai-query/virtual_table.h"
#include "base/error.h"

/* A zeroed struct may be closed. */
struct database {
	sqlite3 *db;
	struct virtual_tables tables;
	const char *refused; /* what a statement may not do; static */
};

/*
 * Open one over the set, which must live as long, in that much memory.  -1 with
 * *e.
 */
int database_open(struct database *d, const struct table_set *set,
    size_t memory, struct error *e) MUST_CHECK;

/*
 * Set *e from what SQLite says of a statement that failed:
 * ERROR_USAGE for what is wrong with it, with what may have been meant.
 */
void database_error(struct database *d, int rc, struct error *e);

void database_close(struct database *d);

/* "SQLite 3.40.1"; NULL-terminated. */
const char *const *database_libraries(void);

#endif
