/* model_name: tables and columns under names of their own; see its header. */
#include "aai-flatten/model_name.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "aai-flatten/model_path.h"
#include "aai-flatten/name.h"
#include "base/mem.h"
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
make_prefix(struct model_column *c)
{
	struct buf prefix = buf_make(SIZE_MAX / 2);

	buf_byte(&prefix, ',');
	json_quote(c->name, c->name_len, &prefix);
	buf_byte(&prefix, ':');
	c->prefix_len = (uint32_t)prefix.len;
	mem_free(c->prefix);
	c->prefix = mem_new(prefix.len + MODEL_PAD, 1);
	memcpy(c->prefix, prefix.data, prefix.len);
	buf_free(&prefix);
}

struct model_column *
model_add_column(struct model *m, struct model_table *t, const char *name,
    size_t len)
{
	struct model_column *c = mem_new(1, sizeof(*c));
	size_t ncells;

	c->name = mem_dup(name, len);
	c->name_len = len;
	c->table = t;
	c->known = m->declaring;
	c->order = t->next_order++;
	make_prefix(c);
	t->columns = mem_grow(t->columns, &t->columns_cap, t->ncolumns + 1,
	    sizeof(struct model_column *));
	t->columns[t->ncolumns++] = c;
	ncells = (size_t)(t->end - t->cells);
	t->cells = mem_grow(t->cells, &t->cells_cap, t->ncolumns,
	    sizeof(struct model_cell));
	t->end = t->cells + ncells;
	(void)map_add(&t->by_name, name, len, NULL);
	t->dirty = true;
	return c;
}

struct model_column *
model_find_column(const struct model_table *t, const struct buf *name)
{
	size_t i = map_find(&t->by_name, (const char *)name->data, name->len);

	return i == MAP_NONE ? NULL : t->columns[i];
}

void
model_set_column_name(struct model_column *c, const struct buf *name)
{
	mem_free(c->name);
	c->name = mem_dup((const char *)name->data, name->len);
	c->name_len = name->len;
	make_prefix(c);
	buf_reset(&c->table->named);
}

void
model_rename_column(struct model_column *c, const struct buf *name)
{
	model_set_column_name(c, name);
	model_index_columns(c->table);
}

void
model_index_columns(struct model_table *t)
{
	size_t i;

	map_free(&t->by_name);
	for (i = 0; i < t->ncolumns; i++)
		(void)map_add(&t->by_name, t->columns[i]->name,
		    t->columns[i]->name_len, NULL);
}

/* Whether a place may be led to this column: none is, and it is not a key. */
static bool
is_free(const struct model_column *c)
{
	return c != NULL && c->field == NULL && !c->key && !c->system;
}

/* Whether, besides, nobody knows of which place it is. */
static bool
is_open(const struct model_column *c)
{
	return is_free(c) && c->source == NULL;
}

/* The free column that a schema has for the field's place, or NULL. */
static struct model_column *
find_source(const struct model_field *fd)
{
	const struct model_table *t = fd->shape->table;
	struct model_column *c = NULL;
	struct buf path;
	size_t i;

	if (t->by_source.n == 0)
		return NULL;
	path = buf_make(NAME_ROOM);
	model_path_field(fd, &path);
	i = map_find(&t->by_source, (const char *)path.data, path.len);
	if (i != MAP_NONE)
		c = t->columns[t->by_source.entries[i].value];
	buf_free(&path);
	return is_free(c) ? c : NULL;
}

/* Whether it is a key that makes way for data. */
static bool
makes_way(const struct model *m, const struct model_column *c)
{
	const struct model_column *from = c->follows != NULL ? c->follows : c;

	return m->may_rename && c->key && !c->fixed && !from->fixed &&
	    (c->field == NULL || c->field->called != NULL);
}

/* Whether a key would have the name, had a description not given it another:
 * it stays free, as there are tables that have the key under it. */
static bool
is_reserved(const struct model_field *fd, const struct buf *name)
{
	const struct model_table *t = fd->shape->table;
	size_t i;

	for (i = 0; t->parent == NULL && fd->called == NULL &&
	     i < t->root->nkeys && i < t->ncolumns; i++)
		if (t->columns[i]->plain != NULL &&
		    buf_is(name, t->columns[i]->plain))
			return true;
	return false;
}

