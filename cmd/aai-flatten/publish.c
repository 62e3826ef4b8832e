/* publish: columns lines and schemas; see publish.h. */
#include <stdlib.h>
#include <string.h>

#include "aai-flatten/model_path.h"
#include "aai-flatten/publish.h"
#include "base/mem.h"
#include "json/text.h"
#include "stream/columns.h"
#include "stream/facts.h"

static int
compare_columns(const void *a, const void *b)
{
	const struct model_column *x = *(struct model_column *const *)a;
	const struct model_column *y = *(struct model_column *const *)b;

	return (x->order > y->order) - (x->order < y->order);
}

/*
 * Whether the column is in the columns line.  One that has held nothing but
 * nulls is not: its type is open, and it may be an object or a list elsewhere.
 */
static bool
is_due(const struct model_column *c)
{
	return c->known || c->key || c->is_sent ||
	    model_type(c).type != TYPE_NONE;
}

/*
 * A column that a schema has, with nothing but nulls so far, is declared as
 * text before its values come: that is what it stays.
 */
static void
settle(struct model_column *c, bool last)
{
	if (!last && c->known && model_type(c).type == TYPE_NONE)
		c->facts.seen |= FACT_TEXT;
}

/* Of which columns of a table a line is. */
enum extent {
	EXTENT_KEYS, /* its key's: what the others are is not known yet */
	EXTENT_ALL,
	EXTENT_LAST, /* all, and no row follows */
};

/* Those in the line, in order, which is their places in rows from now on; n of
 * them, owned by the caller. */
static struct model_column **
gather(struct model_table *t, enum extent extent, size_t *n)
{
	struct model_column **all, *c;
	size_t i;

	all = mem_new(t->ncolumns + 1, sizeof(struct model_column *));
	for (*n = i = 0; i < t->ncolumns; i++) {
		c = t->columns[i];
		if (extent == EXTENT_KEYS && !c->key)
			continue;
		if (!is_due(c)) {
			c->order = MODEL_NO_ORDER;
			continue;
		}
		settle(c, extent == EXTENT_LAST);
		if (c->order == MODEL_NO_ORDER)
			c->order = t->next_order++;
		all[(*n)++] = c;
	}
	qsort(all, *n, sizeof(struct model_column *), compare_columns);
	for (i = 0; i < *n; i++)
		all[i]->order = (uint32_t)i;
	t->next_order = (uint32_t)*n;
	return all;
}

static const char *
parent_name(const struct model_table *t)
{
	return t->parent != NULL ? t->parent->name : t->parent_name;
}

/* Note that a line is written for this record. */
static void
note_line(struct flatten *f, struct model_table *t)
{
	f->counts.columns_lines += t->is_sent;
	t->sent_number = f->number;
	t->is_sent = true;
}

/* Tell how its rows join those of the table above it. */
static void
link_to(const struct model_table *above, struct table_link *to)
{
	size_t i;

	for (i = 0; i < above->nkeys; i++)
		table_link_add(to, above->name, above->columns[i]->name,
		    above->columns[i]->name_len);
}

/* The same of the one that parents lead to in the end. */
static void
link_to_root(const struct model *m, const struct model_table *t,
    struct table_link *to)
{
	const struct model_table *up = model_parent(m, t);
	size_t steps;

	/* A schema may be wrong and go round in circles. */
	for (steps = 0; up != NULL && steps < m->ntables; steps++) {
		t = up;
		up = model_parent(m, t);
	}
	if (up == NULL && t->parent_name == NULL)
		link_to(t, to);
}

/* Tell of the table, which has these n columns, where it is from. */
static void
describe(const struct model *m, const struct model_table *t,
    struct model_column *const *all, size_t n, struct table *table)
{
	const struct model_table *up = model_parent(m, t);
	struct buf path = buf_make(SIZE_MAX / 2);
	size_t i;

	for (i = 0; i < n; i++) {
		buf_reset(&path);
		if (!model_path_column(all[i], &path))
			continue;
		buf_byte(&path, '\0');
		table_set_path(table, i, (const char *)path.data);
	}
	buf_free(&path);
	table->zone = t->zone;
	if (t->source != NULL)
		table->path = mem_str(t->source);
	if (parent_name(t) != NULL)
		table->parent = mem_str(parent_name(t));
	if (up == NULL)
		return;
	link_to(up, &table->to_parent);
	link_to_root(m, t, &table->to_root);
}

/* Note that the line has the column's path, if known; whether that is news. */
static bool
note_path(struct model_column *c)
{
	struct buf path = buf_make(SIZE_MAX / 2);
	bool news = !c->path_sent && model_path_column(c, &path);

	c->path_sent |= news;
	buf_free(&path);
	return news;
}

/* Append the table's line, if it says something new. */
static void
put_line(struct flatten *f, struct model_table *t, enum extent extent,
    struct buf *out)
{
	struct schema schema = { 0 };
	struct table *table = schema_table(&schema, t->name, t->name_len);
	struct model_column **all;
	struct coltype type;
	size_t i, at, n;
	bool news = !t->is_sent;

