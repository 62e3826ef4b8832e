/* iceberg_state: a table that is written to; see iceberg_state.h. */
#include "lake/iceberg_state.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "lake/iceberg_catalog.h"
#include "lake/iceberg_mapping.h"
#include "lake/iceberg_version.h"

int
iceberg_load(struct lake_table *t, int64_t version, struct iceberg_meta *m,
    struct error *e)
{
	char file[64];

	(void)snprintf(file, sizeof(file), "v%lld.metadata.json",
	    (long long)version);
	if (iceberg_load_file(t, file, m, e) != 0)
		return -1;
	if (iceberg_meta_writable(m, e) != 0)
		return iceberg_fail(t, e);
	return iceberg_catalog_check(t, m, e);
}

/* The ids that a property, a list of them, has, as a map of their bytes. */
static struct map
list_ids(const struct iceberg_meta *m, const char *property)
{
	char *text = iceberg_meta_property(m, property);
	struct json_tree tree = { .max = m->tree.max };
	struct map ids = { 0 };
	struct error ignored;
	size_t at = JSON_NO_NODE;
	int64_t v;
	int32_t id;

	if (text != NULL &&
	    json_parse(&tree, text, strlen(text), 2, &ignored) == 0 &&
	    tree.nodes[0].kind == JSON_ARRAY)
		while ((at = json_next(&tree, 0, at)) != JSON_NO_NODE)
			if (json_i64(&tree, at, 1, INT32_MAX, &v)) {
				id = (int32_t)v;
				(void)map_add(&ids, (const char *)&id,
				    sizeof(id), NULL);
			}
	json_tree_free(&tree);
	mem_free(text);
	return ids;
}

static bool
has_id(const struct map *ids, int32_t id)
{
	return map_find(ids, (const char *)&id, sizeof(id)) != MAP_NONE;
}

void
iceberg_columns(struct lake_table *t, const struct iceberg_meta *m, bool all)
{
	struct table *held =
	    schema_table(&t->held, t->name, strlen(t->name));
	struct map jsons = list_ids(m, ICEBERG_JSON);
	struct map keys = list_ids(m, ICEBERG_KEY);
	const struct iceberg_field *f;
	struct coltype type;
	size_t i, at;
	bool known;

	for (i = 0; i < m->schema.nfields; i++) {
		f = &m->schema.fields[i];
		known = iceberg_field_type(f, &type);
		if (!known)
			type = (struct coltype){ 0 };
		if ((!known && !all) ||
		    table_find(held, f->name, strlen(f->name)) != MAP_NONE) {
			(void)map_add(&held->other_ids, (const char *)&f->id,
			    sizeof(f->id), NULL);
			continue;
		}
		if (type.type == TYPE_TEXT && has_id(&jsons, f->id))
			type.type = TYPE_JSON;
		at = table_add(held, f->name, strlen(f->name), type,
		    has_id(&keys, f->id));
		held->columns[at].id = f->id;
	}
	held->by_ids = !iceberg_mapping_keeps_names(m);
	map_free(&jsons);
	map_free(&keys);
}
