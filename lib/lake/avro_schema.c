/* avro_schema: an Avro schema taken apart; see avro_schema.h. */
#include "lake/avro_schema.h"

#include <string.h>

#include "base/mem.h"
#include "json/tree.h"

/* Levels of a schema's text. */
#define DEPTH_MAX 64

/* By enum avro_kind. */
static const char *const kinds[] = { "null", "boolean", "int", "long", "float",
	"double", "bytes", "string", "record", "enum", "array", "map",
	"fixed" };

struct parse {
	struct avro_schema *s;
	const struct json_tree *t;
	struct error *e;
};

static int
wrong(struct parse *p, const char *what)
{
	error_set(p->e, ERROR_INPUT, "an Avro schema has %s", what);
	return -1;
}

static size_t
add_type(struct avro_schema *s, enum avro_kind kind)
{
	struct avro_type *type;

	s->types = mem_grow(s->types, &s->types_cap, s->ntypes + 1,
	    sizeof(*s->types));
	type = &s->types[s->ntypes++];
	memset(type, 0, sizeof(*type));
	type->kind = kind;
	return s->ntypes - 1;
}

/* Make room for n parts in a row. */
static void
add_parts(struct avro_schema *s, size_t type, size_t n)
{
	s->parts = mem_grow(s->parts, &s->parts_cap, s->nparts + n,
	    sizeof(*s->parts));
	s->types[type].first = s->nparts;
	s->types[type].n = n;
	s->nparts += n;
}

static size_t
kind_of(const struct json_tree *t, size_t node)
{
	size_t i;

	for (i = 0; i < LEN(kinds); i++)
		if (json_equals(t, node, kinds[i]))
			break;
	return i;
}

/* The name without its namespace, owned; NULL when there is none. */
static char *
take_name(const struct json_tree *t, size_t node)
{
	char *name = node == JSON_NO_NODE ? NULL : json_take_string(t, node);
	const char *dot = name != NULL ? strrchr(name, '.') : NULL;

	if (dot != NULL)
		memmove(name, dot + 1, strlen(dot));
	return name;
}

/* Give the type the name that its object has. */
static int
add_name(struct parse *p, size_t object, size_t type)
{
	char *name = take_name(p->t, json_get(p->t, object, "name"));
	bool added = false;
	size_t i;

	if (name == NULL)
		return wrong(p, "a type that lacks its name");
	i = map_add(&p->s->names, name, strlen(name), &added);
	p->s->names.entries[i].value = type;
	mem_free(name);
	return added ? 0 : wrong(p, "two types of one name");
}

/* A named type that came up before. */
static int
find_name(struct parse *p, size_t node, size_t *type)
{
	char *name = take_name(p->t, node);
	size_t i = name == NULL ? MAP_NONE :
				  map_find(&p->s->names, name, strlen(name));

	mem_free(name);
	if (i == MAP_NONE)
		return wrong(p, "a type that is not known");
	*type = (size_t)p->s->names.entries[i].value;
	return 0;
}

/* Types nest no deeper than the text, whose depth is bounded. */
static int parse_type(struct parse *p, size_t node, size_t *type);

/* The type of part number i of a type, which may itself add parts. */
static int
parse_part(struct parse *p, size_t type, size_t i, size_t node, int32_t id)
{
	size_t inner, at = p->s->types[type].first + i;

	if (node == JSON_NO_NODE)
		return wrong(p, "a field or items without a type");
	if (parse_type(p, node, &inner) != 0)
		return -1;
	p->s->parts[at].type = inner;
	p->s->parts[at].id = id;
	return 0;
}

