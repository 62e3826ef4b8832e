/* openapi_schema: schemas and what they refer to; see openapi_schema.h. */
#include "aai-describe/openapi_schema.h"

#include <string.h>

#include "base/cc.h"
#include "base/mem.h"

#define HOPS       32   /* references that lead to references */
#define PARTS_MAX  2000 /* schemas that one is made of */
#define LEVELS_MAX 16   /* of allOf within allOf */

size_t
openapi_resolve(struct document *d, size_t node)
{
	const char *reference;
	unsigned hops;

	for (hops = 0; hops < HOPS; hops++) {
		reference = document_text(d, node, "$ref");
		if (reference == NULL)
			return node;
		node = document_pointer(d, reference);
	}
	return JSON_NO_NODE;
}

static void
add_node(struct openapi_nodes *to, size_t node)
{
	if (node != JSON_NO_NODE && to->n < SCHEMA_NODES)
		to->nodes[to->n++] = node;
}

static unsigned
kind_of(const char *type)
{
	static const char *const names[] = { "null", "boolean", "integer",
		"number", "string", "array", "object" };
	size_t i;

	for (i = 0; type != NULL && i < LEN(names); i++)
		if (strcmp(type, names[i]) == 0)
			return 1u << i;
	return 0;
}

static void
read_type(struct document *d, size_t node, struct openapi_schema *s)
{
	size_t type = document_get(d, node, "type"), at = JSON_NO_NODE;
	const char *format = document_text(d, node, "format");

	s->kinds |= kind_of(document_string(d, type));
	if (document_kind(d, type) == JSON_ARRAY)
		while ((at = document_next(d, type, at)) != JSON_NO_NODE)
			s->kinds |= kind_of(document_string(d, at));
	if (document_bool(d, document_get(d, node, "nullable"), false) ||
	    document_bool(d, document_get(d, node, "x-nullable"), false))
		s->kinds |= SCHEMA_NULL;
	if (s->format == NULL)
		s->format = format;
}

static void
add_member(struct openapi_schema *s, const char *name, size_t node)
{
	size_t entry;
	bool added;

	entry = map_add(&s->names, name, strlen(name), &added);
	if (added) {
		s->members = mem_grow(
		    s->members, &s->cap, s->n + 1, sizeof(*s->members));
		s->members[s->n] = (struct openapi_member){ .name = name };
		s->names.entries[entry].value = s->n++;
	}
	add_node(&s->members[s->names.entries[entry].value].is, node);
}

static void
read_members(struct document *d, size_t node, struct openapi_schema *s)
{
	size_t properties = document_get(d, node, "properties");
	size_t values = document_get(d, node, "additionalProperties");
	size_t items = document_get(d, node, "items");
	size_t at = JSON_NO_NODE;
	const char *name;

	if (document_kind(d, properties) == JSON_OBJECT) {
		s->kinds |= SCHEMA_OBJECT;
		while (
		    (at = document_next(d, properties, at)) != JSON_NO_NODE) {
			name = document_string(d, at);
			if (name != NULL)
				add_member(s, name, at + 1);
		}
	}
	if (document_kind(d, items) == JSON_OBJECT) {
		s->kinds |= SCHEMA_ARRAY;
		add_node(&s->items, items);
	}
	if (document_kind(d, values) == JSON_TRUE ||
	    (document_kind(d, values) == JSON_OBJECT &&
		document_count(d, values) == 0))
		s->open = true;
	else if (document_kind(d, values) == JSON_OBJECT)
		add_node(&s->values, values);
	if (s->open || s->values.n > 0)
		s->kinds |= SCHEMA_OBJECT;
}

static void
spend(struct openapi_budget *budget, uint64_t cost)
{
	budget->left -= cost < budget->left ? cost : budget->left;
}

static void
gather(struct document *d, size_t node, struct openapi_budget *budget,
    unsigned levels, struct openapi_schema *s)
{
	static const char *const parts[] = { "allOf", "oneOf", "anyOf" };
	size_t i, list, at;

	node = openapi_resolve(d, node);
	if (document_kind(d, node) != JSON_OBJECT || levels == 0 ||
	    s->left == 0 || budget->left == 0)
		return;
	s->left--;
	spend(
	    budget, 1 + document_count(d, document_get(d, node, "properties")));
	read_type(d, node, s);
	read_members(d, node, s);
	for (i = 0; i < LEN(parts); i++) {
		list = document_get(d, node, parts[i]);
		at = JSON_NO_NODE;
		if (document_kind(d, list) == JSON_ARRAY)
			while (
			    (at = document_next(d, list, at)) != JSON_NO_NODE)
				gather(d, at, budget, levels - 1, s);
	}
}

void
openapi_schema_read(struct document *d, const struct openapi_nodes *nodes,
    struct openapi_budget *budget, struct openapi_schema *s)
{
	size_t i;

	memset(s, 0, sizeof(*s));
	s->left = PARTS_MAX;
	for (i = 0; i < nodes->n; i++)
		gather(d, nodes->nodes[i], budget, LEVELS_MAX, s);
}

void
openapi_schema_read_one(struct document *d, size_t node,
    struct openapi_budget *budget, struct openapi_schema *s)
{
	const struct openapi_nodes one = { { node }, 1 };

	openapi_schema_read(d, &one, budget, s);
}

const struct openapi_member *
openapi_schema_member(const struct openapi_schema *s, const char *name)
{
	size_t entry = map_find(&s->names, name, strlen(name));

	return entry != MAP_NONE ? &s->members[s->names.entries[entry].value]
				 : NULL;
}

void
openapi_schema_free(struct openapi_schema *s)
{
	mem_free(s->members);
	map_free(&s->names);
	memset(s, 0, sizeof(*s));
}
