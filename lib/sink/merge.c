/* merge: loads whose records replace those that are there; see load.h. */
#include <string.h>

#include "base/mem.h"
#include "sink/load.h"

struct load_target *
merge_target(const struct load *l, const char *name)
{
	size_t i;

	for (i = 0; i < l->ntargets; i++)
		if (l->targets[i]->nroot > 0 &&
		    strcmp(l->targets[i]->as->name, name) == 0)
			return l->targets[i];
	return NULL;
}

struct merge_top
merge_find_top(const struct load *l, size_t n)
{
	const struct schema *schema = &l->source->schema;
	const struct table *as = l->targets[n]->as;
	const struct table *top = merge_keys_top(schema, schema->tables[n]);
	struct merge_top found = { 0 };
	size_t at;

	if (top != NULL) {
		at = map_find(&schema->by_name, top->name, top->name_len);
		if (at < l->ntargets && l->targets[at]->as != NULL)
			found.name = l->targets[at]->as->name;
	} else if (l->parts) {
		top = merge_keys_top(&l->all, as);
		found.name = top != NULL ? top->name : NULL;
	}
	if (found.name == NULL)
		return found;
	found.nroot = table_count_root_keys(top);
	found.lists = table_count_keys(top) > found.nroot;
	return found;
}

/* Put the numbers of the first n columns of the key. */
static void
find_keys(const struct table *t, size_t *to, size_t n)
{
	size_t i, k = 0;

	for (i = 0; k < n && i < t->ncolumns; i++)
		if (t->columns[i].key)
			to[k++] = i;
}

int
merge_columns(struct load *l, size_t n, struct error *e)
{
	struct load_target *g = l->targets[n];
	const struct table *in = l->source->schema.tables[n];
	size_t keys = table_count_keys(in), *columns;
	struct merge_top top = { 0 };

	if (in->ncolumns == 0)
		return 0;
	if (keys > 0)
		top = merge_find_top(l, n);
	if (top.nroot == 0) {
		error_set(e, ERROR_INPUT,
		    "table '%s' %s to merge by; there are --mode append and "
		    "replace",
		    in->name,
		    keys == 0 ? "has no key" :
				"lacks its parent, whose key there would be");
		return -1;
	}
	g->top = strcmp(g->as->name, top.name) == 0;
	g->family = merge_keys_family(&l->merge, top.name, top.nroot);
	columns = mem_new(keys, sizeof(*columns));
	find_keys(in, columns, keys);
	mem_free(g->root);
	g->root = columns;
	g->nroot = top.nroot;
	g->position =
	    top.lists && keys > top.nroot ? columns[top.nroot] : MAP_NONE;
	return 0;
}

/* Make the root key of the row, as l->key. */
static int
make_key(struct load *l, size_t n, const struct cell *cells, struct error *e)
{
	struct load_target *g = l->targets[n];
	struct merge_family *f = &l->merge.families[g->family];
	const struct table *in = l->source->schema.tables[n];
	const struct table *out = g->t.table;
	enum type type;
	size_t i, c, to;

	root_key_begin(&l->key);
	for (i = 0; i < g->nroot; i++) {
		c = g->root[i];
		to = g->places != NULL ? g->places[c] : c;
		type = out->columns[to].type.type;
		if (key_forms_add(f, i, type, in->name, in->columns[c].name,
			e) != 0)
			return -1;
		root_key_put_cell(&l->key, type, in->zone, &cells[c]);
		if (l->key.respelled)
			return key_forms_refuse_cell(&cells[c], in->name,
			    in->columns[c].name, e);
		if (!l->key.null)
			continue;
		error_set(e, ERROR_INPUT,
		    "a row of table '%s' has no value for '%s', which is of "
		    "its record's key: what it replaces is not known; --mode "
		    "append adds such rows",
		    in->name, in->columns[c].name);
		return -1;
	}
	return 0;
}

int
merge_row(struct load *l, size_t n, const struct cell *cells, struct error *e)
{
	struct load_target *g = l->targets[n];
	struct merge_family *f = &l->merge.families[g->family];
	struct merge_row row = { .table = n, .row = g->t.rows, .top = g->top };

	if (make_key(l, n, cells, e) != 0)
		return -1;
	if (g->position != MAP_NONE &&
	    !cell_i64(&cells[g->position], &row.position))
		row.position = 0;
	return merge_keys_add(&l->merge, f, &l->key, &row, e);
}

int
merge_deleted(
    struct load *l, size_t n, const struct cell *cells, struct error *e)
{
	struct load_target *g = l->targets[n];
	struct merge_family *f = &l->merge.families[g->family];

	if (make_key(l, n, cells, e) != 0)
		return -1;
	if (deleted_column_is_on(l))
		return merge_keys_mark(&l->merge, f, &l->key, e);
	return merge_keys_delete(&l->merge, f, &l->key, n, g->t.rows, e);
}

/* Write the file anew without the rows that are not to stay. */
static int
rewrite_own(struct load *l, struct load_target *g, struct sink_part *part,
    struct error *e)
{
	struct stage to;
	int rc;

	if (stage_open(&to, &l->folder, e) != 0)
		return -1;
	rc = l->format->rewrite(l->ctx, part, 1, g->t.table, &to, e);
	if (rc == 0)
		rc = stage_rest(&to, e);
	if (rc != 0) {
		stage_close(&to);
		return -1;
	}
	stage_drop(&g->t.file);
	g->t.file = to;
	return 0;
}

/* Have the last of the records of each key stay in the target's file, and be
 * marked there if it was deleted after. */
