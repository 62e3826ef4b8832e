/*
 * csv_header: the names of CSV's columns as members of JSON objects, each once.
 *
 * A column of no name, or of a name that is there already, gets its number:
 * "column_3", "name_3"; once more where that is there, too.
 *
 * Layer: csv.
 */
#ifndef CSV_HEADER_H
#define CSV_HEADER_H

#include <stddef.h>

#include "base/map.h"

/* A zeroed struct is empty. */
struct csv_header {
	char **names; /* in quotes, with the colon; owned, as they are */
	size_t n;
	size_t cap;
	size_t changed; /* names that got a number */
	struct map seen;
};

/* Add the next column, whose name has len bytes. */
void csv_header_add(struct csv_header *h, const char *name, size_t len);

/* Release the memory; h is empty then. */
void csv_header_free(struct csv_header *h);

#endif
