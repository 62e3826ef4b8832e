/*
 * group_filter: whether a row group may have rows that a query's conditions
 * let through, by the bounds of its columns, their counts of nulls
 * and their Bloom filters.
 *
 * What it lets through SQLite looks at again, so that it only has to be right
 * where it says no.  Bounds are compared as SQL compares the values; where they
 * are not there, or the file stores a column as another type, a group is let
 * through.
 *
 * Layer: aai-query.
 */
#ifndef AAI_QUERY_GROUP_FILTER_H
#define AAI_QUERY_GROUP_FILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sqlite3.h>

#include "base/buf.h"
#include "parquet/reader.h"
#include "table/schema.h"

/* A column compared with a value that is known before rows are read. */
struct group_condition {
	const struct column *column;
	/* SQLITE_INDEX_CONSTRAINT_: EQ, GT, GE, LT, LE, ISNULL, ISNOTNULL */
	int op;
	int kind; /* of the value: SQLITE_INTEGER, _FLOAT, _TEXT; _NULL: none */
	int64_t num;
	double real;
	struct buf text;
};

/* A zeroed struct lets all through. */
struct group_filter {
	struct group_condition *conditions;
	size_t n;
	size_t cap;
	uint64_t passed; /* groups that it said no to */
};

/*
 * Add a condition: a comparison, or IS NULL and IS NOT NULL, whose value does
 * not matter; one that says nothing of bounds is not added.
 */
void group_filter_add(struct group_filter *f, const struct column *column,
    int op, sqlite3_value *value);

/* Whether the file's group of that number may have such rows. */
bool group_filter_wants(
    struct group_filter *f, const struct reader *r, size_t group);

void group_filter_close(struct group_filter *f);

#endif
