/* delta_names: what a Delta table's columns are called in its files; see
 * delta_names.h. */
#include "lake/delta_names.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "json/tree.h"

#define ID   "delta.columnMapping.id"
#define NAME "delta.columnMapping.physicalName"

/* A schema being walked. */
struct walk {
	const struct json_tree *t;
	enum delta_mapping mapping;
	bool damaged;
};

static struct field_names *names_of(struct walk *w, size_t type);

/* A name that stands there, owned; one with a NUL would stand for another. */
static char *
take_name(struct walk *w, size_t node)
{
	struct buf name = buf_make(SIZE_MAX);

	if (!json_string(w->t, node, &name) ||
	    (name.len > 0 && memchr(name.data, '\0', name.len) != NULL)) {
		w->damaged = true;
		buf_reset(&name);
	}
	return buf_take(&name);
}

/* What the field of that name is called in files, owned. */
static char *
stored_name(struct walk *w, size_t field, const char *name)
{
	if (w->mapping == DELTA_MAPPING_NONE)
		return mem_str(name);
	return take_name(
	    w, json_get(w->t, json_get(w->t, field, "metadata"), NAME));
}

static int32_t
id_of(struct walk *w, size_t field)
{
	int64_t id = 0;

	if (!json_i64(w->t,
		json_get(w->t, json_get(w->t, field, "metadata"), ID), 1,
		INT32_MAX, &id))
		w->damaged = true;
	return (int32_t)id;
}

/* Add the field to a structure's. */
static void
add_field(struct walk *w, struct field_names *to, size_t field, char *name,
    const char *stored)
{
	bool by_id = w->mapping == DELTA_MAPPING_ID;
	size_t number = field_names_add(
	    to, name, names_of(w, json_get(w->t, field, "type")));

	if (!field_names_store(to, number, by_id ? NULL : stored,
		by_id ? id_of(w, field) : 0))
		w->damaged = true;
}

static struct field_names *
struct_names(struct walk *w, size_t type)
{
	struct field_names *f = field_names_new(
	    FIELD_NAMES_STRUCT, w->mapping == DELTA_MAPPING_ID);
	size_t fields = json_get(w->t, type, "fields"), at = JSON_NO_NODE;
	char *name, *stored;

	while ((at = json_next(w->t, fields, at)) != JSON_NO_NODE) {
		name = take_name(w, json_get(w->t, at, "name"));
		stored = stored_name(w, at, name);
		add_field(w, f, at, name, stored);
		mem_free(stored);
	}
	return f;
}

/* The names within a type; NULL: it has none.  As deep as the JSON may be. */
static struct field_names *
names_of(struct walk *w, size_t type)
{
	static const char *const parts[] = { "elementType", "keyType",
		"valueType" };
	size_t kind = json_get(w->t, type, "type"), from, to;
	struct field_names *f;

	if (kind == JSON_NO_NODE)
		return NULL;
	if (json_equals(w->t, kind, "struct"))
		return struct_names(w, type);
	from = json_equals(w->t, kind, "array") ? 0 : 1;
	to = from == 0 ? 1 : json_equals(w->t, kind, "map") ? 3 : from;
	if (from == to)
		return NULL;
	f = field_names_new(
	    from == 0 ? FIELD_NAMES_LIST : FIELD_NAMES_MAP, false);
	for (; from < to; from++)
		(void)field_names_add(f, NULL,
		    names_of(w, json_get(w->t, type, parts[from])));
	return f;
}

struct field_names *
delta_names(const char *schema, enum delta_mapping mapping,
    const struct map *partitions, size_t max, char **stored, struct error *e)
{
	struct json_tree t = { .max = json_nodes_in(max) };
	struct walk w = { .t = &t, .mapping = mapping };
	struct field_names *f = field_names_new(
	    FIELD_NAMES_STRUCT, mapping == DELTA_MAPPING_ID);
	size_t fields = JSON_NO_NODE, at = JSON_NO_NODE, i;
	char *name, *as;

	w.damaged =
	    json_parse(&t, schema, strlen(schema), JSON_DEPTH_DEFAULT, e) != 0;
	if (!w.damaged)
		fields = json_get(&t, 0, "fields");
	while (!w.damaged &&
	       (at = json_next(&t, fields, at)) != JSON_NO_NODE) {
		name = take_name(&w, json_get(&t, at, "name"));
		as = stored_name(&w, at, name);
		i = map_find(partitions, name, strlen(name));
		if (i == MAP_NONE) {
			add_field(&w, f, at, name, as);
		} else {
			mem_free(name);
			mem_free(stored[i]);
			stored[i] = as;
			as = NULL;
		}
		mem_free(as);
	}
	json_tree_free(&t);
	if (!w.damaged)
		return f;
	error_set(e, ERROR_INPUT, "its schema cannot be read: a column has no "
				  "name of its own in files");
	field_names_free(f);
	return NULL;
}
