/* table_above: the tables that a table's rows join; see table_above.h. */
#include "table/table_above.h"

#include <string.h>

/* The table's parent as the schema has it, or NULL. */
static const struct table *
find_parent(const struct table *t, const struct schema *s)
{
	const struct table *up = t->parent == NULL ? NULL :
	    schema_find(s, t->parent, strlen(t->parent));

	return up != NULL && table_count_keys(up) <= table_count_keys(t) ? up :
									   NULL;
}

void
table_above_find(struct table *t, const struct schema *s)
{
	const struct table *parent = find_parent(t, s), *top = t, *up = parent;
	size_t steps;

	if (parent == NULL)
		return;
	table_link_set(&t->to_parent, parent);
	/* A schema may be wrong and go round in circles. */
	for (steps = 0; up != NULL && steps < s->ntables; steps++) {
		top = up;
		up = find_parent(top, s);
	}
	if (up != NULL)
		return;
	if (top->parent == NULL)
		table_link_set(&t->to_root, top);
	else if (top->to_root.table != NULL && top != t)
		table_link_copy(&t->to_root, &top->to_root);
}
