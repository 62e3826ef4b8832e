/* describe: what is known of tables beforehand; see describe.h. */
#include "aai-flatten/describe.h"

#include <string.h>

/* Whether the option's value is for this table; *rest is then after it. */
static bool
is_for(const char *value, const char *table, size_t len, bool *named,
    const char **rest)
{
	size_t n = strcspn(value, ":.[{\"");

	*named = value[n] == ':';
	*rest = *named ? value + n + 1 : value;
	return !*named || n == 0 || (n == len && memcmp(value, table, n) == 0);
}

/* The options of one kind that are for this table. */
static int
treat_options(struct flatten *f, struct model_root *r,
    const struct opt_list *list, enum flatten_treatment how,
    const char *table, size_t len, struct error *e)
{
	struct path path;
	const char *rest;
	bool named;
	size_t i;
	int rc = 0;

	for (i = 0; i < list->n && rc == 0; i++) {
		if (!is_for(list->values[i], table, len, &named, &rest))
			continue;
		if (path_parse(&path, rest, strlen(rest), e) != 0)
			return -1;
		rc = flatten_treat(f, r, &path, how, e);
		path_free(&path);
	}
	return rc;
}

/* What the description says: treatments first, they close paths. */
static int
describe_table(struct flatten *f, struct model_root *r,
    const struct desc_table *t, struct error *e)
{
	size_t i;
	int rc = 0;

	for (i = 0; i < t->nmaps && rc == 0; i++)
		rc = flatten_treat(f, r, &t->maps[i], FLATTEN_MAP, e);
	for (i = 0; i < t->njsons && rc == 0; i++)
		rc = flatten_treat(f, r, &t->jsons[i], FLATTEN_JSON, e);
	for (i = 0; i < t->ndrops && rc == 0; i++)
		rc = flatten_treat(f, r, &t->drops[i], FLATTEN_DROP, e);
	for (i = 0; i < t->ncolumns && rc == 0; i++)
		rc = flatten_column(f, r, &t->columns[i].path,
		    t->columns[i].type, e);
	if (t->declared)
		flatten_declared(f, r);
	return rc;
}

/* A key that an option names, called as the description calls it. */
static int
name_key(struct flatten *f, struct model_root *r, const char *text,
    const struct desc_table *t, struct error *e)
{
	const char *carried = NULL;
	bool joins = false;
	struct path path;
	size_t i;
	int rc;

	for (i = 0; t != NULL && i < t->nkeys; i++)
		if (strcmp(t->keys[i].member, text) == 0) {
			carried = t->keys[i].carried;
			joins = t->keys[i].joins;
		}
	if (path_parse(&path, text, strlen(text), e) != 0)
		return -1;
	rc = flatten_key_path(f, r, &path, carried, joins, e);
	path_free(&path);
	return rc;
}

/*
 * The keys of a table: those given for it, those of the description, or those
 * given for no table.
 */
static int
name_keys(const struct opt_list *keys, struct flatten *f, struct model_root *r,
    const char *table, size_t len, const struct desc_table *t,
    struct error *e)
{
	const char *rest;
	bool named, any = false;
	size_t i;

	for (i = 0; i < keys->n; i++) {
		if (!is_for(keys->values[i], table, len, &named, &rest) ||
		    !named)
			continue;
		any = true;
		if (name_key(f, r, rest, t, e) != 0)
			return -1;
	}
	if (!any && t != NULL && t->nkeys > FLATTEN_KEYS) {
		error_set(e, ERROR_USAGE, "the description has %zu keys for "
		    "table '%.*s': %d are the most", t->nkeys, (int)len, table,
		    FLATTEN_KEYS);
		return -1;
	}
	for (i = 0; !any && t != NULL && i < t->nkeys; i++)
		flatten_key(f, r, t->keys[i].member,
		    strlen(t->keys[i].member), t->keys[i].carried,
		    t->keys[i].joins);
	any |= t != NULL && t->nkeys > 0;
	for (i = 0; !any && i < keys->n; i++)
		if (is_for(keys->values[i], table, len, &named, &rest) &&
		    !named && name_key(f, r, rest, NULL, e) != 0)
			return -1;
	return 0;
}

int
describe_root(void *arg, struct flatten *f, struct model_root *r,
    const char *table, size_t len, struct error *e)
{
	const struct describe_options *o = arg;
	const struct desc_table *t =
	    o->desc != NULL ? desc_table(o->desc, table, len) : NULL;

	if (name_keys(&o->keys, f, r, table, len, t, e) != 0 ||
	    treat_options(f, r, &o->maps, FLATTEN_MAP, table, len, e) != 0 ||
	    treat_options(f, r, &o->jsons, FLATTEN_JSON, table, len, e) != 0 ||
	    treat_options(f, r, &o->drops, FLATTEN_DROP, table, len, e) != 0)
		return -1;
	return t != NULL ? describe_table(f, r, t, e) : 0;
}
