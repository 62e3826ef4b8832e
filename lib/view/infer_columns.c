/* infer_columns: the columns that a table's files have; see infer_columns.h. */
#include "view/infer_columns.h"

#include <string.h>

#include "base/buf.h"
#include "base/map.h"
#include "base/mem.h"
#include "json/tree.h"
#include "view/csv_file.h"
#include "view/row_cursor.h"

/* Add a column that a file has, or widen the table's. */
static void
add_column(struct shown *t, const char *name, size_t len, struct coltype type,
    bool key)
{
	size_t at = table_find(t->table, name, len);
	struct column *c;

	if (at == MAP_NONE) {
		(void)table_add(t->table, name, len, type, key);
		return;
	}
	c = &t->table->columns[at];
	c->type = type_join(c->type, type);
	c->key = c->key || key;
}

/* Note what is special of a column that was added. */
static void
add_field(struct shown *t, const struct reader_field *c, const char *path)
{
	const char *name = (const char *)c->name.p;
	size_t column = table_find(t->table, name, c->name.len);
	bool added;

	if (c->nested)
		(void)map_add(&t->nested, name, c->name.len, NULL);
	if (c->unread == NULL)
		return;
	(void)map_add(&t->by_gap, (const char *)&column, sizeof(column),
	    &added);
	if (!added)
		return;
	t->gaps = mem_grow(t->gaps, &t->gaps_cap, t->ngaps + 1,
	    sizeof(*t->gaps));
	t->gaps[t->ngaps++] = (struct shown_gap){ column, path, c->unread };
}

/* The names of a list, a JSON text, as a map; none of what is not a list. */
static struct map
list_names(struct reader_span list)
{
	struct map names = { 0 };
	struct json_tree t = { 0 };
	struct buf name = buf_make(SIZE_MAX / 2);
	struct error ignored;
	size_t at = JSON_NO_NODE;

	if (list.len > 0 && json_parse(&t, (const char *)list.p, list.len,
				8, &ignored) == 0 &&
	    t.nodes[0].kind == JSON_ARRAY) {
		while ((at = json_next(&t, 0, at)) != JSON_NO_NODE) {
			buf_reset(&name);
			if (json_string(&t, at, &name))
				(void)map_add(&names, name.len > 0 ?
					(const char *)name.data : "",
				    name.len, NULL);
		}
	}
	json_tree_free(&t);
	buf_free(&name);
	return names;
}

static bool
has_name(const struct map *names, const struct reader_field *c)
{
	return map_find(names, (const char *)c->name.p, c->name.len) !=
	    MAP_NONE;
}

/* The value of the file's own metadata under that key; none is empty. */
static struct reader_span
tag(const struct reader *r, const char *key)
{
	struct reader_span none = { NULL, 0 };
	size_t i;

	for (i = 0; i < r->npairs; i++) {
		if (r->pairs[i].key.len == strlen(key) &&
		    memcmp(r->pairs[i].key.p, key, strlen(key)) == 0)
			return r->pairs[i].value;
	}
	return none;
}

/*
 * Whether a table of a table format has the file's column: 1, 0, or -1.  Some
 * formats know columns by ids, and may give one's name to another.
 */
static int
is_live(const struct shown *t, const struct map *ids,
    const struct reader_field *c, const char *path, struct error *e)
{
	size_t at = table_find(t->table, (const char *)c->name.p, c->name.len);
	bool other;

	if (at != MAP_NONE)
		other = c->id > 0 && t->table->columns[at].id > 0 &&
			c->id != t->table->columns[at].id;
	else
		other = c->id > 0 && map_find(ids, (const char *)&c->id,
					 sizeof(c->id)) != MAP_NONE;
	if (!other)
		return at != MAP_NONE;
	error_set(e, ERROR_INPUT,
	    "'%s': column '%.*s' is called otherwise in the table by now, "
	    "which is not read",
	    path, (int)(c->name.len < 200 ? c->name.len : 200),
	    (const char *)c->name.p);
	return -1;
}

/* The ids of the table's columns, as a map of their bytes. */
static struct map
list_ids(const struct table *t)
{
	struct map ids = { 0 };
	size_t i;

	for (i = 0; i < t->ncolumns; i++)
		(void)map_add(&ids, (const char *)&t->columns[i].id,
		    sizeof(t->columns[i].id), NULL);
	return ids;
}