	all = gather(t, extent, &n);
	for (i = 0; i < n; i++) {
		type = model_type(all[i]);
		at = table_add(table, all[i]->name, all[i]->name_len, type,
		    all[i]->key);
		column_set_plain(&table->columns[at], all[i]->plain);
		news |= !all[i]->is_sent || !type_equal(type, all[i]->sent);
		news |= note_path(all[i]);
		if (!all[i]->is_sent)
			all[i]->sent_number = f->number;
		all[i]->is_sent = true;
		all[i]->sent = type;
	}
	t->dirty = extent == EXTENT_KEYS;
	if (news) {
		describe(&f->model, t, all, n, table);
		table->number = f->options.objects ? 0 : t->number;
		columns_put(out, table);
		buf_byte(out, '\n');
		note_line(f, t);
	}
	mem_free(all);
	schema_free(&schema);
}

/* The uppermost table above that no line has been of; NULL: there is none. */
static struct model_table *
find_unsent(const struct model *m, const struct model_table *t)
{
	struct model_table *up = model_parent(m, t), *found = NULL;
	size_t steps;

	/* A schema may be wrong and go round in circles. */
	for (steps = 0; up != NULL && steps < m->ntables; steps++) {
		if (!up->is_sent && up != t)
			found = up;
		up = model_parent(m, up);
	}
	return found;
}

void
publish_columns(struct flatten *f, struct model_table *t, bool last,
    struct buf *out)
{
	struct model_table *up;

	while (!t->is_sent && (up = find_unsent(&f->model, t)) != NULL)
		/* A line of it that was dropped had its columns' places. */
		put_line(f, up,
		    up->next_order > 0 ? EXTENT_ALL : EXTENT_KEYS, out);
	put_line(f, t, last ? EXTENT_LAST : EXTENT_ALL, out);
}

/* One column of a schema: as in a columns line, and what it has seen. */
static void
put_column(const struct model_column *c, const struct table *table, size_t i,
    struct buf *out)
{
	struct coltype type = model_type(c);
	struct facts facts = c->follows != NULL ? c->follows->facts : c->facts;

	buf_str(out, "{\"name\":");
	json_quote(c->name, c->name_len, out);
	buf_printf(out, ",\"type\":\"%s\"", type_name(type.type));
	if (type.type == TYPE_DECIMAL)
		buf_printf(out, ",\"precision\":%d,\"scale\":%d",
		    type.precision, type.scale);
	columns_put_key(out, c->key, c->plain);
	columns_put_path(out, table, i);
	facts_put(out, facts);
	buf_byte(out, '}');
}

static void
put_schema(const struct model *m, struct model_table *t, struct buf *out)
{
	struct schema schema = { 0 };
	struct table *table = schema_table(&schema, t->name, t->name_len);
	struct model_column **all;
	size_t i, n;

	all = gather(t, EXTENT_LAST, &n);
	for (i = 0; i < n; i++)
		(void)table_add(table, all[i]->name, all[i]->name_len,
		    model_type(all[i]), all[i]->key);
	describe(m, t, all, n, table);
	buf_str(out, "{\"_table\":");
	json_quote(t->name, t->name_len, out);
	buf_str(out, ",\"_columns\":[");
	for (i = 0; i < n; i++) {
		if (i > 0)
			buf_byte(out, ',');
		put_column(all[i], table, i, out);
	}
	buf_byte(out, ']');
	columns_put_table(out, table);
	buf_str(out, "}\n");
	mem_free(all);
	schema_free(&schema);
}

static int
compare_tables(const void *a, const void *b)
{
	const struct model_table *x = *(struct model_table *const *)a;
	const struct model_table *y = *(struct model_table *const *)b;

	return strcmp(x->name, y->name);
}

void
publish_all(struct flatten *f, bool last, struct buf *out)
{
	struct model *m = &f->model;
	struct model_table **all;
	size_t i;

	all = mem_new(m->ntables + 1, sizeof(struct model_table *));
	for (i = 0; i < m->ntables; i++)
		all[i] = m->tables[i];
	if (f->options.infer)
		model_settle(m, f->nschemas > 1);
	/* Merged schemas come out the same, however they were merged. */
	if (f->nschemas > 1)
		qsort(all, m->ntables, sizeof(struct model_table *),
		    compare_tables);
	for (i = 0; i < m->ntables; i++) {
		if (all[i]->rows == 0 && !all[i]->known)
			continue;
		if (f->options.infer)
			put_schema(m, all[i], out);
		else
			publish_columns(f, all[i], last, out);
	}
	mem_free(all);
}

#define DRIFT_NAMES 8

/* Name what the description of the root's table does not have. */
static void
say_drift(struct flatten *f, const struct model_root *r)
{
	struct model *m = &f->model;
	struct buf names = buf_make(512);
	const struct model_column *c;
	size_t i, j, n = 0;

	for (i = 0; i < m->ntables; i++) {
		const struct model_table *t = m->tables[i];

		for (j = t->nkeys; t->root == r && j < t->ncolumns; j++) {
			c = t->columns[j];
			if (c->known || c->system || !c->is_sent ||
			    n++ >= DRIFT_NAMES)
				continue;
			buf_printf(&names, "%s%s.%s", n > 1 ? ", " : "",
			    t->name, c->name);
		}
	}
	if (n > 0)
		model_say(m, "%zu columns are not in the description: %.*s%s",
		    n, (int)names.len, (const char *)names.data,
		    n > DRIFT_NAMES ? ", ..." : "");
	buf_free(&names);
}

void
publish_drift(struct flatten *f)
{
	size_t i;

	for (i = 0; i < f->model.nroots; i++)
		if (f->model.roots[i]->declared)
			say_drift(f, f->model.roots[i]);
}
