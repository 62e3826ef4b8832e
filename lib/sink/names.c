/* names: which tables and columns of a folder those of a stream are; see
 * load.h. */
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "sink/load.h"
#include "stream/columns.h"

/* A note in the manifest: the columns and paths of a table. */
#define NOTE_NAMES "names "

/* Bytes of a table's name that leave room for what tells it apart; see
 * schema_check_name(). */
#define TABLE_ROOM (200 - 7)

/* Append a hash of the text, another one after each name that is taken. */
static void
put_hash(struct buf *name, const struct buf *of, uint64_t tries)
{
	buf_printf(name, "_%06x",
	    (unsigned)(hash_64(of->data, of->len, tries) >> 40 & 0xffffff));
}

/*
 * Append what tells a name apart: as aai-flatten does, by where in the records
 * it is from, the tag left out.
 */
static void
put_apart(struct buf *name, const char *table, const char *column)
{
	struct buf text = buf_make(SIZE_MAX / 2);
	const char *p = table != NULL ? table : "";

	p += schema_path_tag(p);
	p += *p == '.';
	buf_str(&text, p);
	if (strcmp(column, ".") != 0) {
		buf_str(&text, *p != '\0' ? "." : "");
		buf_str(&text, column);
	}
	if (text.len == 0)
		buf_str(&text, table != NULL ? table : column);
	put_hash(name, &text, 0);
	buf_free(&text);
}

/* Have what tells a table's name apart fit after it. */
static void
cut_table(struct buf *name)
{
	if (name->len > TABLE_ROOM)
		name->len = utf8_floor(
		    (const char *)name->data, name->len, TABLE_ROOM);
}

/* Whether another table of the stream goes to the folder's table. */
static bool
is_claimed(const struct load *l, const struct load_target *g, const char *name)
{
	size_t i;

	for (i = 0; i < l->ntargets; i++)
		if (l->targets[i] != g && l->targets[i]->as != NULL &&
		    strcmp(l->targets[i]->as->name, name) == 0)
			return true;
	return false;
}

/* Whether the stream's table may be the folder's of that name. */
static bool
may_be_table(const struct load *l, const struct load_target *g,
    const struct table *in, const struct buf *name)
{
	struct table *t =
	    schema_find(&l->all, (const char *)name->data, name->len);
	char *text = mem_dup((const char *)name->data, name->len);
	bool may = !is_claimed(l, g, text);

	mem_free(text);
	return may &&
	       (t == NULL || t->path == NULL || in->path == NULL ||
		   strcmp(t->path, in->path) == 0);
}

/* Whether the folder's table is of the stream's table's path, and free. */
static bool
is_of_path(const struct load *l, const struct load_target *g,
    const struct table *t, const struct table *in)
{
	return t != NULL && t->path != NULL && in->path != NULL &&
	    strcmp(t->path, in->path) == 0 && !is_claimed(l, g, t->name);
}

/* What the folder calls the stream's table: of several, the one of its name. */
static void
name_table(struct load *l, const struct load_target *g, const struct table *in,
    struct buf *name)
{
	const struct table *t = schema_find(&l->all, in->name, in->name_len);
	size_t i;

	for (i = 0; !is_of_path(l, g, t, in) && i < l->all.ntables; i++)
		t = l->all.tables[i];
	if (is_of_path(l, g, t, in)) {
		buf_put(name, t->name, t->name_len);
		return;
	}
	buf_put(name, in->name, in->name_len);
	if (may_be_table(l, g, in, name))
		return;
	cut_table(name);
	put_apart(name, in->path != NULL ? in->path : in->name, ".");
	/* What is cut must not become the same name again and again. */
	for (i = 0; !may_be_table(l, g, in, name); i++) {
		cut_table(name);
		put_hash(name, name, i);
	}
	load_warn(l,
	    "'%s' has another table '%.60s'; '%.60s' is called '%.*s' there",
	    l->folder.path, in->name, in->path != NULL ? in->path : in->name,
	    (int)(name->len < 80 ? name->len : 80), (char *)name->data);
}

/* What the folder calls the table that the stream calls so. */
static const char *
folder_name_of(const struct load *l, const char *name)
{
	size_t i = map_find(&l->source->schema.by_name, name, strlen(name));

	if (i < l->ntargets && l->targets[i]->as != NULL)
		return l->targets[i]->as->name;
	return name;
}

/* Whether the path of the folder's column is another column's of the stream. */
static bool
is_due(const struct column *held, const struct map *due, size_t i)
{
	size_t at = MAP_NONE;

	if (held->path != NULL)
		at = map_find(due, held->path, strlen(held->path));
	return at != MAP_NONE && due->entries[at].value != i;
}

