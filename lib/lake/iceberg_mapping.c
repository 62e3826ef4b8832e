/* iceberg_mapping: columns of files without ids; see iceberg_mapping.h. */
#include "lake/iceberg_mapping.h"

#include <string.h>

#include "base/mem.h"

#define PROPERTY "schema.name-mapping.default"

static int
damaged(struct error *e)
{
	error_set(e, ERROR_INPUT,
	    "its property '" PROPERTY "' is not a list of names and ids");
	return -1;
}

/* Note where the entry of each id is, whatever it is within. */
static int
find_ids(struct iceberg_mapping *m, struct error *e)
{
	const struct json_tree *t = &m->tree;
	size_t i, id, at;
	int64_t v;
	int32_t key;
	bool added;

	for (i = 0; i < t->n; i++) {
		if (t->nodes[i].kind != JSON_OBJECT)
			continue;
		id = json_get(t, i, "field-id");
		/* An entry may have no id: its columns are not the table's. */
		if (id == JSON_NO_NODE)
			continue;
		if (!json_i64(t, id, 1, INT32_MAX, &v))
			return damaged(e);
		key = (int32_t)v;
		at = map_add(
		    &m->ids, (const char *)&key, sizeof(key), &added);
		if (!added)
			return damaged(e);
		m->ids.entries[at].value = i;
	}
	return 0;
}

int
iceberg_mapping_read(struct iceberg_mapping *m,
    const struct iceberg_meta *meta, struct error *e)
{
	struct error ignored;

	memset(m, 0, sizeof(*m));
	m->text = iceberg_meta_property(meta, PROPERTY);
	if (m->text == NULL)
		return 0;
	m->tree.max = meta->tree.max;
	if (json_parse(&m->tree, m->text, strlen(m->text), JSON_DEPTH_DEFAULT,
		&ignored) != 0 ||
	    m->tree.nodes[0].kind != JSON_ARRAY)
		return damaged(e);
	return find_ids(m, e);
}

size_t
iceberg_mapping_next(const struct iceberg_mapping *m, int32_t id, size_t at)
{
	size_t i = map_find(&m->ids, (const char *)&id, sizeof(id)), names;

	if (i == MAP_NONE)
		return JSON_NO_NODE;
	names = json_get(&m->tree, (size_t)m->ids.entries[i].value, "names");
	if (names == JSON_NO_NODE ||
	    m->tree.nodes[names].kind != JSON_ARRAY)
		return JSON_NO_NODE;
	return json_next(&m->tree, names, at);
}

/* The current columns' ids by their names. */
static struct map
index_names(const struct iceberg_schema *s)
{
	struct map names = { 0 };
	size_t i, at;

	for (i = 0; i < s->nfields; i++) {
		at = map_add(&names, s->fields[i].name,
		    strlen(s->fields[i].name), NULL);
		names.entries[at].value = (uint64_t)s->fields[i].id;
	}
	return names;
}

/* Whether the name, a node, is none of those, or is that id's. */
static bool
is_ids(const struct map *names, const struct json_tree *t, size_t node,
    int64_t id)
{
	char *name = json_take_string(t, node);
	size_t at = MAP_NONE;

	if (name != NULL)
		at = map_find(names, name, strlen(name));
	mem_free(name);
	return at == MAP_NONE || names->entries[at].value == (uint64_t)id;
}

/* Whether a schema of the table has the names for the same columns. */
static bool
schema_keeps(
    const struct map *names, const struct json_tree *t, size_t schema)
{
	size_t fields = json_get(t, schema, "fields"), at = JSON_NO_NODE;
	int64_t id;

	if (fields == JSON_NO_NODE || t->nodes[fields].kind != JSON_ARRAY)
		return true;
	while ((at = json_next(t, fields, at)) != JSON_NO_NODE)
		if (!json_i64(t, json_get(t, at, "id"), 1, INT32_MAX, &id) ||
		    !is_ids(names, t, json_get(t, at, "name"), id))
			return false;
	return true;
}

/* Whether the property, the columns of which are its list, does. */
static bool
property_keeps(const struct map *names, const struct iceberg_mapping *m)
{
	size_t at = JSON_NO_NODE, name = JSON_NO_NODE;
	int64_t id;

	while ((at = json_next(&m->tree, 0, at)) != JSON_NO_NODE) {
		if (!json_i64(&m->tree, json_get(&m->tree, at, "field-id"), 1,
			INT32_MAX, &id))
			continue;
		while ((name = iceberg_mapping_next(m, (int32_t)id, name)) !=
		    JSON_NO_NODE)
			if (!is_ids(names, &m->tree, name, id))
				return false;
	}
	return true;
}

bool
iceberg_mapping_keeps_names(const struct iceberg_meta *meta)
{
	const struct json_tree *t = &meta->tree;
	size_t list = json_get(t, 0, "schemas"), at = JSON_NO_NODE;
	struct map names = index_names(&meta->schema);
	struct iceberg_mapping m;
	struct error ignored;
	bool keeps = iceberg_mapping_read(&m, meta, &ignored) == 0 &&
	    (m.text == NULL || property_keeps(&names, &m));

	while (keeps && (at = json_next(t, list, at)) != JSON_NO_NODE)
		keeps = schema_keeps(&names, t, at);
	iceberg_mapping_free(&m);
	map_free(&names);
	return keeps;
}

void
iceberg_mapping_free(struct iceberg_mapping *m)
{
	map_free(&m->ids);
	json_tree_free(&m->tree);
	mem_free(m->text);
	memset(m, 0, sizeof(*m));
}
