/* deleted_column: the column that says of a record that the source has it no
 * more; see load.h. */

#include <string.h>
#include <strings.h>

#include "sink/load.h"

bool
deleted_column_is_on(const struct load *l)
{
	return load_merges(l) && l->o->on_delete == SINK_DELETE_MARK;
}

/* The place of a column of that name, in capitals or not, or MAP_NONE. */
static size_t
find_named(const struct table *t)
{
	size_t i;

	for (i = 0; i < t->ncolumns; i++)
		if (strcasecmp(t->columns[i].name, DELETED_COLUMN) == 0)
			return i;
	return MAP_NONE;
}

/* The folder's column of that name, or NULL. */
static const struct column *
held_column(const struct load *l, const struct table *as)
{
	const struct table *held =
	    schema_find(&l->all, as->name, as->name_len);
	size_t at = held != NULL ? find_named(held) : MAP_NONE;

	return at != MAP_NONE ? &held->columns[at] : NULL;
}

/* Whether it is the one of the marks, and not one that a stream had. */
static bool
has_marks(const struct column *c)
{
	return c->path != NULL && strcmp(c->path, DELETED_COLUMN_PATH) == 0;
}

static int
refuse_own(const char *table, struct error *e)
{
	error_set(e, ERROR_USAGE,
	    "--on-delete mark: table '%s' has a column '" DELETED_COLUMN "' of "
	    "its own; aai-flatten can leave it out (--drop)", table);
	return -1;
}

/* See that no column of a stream, this one or an earlier one, is mixed with the
 * column. */
static int
check_own(const struct load *l, const struct table *in, const struct table *as,
    bool marks, struct error *e)
{
	const struct column *held = held_column(l, as);

	if (marks && (find_named(in) != MAP_NONE ||
			 (held != NULL && !has_marks(held))))
		return refuse_own(as->name, e);
	if (!l->o->append || held == NULL || !has_marks(held) ||
	    find_named(as) == MAP_NONE)
		return 0;
	error_set(e, ERROR_USAGE,
	    "table '%s' has a column '" DELETED_COLUMN "' of its own, and in '%s' "
	    "that says which records are deleted; aai-flatten can leave it out "
	    "(--drop)",
	    as->name, l->folder.path);
	return -1;
}

/* Join the column into the target's table. */
static int
join(struct load *l, struct load_target *g, bool *changed, struct error *e)
{
	const struct coltype type = { TYPE_BOOL, 0, 0 };
	struct schema schema = { 0 };
	struct table *t =
	    schema_table(&schema, g->as->name, g->as->name_len);
	bool joined = false;
	int rc = 0;

	t->zone = g->as->zone;
	(void)table_add(
	    t, DELETED_COLUMN, sizeof(DELETED_COLUMN) - 1, type, false);
	table_set_path(t, 0, DELETED_COLUMN_PATH);
	if (g->versioned != NULL) {
		g->versioned->in = t;
		rc = table_commit_columns(l, g, &joined, e);
		g->versioned->in = g->as;
	} else {
		(void)parts_join(l, t, &joined);
	}
	*changed |= joined;
	schema_free(&schema);
	return rc;
}

int
deleted_column_add(struct load *l, size_t n, bool *changed, struct error *e)
{
	struct load_target *g = l->targets[n];
	const struct table *in = l->source->schema.tables[n];
	bool marks = deleted_column_is_on(l) && in->parent == NULL &&
	    table_count_root_keys(in) > 0;

	if (in->parent == NULL && check_own(l, in, g->as, marks, e) != 0)
		return -1;
	if (!marks)
		return 0;
	if (join(l, g, changed, e) != 0)
		return -1;
	g->mark = table_find(
	    g->t.table, DELETED_COLUMN, sizeof(DELETED_COLUMN) - 1);
	g->marks = true;
	return g->t.table->columns[g->mark].type.type == TYPE_BOOL ?
	    0 : refuse_own(g->as->name, e);
}
