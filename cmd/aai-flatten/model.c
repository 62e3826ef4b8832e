/* model: what has been learnt of the records; see model.h. */
#include "aai-flatten/model.h"

#include <string.h>

#include "aai-flatten/model_name.h"
#include "aai-flatten/model_path.h"
#include "aai-flatten/name.h"
#include "base/mem.h"

void
model_open(struct model *m, unsigned nesting, size_t max_columns)
{
	memset(m, 0, sizeof(*m));
	m->nesting = nesting;
	m->max_columns = max_columns;
}

/* The table's name and "_id"; the caller frees it. */
static char *
with_id(const char *table)
{
	struct buf text = buf_make(SIZE_MAX / 2);

	buf_str(&text, table);
	buf_str(&text, "_id");
	return buf_take(&text);
}

/* The path of an object within its row; NULL: it is the row's own. */
static char *
shape_source(const struct model_field *fd)
{
	struct buf text = buf_make(SIZE_MAX / 2);

	if (fd != NULL)
		model_path_field(fd, &text);
	return buf_take(&text);
}

static struct model_shape *
add_shape(struct model *m, struct model_table *t, const struct model_field *fd,
    char *prefix, char *path, unsigned level)
{
	struct model_shape *s = mem_new(1, sizeof(*s));

	s->table = t;
	s->prefix = prefix;
	s->path = path;
	s->source = shape_source(fd);
	s->level = level;
	s->next_shape = m->shapes;
	m->shapes = s;
	m->nshapes++;
	return s;
}

/* Whether a tag, and the name that it becomes, may be a table's. */
static int
check_tag(const char *tag, size_t len, struct error *e)
{
	struct buf name = buf_make(SIZE_MAX / 2);
	int rc;

	if (schema_check_name(tag, len, e) != 0)
		return -1;
	name_normal(tag, len, &name);
	name_limit(&name);
	rc = schema_check_name((const char *)name.data, name.len, e);
	buf_free(&name);
	return rc;
}

int
model_root(struct model *m, const char *tag, size_t len,
    struct model_root **root, bool *added, struct error *e)
{
	struct model_root *r;
	struct model_table *t;
	size_t i = map_find(&m->by_tag, tag, len);

	*added = i == MAP_NONE;
	if (!*added) {
		*root = m->roots[i];
		return 0;
	}
	if (check_tag(tag, len, e) != 0)
		return -1;
	r = mem_new(1, sizeof(*r));
	r->tag = mem_dup(tag, len);
	r->tag_len = len;
	r->prefix = buf_make(SIZE_MAX / 2);
	r->keytext = buf_make(SIZE_MAX / 2);
	r->keyvalues = buf_make(SIZE_MAX / 2);
	r->idtext = buf_make(SIZE_MAX / 2);
	m->roots = mem_grow(m->roots, &m->roots_cap, m->nroots + 1,
	    sizeof(struct model_root *));
	m->roots[m->nroots++] = r;
	(void)map_add(&m->by_tag, tag, len, NULL);
	t = model_name_root(m, r);
	r->shape = add_shape(m, t, NULL, mem_str(""), mem_str(""), 0);
	*root = r;
	return 0;
}

void
model_key(struct model *m, struct model_root *root, const char *member,
    const struct path_step *steps, size_t n, const char *carried, bool joins)
{
	struct buf names = buf_make(SIZE_MAX / 2);
	struct model_key *k;
	size_t i;
	char *to;

	(void)m;
	root->keys = mem_grow(root->keys, &root->keys_cap, root->nkeys + 1,
	    sizeof(*k));
	k = &root->keys[root->nkeys++];
	memset(k, 0, sizeof(*k));
	k->member = mem_str(member);
	k->steps = mem_new(n, sizeof(*steps));
	k->nsteps = n;
	for (i = 0; i < n; i++)
		buf_put(&names, steps[i].name, steps[i].len);
	k->names = to = buf_take(&names);
	for (i = 0; i < n; i++) {
		k->steps[i] = (struct path_step){ PATH_NAME, to, steps[i].len };
		to += steps[i].len;
	}
	k->joins = joins;
	if (carried != NULL)
		k->carried = mem_str(carried);
}

/*
 * Make the root's column for the key, called as those of child tables where a
 * description says how; unless a schema has it under the member's own name.
 */
static int
make_key(struct model *m, struct model_table *t, const struct model_key *k,
    struct error *e)
{
	struct buf own = buf_make(SIZE_MAX / 2);
	struct model_field *fd = k->field;
	const struct model_column *c;
	int rc;

