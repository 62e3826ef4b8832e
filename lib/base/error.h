/*
 * error: what went wrong, as a kind (the exit status it leads to) and a text
 * (one line for the user).
 *
 * A function that can fail for a reason the user should read takes a
 * struct error * last.  The first to notice writes the text; callers pass it
 * up unchanged or put context before it.  Texts are lower case, without a
 * full stop, with the subject quoted, the act before the cause:
 * "cannot open 'a.csv': No such file or directory".
 *
 * Layer: base.
 */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include "base/cc.h"

/* The values are the programs' exit statuses; see aai(7). */
enum error_kind {
	ERROR_NONE = 0,
	ERROR_FAILED = 1,    /* nothing more specific */
	ERROR_USAGE = 2,     /* usage, configuration or filter */
	ERROR_PARTIAL = 3,   /* output valid, some items left out */
	ERROR_AUTH = 4,	     /* not authenticated */
	ERROR_TEMPORARY = 5, /* running again may work */
	ERROR_INPUT = 6,     /* input malformed or cut */
	ERROR_OUTPUT = 7,    /* output could not be written */
	ERROR_LIMIT = 8,     /* a limit asked for was reached */
};

struct error {
	enum error_kind kind;
	char text[1024]; /* NUL-terminated; cut at a UTF-8 boundary */
};

/* Set *e to kind and the formatted text; a longer one is cut. */
void error_set(struct error *e, enum error_kind kind, const char *fmt, ...)
    PRINTF_LIKE(3, 4);

/* As error_set, then append ": " and the text of errno. */
void error_errno(struct error *e, enum error_kind kind, const char *fmt, ...)
    PRINTF_LIKE(3, 4);

/* Put the formatted text and ": " before the text that e has. */
void error_prefix(struct error *e, const char *fmt, ...) PRINTF_LIKE(2, 3);

#endif
