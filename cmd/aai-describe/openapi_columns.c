/* openapi_columns: schemas as columns; see openapi_columns.h. */
#include "aai-describe/openapi_columns.h"

#include <string.h>

#include "aai-describe/openapi_answer.h"
#include "base/mem.h"
#include "json/text.h"

#define COLUMNS_MAX 400
#define LEVELS_MAX  6
#define SCALARS     (~(SCHEMA_NULL | SCHEMA_ARRAY | SCHEMA_OBJECT))

struct columns {
	struct openapi *o;
	struct source_members types; /* path: type */
	struct buf maps;             /* lists of paths, without brackets */
	struct buf jsons;
	struct buf path;
	size_t open[LEVELS_MAX]; /* the schemas that are being walked */
	size_t nopen;
};

static void walk_value(struct columns *c, const struct openapi_nodes *nodes);

static void
list_path(struct columns *c, struct buf *list)
{
	if (list->len > 0)
		buf_byte(list, ',');
	json_quote((const char *)c->path.data, c->path.len, list);
}

static void
put_type(struct columns *c, const char *type)
{
	struct buf path = buf_make(SIZE_MAX / 2);

	if (c->types.n < COLUMNS_MAX) {
		buf_put(&path, c->path.data, c->path.len);
		buf_byte(&path, '\0');
		source_put_text(&c->types, (const char *)path.data, type);
	}
	buf_free(&path);
}

static const char *
scalar_type(const struct openapi_schema *s, unsigned kinds)
{
	if (kinds == SCHEMA_BOOL)
		return "bool";
	if (kinds == SCHEMA_INTEGER)
		return "bigint";
	if ((kinds & ~(SCHEMA_INTEGER | SCHEMA_NUMBER)) == 0)
		return "double";
	if (kinds == SCHEMA_STRING && s->format != NULL) {
		if (strcmp(s->format, "date-time") == 0)
			return "timestamp";
		if (strcmp(s->format, "date") == 0)
			return "date";
	}
	return "text";
}

/* Whether it is an id that the API can be asked to replace by its object. */
static bool
is_expandable(struct columns *c, const struct openapi_nodes *nodes)
{
	size_t node = openapi_resolve(c->o->d, nodes->nodes[0]);

	return document_get(c->o->d, node, "x-expansionResources") !=
	       JSON_NO_NODE;
}

/* Whether a schema is one of those that it is within. */
static bool
is_open(const struct columns *c, size_t node)
{
	size_t i;

	for (i = 0; i < c->nopen; i++)
		if (c->open[i] == node)
			return true;
	return c->nopen == LEVELS_MAX;
}

static void
walk_members(struct columns *c, const struct openapi_schema *s)
{
	size_t i, len = c->path.len;

	for (i = 0; i < s->n && c->types.n < COLUMNS_MAX; i++) {
		if (s->members[i].name[0] == '\0')
			continue;
		answer_put_step(&c->path, s->members[i].name);
		walk_value(c, &s->members[i].is);
		c->path.len = len;
	}
}

static void
walk_object(struct columns *c, const struct openapi_schema *s)
{
	size_t len = c->path.len;

	if (s->n > 0) {
		walk_members(c, s);
	} else if (s->values.n > 0 && len > 0) {
		list_path(c, &c->maps);
		buf_str(&c->path, "{}");
		walk_value(c, &s->values);
		c->path.len = len;
	} else if (len > 0) {
		list_path(c, &c->jsons);
	}
}

static void
walk_kinds(struct columns *c, const struct openapi_schema *s,
    const struct openapi_nodes *nodes)
{
	unsigned kinds = s->kinds & ~SCHEMA_NULL;
	size_t len = c->path.len;

	if (kinds == 0)
		return;
	if ((kinds & ~SCALARS) == 0 ||
	    ((kinds & SCALARS) != 0 && is_expandable(c, nodes))) {
		if (len > 0)
			put_type(c, scalar_type(s, kinds & SCALARS));
	} else if (kinds == SCHEMA_OBJECT) {
		walk_object(c, s);
	} else if (kinds == SCHEMA_ARRAY && s->items.n > 0 && len > 0 &&
		   is_open(c, openapi_resolve(c->o->d, s->items.nodes[0]))) {
		list_path(c, &c->jsons);
	} else if (kinds == SCHEMA_ARRAY && s->items.n > 0) {
		buf_str(&c->path, "[]");
		walk_value(c, &s->items);
		c->path.len = len;
	} else if (len > 0 && kinds != SCHEMA_ARRAY) {
		list_path(c, &c->jsons);
	}
}

static void
walk_value(struct columns *c, const struct openapi_nodes *nodes)
{
	size_t node;
	struct openapi_schema s;

	if (nodes->n == 0)
		return;
	node = openapi_resolve(c->o->d, nodes->nodes[0]);
	openapi_schema_read(c->o->d, nodes, &c->o->budget, &s);
	if ((s.kinds & (SCHEMA_OBJECT | SCHEMA_ARRAY)) == 0) {
		walk_kinds(c, &s, nodes);
	} else if (is_open(c, node)) {
		if (c->path.len > 0 && c->path.data[c->path.len - 1] != ']')
			list_path(c, &c->jsons);
	} else {
		c->open[c->nopen++] = node;
		walk_kinds(c, &s, nodes);
		c->nopen--;
	}
	openapi_schema_free(&s);
}

static void
put_list(struct source_members *table, const char *name, struct buf *list)
{
	struct buf b = buf_make(SIZE_MAX / 2);

	if (list->len > 0) {
		buf_byte(&b, '[');
		buf_put(&b, list->data, list->len);
		buf_byte(&b, ']');
		source_put_buf(table, name, &b);
	}
	buf_free(&b);
	buf_free(list);
}

void
openapi_columns(struct openapi *o, const struct openapi_nodes *record,
    struct source_members *table)
{
	struct columns c = { .o = o };

	c.maps = buf_make(SIZE_MAX / 2);
	c.jsons = buf_make(SIZE_MAX / 2);
	c.path = buf_make(SIZE_MAX / 2);
	walk_value(&c, record);
	if (c.types.n > 0)
		source_put_members(table, "columns", &c.types);
	put_list(table, "maps", &c.maps);
	put_list(table, "json", &c.jsons);
	source_members_free(&c.types);
	buf_free(&c.path);
}