	model_name_path(k, &own);
	c = model_find_column(t, &own);
	if (k->joins && fd->column == NULL && !buf_is(&own, k->carried) &&
	    (c == NULL || !c->fixed ||
		map_find(&t->by_name, k->carried, strlen(k->carried)) !=
		    MAP_NONE))
		fd->called = mem_str(k->carried);
	rc = model_column(m, fd, e);
	if (rc == 0 && fd->called != NULL && fd->column->plain == NULL)
		fd->column->plain = mem_dup((const char *)own.data, own.len);
	buf_free(&own);
	return rc == 0 ? 0 : -1;
}

/* The field that the key's path leads to, with the objects on the way. */
static struct model_field *
find_field(struct model *m, struct model_shape *s, const struct model_key *k)
{
	struct model_field *fd = NULL;
	size_t i;

	for (i = 0; i < k->nsteps; i++) {
		if (fd != NULL) {
			model_object(m, fd);
			s = fd->object;
			fd->keyed = true;
		}
		fd = model_field(m, s, k->steps[i].name, k->steps[i].len);
	}
	return fd;
}

/* The root's own key columns, made before all others. */
static int
make_keys(struct model *m, struct model_root *root, struct error *e)
{
	struct model_table *t = root->shape->table;
	struct model_key *k;
	size_t i;

	for (i = 0; i < root->nkeys; i++) {
		k = &root->keys[i];
		k->field = find_field(m, root->shape, k);
		if (make_key(m, t, k, e) != 0)
			return -1;
		k->field->column->key = true;
		if (k->carried == NULL)
			k->carried = strcmp(k->member, "id") == 0 ?
			    with_id(t->path) :
			    mem_str(k->field->column->name);
	}
	return 0;
}

int
model_ready(struct model *m, struct model_root *root, struct error *e)
{
	struct model_table *t = root->shape->table;
	size_t given = t->nkeys, i;

	root->ready = true;
	/* A schema's keys are free until now, so that places find them. */
	for (i = 0; i < given; i++)
		t->columns[i]->key = false;
	if (make_keys(m, root, e) != 0)
		return -1;
	model_preset_keys(m, root);
	if (root->nkeys == 0)
		model_name_id(m, t);
	t->nkeys = root->nkeys > 0 ? root->nkeys : 1;
	for (i = 0; i < t->ncolumns && i < t->nkeys; i++)
		if (!t->columns[i]->key)
			break;
	if (i < t->nkeys || (given > 0 && given != t->nkeys)) {
		error_set(e, ERROR_USAGE, "the schema has other keys for "
			  "table '%s'; name them by -k or --api, as when it "
			  "was made", t->name);
		return -1;
	}
	model_name_dlt(m, t);
	return 0;
}

struct model_field *
model_field(struct model *m, struct model_shape *s, const char *raw,
    size_t len)
{
	struct model_field *fd;
	bool added;
	size_t i = map_add(&s->by_raw, raw, len, &added);

	if (!added)
		return s->fields[i];
	fd = mem_new(1, sizeof(*fd));
	fd->raw = s->by_raw.entries[i].key;
	fd->raw_len = len;
	fd->shape = s;
	fd->known = m->declaring;
	s->fields = mem_grow(s->fields, &s->fields_cap, s->nfields + 1,
	    sizeof(struct model_field *));
	s->fields[s->nfields++] = fd;
	return fd;
}

/*
 * The shape of the table (NULL: of any) that has the most fields: data, most
 * likely.
 */
static const struct model_shape *
widest(const struct model *m, const struct model_table *t)
{
	const struct model_shape *s, *most = NULL;

	for (s = m->shapes; s != NULL; s = s->next_shape)
		if ((t == NULL || s->table == t) &&
		    (most == NULL || s->nfields > most->nfields))
			most = s;
	return most;
}

static int
too_many(struct model *m, const struct model_table *t, struct error *e)
{
	const struct model_shape *s = widest(m, t);

	if (s == NULL || *s->path == '\0')
		error_set(e, ERROR_INPUT,
		    "table '%s' has more than %zu columns; see --max-columns",
		    t->name, m->max_columns);
	else
		error_set(e, ERROR_INPUT,
		    "table '%s' has more than %zu columns; the names in '%s' "
		    "look like data: try --map '%s' (or --json, --drop, "
		    "--max-columns)",
		    t->name, m->max_columns, s->path, s->path);
	return -1;
}

int
model_too_full(const struct model *m, struct error *e)
{
	const struct model_shape *s = widest(m, NULL);

	if (s == NULL || *s->path == '\0')
		error_set(e, ERROR_INPUT,
		    "there are more than %zu tables or names; see "
		    "--max-columns", m->max_columns);
	else
		error_set(e, ERROR_INPUT,
		    "there are more than %zu tables or names; those in '%s' "
		    "look like data: try --map '%s' (or --json, --drop, "
		    "--max-columns)", m->max_columns, s->path, s->path);
	return -1;
}

