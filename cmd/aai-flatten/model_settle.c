/* model_settle: who gets a name that several would have; see model.h. */
#include <stdlib.h>
#include <string.h>

#include "aai-flatten/model_name.h"
#include "aai-flatten/model_path.h"
#include "aai-flatten/name.h"
#include "base/mem.h"

#define NAME_ROOM ((size_t)1 << 20)

/* A table or a column that wants a name. */
struct claim {
	char *plain;  /* the name; owned */
	char *source; /* the path; owned */
	void *what;
};

struct claims {
	struct claim *all; /* owned */
	size_t n;
	struct map taken; /* names that others keep */
};

static int
compare_claims(const void *a, const void *b)
{
	const struct claim *x = a, *y = b;
	int order = strcmp(x->plain, y->plain);

	return order != 0 ? order : strcmp(x->source, y->source);
}

static void
add_claim(struct claims *c, struct buf *plain, struct buf *source, void *what)
{
	struct claim *to = &c->all[c->n++];

	to->plain = buf_take(plain);
	to->source = buf_take(source);
	to->what = what;
}

static void
free_claims(struct claims *c)
{
	size_t i;

	for (i = 0; i < c->n; i++) {
		mem_free(c->all[i].plain);
		mem_free(c->all[i].source);
	}
	mem_free(c->all);
	map_free(&c->taken);
}

/*
 * The name that claim number i gets, in order: its own, or one told apart by
 * where it comes from.  Whether it is that.
 */
static bool
settle_name(struct claims *c, size_t i, const char *table, const char *column,
    struct buf *name)
{
	const struct claim *k = &c->all[i];
	struct buf text = buf_make(NAME_ROOM);
	bool apart = false, added;

	buf_reset(name);
	buf_str(name, k->plain);
	for (;;) {
		(void)map_add(&c->taken, (char *)name->data, name->len, &added);
		if (added)
			break;
		if (apart) {
			name_tell((char *)name->data, name->len, name);
			continue;
		}
		apart = true;
		model_path_text(table, column, &text);
		name_tell((char *)text.data, text.len, name);
	}
	buf_free(&text);
	return apart;
}

/* Whether the column's name is its own affair: then its path is *source. */
static bool
may_move(const struct model_column *c, bool all, struct buf *source)
{
	return !c->key && !c->system && (all || !c->fixed) &&
	    model_path_column(c, source);
}

static void
rename_columns(struct model *m, struct model_table *t, struct claims *c)
{
	struct buf name = buf_make(NAME_ROOM);
	struct model_column *to;
	size_t i;
	bool apart;

	qsort(c->all, c->n, sizeof(*c->all), compare_claims);
	for (i = 0; i < c->n; i++) {
		to = c->all[i].what;
		apart = settle_name(c, i, t->source, c->all[i].source, &name);
		if (apart && !to->fixed)
			model_say(m, "table '%s': '%s' is taken; '%s' is "
				     "called '%.*s' there", t->name,
			    c->all[i].plain, c->all[i].source, (int)name.len,
			    (char *)name.data);
		if (!buf_is(&name, to->name))
			model_set_column_name(to, &name);
	}
	model_index_columns(t);
	buf_free(&name);
}

static void
settle_columns(struct model *m, struct model_table *t, bool all)
{
	struct claims c = { .all = mem_new(t->ncolumns + 1, sizeof(*c.all)) };
	struct buf plain, source;
	size_t i;

	for (i = 0; i < t->ncolumns; i++) {
		/* Tables may have a key under its plain name. */
		if (t->columns[i]->plain != NULL)
			(void)map_add(&c.taken, t->columns[i]->plain,
			    strlen(t->columns[i]->plain), NULL);
		/* What has held nothing but nulls is in no schema. */
		if (!t->columns[i]->known && !t->columns[i]->key &&
		    model_type(t->columns[i]).type == TYPE_NONE)
			continue;
		source = buf_make(NAME_ROOM);
		if (t->source != NULL &&
		    may_move(t->columns[i], all, &source)) {
			plain = buf_make(NAME_ROOM);
			buf_byte(&source, '\0');
			source.len--;
			model_path_column_name((char *)source.data, &plain);
			add_claim(&c, &plain, &source, t->columns[i]);
		} else {
			(void)map_add(&c.taken, t->columns[i]->name,
			    t->columns[i]->name_len, NULL);
		}
		buf_free(&source);
	}
	rename_columns(m, t, &c);
	free_claims(&c);
}

struct model_table *
model_parent(const struct model *m, const struct model_table *t)
{
	size_t i, len;

	if (t->parent != NULL)
		return t->parent;
	len = t->source != NULL ? model_path_parent(t->source) : 0;
	for (i = 0; len > 0 && i < m->ntables; i++)
		if (m->tables[i]->source != NULL &&
		    strncmp(m->tables[i]->source, t->source, len) == 0 &&
		    m->tables[i]->source[len] == '\0')
			return m->tables[i];
	i = MAP_NONE;
	if (t->parent_name != NULL)
		i = map_find(&m->by_name, t->parent_name,
		    strlen(t->parent_name));
	return i == MAP_NONE ? NULL : m->tables[i];
}

