/* iceberg_names: by which ids a table's columns are in its files; see
 * iceberg_names.h. */
#include "lake/iceberg_names.h"

#include <string.h>

#include "base/mem.h"
#include "json/tree.h"
#include "lake/iceberg_mapping.h"

/* A type being walked. */
struct walk {
	const struct json_tree *t;
	const struct iceberg_mapping *mapping; /* NULL: files have ids */
};

static int
damaged(struct error *e)
{
	error_set(e, ERROR_INPUT, "its schema has a field without an id and a "
				  "name of its own");
	return -1;
}

static int names_of(const struct walk *w, size_t type,
    struct field_names **to, struct error *e);

/* What files call the member: by its id, or by names. */
static int
store(struct field_names *f, const struct iceberg_mapping *m, size_t number,
    int32_t id, struct error *e)
{
	size_t at = JSON_NO_NODE;
	char *name;
	bool own = true;

	if (m == NULL)
		return field_names_store(f, number, NULL, id) ? 0 : damaged(e);
	while (own && (at = iceberg_mapping_next(m, id, at)) != JSON_NO_NODE) {
		name = json_take_string(&m->tree, at);
		own = name == NULL || field_names_store(f, number, name, 0);
		mem_free(name);
	}
	if (own)
		return 0;
	error_set(e, ERROR_INPUT, "its name mapping has a name twice");
	return -1;
}

/* Add the fields of a structure. */
static int
add_members(struct field_names *f, const struct walk *w, size_t type,
    struct error *e)
{
	const struct json_tree *t = w->t;
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
		if (names_of(w, json_get(t, at, "type"), &part, e) != 0) {
			mem_free(name);
			return -1;
		}
		if (store(f, w->mapping, field_names_add(f, name, part),
			(int32_t)id, e) != 0)
			return -1;
	}
	return 0;
}

/* Add what is in a list or a map. */
static int
add_parts(struct field_names *f, const struct walk *w, size_t type,
    struct error *e)
{
	bool list = f->kind == FIELD_NAMES_LIST;
	const char *const parts[] = { list ? "element" : "key", "value" };
	struct field_names *part;
	size_t i;

	for (i = 0; i < (list ? 1 : 2); i++) {
		if (names_of(w, json_get(w->t, type, parts[i]), &part, e) != 0)
			return -1;
		(void)field_names_add(f, NULL, part);
	}
	return 0;
}

/* The names within a type, *to; NULL: it has none.  As deep as the JSON is. */
static int
names_of(const struct walk *w, size_t type, struct field_names **to,
    struct error *e)
{
	const struct json_tree *t = w->t;
	size_t kind = json_get(t, type, "type");
	bool list = json_equals(t, kind, "list");

	*to = NULL;
	if (json_equals(t, kind, "struct")) {
		*to = field_names_new(FIELD_NAMES_STRUCT, w->mapping == NULL);
		if (add_members(*to, w, type, e) == 0)
			return 0;
	} else if (list || json_equals(t, kind, "map")) {
		*to = field_names_new(
		    list ? FIELD_NAMES_LIST : FIELD_NAMES_MAP, false);
		if (add_parts(*to, w, type, e) == 0)
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
    const struct iceberg_mapping *mapping, const struct iceberg_field *field,
    struct error *e)
{
	struct json_tree t = { .max = m->tree.max };
	struct walk w = { &t, mapping };
	struct field_names *part = NULL;
	int rc = json_parse(&t, field->type, strlen(field->type),
	    JSON_DEPTH_DEFAULT, e);

	if (rc == 0)
		rc = names_of(&w, 0, &part, e);
	if (rc == 0)
		rc = store(f, mapping,
		    field_names_add(f, mem_str(field->name), part), field->id,
		    e);
	json_tree_free(&t);
	return rc;
}

/* The columns of the table, in files with ids, or in those without. */
static struct field_names *
table_names(const struct iceberg_meta *m,
    const struct iceberg_mapping *mapping, struct error *e)
{
	struct field_names *f =
	    field_names_new(FIELD_NAMES_STRUCT, mapping == NULL);
	size_t i;

	for (i = 0; i < m->schema.nfields; i++) {
		if (add_column(f, m, mapping, &m->schema.fields[i], e) == 0)
			continue;
		field_names_free(f);
		return NULL;
	}
	return f;
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

/* What the columns are in files without ids. */
static int
find_without_ids(
    struct field_names *f, const struct iceberg_meta *m, struct error *e)
{
	struct iceberg_mapping mapping;
	int rc = iceberg_mapping_read(&mapping, m, e);

	if (rc == 0 && mapping.text != NULL) {
		f->without_ids = table_names(m, &mapping, e);
		rc = f->without_ids != NULL ? 0 : -1;
	} else if (rc == 0) {
		f->loose = iceberg_mapping_keeps_names(m);
	}
	iceberg_mapping_free(&mapping);
	return rc;
}

struct field_names *
iceberg_names(const struct iceberg_meta *m, struct error *e)
{
	struct field_names *f = table_names(m, NULL, e);
	size_t specs = json_get(&m->tree, 0, "partition-specs");
	size_t at = JSON_NO_NODE;

	if (f != NULL && find_without_ids(f, m, e) != 0) {
		field_names_free(f);
		return NULL;
	}
	while (f != NULL &&
	    (at = json_next(&m->tree, specs, at)) != JSON_NO_NODE)
		add_sources(f, &m->tree, at);
	return f;
}