int
model_column(struct model *m, struct model_field *fd, struct error *e)
{
	if (fd->column != NULL)
		return 0;
	if (fd->shape->table->ncolumns >= m->max_columns)
		return too_many(m, fd->shape->table, e);
	fd->column = model_name_column(m, fd);
	if (fd->column == NULL)
		return 1;
	fd->column->field = fd;
	/* Its path, which a schema need not have, is known now. */
	if (fd->column->is_sent && !fd->column->path_sent)
		fd->column->table->dirty = true;
	return 0;
}

/* "a__b__" below the field; the caller frees it. */
static char *
field_prefix(const struct model_field *fd)
{
	struct buf text = buf_make(SIZE_MAX / 2);

	buf_str(&text, fd->shape->prefix);
	name_normal(fd->raw, fd->raw_len, &text);
	buf_str(&text, "__");
	return buf_take(&text);
}

void
model_object(struct model *m, struct model_field *fd)
{
	if (fd->object == NULL)
		fd->object = add_shape(m, fd->shape->table, fd,
		    field_prefix(fd), model_path(fd, ""),
		    fd->shape->level + 1);
}

static struct model_list *
add_list(struct model *m, struct model_field *fd, bool map)
{
	struct model_list *l = mem_new(1, sizeof(*l));
	char *path = model_path(fd, map ? "{}" : "[]");
	struct model_table *t = model_name_table(m, fd, map, path);

	model_name_keys(m, t, map);
	l->table = t;
	l->map = map;
	l->shape = add_shape(m, t, NULL, mem_str(""), path,
	    fd->shape->level + 1);
	l->item.item = true;
	l->item.raw = "value";
	l->item.raw_len = strlen(l->item.raw);
	l->item.shape = l->shape;
	l->item.known = m->declaring;
	l->next_list = m->lists;
	m->lists = l;
	return l;
}

void
model_list(struct model *m, struct model_field *fd)
{
	if (fd->list == NULL)
		fd->list = add_list(m, fd, false);
}

void
model_map(struct model *m, struct model_field *fd)
{
	if (fd->map == NULL)
		fd->map = add_list(m, fd, true);
}

struct coltype
model_type(const struct model_column *c)
{
	return type_of(c->follows != NULL ? c->follows->facts : c->facts);
}

static void
free_table(struct model_table *t)
{
	size_t i;

	for (i = 0; i < t->ncolumns; i++) {
		mem_free(t->columns[i]->prefix);
		mem_free(t->columns[i]->name);
		mem_free(t->columns[i]->source);
		mem_free(t->columns[i]->plain);
		mem_free(t->columns[i]);
	}
	mem_free(t->columns);
	map_free(&t->by_name);
	map_free(&t->by_source);
	mem_free(t->cells);
	mem_free(t->prefix);
	buf_free(&t->named);
	mem_free(t->name);
	mem_free(t->path);
	mem_free(t->source);
	mem_free(t->parent_name);
	mem_free(t);
}

static void
free_root(struct model_root *r)
{
	size_t i;

	for (i = 0; i < r->nkeys; i++) {
		mem_free(r->keys[i].member);
		mem_free(r->keys[i].steps);
		mem_free(r->keys[i].names);
		mem_free(r->keys[i].carried);
	}
	mem_free(r->keys);
	mem_free(r->tag);
	buf_free(&r->prefix);
	buf_free(&r->keytext);
	buf_free(&r->keyvalues);
	buf_free(&r->idtext);
	mem_free(r);
}

static void
free_shape(struct model_shape *s)
{
	size_t i;

	for (i = 0; i < s->nfields; i++) {
		mem_free(s->fields[i]->called);
		mem_free(s->fields[i]);
	}
	mem_free(s->fields);
	map_free(&s->by_raw);
	mem_free(s->prefix);
	mem_free(s->path);
	mem_free(s->source);
	mem_free(s);
}

void
model_close(struct model *m)
{
	struct model_shape *s;
	struct model_list *l;
	size_t i;

	while ((s = m->shapes) != NULL) {
		m->shapes = s->next_shape;
		free_shape(s);
	}
	while ((l = m->lists) != NULL) {
		m->lists = l->next_list;
		map_free(&l->keys);
		mem_free(l);
	}
	for (i = 0; i < m->ntables; i++)
		free_table(m->tables[i]);
	for (i = 0; i < m->nroots; i++)
		free_root(m->roots[i]);
	mem_free(m->tables);
	mem_free(m->roots);
	map_free(&m->by_name);
	map_free(&m->by_tag);
	memset(m, 0, sizeof(*m));
}
