/*
 * erd: the tables of a folder, and how they join.
 *
 * A table of a list joins the table that the list is in: files say so, or, in
 * a lake, names: x__y with the longer key joins x.  Tables whose keys begin
 * with the same column join by it, too: with the one whose whole key it is, and
 * that is named after it (transcript_id: transcripts).  What is found by names
 * alone is marked.  Each table joins at most one other, and none itself by
 * others.
 *
 * Layer: aai-report.
 */
#ifndef AAI_REPORT_ERD_H
#define AAI_REPORT_ERD_H

#include <stdbool.h>
#include <stddef.h>

#include "table/schema.h"
#include "view/catalog.h"

#define ERD_NONE SIZE_MAX

/* How a table joins another one. */
struct erd_join {
	size_t to; /* number of the other table; ERD_NONE: it joins none */
	bool by_name; /* no file says so: keys have the same names */
	size_t *columns; /* of this table, by number; owned */
	size_t *others;	 /* of the other one */
	size_t n;
};

/* A zeroed struct may be freed. */
struct erd {
	const struct catalog *c; /* borrowed */
	struct erd_join *joins; /* one a table of the catalog */
};

/* Find the joins of the catalog's tables. */
void erd_make(struct erd *m, const struct catalog *c);

/* The table of that number. */
static inline const struct table *
erd_table(const struct erd *m, size_t i)
{
	return m->c->tables[i]->table;
}

/*
 * Where the table's name goes on after that of the table that it joins and two
 * underscores; 0: it does not begin so.
 */
size_t erd_suffix(const struct erd *m, size_t table);

/* Whether the join leads from one row to one at most: its columns are all of
 * the table's key. */
bool erd_is_one(const struct erd *m, size_t table);

/* Whether the column of the table, by their numbers, is one of its join's. */
bool erd_is_foreign(const struct erd *m, size_t table, size_t column);

void erd_free(struct erd *m);

#endif
