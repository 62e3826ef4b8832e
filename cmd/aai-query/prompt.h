/*
 * prompt: asks somebody at a terminal for SQL, and answers.
 *
 * With libedit lines are edited, kept as a history, and completed with the
 * names of tables and columns; without it they are read as they come.  A
 * statement ends with a semicolon, on as many lines as it needs; a command is a
 * line.  What goes wrong is said, and it goes on; an interrupt ends the query.
 *
 * Layer: aai-query.
 */
#ifndef AAI_QUERY_PROMPT_H
#define AAI_QUERY_PROMPT_H

#include "aai-query/database.h"
#include "aai-query/result.h"
#include "base/error.h"

/* Ask until the input ends, or .quit.  -1 with *e: output cannot be written. */
int prompt_run(struct database *d, struct result *r,
    struct error *e) MUST_CHECK;

#endif
