/*
 * operand_check: refuses statements that would take text for a number.
 *
 * SQLite makes a double of text wherever a number is wanted: of a decimal it
 * loses digits, of an instant it takes the year, of other text often 0.  So a
 * statement is looked at before it runs: where a value of a decimal, a time, a
 * text or a JSON column could reach arithmetic, sum(), round() and the like as
 * it is, or a decimal a comparison that does not compare decimals, the
 * statement is an error that says what to write.  What was put through CAST
 * or a function that is meant for it is free.
 *
 * Layer: aai-query.
 */
#ifndef AAI_QUERY_OPERAND_CHECK_H
#define AAI_QUERY_OPERAND_CHECK_H

#include <sqlite3.h>

#include "aai-query/virtual_table.h"
#include "base/error.h"

/*
 * Look at the statement of the text, which has been prepared without fault.
 * -1 with *e (ERROR_USAGE).
 */
int operand_check(sqlite3 *db, const char *sql,
    const struct virtual_tables *all, struct error *e) MUST_CHECK;

#endif
