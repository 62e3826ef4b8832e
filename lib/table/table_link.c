/* table_link: how the rows of a table join others; see table_link.h. */
#include "table/table_link.h"

#include <string.h>

#include "base/mem.h"
#include "table/schema.h"

void
table_link_add(
    struct table_link *l, const char *table, const char *name, size_t len)
{
	if (l->table == NULL)
		l->table = mem_str(table);
	l->names = mem_resize(l->names, l->n + 1, sizeof(char *));
	l->names[l->n++] = mem_dup(name, len);
}

void
table_link_set(struct table_link *l, const struct table *above)
{
	size_t i;

	table_link_free(l);
	for (i = 0; i < above->ncolumns; i++)
		if (above->columns[i].key)
			table_link_add(l, above->name, above->columns[i].name,
			    above->columns[i].name_len);
}

void
table_link_copy(struct table_link *to, const struct table_link *from)
{
	size_t i;

	table_link_free(to);
	for (i = 0; i < from->n; i++)
		table_link_add(to, from->table, from->names[i],
		    strlen(from->names[i]));
}

void
table_link_take(struct table *to, const struct table *from)
{
	table_link_copy(&to->to_parent, &from->to_parent);
	table_link_copy(&to->to_root, &from->to_root);
}

void
table_link_free(struct table_link *l)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		mem_free(l->names[i]);
	mem_free(l->names);
	mem_free(l->table);
	memset(l, 0, sizeof(*l));
}