/* Whether the column may be the one of that name of the folder's table. */
static bool
may_be_column(const struct table *held, const struct map *due,
    const struct table *as, const struct table *in, size_t i,
    const struct buf *name)
{
	const struct column *c = &in->columns[i];
	size_t at = MAP_NONE;

	if (table_find(as, (const char *)name->data, name->len) != MAP_NONE)
		return false;
	if (held != NULL)
		at = table_find(held, (const char *)name->data, name->len);
	return at == MAP_NONE || held->columns[at].path == NULL ||
	       (c->path == NULL
		       ? !is_due(&held->columns[at], due, i)
		       : strcmp(held->columns[at].path, c->path) == 0);
}

/*
 * The column of the folder's table that is of the same place as the stream's,
 * for all that is known; or NULL.  By its name alone a column takes none that
 * another one of the stream (due: by their paths) is.
 */
static const struct column *
find_held(const struct table *held, const struct map *paths,
    const struct map *due, const struct table *in, size_t i)
{
	const char *path = in->columns[i].path;
	size_t at = MAP_NONE;

	if (path != NULL)
		at = map_find(paths, path, strlen(path));
	if (at != MAP_NONE)
		return &held->columns[paths->entries[at].value];
	if (held != NULL)
		at = table_place(held, in, i);
	return at == MAP_NONE ||
		       (path != NULL && held->columns[at].path != NULL) ||
		       is_due(&held->columns[at], due, i)
		   ? NULL
		   : &held->columns[at];
}

/* What the folder's table calls the stream's column. */
static void
name_column(struct load *l, const struct table *held, const struct map *paths,
    const struct map *due, const struct table *as, const struct table *in,
    size_t i, struct buf *name)
{
	const struct column *c = &in->columns[i], *known;

	known = find_held(held, paths, due, in, i);
	if (known != NULL &&
	    table_find(as, known->name, known->name_len) == MAP_NONE) {
		buf_put(name, known->name, known->name_len);
		return;
	}
	buf_put(name, c->name, c->name_len);
	if (may_be_column(held, due, as, in, i, name))
		return;
	put_apart(name, as->path, c->path != NULL ? c->path : c->name);
	while (!may_be_column(held, due, as, in, i, name))
		put_hash(name, name, 0);
	if (held == NULL ||
	    table_find(held, (char *)name->data, name->len) == MAP_NONE)
		load_warn(l,
		    "table '%.60s' has another column '%.40s'; '%.40s' is "
		    "called '%.*s' there",
		    as->name, c->name, c->path != NULL ? c->path : c->name,
		    (int)(name->len < 60 ? name->len : 60),
		    (char *)name->data);
}

/* Have columns that are new to the stream under their names in the folder. */
static void
add_columns(struct load *l, struct table *as, const struct table *in)
{
	const struct table *held = schema_find(&l->all, as->name, as->name_len);
	struct map paths = names_index_paths(held), due = names_index_paths(in);
	struct buf name = buf_make(SIZE_MAX / 2);
	const struct column *c;
	size_t i;

	for (i = as->ncolumns; i < in->ncolumns; i++) {
		c = &in->columns[i];
		buf_reset(&name);
		name_column(l, held, &paths, &due, as, in, i, &name);
		(void)table_add(
		    as, (char *)name.data, name.len, c->type, c->key);
		if (c->plain != NULL && !buf_is(&name, c->plain))
			column_set_plain(&as->columns[i], c->plain);
	}
	map_free(&paths);
	map_free(&due);
	buf_free(&name);
}

/* Have the stream's columns as they are now. */
static int
take_columns(struct load *l, struct table *as, const struct table *in,
    struct error *e)
{
	bool news = as->ncolumns < in->ncolumns;
	size_t i;

	/* Values bring news more often than columns do. */
	if (news)
		add_columns(l, as, in);
	for (i = 0; i < in->ncolumns; i++) {
		as->columns[i].type = in->columns[i].type;
		as->columns[i].facts = in->columns[i].facts;
		as->columns[i].key = in->columns[i].key;
		if (as->columns[i].path != NULL || in->columns[i].path == NULL)
			continue;
		table_set_path(as, i, in->columns[i].path);
		news = true;
	}
	/* A table that is replaced has no other rows. */
	if (!news || !l->o->append)
		return 0;
	return names_check_columns(
	    schema_find(&l->all, as->name, as->name_len), as, e);
}

/* Have the stream's link lead to the folder's table. */
static void
take_link(const struct load *l, struct table_link *to,
    const struct table_link *from)
{
	char *name;

	table_link_copy(to, from);
	if (to->table == NULL)
		return;
	name = mem_str(folder_name_of(l, to->table));
	mem_free(to->table);
	to->table = name;
}

int
names_take(struct load *l, struct load_target *g, const struct table *in,
    struct error *e)
{
	struct buf name;