static void
rename_tables(struct model *m, struct claims *c)
{
	struct buf name = buf_make(NAME_ROOM);
	struct model_table *t;
	size_t i;
	bool apart;

	qsort(c->all, c->n, sizeof(*c->all), compare_claims);
	for (i = 0; i < c->n; i++) {
		t = c->all[i].what;
		apart = settle_name(c, i, t->source, ".", &name);
		if (apart && !t->fixed)
			model_say(m, "table '%s' is there already; '%s' goes "
				     "to table '%.*s'", c->all[i].plain,
			    t->source, (int)name.len, (char *)name.data);
		if (!buf_is(&name, t->name))
			model_set_table_name(t, &name);
	}
	model_index_tables(m);
	buf_free(&name);
}

static void
settle_tables(struct model *m, bool all)
{
	struct claims c = { .all = mem_new(m->ntables + 1, sizeof(*c.all)) };
	struct model_table **up, *t;
	struct buf plain, source;
	size_t i;

	up = mem_new(m->ntables + 1, sizeof(struct model_table *));
	for (i = 0; i < m->ntables; i++) {
		t = m->tables[i];
		up[i] = model_parent(m, t);
		if (!t->known && t->rows == 0)
			continue;
		if (t->source == NULL || (t->fixed && !all)) {
			(void)map_add(&c.taken, t->name, t->name_len, NULL);
			continue;
		}
		plain = buf_make(NAME_ROOM);
		source = buf_make(NAME_ROOM);
		model_path_table_name(t->source, &plain);
		buf_str(&source, t->source);
		add_claim(&c, &plain, &source, t);
	}
	rename_tables(m, &c);
	for (i = 0; i < m->ntables; i++) {
		if (up[i] == NULL)
			continue;
		mem_free(m->tables[i]->parent_name);
		m->tables[i]->parent_name = mem_str(up[i]->name);
	}
	mem_free(up);
	free_claims(&c);
}

/* The names of keys: of each the column that has the longest. */
struct key_names {
	struct map keys;
	struct model_column **best; /* owned */
	size_t cap;
};

/*
 * Append what all columns of one key have in common: of which tag they are, and
 * the path.
 */
static bool
key_text(const struct model_column *c, struct buf *out)
{
	struct buf path = buf_make(NAME_ROOM);
	const char *table = c->table->source;
	bool known = table != NULL && model_path_column(c, &path);

	if (known) {
		buf_put(out, table, schema_path_tag(table));
		buf_byte(out, ' ');
		/* Keys of the content are the root's own, too, and so are
		 * those that a description names. */
		if (buf_is(&path, "#_id"))
			buf_byte(out, '$');
		else if (c->plain != NULL)
			buf_str(out, "$.");
		buf_put(out, path.data, path.len);
	}
	buf_free(&path);
	return known;
}

/* Where the best column of the key is noted; NULL: its path is not known. */
static struct model_column **
find_best(struct key_names *k, struct model_column *c)
{
	struct buf text = buf_make(NAME_ROOM);
	struct model_column **slot = NULL;
	bool added;
	size_t at;

	if (key_text(c, &text)) {
		at = map_add(&k->keys, (char *)text.data, text.len, &added);
		k->best = mem_grow(k->best, &k->cap, at + 1,
		    sizeof(struct model_column *));
		slot = &k->best[at];
		if (added)
			*slot = c;
	}
	buf_free(&text);
	return slot;
}

static bool
is_longer(const struct model_column *a, const struct model_column *b)
{
	if (a->name_len != b->name_len)
		return a->name_len > b->name_len;
	return strcmp(a->name, b->name) > 0;
}

static void
rename_key_as(struct model_column *c, const struct model_column *best)
{
	struct buf name = buf_make(NAME_ROOM);

	buf_str(&name, best->name);
	if (model_find_column(c->table, &name) == NULL)
		model_rename_column(c, &name);
	buf_free(&name);
}

/* Give every key the name that it had to take in any of the tables. */
static void
settle_keys(struct model *m)
{
	struct key_names k = { .best = NULL };
	struct model_column **slot;
	size_t i, j;

	for (i = 0; i < m->ntables; i++)
		for (j = 0; j < m->tables[i]->nkeys; j++) {
			slot = find_best(&k, m->tables[i]->columns[j]);
			if (slot != NULL &&
			    is_longer(m->tables[i]->columns[j], *slot))
				*slot = m->tables[i]->columns[j];
		}
	for (i = 0; i < m->ntables; i++)
		for (j = 0; j < m->tables[i]->nkeys; j++) {
			slot = find_best(&k, m->tables[i]->columns[j]);
			if (slot != NULL)
				rename_key_as(m->tables[i]->columns[j], *slot);
		}
	map_free(&k.keys);
	mem_free(k.best);
}

void
model_settle(struct model *m, bool all)
{
	size_t i;

	if (all)
		settle_keys(m);
	for (i = 0; i < m->ntables; i++)
		settle_columns(m, m->tables[i], all);
	settle_tables(m, all);
}
