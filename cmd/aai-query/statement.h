/*
 * statement: runs a text of SQL, statement by statement.
 *
 * Layer: aai-query.
 */
#ifndef AAI_QUERY_STATEMENT_H
#define AAI_QUERY_STATEMENT_H

#include "aai-query/database.h"
#include "aai-query/result.h"
#include "base/error.h"

/*
 * Run the statements of the text, NUL-terminated, and write their rows.  A line
 * of it that begins with a dot, where a statement could begin, is a command:
 * .tables, .schema.  The first failure ends it: -1 with *e; rows that were
 * there before are written.
 */
int statement_run(struct database *d, const char *sql, struct result *r,
    struct error *e) MUST_CHECK;

#endif
