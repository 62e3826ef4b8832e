/* names_check: what becomes known of paths only after the first rows; see
 * load.h. */
#include <string.h>

#include "sink/load.h"

struct map
names_index_paths(const struct table *held)
{
	struct map paths = { 0 };
	size_t i, at;
	bool added;

	for (i = 0; held != NULL && i < held->ncolumns; i++) {
		if (held->columns[i].path == NULL)
			continue;
		at = map_add(&paths, held->columns[i].path,
		    strlen(held->columns[i].path), &added);
		if (added)
			paths.entries[at].value = i;
	}
	return paths;
}

int
names_check_columns(
    const struct table *held, const struct table *as, struct error *e)
{
	struct map paths = names_index_paths(held);
	const struct column *c, *other = NULL;
	size_t i, at;

	for (i = 0; other == NULL && held != NULL && i < as->ncolumns; i++) {
		c = &as->columns[i];
		if (c->path == NULL)
			continue;
		at = map_find(&paths, c->path, strlen(c->path));
		if (at != MAP_NONE)
			at = paths.entries[at].value;
		else
			at = table_find(held, c->name, c->name_len);
		if (at != MAP_NONE && held->columns[at].path != NULL &&
		    (strcmp(held->columns[at].path, c->path) != 0 ||
			strcmp(held->columns[at].name, c->name) != 0))
			other = &held->columns[at];
	}
	map_free(&paths);
	if (other == NULL)
		return 0;
	c = &as->columns[i - 1];
	error_set(e, ERROR_INPUT,
	    "table '%.60s': column '%.40s' turned out to have the path '%.60s' "
	    "after its first rows, but column '%.40s' there has '%.60s'; have "
	    "aai-flatten know the paths from the start (--schema with what "
	    "--infer writes)",
	    as->name, c->name, c->path, other->name, other->path);
	return -1;
}

/* A table of the folder that has the path, other than that one, or NULL. */
static const struct table *
find_path(const struct schema *s, const struct table *as, const char *path)
{
	const struct table *t;
	size_t i;

	for (i = 0; i < s->ntables; i++) {
		t = s->tables[i];
		if (t->path != NULL && strcmp(t->path, path) == 0 &&
		    strcmp(t->name, as->name) != 0)
			return t;
	}
	return NULL;
}

int
names_check_late_path(const struct load *l, const struct load_target *g,
    const struct table *in, struct error *e)
{
	const struct table *as = g->as, *other, *held;

	/* A table that is replaced has no other rows. */
	if (as->path != NULL || in->path == NULL || !l->o->append)
		return 0;
	held = schema_find(&l->all, as->name, as->name_len);
	other = find_path(&l->all, as, in->path);
	if (other == NULL && held != NULL && held->path != NULL &&
	    strcmp(held->path, in->path) != 0)
		other = held;
	if (other == NULL)
		return 0;
	error_set(e, ERROR_INPUT,
	    "table '%.60s' turned out to have the path '%.60s' after its first "
	    "rows, but table '%.60s' there has '%.60s'; have aai-flatten know "
	    "the paths from the start (--schema with what --infer writes)",
	    as->name, in->path, other->name, other->path);
	return -1;
}
