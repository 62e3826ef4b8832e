/* model_preset: tables of schemas; see model.h. */
#include <string.h>

#include "aai-flatten/model_name.h"
#include "aai-flatten/model_path.h"
#include "aai-flatten/name.h"
#include "base/mem.h"

#define NAME_ROOM ((size_t)1 << 20)

/* The table of that name if both are of one place, for all that is known. */
static struct model_table *
find_named(const struct model *m, const struct table *table)
{
	size_t at = map_find(&m->by_name, table->name, table->name_len);
	struct model_table *t = at == MAP_NONE ? NULL : m->tables[at];

	return t != NULL && t->source != NULL && table->path != NULL ? NULL :
								       t;
}

/* The table that other schemas have for the same place, or NULL. */
static struct model_table *
find_table(const struct model *m, const struct table *table)
{
	size_t i;

	for (i = 0; table->path != NULL && i < m->ntables; i++)
		if (m->tables[i]->source != NULL &&
		    strcmp(m->tables[i]->source, table->path) == 0)
			return m->tables[i];
	return find_named(m, table);
}

/* A table of a schema is taken for the first time. */
static struct model_table *
start_preset(struct model *m, const struct table *table)
{
	struct buf name = buf_make(NAME_ROOM);
	struct model_table *t;

	buf_put(&name, table->name, table->name_len);
	while (map_find(&m->by_name, (char *)name.data, name.len) != MAP_NONE)
		name_tell((char *)name.data, name.len, &name);
	t = model_add_table(m, (char *)name.data, name.len, table->name);
	t->fixed = true;
	if (table->parent != NULL)
		t->parent_name = mem_str(table->parent);
	if (table->zone != 0)
		t->zone = table->zone;
	buf_free(&name);
	return t;
}

static void
set_source(struct model_table *t, struct model_column *c, const char *path)
{
	size_t i = map_add(&t->by_source, path, strlen(path), NULL);

	t->by_source.entries[i].value =
	    map_find(&t->by_name, c->name, c->name_len);
	c->source = mem_str(path);
}

/* The column that other schemas have for the same place, or NULL. */
static struct model_column *
find_column(const struct model_table *t, const struct column *from)
{
	size_t at = MAP_NONE;
	struct model_column *c;

	if (from->path != NULL)
		at = map_find(&t->by_source, from->path, strlen(from->path));
	if (at != MAP_NONE)
		return t->columns[t->by_source.entries[at].value];
	at = map_find(&t->by_name, from->name, from->name_len);
	c = at == MAP_NONE ? NULL : t->columns[at];
	return c != NULL && c->source != NULL && from->path != NULL ? NULL : c;
}

static struct model_column *
take_column(struct model *m, struct model_table *t, const struct column *from)
{
	struct model_column *c = find_column(t, from);
	struct buf name;

	if (c == NULL) {
		name = buf_make(NAME_ROOM);
		buf_put(&name, from->name, from->name_len);
		while (model_find_column(t, &name) != NULL)
			name_tell((char *)name.data, name.len, &name);
		c = model_add_column(m, t, (char *)name.data, name.len);
		buf_free(&name);
	}
	if (c->source == NULL && from->path != NULL)
		set_source(t, c, from->path);
	return c;
}

static int
disagree(const char *what, const struct table *table, struct error *e)
{
	error_set(e, ERROR_USAGE, "schemas have different %s for table '%s'",
	    what, table->name);
	return -1;
}

/*
 * A key that has another name in another schema had to make way for data there:
 * it has the longer one then.
 */
static void
name_key(struct model_column *c, const struct column *from)
{
	struct buf name = buf_make(NAME_ROOM);

	buf_put(&name, from->name, from->name_len);
	if ((from->name_len > c->name_len ||
		(from->name_len == c->name_len &&
		    strcmp(from->name, c->name) > 0)) &&
	    model_find_column(c->table, &name) == NULL)
		model_rename_column(c, &name);
	buf_free(&name);
}

/* The table's column of that path, which must be a key's; or NULL. */
static const struct model_column *
find_key(const struct model_table *t, const struct buf *path)
{
	size_t i =
	    map_find(&t->by_source, (const char *)path->data, path->len);
	const struct model_column *c;

	c = i == MAP_NONE ? NULL : t->columns[t->by_source.entries[i].value];
	return c != NULL && c->key ? c : NULL;
}

/* Whether the table is one of lists in the records of that root. */
static bool
is_of_root(const struct model_table *t, const struct model_root *r)
{
	const char *root = r->shape->table->source;
	size_t len = strlen(root);

	return t->fixed && !t->met && t->source != NULL &&
	    strncmp(t->source, root, len) == 0 && t->source[len] != '\0' &&
	    schema_path_tag(t->source) == len;
}

void
model_preset_keys(struct model *m, struct model_root *r)
{
	const struct model_column *c;
	struct model_key *k;
	struct buf path = buf_make(NAME_ROOM);
	size_t i, j;
	bool any;

	for (i = 0; i < r->nkeys; i++) {
		k = &r->keys[i];
		buf_reset(&path);
		buf_byte(&path, '$');
		model_path_key(k, &path);
		for (any = false, j = 0; j < m->ntables; j++) {
			c = is_of_root(m->tables[j], r) ?
			    find_key(m->tables[j], &path) :
			    NULL;
			if (c == NULL ||
			    (any && c->name_len <= strlen(k->carried)))
				continue;
			any = true;
			mem_free(k->carried);
			k->carried = mem_str(c->name);
		}
	}
	buf_free(&path);
}

int
model_preset(struct model *m, const struct table *table,
    const struct facts *facts, struct error *e)
{
	struct model_table *t = find_table(m, table);
	struct model_column *c;
	size_t i, nkeys = 0;

	if (t == NULL)
		t = start_preset(m, table);
	if (t->source == NULL && table->path != NULL)
		t->source = mem_str(table->path);
	if (table->zone != 0 && t->zone != table->zone)
		return disagree("zones", table, e);
	for (i = 0; i < table->ncolumns; i++) {
		const struct column *from = &table->columns[i];

		c = take_column(m, t, from);
		c->fixed = true;
		if (from->plain != NULL && c->plain == NULL)
			c->plain = mem_str(from->plain);
		facts_join(&c->facts, facts[i]);
		c->boolean = type_of(c->facts).type == TYPE_BOOL;
		nkeys += from->key;
		/* Keys are the first columns, in every schema of the table. */
		if (from->key && (nkeys != i + 1 || c != t->columns[i]))
			return disagree("keys", table, e);
		c->key = from->key;
		if (c->key)
			name_key(c, from);
	}
	if (t->nkeys != 0 && t->nkeys != nkeys)
		return disagree("keys", table, e);
	t->nkeys = nkeys;
	return 0;
}
