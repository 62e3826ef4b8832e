/* model_key: the key columns of tables; see model_name.h. */
#include <string.h>

#include "aai-flatten/model_name.h"
#include "aai-flatten/model_path.h"
#include "aai-flatten/name.h"
#include "base/mem.h"

#define NAME_ROOM ((size_t)1 << 20)

/* Append the last piece of a path of names. */
static void
put_last(const char *path, struct buf *out)
{
	const char *p = path + strlen(path);

	while (p > path && !(p - path > 2 && p[-1] == '_' && p[-2] == '_'))
		p--;
	buf_str(out, p);
}

/*
 * Whether the position of a list further out would have the name.  It may have
 * made way for data, in this load or another one, and names below it must not
 * depend on that.
 */
static bool
is_further_out(const struct model_table *t, const struct buf *name)
{
	const struct model_table *up;
	struct buf own = buf_make(NAME_ROOM);
	bool found = false;

	for (up = t->parent; !found && up != NULL && up->position != NULL;
	     up = up->parent) {
		buf_reset(&own);
		if (up->position->facts.seen == FACT_TEXT) {
			buf_str(&own, "key");
		} else {
			put_last(up->path, &own);
			buf_str(&own, "_idx");
		}
		found = own.len == name->len &&
		    memcmp(own.data, name->data, own.len) == 0;
	}
	buf_free(&own);
	return found;
}

static bool
is_taken(struct model_table *const *tables, size_t n, const struct buf *name)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (model_find_column(tables[i], name) != NULL)
			return true;
	return is_further_out(tables[0], name);
}

void
model_name_key(struct model_table *const *tables, size_t n,
    const char *suffix, const char *bare, struct buf *name)
{
	const char *path = tables[0]->path, *p = path + strlen(path);

	buf_reset(name);
	if (bare != NULL)
		buf_str(name, bare);
	if (bare != NULL && !is_taken(tables, n, name))
		return;
	while (p > path) {
		p--;
		if (p > path && !(p - path > 2 && p[-1] == '_' && p[-2] == '_'))
			continue;
		buf_reset(name);
		buf_str(name, p);
		buf_str(name, suffix);
		name_limit(name);
		if (!is_taken(tables, n, name))
			return;
	}
	while (is_taken(tables, n, name))
		name_tell((char *)name->data, name->len, name);
}

/*
 * Have a schema's key have another name, if it is the key that the table has
 * there now, and nothing else has the name.
 */
static bool
rename_given(struct model_column *c, const char *name, size_t len)
{
	struct buf path = buf_make(NAME_ROOM), text = buf_make(NAME_ROOM);
	bool ok;

	buf_put(&text, name, len);
	ok = c->source != NULL && model_path_column(c, &path) &&
	    buf_is(&path, c->source) &&
	    model_find_column(c->table, &text) == NULL;
	if (ok)
		model_rename_column(c, &text);
	buf_free(&path);
	buf_free(&text);
	return ok;
}

/*
 * The key column number i: the one that a schema has, which must have this
 * name (NULL: any), or a new one.
 */
static struct model_column *
add_key(struct model *m, struct model_table *t, size_t i, const char *name,
    size_t len)
{
	struct model_column *c;

	if (i < t->nkeys) {
		c = t->columns[i];
		t->mismatch |= name != NULL &&
		    (c->name_len != len || memcmp(c->name, name, len) != 0) &&
		    !rename_given(c, name, len);
		return c;
	}
	if (t->nkeys != t->ncolumns || name == NULL) {
		/* A schema's table with fewer keys; keys_begin() tells. */
		t->mismatch = true;
		return t->columns[0];
	}
	c = model_add_column(m, t, name, len);
	c->key = true;
	t->nkeys = t->ncolumns;
	return c;
}

/* The keys of the root, under the names that they are carried by. */
static void
carry_keys(struct model *m, struct model_table *t)
{
	const struct model_table *top = t->parent;
	struct model_column *c;
	const char *name;
	size_t i;

	for (i = 0; i < top->nkeys; i++) {
		name = top->columns[i]->name;
		if (top->parent == NULL && i < top->root->nkeys)
			name = top->root->keys[i].carried;
		c = add_key(m, t, i, name, strlen(name));
		c->follows = top->columns[i]->follows != NULL ?
		    top->columns[i]->follows :
		    top->columns[i];
		c->follows->carried = true;
	}
}

void
model_name_path(const struct model_key *k, struct buf *name)
{
	size_t i;

	for (i = 0; i < k->nsteps; i++) {
		if (i > 0)
			buf_str(name, "__");
		name_normal(k->steps[i].name, k->steps[i].len, name);
	}
}

void
model_name_keys(struct model *m, struct model_table *t, bool map)
{
	struct buf name = buf_make(NAME_ROOM);
	size_t given = t->nkeys;

	carry_keys(m, t);
	if (given == 0)
		model_name_key(&t, 1, map ? "_key" : "_idx",
		    map ? "key" : NULL, &name);
	/* A schema's position keeps its name, whichever that is. */
	t->position = add_key(m, t, t->parent->nkeys,
	    given == 0 ? (const char *)name.data : NULL, name.len);
	t->position->facts.seen |= map ? FACT_TEXT : FACT_INT;
	t->mismatch |= t->nkeys != t->parent->nkeys + 1;
	/* A schema's key may have another type, now that it follows one. */
	t->dirty = true;
	model_name_dlt(m, t);
	buf_free(&name);
}

void
model_name_id(struct model *m, struct model_table *t)
{
	struct model_column *c;
	struct buf name = buf_make(8);

	buf_str(&name, "_id");
	c = model_find_column(t, &name);
	/* In a schema it may have made way for data. */
	if (t->nkeys == 1 && t->columns[0]->source != NULL &&
	    strcmp(t->columns[0]->source, "#_id") == 0)
		c = t->columns[0];
	if (c == NULL)
		c = model_add_column(m, t, "_id", 3);
	c->key = true;
	c->facts.seen |= FACT_TEXT;
	buf_free(&name);
}

void
model_name_dlt(struct model *m, struct model_table *t)
{
	static const char *const names[] = { "_dlt_id", "_dlt_parent_id",
		"_dlt_list_idx" };
	size_t i, n = t->parent == NULL ? 1 : LEN(names);
	struct buf name = buf_make(64);
	struct model_column *c;

	for (i = 0; m->dlt && i < n; i++) {
		buf_reset(&name);
		buf_str(&name, names[i]);
		c = model_find_column(t, &name);
		if (c == NULL)
			c = model_add_column(m, t, names[i],
			    strlen(names[i]));
		c->system = true;
		c->facts.seen |= i == 2 ? FACT_INT : FACT_TEXT;
		t->dlt[i] = c;
	}
	buf_free(&name);
}