	if (g->as == NULL) {
		name = buf_make(SIZE_MAX / 2);
		name_table(l, g, in, &name);
		g->as = schema_table(
		    &g->names, (const char *)name.data, name.len);
		buf_free(&name);
	} else if (names_check_late_path(l, g, in, e) != 0)
		return -1;
	if (g->as->path == NULL && in->path != NULL)
		g->as->path = mem_str(in->path);
	if (g->as->parent == NULL && in->parent != NULL)
		g->as->parent = mem_str(folder_name_of(l, in->parent));
	take_link(l, &g->as->to_parent, &in->to_parent);
	take_link(l, &g->as->to_root, &in->to_root);
	g->as->zone = in->zone;
	return take_columns(l, g->as, in, e);
}

/* Have the folder's table have the columns, and know their paths. */
static void
join_names(struct table *to, const struct table *as)
{
	const struct coltype text = { TYPE_TEXT, 0, 0 };
	const struct column *c;
	size_t i, at;

	if (to->path == NULL && as->path != NULL)
		to->path = mem_str(as->path);
	for (i = 0; i < as->ncolumns; i++) {
		c = &as->columns[i];
		at = table_find(to, c->name, c->name_len);
		if (at == MAP_NONE)
			at = table_add(
			    to, c->name, c->name_len, text, false);
		if (to->columns[at].path == NULL && c->path != NULL)
			table_set_path(to, at, c->path);
	}
}

static int
damaged(const struct load *l, struct error *e)
{
	error_set(e, ERROR_OUTPUT,
	    "'%s/.aai/manifest' is damaged or not of this program: it notes "
	    "wrong columns of a table; publish into another folder (-o)",
	    l->folder.path);
	return -1;
}

int
names_open(struct load *l, struct error *e)
{
	const char *prefix = NOTE_NAMES, *text;
	struct error why;
	struct table *t;
	bool changed;
	size_t i;

	for (i = 0; i < l->folder.notes.n; i++) {
		text = l->folder.texts[i].text;
		if (text == NULL || strncmp(l->folder.notes.entries[i].key,
					prefix, strlen(prefix)) != 0)
			continue;
		if (columns_parse(text, strlen(text), &l->all, &t, &changed,
			&why) != 0 ||
		    strcmp(l->folder.notes.entries[i].key + strlen(prefix),
			t->name) != 0)
			return damaged(l, e);
	}
	return 0;
}

/* Append what is noted: a columns line in which types say nothing. */
static void
put_names(struct buf *out, const struct table *from)
{
	struct schema schema = { 0 };
	struct table *t = schema_table(&schema, from->name, from->name_len);

	join_names(t, from);
	columns_put(out, t);
	schema_free(&schema);
}

/* Whether there is anything to note of the table. */
static bool
has_paths(const struct table *t)
{
	size_t i;

	for (i = 0; i < t->ncolumns; i++)
		if (t->columns[i].path != NULL)
			return true;
	return t->path != NULL;
}

const struct column *
names_published(const struct load_target *g, size_t i)
{
	size_t at = table_place(g->t.table, g->as, i);

	/* The table may have the key under its plain name. */
	return at != MAP_NONE ? &g->t.table->columns[at] : &g->as->columns[i];
}

/* The stream's table with the names that its columns are published by. */
static struct table *
publish(const struct load_target *g, struct schema *s)
{
	const struct table *as = g->as;
	struct table *t = schema_table(s, as->name, as->name_len);
	const struct column *c;
	size_t i;

	if (as->path != NULL)
		t->path = mem_str(as->path);
	for (i = 0; i < as->ncolumns; i++) {
		c = names_published(g, i);
		(void)table_add(t, c->name, c->name_len, c->type, false);
		if (as->columns[i].path != NULL)
			table_set_path(t, i, as->columns[i].path);
	}
	if (g->marks) {
		c = &g->t.table->columns[g->mark];
		i = table_add(t, c->name, c->name_len, c->type, false);
		table_set_path(t, i, DELETED_COLUMN_PATH);
	}
	return t;
}

void
names_note(struct load *l, const struct load_target *g)
{
	struct table *t = schema_find(&l->all, g->as->name, g->as->name_len);
	struct buf key = buf_make(SIZE_MAX / 2), text = buf_make(SIZE_MAX / 2);
	struct schema published = { 0 };
	const struct table *from = publish(g, &published);

	/* What is added to keeps the columns that it has. */
	if (t != NULL && l->o->append) {
		join_names(t, from);
		from = t;
	}
	buf_printf(&key, NOTE_NAMES "%s", g->as->name);
	buf_byte(&key, 0);
	put_names(&text, from);
	buf_byte(&text, 0);
	folder_set_note(&l->folder, (const char *)key.data,
	    has_paths(from) ? (const char *)text.data : NULL);
	folder_set_partly(&l->folder, (const char *)key.data,
	    has_paths(from) ? (const char *)text.data : NULL);
	schema_free(&published);
	buf_free(&key);
	buf_free(&text);
}
