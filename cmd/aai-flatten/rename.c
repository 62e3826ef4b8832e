/*
 * rename: a key's name turns out to be that of data, before any row has left:
 * the key takes a longer one; see rename.h.
 */
#include <string.h>

#include "aai-flatten/model_name.h"
#include "aai-flatten/name.h"
#include "aai-flatten/rename.h"
#include "base/mem.h"

#define NAME_ROOM ((size_t)1 << 20)

/* The tables that have the key, the one that it comes from first. */
struct family {
	struct model_table **tables; /* owned */
	size_t n;
	size_t key; /* its number, in all of them */
};

static bool
is_below(const struct model_table *t, const struct model_table *top)
{
	while (t != NULL && t != top)
		t = t->parent;
	return t == top;
}

/* Whether the root's own column of that key is called as those below it. */
static bool
is_shared(const struct model_table *top, size_t key)
{
	return key < top->root->nkeys &&
	    top->root->keys[key].field->called != NULL;
}

/* Find them: all below the one whose position it is, or below the root. */
static struct family
gather(struct model *m, const struct model_column *c)
{
	struct family fam = { NULL, 0, 0 };
	struct model_table *top = c->table;
	size_t i;
	bool own;

	while (top->columns[fam.key] != c)
		fam.key++;
	while (top->parent != NULL && fam.key < top->parent->nkeys)
		top = top->parent;
	/* A root's own key is data there, but for one that is made of the
	 * content, or that all tables are to join by. */
	own = top->position != NULL || top->root->nkeys == 0 ||
	    is_shared(top, fam.key);
	fam.tables = mem_new(m->ntables, sizeof(struct model_table *));
	if (own)
		fam.tables[fam.n++] = top;
	for (i = 0; i < m->ntables; i++)
		if (m->tables[i] != top && m->tables[i]->met &&
		    is_below(m->tables[i], top))
			fam.tables[fam.n++] = m->tables[i];
	return fam;
}

/* Find a name that is free in all of them. */
static void
find_name(const struct family *fam, const struct model_root *root,
    struct buf *name)
{
	struct model_table *first = fam->tables[0];
	struct model_table *top = root->shape->table;
	struct buf suffix = buf_make(NAME_ROOM);
	size_t i;

	if (first->position != NULL && fam->key + 1 == first->nkeys) {
		model_name_key(fam->tables, fam->n,
		    first->position->facts.seen == FACT_TEXT ? "_key" : "_idx",
		    NULL, name);
		return;
	}
	/* The root's: its name and the member's. */
	buf_str(name, top->path);
	buf_str(name, "__");
	if (root->nkeys > 0)
		model_name_path(&root->keys[fam->key], name);
	else
		buf_str(name, "id");
	name_limit(name);
	for (i = 0; i < fam->n; i++) {
		while (model_find_column(fam->tables[i], name) != NULL) {
			name_tell((char *)name->data, name->len, name);
			i = 0;
		}
	}
	buf_free(&suffix);
}

void
rename_key(struct flatten *f)
{
	struct model *m = &f->model;
	struct model_root *root = m->clash->table->root;
	struct family fam = gather(m, m->clash);
	struct buf name = buf_make(NAME_ROOM);
	char *old = mem_str(m->clash->name);
	size_t i;

	find_name(&fam, root, &name);
	for (i = 0; i < fam.n; i++)
		model_rename_column(fam.tables[i]->columns[fam.key], &name);
	if (fam.key < root->nkeys) {
		mem_free(root->keys[fam.key].carried);
		root->keys[fam.key].carried =
		    mem_dup((char *)name.data, name.len);
	}
	root->numbered = 0;
	model_say(m, "table '%s': the key '%s' is called '%.*s', since data "
		     "has its name", m->clash->table->name, old, (int)name.len,
	    (const char *)name.data);
	mem_free(old);
	mem_free(fam.tables);
	buf_free(&name);
}
