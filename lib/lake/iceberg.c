/* iceberg: Iceberg tables on a file system; see iceberg.h. */
#include "lake/iceberg.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "io/beneath.h"
#include "io/fd.h"
#include "lake/iceberg_catalog.h"
#include "lake/iceberg_location.h"
#include "lake/path.h"

int
iceberg_fail(const struct lake_table *t, struct error *e)
{
	/* What is damaged here is the output, not the load. */
	if (e->kind == ERROR_INPUT)
		e->kind = ERROR_OUTPUT;
	error_prefix(e, "table '%s' in '%s'", t->name, t->folder->path);
	return -1;
}

int64_t
iceberg_version(const struct lake_table *t, struct error *e)
{
	int64_t version = iceberg_newest(t, e);

	return version < 0 ? iceberg_fail(t, e) : version;
}

int
iceberg_load_file(const struct lake_table *t, const char *file,
    struct iceberg_meta *m, struct error *e)
{
	struct buf text = buf_make(t->lake->max_line);
	struct buf path = buf_make(SIZE_MAX);
	const char *name;
	int fd, rc = -1;

	memset(m, 0, sizeof(*m));
	buf_printf(&path, "metadata/%s", file);
	buf_byte(&path, 0);
	name = (const char *)path.data;
	fd = lake_path_open(t, name);
	if (fd < 0) {
		beneath_error(e, ERROR_OUTPUT, "cannot open '%s'", name);
	} else {
		rc = fd_slurp(fd, name, &text, e);
		if (rc != 0 && e->kind == ERROR_INPUT)
			rc = lake_too_long(name, text.max, e);
		(void)close(fd);
	}
	if (rc == 0)
		rc = iceberg_meta_read(m, &text, e);
	buf_free(&text);
	buf_free(&path);
	return rc == 0 ? 0 : iceberg_fail(t, e);
}

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
	map_free(&jsons);
	map_free(&keys);
}

static int
read_table(struct lake_table *t, struct error *e)
{
	struct iceberg_state *s = mem_new(1, sizeof(*s));

	t->state = s;
	s->location = iceberg_location(t->folder->path, t->name, e);
	if (s->location == NULL)
		return -1;
	t->version = iceberg_version(t, e);
	if (t->version < 0)
		return -1;
	if (t->version == 0)
		return 0;
	if (iceberg_load(t, t->version, &s->meta, e) != 0)
		return -1;
	if (!iceberg_is_at(t->folder->dir, t->name, s->meta.location)) {
		lake_refuse(t, e,
		    "its metadata place it at '%s'; a table that was moved "
		    "cannot be written to",
		    s->meta.location);
		return -1;
	}
	iceberg_columns(t, &s->meta, false);
	return 0;
}

static int
check(struct lake_table *t, struct error *e)
{
	struct iceberg_state *s = t->state;

	iceberg_schema_free(&s->next);
	s->last_column = s->meta.last_column;
	if (iceberg_schema_evolve(&s->next, &s->meta.schema, t->columns,
		t->append, t->rewrites ? t->retyped : NULL, &s->last_column,
		e) == 0)
		return 0;
	return iceberg_fail(t, e);
}

static void
close_table(struct lake_table *t)
{
	struct iceberg_state *s = t->state;

	if (s == NULL)
		return;
	iceberg_meta_free(&s->meta);
	iceberg_schema_free(&s->next);
	mem_free(s->location);
	mem_free(s);
	t->state = NULL;
}

const struct lake_format iceberg_format = {
	.name = "iceberg",
	.data = "data/",
	.read = read_table,
	.snapshot = iceberg_read_snapshot,
	.check = check,
	.widens = iceberg_widens,
	.plan = iceberg_plan,
	.compact = iceberg_compact,
	.retention = iceberg_retention,
	.may_go = iceberg_may_go,
	.expire = iceberg_expire,
	.needed = iceberg_needed,
	.close = close_table,
};
