/*
 * collation: how SQL compares decimals and instants, which are text there.
 *
 * Decimals compare by their value, to the last digit: '9.50' is 9.5, and less
 * than '10'.  Instants compare by their time, however they are spelled: as the
 * tables have it, as ISO 8601 with a T and a zone, or as a date, which is its
 * midnight.  What is neither comes after all that are, by its bytes.
 *
 * Layer: aai-query.  Thread-safe.
 */
#ifndef AAI_QUERY_COLLATION_H
#define AAI_QUERY_COLLATION_H

#include <stdbool.h>
#include <stddef.h>

#include <sqlite3.h>

#include "base/cc.h"

#define COLLATION_DECIMAL "DECIMAL"
#define COLLATION_INSTANT "INSTANT"

/* Below, equal to or above 0, as a is to b. */
int collation_bytes(const char *a, size_t alen, const char *b, size_t blen);
int collation_decimal(const char *a, size_t alen, const char *b, size_t blen);
int collation_instant(const char *a, size_t alen, const char *b, size_t blen);

/* Whether the text is an instant or a date. */
bool collation_is_instant(const char *s, size_t len);

/* Let the connection know both.  An SQLite result code. */
int collation_register(sqlite3 *db) MUST_CHECK;

#endif
