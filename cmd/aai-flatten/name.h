/*
 * name: names of tables and columns from the names in records.
 *
 * snake_case as dlt has it: blanks around a name go; "+" and "*" become x, "@"
 * a, "|" l; every run of other bytes that are not letter, digit or "_" becomes
 * one "_"; words in CamelCase are parted by "_" and put in lower case; a digit
 * in front gets a "_" before it; each "_" at the end becomes x; "a__b" is a
 * path and taken piece by piece; nothing at all is "_empty".  Unlike dlt,
 * letters beyond ASCII stay as they are, so that names in other scripts do
 * not all become the same.
 *
 * Different names may become the same one; to tell them apart is up to the
 * caller, with name_tell().
 *
 * Layer: aai-flatten.  Thread-safe.
 */
#ifndef AAI_FLATTEN_NAME_H
#define AAI_FLATTEN_NAME_H

#include <stddef.h>

#include "base/buf.h"

/* Bytes that a name has at most; a table's name becomes a file's name. */
#define NAME_MAX_BYTES 200

/* Append the name for the raw text (well-formed UTF-8) of len bytes. */
void name_normal(const char *raw, size_t len, struct buf *out);

/*
 * Append "_" and six hex digits that depend on the raw text of rlen bytes
 * alone to what out holds after from: so a name that is taken is told apart,
 * the same way in every run.
 */
void name_tell(const char *raw, size_t rlen, struct buf *out);

/*
 * If out holds more than NAME_MAX_BYTES, replace its middle by hex digits that
 * depend on the whole.
 */
void name_limit(struct buf *out);

/* Have a column's name be none that the stream has for itself. */
void name_reserve(struct buf *name);

#endif
