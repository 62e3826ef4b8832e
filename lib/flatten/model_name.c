/* model_name: tables and columns under names of their own; see its header. */
#include "flatten/model_name.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "flatten/name.h"
#include "json/text.h"

#define NAME_ROOM ((size_t)1 << 20)

void
model_say(struct model *m, const char *fmt, ...)
{
	char text[1024];
	va_list ap;

	if (m->say == NULL)
		return;
	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	m->say(m->say_arg, text);
}

/* The text that stands before the column's value in a row, with its pad. */
static void
make_lead(struct model_column *c)
{
	struct buf lead = buf_make(SIZE_MAX / 2);

	buf_byte(&lead, ',');
	json_quote(c->name, c->name_len, &lead);
	buf_byte(&lead, ':');
	c->lead_len = (uint32_t)lead.len;
	c->lead = mem_new(lead.len + MODEL_PAD, 1);
	memcpy(c->lead, lead.data, lead.len);
	buf_free(&lead);
}

struct model_column *
model_add_column(struct model *m, struct model_table *t, const char *name,
    size_t len)
{
	struct model_column *c = mem_new(1, sizeof(*c));

	c->name = mem_dup(name, len);
	c->name_len = len;
	c->table = t;
	c->known = m->declaring;
	c->order = t->next_order++;
	make_lead(c);
	t->columns = mem_grow(t->columns, &t->columns_cap, t->ncolumns + 1,
	    sizeof(struct model_column *));
	t->columns[t->ncolumns++] = c;
	t->cells = mem_grow(t->cells, &t->cells_cap, t->ncolumns,
	    sizeof(struct model_cell));
	(void)map_add(&t->by_name, name, len, NULL);
	t->dirty = true;
	return c;
}

static struct model_column *
find_column(const struct model_table *t, const struct buf *name)
{
	size_t i = map_find(&t->by_name, (const char *)name->data, name->len);

	return i == MAP_NONE ? NULL : t->columns[i];
}

/* Whether a place may be led to this column: none is, and it is no key. */
static bool
is_free(const struct model_column *c)
{
	return c != NULL && c->field == NULL && !c->key;
}

/* Names that the stream has for itself get a "_" behind. */
static void
spare_reserved(struct buf *name)
{
	if (buf_is(name, "_table") || buf_is(name, "_columns"))
		buf_byte(name, '_');
}

struct model_column *
model_name_column(struct model *m, struct model_table *t, const char *prefix,
    const char *raw, size_t len, const char *path)
{
	struct buf name = buf_make(NAME_ROOM), told = buf_make(NAME_ROOM);
	struct model_column *c, *apart;

	buf_str(&name, prefix);
	name_normal(raw, len, &name);
	name_limit(&name);
	spare_reserved(&name);
	buf_put(&told, name.data, name.len);
	name_tell(path, strlen(path), &told);
	apart = find_column(t, &told);
	c = find_column(t, &name);
	if (is_free(apart)) {
		c = apart;
	} else if (c == NULL) {
		c = model_add_column(m, t, (char *)name.data, name.len);
	} else if (!is_free(c)) {
		while (find_column(t, &told) != NULL)
			name_tell((char *)told.data, told.len, &told);
		c = model_add_column(m, t, (char *)told.data, told.len);
		model_say(m, "table '%s': '%.*s' is taken; '%s' is called "
			     "'%s' there", t->name, (int)name.len,
		    (char *)name.data, path, c->name);
	}
	buf_free(&name);
	buf_free(&told);
	return c;
}

static struct model_table *
add_table(struct model *m, const struct buf *name, const struct buf *path)
{
	struct model_table *t = mem_new(1, sizeof(*t));
	struct buf head = buf_make(SIZE_MAX / 2);

	t->name = mem_dup((const char *)name->data, name->len);
	t->name_len = name->len;
	t->path = mem_dup((const char *)path->data, path->len);
	t->known = m->declaring;
	buf_str(&head, "{\"_table\":");
	json_quote(t->name, t->name_len, &head);
	t->head_len = t->prefix_len = head.len;
	t->prefix_cap = head.len + MODEL_PAD;
	t->prefix = mem_new(t->prefix_cap, 1);
	memcpy(t->prefix, head.data, head.len);
	buf_free(&head);
	m->tables = mem_grow(m->tables, &m->tables_cap, m->ntables + 1,
	    sizeof(struct model_table *));
	m->tables[m->ntables++] = t;
	(void)map_add(&m->by_name, t->name, t->name_len, NULL);
	return t;
}

static struct model_table *
find_table(const struct model *m, const struct buf *name)
{
	size_t i = map_find(&m->by_name, (const char *)name->data, name->len);

	return i == MAP_NONE ? NULL : m->tables[i];
}

struct model_table *
model_name_table(struct model *m, struct model_table *parent,
    const char *prefix, const char *raw, size_t len, const char *path)
{
	struct buf full = buf_make(NAME_ROOM), name = buf_make(NAME_ROOM);
	struct model_table *t;

	if (parent != NULL) {
		buf_str(&full, parent->path);
		buf_str(&full, "__");
		buf_str(&full, prefix);
	}
	name_normal(raw, len, &full);
	buf_put(&name, full.data, full.len);
	name_limit(&name);
	if (find_table(m, &name) != NULL) {
		name_tell(path, strlen(path), &name);
		while (find_table(m, &name) != NULL)
			name_tell((char *)name.data, name.len, &name);
		model_say(m, "table '%.*s' is there already; '%s' goes to "
			     "table '%.*s'", (int)full.len, (char *)full.data,
		    path, (int)name.len, (char *)name.data);
	}
	t = add_table(m, &name, &full);
	t->parent = parent;
	t->root = parent != NULL ? parent->root : NULL;
	buf_free(&full);
	buf_free(&name);
	return t;
}

/* The column whose type a child table's key has. */
static struct model_column *
add_key(struct model *m, struct model_table *t, const char *name, size_t len)
{
	struct model_column *c = model_add_column(m, t, name, len);

	c->key = true;
	t->nkeys = t->ncolumns;
	return c;
}

/*
 * The shortest name for a position that no key has: the end of the table's
 * path, from the last name on and then one more at a time, with the suffix.
 */
static void
name_position(const struct model_table *t, const char *suffix, bool bare,
    struct buf *name)
{
	const char *path = t->path, *p = path + strlen(path);

	if (bare) {
		buf_str(name, suffix + 1);
		if (find_column(t, name) == NULL)
			return;
	}
	while (p > path) {
		p--;
		if (p > path && !(p - path > 2 && p[-1] == '_' && p[-2] == '_'))
			continue;
		buf_reset(name);
		buf_str(name, p);
		buf_str(name, suffix);
		name_limit(name);
		if (find_column(t, name) == NULL)
			return;
	}
	while (find_column(t, name) != NULL)
		name_tell((char *)name->data, name->len, name);
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
		c = add_key(m, t, name, strlen(name));
		c->follows = top->columns[i]->follows != NULL ?
		    top->columns[i]->follows :
		    top->columns[i];
		c->follows->carried = true;
	}
}

void
model_name_keys(struct model *m, struct model_table *t, bool map)
{
	struct buf name = buf_make(NAME_ROOM);

	carry_keys(m, t);
	name_position(t, map ? "_key" : "_idx", map, &name);
	t->position = add_key(m, t, (const char *)name.data, name.len);
	t->position->facts.seen = map ? FACT_TEXT : FACT_INT;
	buf_free(&name);
}
