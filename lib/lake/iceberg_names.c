/* iceberg_names: by which ids a table's columns are in its files; see
 * iceberg_names.h. */
#include "lake/iceberg_names.h"

#include <string.h>

#include "base/mem.h"
#include "json/tree.h"

static int
damaged(struct error *e)
{
	error_set(e, ERROR_INPUT, "its schema has a field without an id and a "
				  "name of its own");
	return -1;
}

static int names_of(const struct json_tree *t, size_t type,
    struct field_names **to, struct error *e);

/* Add the fields of a structure. */
static int
add_members(struct field_names *f, const struct json_tree *t, size_t type,
    struct error *e)
{
	size_t fields = json_get(t, type, "fields"), at = JSON_NO_NODE;
	struct field_names *part;
	int64_t id;
	char *name;

	while ((at = json_next(t, fields, at)) != JSON_NO_NODE) {
		name = json_take_string(t, json_get(t, at, "name"));
		if (name == NULL ||
		    !json_i64(t, json_get(t, at, "id"), 1, INT32_MAX, &id)) {
			mem_free(name);
			return damaged(e);
		}
		if (names_of(t, json_get(t, at, "type"), &part, e) != 0) {
			mem_free(name);
			return -1;
		}
		if (!field_names_add(f, NULL, (int32_t)id, name, part))
			return damaged(e);
	}
	return 0;
}

/* Add what is in a list or a map. */
static int
add_parts(struct field_names *f, const struct json_tree *t, size_t type,
    struct error *e)
{
	bool list = f->kind == FIELD_NAMES_LIST;
	const char *const parts[] = { list ? "element" : "key", "value" };
	struct field_names *part;
	size_t i;

	for (i = 0; i < (list ? 1 : 2); i++) {
		if (names_of(t, json_get(t, type, parts[i]), &part, e) != 0)
			return -1;
		(void)field_names_add(f, NULL, 0, NULL, part);
	}
	return 0;
}

/* The names within a type, *to; NULL: it has none.  As deep as the JSON is. */
static int
names_of(const struct json_tree *t, size_t type, struct field_names **to,
    struct error *e)
{
	size_t kind = json_get(t, type, "type");
	bool list = json_equals(t, kind, "list");

	*to = NULL;
	if (json_equals(t, kind, "struct")) {
		*to = field_names_new(FIELD_NAMES_STRUCT, true);
		if (add_members(*to, t, type, e) == 0)
			return 0;
	} else if (list || json_equals(t, kind, "map")) {
		*to = field_names_new(
		    list ? FIELD_NAMES_LIST : FIELD_NAMES_MAP, false);
		if (add_parts(*to, t, type, e) == 0)
			return 0;
	} else {
		return 0;
	}
	field_names_free(*to);
	*to = NULL;
	return -1;
}

/* Add a column of the table. */
static int
add_column(struct field_names *f, const struct iceberg_meta *m,
    const struct iceberg_field *field, struct error *e)
{
	struct json_tree t = { .max = m->tree.max };
	struct field_names *part = NULL;
	int rc = json_parse(&t, field->type, strlen(field->type),
	    JSON_DEPTH_DEFAULT, e);

	if (rc == 0)
		rc = names_of(&t, 0, &part, e);
	if (rc == 0 &&
	    !field_names_add(
		f, NULL, field->id, mem_str(field->name), part))
		rc = damaged(e);
	json_tree_free(&t);
	return rc;
}

/* Note the columns that a spec has the values of themselves. */
static void
add_sources(struct field_names *f, const struct json_tree *t, size_t spec)
{
	size_t fields = json_get(t, spec, "fields"), at = JSON_NO_NODE, i;
	int64_t id;

	while ((at = json_next(t, fields, at)) != JSON_NO_NODE) {
		if (!json_equals(t, json_get(t, at, "transform"), "identity") ||
		    !json_i64(t, json_get(t, at, "source-id"), 1, INT32_MAX,
			&id))
			continue;
		i = field_names_find(f, "", 0, (int32_t)id);
		if (i != MAP_NONE)
			(void)map_add(
			    &f->needed, (const char *)&i, sizeof(i), NULL);
	}
}

struct field_names *
iceberg_names(const struct iceberg_meta *m, struct error *e)
{
	struct field_names *f = field_names_new(FIELD_NAMES_STRUCT, true);
	size_t specs = json_get(&m->tree, 0, "partition-specs");
	size_t at = JSON_NO_NODE, i;

	f->loose = true;
	for (i = 0; i < m->schema.nfields; i++) {
		if (add_column(f, m, &m->schema.fields[i], e) != 0) {
			field_names_free(f);
			return NULL;
		}
	}
	while ((at = json_next(&m->tree, specs, at)) != JSON_NO_NODE)
		add_sources(f, &m->tree, at);
	return f;
}