static int
parse_fields(struct parse *p, size_t object, size_t type)
{
	const struct json_tree *t = p->t;
	size_t fields = json_get(t, object, "fields"), at = JSON_NO_NODE, i;
	int64_t id;

	if (fields == JSON_NO_NODE || t->nodes[fields].kind != JSON_ARRAY)
		return wrong(p, "a record without fields");
	add_parts(p->s, type, t->nodes[fields].n);
	for (i = 0; (at = json_next(t, fields, at)) != JSON_NO_NODE; i++) {
		size_t found = json_get(t, at, "field-id");

		if (found == JSON_NO_NODE ||
		    !json_i64(t, found, 0, INT32_MAX, &id))
			id = -1;
		if (parse_part(p, type, i, json_get(t, at, "type"),
			(int32_t)id) != 0)
			return -1;
	}
	return 0;
}

static int
parse_union(struct parse *p, size_t node, size_t *type)
{
	size_t at = JSON_NO_NODE, i;

	*type = add_type(p->s, AVRO_UNION);
	add_parts(p->s, *type, p->t->nodes[node].n);
	for (i = 0; (at = json_next(p->t, node, at)) != JSON_NO_NODE; i++)
		if (parse_part(p, *type, i, at, -1) != 0)
			return -1;
	return 0;
}

/* A type that is spelled out, of the kind. */
static int
parse_complex(struct parse *p, size_t object, size_t type)
{
	const struct json_tree *t = p->t;
	enum avro_kind kind = p->s->types[type].kind;
	size_t symbols = json_get(t, object, "symbols");
	size_t size = json_get(t, object, "size");
	int64_t n;

	if ((kind == AVRO_RECORD || kind == AVRO_ENUM || kind == AVRO_FIXED) &&
	    add_name(p, object, type) != 0)
		return -1;
	if (kind == AVRO_RECORD)
		return parse_fields(p, object, type);
	if (kind == AVRO_ENUM && symbols != JSON_NO_NODE)
		p->s->types[type].n = t->nodes[symbols].n;
	if (kind == AVRO_ARRAY || kind == AVRO_MAP) {
		add_parts(p->s, type, 1);
		return parse_part(p, type, 0,
		    json_get(t, object, kind == AVRO_MAP ? "values" : "items"),
		    -1);
	}
	if (kind != AVRO_FIXED)
		return 0;
	if (size == JSON_NO_NODE || !json_i64(t, size, 0, INT32_MAX, &n))
		return wrong(p, "a fixed without a size");
	p->s->types[type].size = (size_t)n;
	return 0;
}

static int
parse_type(struct parse *p, size_t node, size_t *type)
{
	const struct json_tree *t = p->t;
	size_t kind;

	if (t->nodes[node].kind == JSON_ARRAY)
		return parse_union(p, node, type);
	if (t->nodes[node].kind == JSON_STRING) {
		kind = kind_of(t, node);
		if (kind >= AVRO_RECORD)
			return find_name(p, node, type);
		*type = add_type(p->s, (enum avro_kind)kind);
		return 0;
	}
	if (t->nodes[node].kind == JSON_OBJECT) {
		size_t inner = json_get(t, node, "type");

		if (inner == JSON_NO_NODE)
			return wrong(p, "an object without a type");
		kind = kind_of(t, inner);
		/* What is not a kind is a name, or a type within the object. */
		if (kind == LEN(kinds))
			return parse_type(p, inner, type);
		*type = add_type(p->s, (enum avro_kind)kind);
		return parse_complex(p, node, *type);
	}
	return wrong(p, "something that is not a type");
}

int
avro_schema_parse(struct avro_schema *s, const char *text, size_t len,
    struct error *e)
{
	struct json_tree tree = { 0 };
	struct parse p = { s, &tree, e };
	size_t root;
	int rc = json_parse(&tree, text, len, DEPTH_MAX, e);

	if (rc != 0)
		error_prefix(e, "an Avro schema");
	else
		rc = parse_type(&p, 0, &root);
	json_tree_free(&tree);
	return rc;
}

void
avro_schema_free(struct avro_schema *s)
{
	mem_free(s->types);
	mem_free(s->parts);
	map_free(&s->names);
	memset(s, 0, sizeof(*s));
}
