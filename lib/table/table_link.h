/*
 * table_link: how the rows of a table join those that they belong to.
 *
 * A table of a list begins with the key of the row that the list is in, and
 * that with the key of the record: the first columns of its key are those of
 * its parent's and its root's, in that order, if not always of those names.
 *
 * Layer: table.
 */
#ifndef TABLE_TABLE_LINK_H
#define TABLE_TABLE_LINK_H

#include <stdbool.h>
#include <stddef.h>

struct schema;
struct table;

/* To one table above.  A zeroed struct is none. */
struct table_link {
	char *table;  /* its name; owned; NULL: there is none, or it is not
			 known */
	char **names; /* of its key's columns; owned, and each */
	size_t n;     /* this many columns of the key join with them */
};

/* Have the link lead to that table. */
void table_link_set(struct table_link *l, const struct table *above);

/* Add a name to those of the key of the table of that name. */
void table_link_add(struct table_link *l, const char *table, const char *name,
    size_t len);

/* Have "to" be as "from". */
void table_link_copy(struct table_link *to, const struct table_link *from);

/* Have the links of the table be those of the other. */
void table_link_take(struct table *to, const struct table *from);

void table_link_free(struct table_link *l);

#endif
