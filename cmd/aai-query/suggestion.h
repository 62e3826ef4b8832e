/*
 * suggestion: what may have been meant by a name that there is not.
 *
 * Layer: aai-query.
 */
#ifndef AAI_QUERY_SUGGESTION_H
#define AAI_QUERY_SUGGESTION_H

#include "aai-query/table_set.h"
#include "base/error.h"

/*
 * Append to e what may help with the message, SQLite's: the table or column
 * whose name is nearest, or the tables that a short name could be of.
 */
void suggestion_put(
    const struct table_set *set, const char *message, struct error *e);

/* How many changes of a letter make b of a, at most max + 1; case is none. */
size_t suggestion_distance(const char *a, const char *b, size_t max);

#endif
