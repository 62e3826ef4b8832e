/*
 * choice: the columns of a table that are wanted.
 *
 * Layer: view.
 */
#ifndef VIEW_CHOICE_H
#define VIEW_CHOICE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "view/catalog.h"

/* Columns of a table that are wanted, by number, in the order to show. */
struct choice {
	size_t *numbers; /* owned */
	size_t n;
};

/*
 * Choose the columns that the list, "a,b,c", names; all of them when it is
 * NULL.  A list that is one column's name, commas and all, is that column.
 * Where values are wanted, columns that are gaps are left out of all, and must
 * not be named.  -1 with *e (ERROR_USAGE) when a column is not there or is
 * named twice; (ERROR_INPUT) when it is a gap, or all are.  choice_free()
 * releases it.
 */
int choice_make(struct choice *c, const struct shown *t, const char *list,
    bool values, struct error *e) MUST_CHECK;
void choice_free(struct choice *c);

#endif
