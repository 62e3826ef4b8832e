/* load_links: how the tables of a load join; see load_links.h. */
#include "sink/load_links.h"

#include "base/mem.h"
#include "table/table_above.h"

/* Add a table that has the key of one, and the links of the stream's. */
static void
add_links(struct schema *to, const struct table *t, const struct table *as)
{
	struct table *copy = schema_table(to, t->name, t->name_len);
	size_t i;

	for (i = 0; i < t->ncolumns; i++)
		if (t->columns[i].key)
			(void)table_add(copy, t->columns[i].name,
			    t->columns[i].name_len, t->columns[i].type, true);
	if (as->parent != NULL)
		copy->parent = mem_str(as->parent);
	table_link_take(copy, as);
}

void
load_links_find(struct load *l)
{
	bool versioned = l->format->table_format != NULL;
	struct schema *s = l->parts  ? &l->all :
			   versioned ? &l->linked : &l->source->schema;
	struct load_target *g;
	size_t i;

	for (i = 0; versioned && i < l->ntargets; i++) {
		g = l->targets[i];
		if (!g->left_out)
			add_links(s, g->t.table, g->as);
	}
	for (i = 0; i < s->ntables; i++)
		table_above_find(s->tables[i], s);
	for (i = 0; versioned && i < l->ntargets; i++) {
		g = l->targets[i];
		if (!g->left_out)
			table_link_take(g->versioned->out, schema_find(s,
			    g->t.table->name, g->t.table->name_len));
	}
}
