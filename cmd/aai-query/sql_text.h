/*
 * sql_text: looks at the text of SQL, where decimals are exact.
 *
 * A number of SQL with more than 15 digits, and no integer of 64 bits, is a
 * double.  Where a statement reads decimals, it is an error that says to write
 * it as text, which is compared to the last digit.
 *
 * Layer: aai-query.
 */
#ifndef AAI_QUERY_SQL_TEXT_H
#define AAI_QUERY_SQL_TEXT_H

#include "base/error.h"

/* Look at the text of a statement that reads decimals.  -1 with *e (USAGE). */
int sql_text_check(const char *sql, struct error *e) MUST_CHECK;

/* Where the next statement of a text begins: after blanks and comments. */
const char *sql_text_start(const char *sql) MUST_CHECK;

#endif