/* The name that the field's column has by itself. */
static void
plain_name(const struct model_field *fd, struct buf *name)
{
	if (fd->called != NULL) {
		buf_str(name, fd->called);
		return;
	}
	if (!fd->item)
		buf_str(name, fd->shape->prefix);
	name_normal(fd->raw, fd->raw_len, name);
	name_limit(name);
	name_reserve(name);
}

/* A column beside the one that has the field's name. */
static struct model_column *
name_apart(struct model *m, const struct model_field *fd,
    const struct buf *name, struct buf *told)
{
	struct model_table *t = fd->shape->table;
	struct model_column *c = model_find_column(t, told);
	char *path;

	if (is_open(c))
		return c;
	while (model_find_column(t, told) != NULL)
		name_tell((char *)told->data, told->len, told);
	c = model_add_column(m, t, (char *)told->data, told->len);
	path = model_path(fd, "");
	if (!m->may_settle)
		model_say(m, "table '%s': '%.*s' is taken; '%s' is called '%s' "
			     "there", t->name, (int)name->len,
		    (char *)name->data, path, c->name);
	mem_free(path);
	return c;
}

struct model_column *
model_name_column(struct model *m, const struct model_field *fd)
{
	struct model_table *t = fd->shape->table;
	struct buf name = buf_make(NAME_ROOM), told = buf_make(NAME_ROOM);
	struct model_column *c = find_source(fd), *apart;
	char *path;

	if (c != NULL)
		return c;
	path = model_path(fd, "");
	plain_name(fd, &name);
	buf_put(&told, name.data, name.len);
	name_tell(path, strlen(path), &told);
	mem_free(path);
	c = model_find_column(t, &name);
	apart = model_find_column(t, &told);
	if (is_open(apart)) {
		/* A schema knows that this field had to step aside. */
		c = apart;
	} else if (c == NULL && is_reserved(fd, &name)) {
		c = name_apart(m, fd, &name, &told);
	} else if (c == NULL) {
		c = model_add_column(m, t, (char *)name.data, name.len);
	} else if (makes_way(m, c)) {
		m->clash = c;
		c = NULL;
	} else if (!is_open(c)) {
		c = name_apart(m, fd, &name, &told);
	}
	buf_free(&name);
	buf_free(&told);
	return c;
}

/* The free column that waits for the field, or NULL. */
static struct model_column *
waiting(const struct model_field *fd)
{
	struct model_column *c = find_source(fd);
	struct buf name;
	char *path;

	if (c != NULL)
		return c;
	name = buf_make(NAME_ROOM);
	path = model_path(fd, "");
	plain_name(fd, &name);
	c = model_find_column(fd->shape->table, &name);
	if (!is_open(c)) {
		name_tell(path, strlen(path), &name);
		c = model_find_column(fd->shape->table, &name);
	}
	mem_free(path);
	buf_free(&name);
	return is_open(c) ? c : NULL;
}

bool
model_expects(struct model *m, struct model_field *fd)
{
	(void)m;
	return fd->column != NULL || waiting(fd) != NULL;
}

bool
model_expects_json(struct model *m, struct model_field *fd)
{
	const struct model_column *c = waiting(fd);

	(void)m;
	return c != NULL && c->known && (c->facts.seen & FACT_JSON) != 0;
}

/* The text that a row of the table begins with. */
static void
make_head(struct model_table *t)
{
	struct buf head = buf_make(SIZE_MAX / 2);

	buf_printf(&head, "[%u", (unsigned)t->number);
	t->head_len = t->prefix_len = head.len;
	t->prefix_cap = head.len + MODEL_PAD;
	t->prefix = mem_new(t->prefix_cap, 1);
	memcpy(t->prefix, head.data, head.len);
	buf_free(&head);
}

struct model_table *
model_add_table(struct model *m, const char *name, size_t len,
    const char *path)
{
	struct model_table *t = mem_new(1, sizeof(*t));

	t->name = mem_dup(name, len);
	t->name_len = len;
	t->path = mem_str(path);
	t->known = m->declaring;
	t->zone = m->zone;
	m->tables = mem_grow(m->tables, &m->tables_cap, m->ntables + 1,
	    sizeof(struct model_table *));
	m->tables[m->ntables++] = t;
	t->number = (uint32_t)m->ntables;
	make_head(t);
	(void)map_add(&m->by_name, t->name, t->name_len, NULL);
	return t;
}

void
model_set_table_name(struct model_table *t, const struct buf *name)
{
	mem_free(t->name);
	t->name = mem_dup((const char *)name->data, name->len);
	t->name_len = name->len;
	buf_reset(&t->named);
}

