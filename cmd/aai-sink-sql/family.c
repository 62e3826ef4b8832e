/* family: which tables of a load hang together; see family.h. */
#include "aai-sink-sql/family.h"

#include <stdint.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"

/* The table at the top of this one's family. */
static const struct table *
find_top(const struct schema *schema, const struct table *t)
{
	const struct table *at = t, *up;
	size_t steps;

	for (steps = 0; at->parent != NULL && steps < schema->ntables;
	     steps++) {
		up = schema_find(schema, at->parent, strlen(at->parent));
		if (up == NULL || up->ncolumns == 0)
			break;
		at = up;
	}
	return table_count_root_keys(at) > 0 &&
			table_count_keys(t) >= table_count_root_keys(at) ?
		at :
		t;
}

void
family_find(
    const struct schema *schema, struct sql_table *const *tables, size_t n)
{
	size_t *numbers = mem_new(schema->ntables + 1, sizeof(*numbers));
	const struct table *top;
	struct sql_table *t;
	size_t i;

	/* Tables of the load, by their numbers in the schema. */
	for (i = 0; i < n; i++) {
		t = tables[i];
		t->members = SIZE_MAX;
		numbers[map_find(
		    &schema->by_name, t->table->name, t->table->name_len)] = i;
	}
	for (i = n; i-- > 0;) {
		t = tables[i];
		top = find_top(schema, t->table);
		t->nroot = table_count_root_keys(top);
		t->top = numbers[map_find(
		    &schema->by_name, top->name, top->name_len)];
		t->next = tables[t->top]->members;
		tables[t->top]->members = i;
	}
	mem_free(numbers);
}