/* Add a file's columns. */
static int
learn_columns(struct shown *t, const struct row_cursor *s, const char *path,
    struct error *e)
{
	struct map keys = list_names(tag(&s->r, "aai.key"));
	struct map jsons = list_names(tag(&s->r, "aai.json"));
	struct map ids = list_ids(t->table);
	const struct reader_field *c;
	struct coltype type;
	size_t i;
	int live = 1;

	for (i = 0; live >= 0 && i < s->r.nfields; i++) {
		c = &s->r.fields[i];
		if (t->lake != NULL)
			live = is_live(t, &ids, c, path, e);
		if (live != 1)
			continue;
		type = c->type;
		if (type.type == TYPE_TEXT && has_name(&jsons, c))
			type.type = TYPE_JSON;
		add_column(t, (const char *)c->name.p, c->name.len, type,
		    has_name(&keys, c));
		add_field(t, c, path);
	}
	map_free(&keys);
	map_free(&jsons);
	map_free(&ids);
	return live < 0 ? -1 : 0;
}

/* Note a link that the file tells of, if none is known. */
static void
infer_link(const struct reader *r, const char *table, const char *key,
    struct table_link *to)
{
	struct reader_span above = tag(r, table);
	struct map names;
	char *name;
	size_t i;

	if (above.len == 0 || to->table != NULL)
		return;
	names = list_names(tag(r, key));
	name = mem_dup((const char *)above.p, above.len);
	for (i = 0; i < names.n; i++)
		table_link_add(
		    to, name, names.entries[i].key, names.entries[i].len);
	mem_free(name);
	map_free(&names);
}

/* Add what the file says of its table: columns, key, links. */
static int
infer_parquet(struct shown *t, const char *path, struct error *e)
{
	struct reader_span parent;
	struct row_cursor s;
	int rc = row_cursor_open(&s, t, path, e);

	if (rc == 0) {
		parent = tag(&s.r, "aai.parent");
		if (parent.len > 0 && t->table->parent == NULL)
			t->table->parent =
			    mem_dup((const char *)parent.p, parent.len);
		infer_link(&s.r, "aai.parent", "aai.parent_key",
		    &t->table->to_parent);
		infer_link(
		    &s.r, "aai.root", "aai.root_key", &t->table->to_root);
		rc = learn_columns(t, &s, path, e);
	}
	row_cursor_close(&s);
	return rc;
}

/* Add the columns of the file's header. */
static int
infer_csv(struct shown *t, const char *path, struct error *e)
{
	static const struct coltype text = { TYPE_TEXT, 0, 0 };
	struct csv_file f;
	int rc = csv_file_open(&f, t, path, t->dialect.delimiter, e);
	const char *name;
	size_t i, len;

	if (rc == 0 && csv_file_next(&f, e) < 0)
		rc = -1;
	for (i = 0; rc == 0 && i < f.fields.n; i++) {
		name = (const char *)f.fields.text.data + f.fields.list[i].at;
		if (f.fields.text.len == 0)
			name = "";
		len = f.fields.list[i].len;
		if (table_find(t->table, name, len) == MAP_NONE)
			(void)table_add(t->table, name, len, text, false);
	}
	csv_file_close(&f);
	return rc;
}

int
infer_columns(struct shown *t, struct error *e)
{
	size_t i;

	for (i = 0; i < t->nfiles; i++) {
		if (t->format == SHOWN_PARQUET) {
			if (infer_parquet(t, t->files[i], e) != 0)
				return -1;
		} else if (infer_csv(t, t->files[i], e) != 0) {
			return -1;
		}
	}
	return 0;
}

int
infer_columns_live(struct shown *t, const struct table *known, struct error *e)
{
	const struct column *c;
	size_t i, at;

	for (i = 0; i < known->ncolumns; i++) {
		c = &known->columns[i];
		at = table_add(
		    t->table, c->name, c->name_len, c->type, c->key);
		t->table->columns[at].id = c->id;
	}
	if (infer_columns(t, e) != 0)
		return -1;
	/* No file has told the type: all rows are null. */
	for (i = 0; i < t->table->ncolumns; i++)
		if (t->table->columns[i].type.type == TYPE_NONE)
			t->table->columns[i].type.type = TYPE_TEXT;
	return 0;
}
