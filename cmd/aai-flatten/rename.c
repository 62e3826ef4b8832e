/*
 * rename: a key's name turns out to be that of data, before any row has left:
 * the key takes a longer one; see rename.h.
 */
#include <string.h>

#include "aai-flatten/model_name.h"
#include "aai-flatten/name.h"
#include "aai-flatten/rename.h"
#include "base/mem.h"
#include "json/scan.h"

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

static bool
has_table(const struct family *fam, const struct model_table *t)
{
	size_t i;

	for (i = 0; i < fam->n; i++)
		if (fam->tables[i] == t)
			return true;
	return false;
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
		name_normal(root->keys[fam->key].member,
		    root->keys[fam->key].member_len, name);
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

/* After the value of a row's member at p; rows are compact and right. */
static const char *
behind(const char *p)
{
	bool lone, deep, escaped;
	const char *at;

	if (*p == '"')
		return scan_string(p + 1, &at, &escaped, &lone) + 1;
	return scan_value(p, 1, &at, &lone, &deep);
}

/* Append a held row, its key's lead replaced, when its table has the key. */
static void
put_row(struct model *m, const struct family *fam, const char *p,
    const char *end, struct buf *out)
{
	const char *from = p + sizeof("{\"_table\":\"") - 1, *q;
	const struct model_table *t;
	size_t i;

	q = memchr(from, '"', (size_t)(end - from));
	i = map_find(&m->by_name, from, (size_t)(q - from));
	t = i != MAP_NONE ? m->tables[i] : NULL;
	if (t == NULL || !has_table(fam, t)) {
		buf_put(out, p, (size_t)(end - p));
		return;
	}
	for (i = 0, q++; i < fam->key; i++)
		q = behind(q + t->columns[i]->prefix_len);
	buf_put(out, p, (size_t)(q - p));
	buf_put(out, t->columns[i]->prefix, t->columns[i]->prefix_len);
	/* The old name's end: no name has a quote in it. */
	q = memchr(q + 2, '"', (size_t)(end - q - 2));
	q += 2;
	buf_put(out, q, (size_t)(end - q));
}

/* Write the held rows anew, with the new name in them. */
static void
rewrite(struct flatten *f, const struct family *fam)
{
	struct buf out = buf_make(SIZE_MAX / 2);
	const char *p = f->held, *end = f->held + f->held_len, *lf;
	size_t pad;

	for (; p < end; p = lf + 1) {
		lf = memchr(p, '\n', (size_t)(end - p));
		put_row(&f->model, fam, p, lf + 1, &out);
	}
	f->held_len = out.len;
	pad = MODEL_PAD;
	if (f->held_cap < out.len + pad)
		f->held = mem_grow(f->held, &f->held_cap, out.len + pad, 1);
	if (out.len > 0)
		memcpy(f->held, out.data, out.len);
	f->mark.held = f->held_len;
	buf_free(&out);
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
	rewrite(f, &fam);
	model_say(m, "table '%s': the key '%s' is called '%.*s', since data "
		     "has its name", m->clash->table->name, old, (int)name.len,
	    (const char *)name.data);
	mem_free(old);
	mem_free(fam.tables);
	buf_free(&name);
}