void
model_index_tables(struct model *m)
{
	size_t i;

	map_free(&m->by_name);
	for (i = 0; i < m->ntables; i++)
		(void)map_add(&m->by_name, m->tables[i]->name,
		    m->tables[i]->name_len, NULL);
}

static struct model_table *
find_table(const struct model *m, const struct buf *name)
{
	size_t i = map_find(&m->by_name, (const char *)name->data, name->len);

	return i == MAP_NONE ? NULL : m->tables[i];
}

/* Have a NUL after the text. */
static void
end_text(struct buf *text)
{
	buf_byte(text, '\0');
	text->len--;
}

/* Whether a table of a schema is of nobody knows which place. */
static bool
is_open_table(const struct model_table *t)
{
	return t != NULL && !t->met && t->source == NULL;
}

/* The table that a schema has for the place, or NULL. */
static struct model_table *
find_table_source(const struct model *m, const struct buf *source)
{
	struct model_table *t;
	size_t i;

	for (i = 0; i < m->ntables; i++) {
		t = m->tables[i];
		if (!t->met && t->source != NULL &&
		    strcmp(t->source, (const char *)source->data) == 0)
			return t;
	}
	return NULL;
}

static void
set_text(char **to, const struct buf *text)
{
	mem_free(*to);
	*to = mem_dup((const char *)text->data, text->len);
}

/* The table called full, or one told apart from it for that path. */
static struct model_table *
take_table(struct model *m, struct buf *full, const char *path,
    const struct buf *source)
{
	struct buf name = buf_make(NAME_ROOM);
	struct model_table *t = find_table_source(m, source);
	bool found = t != NULL;

	end_text(full);
	buf_put(&name, full->data, full->len);
	name_limit(&name);
	if (!found)
		t = find_table(m, &name);
	if (!found && t != NULL && !is_open_table(t)) {
		name_tell(path, strlen(path), &name);
		while ((t = find_table(m, &name)) != NULL && !is_open_table(t))
			name_tell((char *)name.data, name.len, &name);
		if (!m->may_settle)
			model_say(m, "table '%s' is there already; '%s' goes "
				     "to table '%.*s'", (char *)full->data,
			    path, (int)name.len, (char *)name.data);
	}
	if (t == NULL)
		t = model_add_table(m, (char *)name.data, name.len,
		    (char *)full->data);
	t->met = true;
	set_text(&t->path, full);
	set_text(&t->source, source);
	buf_free(&name);
	return t;
}

struct model_table *
model_name_root(struct model *m, struct model_root *r)
{
	struct buf full = buf_make(NAME_ROOM), source = buf_make(NAME_ROOM);
	struct model_table *t;

	name_normal(r->tag, r->tag_len, &full);
	model_path_name(r->tag, r->tag_len, &source);
	end_text(&source);
	t = take_table(m, &full, r->tag, &source);
	t->root = r;
	buf_free(&full);
	buf_free(&source);
	return t;
}

/* The name that the table of the field's list has by itself. */
static void
plain_table_name(const struct model_field *fd, struct buf *full)
{
	buf_str(full, fd->shape->table->path);
	buf_str(full, "__");
	if (fd->item) {
		buf_str(full, "list");
		return;
	}
	buf_str(full, fd->shape->prefix);
	name_normal(fd->raw, fd->raw_len, full);
}

struct model_table *
model_name_table(struct model *m, const struct model_field *fd, bool map,
    const char *path)
{
	struct buf full = buf_make(NAME_ROOM), source = buf_make(NAME_ROOM);
	struct model_table *t;

	plain_table_name(fd, &full);
	model_path_list(fd, map, &source);
	end_text(&source);
	t = take_table(m, &full, path, &source);
	t->parent = fd->shape->table;
	t->root = t->parent->root;
	buf_free(&full);
	buf_free(&source);
	return t;
}

bool
model_expects_table(struct model *m, struct model_field *fd, bool map)
{
	struct buf name, source;
	const struct model_table *t;

	if ((map ? fd->map : fd->list) != NULL)
		return true;
	name = buf_make(NAME_ROOM);
	source = buf_make(NAME_ROOM);
	model_path_list(fd, map, &source);
	end_text(&source);
	t = find_table_source(m, &source);
	if (t == NULL) {
		plain_table_name(fd, &name);
		name_limit(&name);
		t = find_table(m, &name);
		t = is_open_table(t) ? t : NULL;
	}
	buf_free(&name);
	buf_free(&source);
	return t != NULL && t->known;
}