static int
keep_last(struct load *l, size_t n, struct error *e)
{
	struct load_target *g = l->targets[n];
	struct merge_own own = { .family = &l->merge.families[g->family],
		.table = n,
		.top = g->marks };
	struct sink_part part = { .name = g->t.table->name,
		.from = g->t.table };
	struct row_filter filter = { .stays = merge_keys_own_stays,
		.arg = &own, .ncolumns = g->nroot, .mark = g->mark };
	size_t *columns = mem_new(g->nroot, sizeof(*columns)), i;
	struct row_counts counts = { 0 };
	int rc;

	for (i = 0; i < g->nroot; i++)
		columns[i] = g->places != NULL ? g->places[g->root[i]] :
						 g->root[i];
	filter.columns = columns;
	part.filter = &filter;
	part.fd = stage_fd(&g->t.file, e);
	rc = part.fd < 0 ? -1 :
			   l->format->count(l->ctx, &part, &counts, e);
	if (rc == 0 && (counts.going > 0 || counts.marked > 0)) {
		own.row = 0;
		rc = rewrite_own(l, g, &part, e);
		g->t.rows -= counts.going;
	}
	if (stage_rest(&g->t.file, e) != 0)
		rc = -1;
	mem_free(columns);
	return rc;
}

int
merge_finish(struct load *l, struct error *e)
{
	const struct merge_family *f;
	size_t i;

	if (key_forms_end(l, e) != 0 || merge_keys_end(&l->merge, e) != 0)
		return -1;
	for (i = 0; i < l->ntargets; i++) {
		const struct load_target *g = l->targets[i];

		f = &l->merge.families[g->family];
		if (g->nroot > 0 && g->t.rows > 0 &&
		    (merge_keys_again(f) || (g->marks && f->marks.n > 0)) &&
		    keep_last(l, i, e) != 0)
			return -1;
	}
	return 0;
}

static int
refuse_key(const struct load *l, const char *table, struct error *e)
{
	error_set(e, ERROR_INPUT,
	    "the rows of table '%s' in '%s' have other keys than the load's: "
	    "which of them are to be replaced is not known",
	    table, l->folder.path);
	return -1;
}

/* The columns of the root key, by the names that the load has for them. */
static int
find_named(const struct load *l, const struct load_target *g,
    const struct table *from, size_t *to, struct error *e)
{
	const struct table *in = g->as;
	size_t *keys = mem_new(g->nroot, sizeof(*keys)), i;
	bool known = table_count_keys(from) >= g->nroot, same = true;

	find_keys(from, keys, g->nroot);
	for (i = 0; i < g->nroot; i++) {
		to[i] = table_place(from, in, g->root[i]);
		same = same && to[i] != MAP_NONE &&
		    (known ? keys[i] == to[i] : table_count_keys(from) == 0);
	}
	mem_free(keys);
	return same ? 0 : refuse_key(l, from->name, e);
}

/* The same of a table that the load does not have. */
static int
find_noted(const struct load *l, const struct table *from,
    const struct map *keys, size_t n, size_t *to, struct error *e)
{
	size_t i;

	if (keys == NULL) {
		if (table_count_keys(from) < n)
			return refuse_key(l, from->name, e);
		find_keys(from, to, n);
		return 0;
	}
	if (keys->n != n)
		return refuse_key(l, from->name, e);
	for (i = 0; i < n; i++) {
		to[i] = table_find(
		    from, keys->entries[i].key, keys->entries[i].len);
		if (to[i] == MAP_NONE)
			return refuse_key(l, from->name, e);
	}
	return 0;
}

/* Find the columns of the table's root key. */
static int
find_columns(const struct load *l, const struct load_target *g,
    const struct table *from, const struct map *keys, size_t n, size_t *to,
    struct error *e)
{
	size_t i;

	if (g == NULL)
		return find_noted(l, from, keys, n, to, e);
	if (find_named(l, g, from, to, e) != 0)
		return -1;
	for (i = 0; keys != NULL && keys->n > 0 && i < n; i++)
		if (i == keys->n ||
		    to[i] != table_find(from, keys->entries[i].key,
				 keys->entries[i].len))
			return refuse_key(l, from->name, e);
	return 0;
}

int
merge_filter_make(const struct load *l, const struct table *from,
    const char *top, const struct map *keys, struct merge_filter *to,
    struct error *e)
{
	const struct load_target *g = merge_target(l, from->name);
	struct merge_family *f = NULL;
	bool marks;

	memset(to, 0, sizeof(*to));
	if (g != NULL)
		f = &l->merge.families[g->family];
	else if (top != NULL)
		f = merge_keys_find(&l->merge, top);
	marks = f != NULL && f->marks.n > 0 && g != NULL && g->marks;
	if (f == NULL || (f->n == 0 && !marks))
		return 0;
	to->columns = mem_new(f->nroot, sizeof(*to->columns));
	to->filter.columns = to->columns;
	to->filter.ncolumns = f->nroot;
	to->filter.stays = marks ? merge_keys_top_stays : merge_keys_stays;
	to->filter.mark = marks ? g->mark : 0;
	to->filter.arg = f;
	to->filter.may_have_text = merge_keys_may_have_text;
	to->filter.may_have_number = merge_keys_may_have_number;
	to->filter.may_have_hash = merge_keys_may_have_hash;
	if (find_columns(l, g, from, keys, f->nroot, to->columns, e) != 0)
		return -1;
	return key_forms_check_table(l, f, from, to->columns, e);
}

void
merge_filter_free(struct merge_filter *f)
{
	mem_free(f->columns);
	memset(f, 0, sizeof(*f));
}
