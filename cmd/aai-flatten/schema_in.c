/* schema_in: schemas from elsewhere, merged; see flatten_schema(). */
#include <stdlib.h>
#include <string.h>

#include "aai-flatten/flatten_internal.h"
#include "base/mem.h"
#include "io/fd.h"
#include "json/tree.h"
#include "stream/columns.h"
#include "stream/facts.h"

/* Bytes that a schema may have. */
#define SCHEMA_MAX ((size_t)256 << 20)

/* The facts of the columns that the line declares; owned by the caller. */
static struct facts *
read_facts(const char *line, size_t len, const struct table *t)
{
	struct facts *all = mem_new(t->ncolumns + 1, sizeof(*all));
	struct json_tree tree = { 0 };
	struct error e;
	size_t list, at = JSON_NO_NODE, i;

	/* columns_parse() has taken it, so it is JSON of the right form. */
	if (json_parse(&tree, line, len, JSON_DEPTH_DEFAULT, &e) != 0)
		return all;
	list = json_get(&tree, 0, "_columns");
	for (i = 0; i < t->ncolumns; i++) {
		at = json_next(&tree, list, at);
		if (!facts_get(&tree, at, &all[i]))
			all[i] = facts_declared(t->columns[i].type);
	}
	json_tree_free(&tree);
	return all;
}

static int
take_line(struct flatten *f, struct schema *schema, const char *line,
    size_t len, struct error *e)
{
	struct table *table;
	struct facts *facts;
	bool changed;
	int rc;

	if (columns_parse(line, len, schema, &table, &changed, e) != 0)
		return -1;
	facts = read_facts(line, len, table);
	rc = model_preset(&f->model, table, facts, e);
	mem_free(facts);
	return rc;
}

static int
compare_names(const void *a, const void *b)
{
	const struct model_column *x = *(struct model_column *const *)a;
	const struct model_column *y = *(struct model_column *const *)b;

	return strcmp(x->name, y->name);
}

/* Columns after the keys in the order of their names. */
static void
sort_columns(struct model_table *t)
{
	struct model_column **all;
	size_t i, n = t->ncolumns - t->nkeys;

	all = mem_new(n + 1, sizeof(struct model_column *));
	memcpy(all, t->columns + t->nkeys, n * sizeof(*all));
	qsort(all, n, sizeof(struct model_column *), compare_names);
	for (i = 0; i < n; i++)
		all[i]->order = (uint32_t)(t->nkeys + i);
	mem_free(all);
}

/*
 * A table's keys have the types of those of its parent: link them up, and let
 * what they have seen be the same.
 */
static void
link_keys(struct model *m, struct model_table *t)
{
	struct model_table *up;
	struct model_column *c, *top;
	size_t i, steps;

	for (i = 0; i < t->nkeys; i++) {
		c = top = t->columns[i];
		up = t;
		/* A schema may be wrong and go round in circles. */
		for (steps = 0; steps < m->ntables; steps++) {
			up = model_parent(m, up);
			if (up == NULL || i >= up->nkeys)
				break;
			top = up->columns[i];
		}
		if (top == c || top->follows != NULL)
			continue;
		facts_join(&top->facts, c->facts);
		c->follows = top;
		top->carried = true;
	}
}

int
flatten_schema(struct flatten *f, const char *text, size_t len,
    const char *name, struct error *e)
{
	struct schema schema = { 0 };
	const char *p = text, *end = text + len, *lf;
	unsigned long long number = 0;
	size_t i, n;
	int rc = 0;

	f->model.declaring = true;
	for (; p < end && rc == 0; p = lf < end ? lf + 1 : end) {
		lf = memchr(p, '\n', (size_t)(end - p));
		if (lf == NULL)
			lf = end;
		number++;
		n = (size_t)(lf - p);
		if (n > 0 && p[n - 1] == '\r')
			n--;
		if (n == 0)
			continue;
		rc = take_line(f, &schema, p, n, e);
		if (rc != 0) {
			e->kind = ERROR_USAGE;
			error_prefix(e, "schema '%s': line %llu", name,
			    number);
		}
	}
	f->model.declaring = false;
	schema_free(&schema);
	for (i = 0; i < f->model.ntables; i++)
		link_keys(&f->model, f->model.tables[i]);
	if (++f->nschemas > 1) {
		model_settle(&f->model, true);
		for (i = 0; i < f->model.ntables; i++)
			sort_columns(f->model.tables[i]);
	}
	return rc;
}

int
flatten_schema_file(struct flatten *f, const char *path, struct error *e)
{
	struct buf text = buf_make(SCHEMA_MAX);
	int rc = fd_slurp_file(path, &text, e);

	if (rc == 0)
		rc = flatten_schema(f, (const char *)text.data, text.len, path,
		    e);
	else
		e->kind = ERROR_USAGE;
	buf_free(&text);
	return rc;
}
