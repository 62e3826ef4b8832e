/*
 * table_set: the tables of several paths, and what SQL calls them.
 *
 * A table has its own name; where two paths have tables of one name, each is
 * called FOLDER__NAME.  It has a short name, too, what is after a "__" in its
 * name, when no other table is called so, and none but those below more levels
 * could be.  What SQL could
 * not tell apart (names that differ in case alone), or has for itself
 * (sqlite_...), gets a number after it or an x_ before it; so do columns.
 *
 * Layer: aai-query.
 */
#ifndef AAI_QUERY_TABLE_SET_H
#define AAI_QUERY_TABLE_SET_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "view/catalog.h"

/* The most columns that a table of SQLite has, as it is usually built. */
#define TABLE_SET_COLUMNS_MAX 2000

struct set_table {
	const struct shown *shown; /* borrowed from a catalog */
	const char *folder;        /* the path it is after; borrowed */
	char *name;    /* owned */
	char *alias;   /* its short name, or NULL; owned */
	char **columns; /* what they are called; each owned */
	size_t ncolumns; /* at most TABLE_SET_COLUMNS_MAX of the table's */
	uint64_t bytes; /* of its files */
};

/* A zeroed struct is an empty set. */
struct table_set {
	struct catalog *catalogs; /* in order of the paths */
	size_t ncatalogs;
	struct set_table *tables;
	size_t n;
	size_t cap;
};

/*
 * Open the paths, which must live as long.  -1 with *e, as catalog_open().
 * What is missed of a folder, or called otherwise than there, is said.
 */
int table_set_open(struct table_set *s, char **paths, size_t npaths,
    const struct catalog_options *options, struct error *e) MUST_CHECK;

void table_set_close(struct table_set *s);

/* The type as CREATE TABLE has it, with its collation. */
const char *table_set_type(enum type type);

#endif
