/*
 * openapi_schema: schemas of an OpenAPI file, with what they refer to.
 *
 * References lead within the file; one that leads elsewhere, nowhere or round
 * is a schema of which nothing is known.  allOf is merged, oneOf and anyOf are
 * united.
 *
 * Layer: aai-describe.
 */
#ifndef AAI_DESCRIBE_OPENAPI_SCHEMA_H
#define AAI_DESCRIBE_OPENAPI_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "aai-describe/document.h"
#include "base/map.h"

/* What a value may be; 0: not known. */
#define SCHEMA_NULL    1u
#define SCHEMA_BOOL    2u
#define SCHEMA_INTEGER 4u
#define SCHEMA_NUMBER  8u
#define SCHEMA_STRING  16u
#define SCHEMA_ARRAY   32u
#define SCHEMA_OBJECT  64u

/* Several schemas that all, or one of which, say what a value is. */
#define SCHEMA_NODES 6
struct openapi_nodes {
	size_t nodes[SCHEMA_NODES];
	size_t n;
};

struct openapi_member {
	const char *name;
	struct openapi_nodes is;
};

struct openapi_schema {
	unsigned kinds;
	const char *format; /* NULL: none is said */
	struct openapi_nodes items;
	struct openapi_nodes values; /* of additionalProperties */
	bool open; /* it may have any members: additionalProperties: true */
	struct openapi_member *members;
	size_t n;
	size_t cap;
	struct map names; /* of members, with their places */
	unsigned left;    /* schemas that may still be looked at for it */
};

/* A bound on all schemas that are looked at, lest a file take for ever. */
struct openapi_budget {
	uint64_t left;
};

/* A node, or what it refers to; JSON_NO_NODE where that is nothing. */
size_t openapi_resolve(struct document *d, size_t node);

/* What the schemas say together.  Released by openapi_schema_free(). */
void openapi_schema_read(struct document *d, const struct openapi_nodes *nodes,
    struct openapi_budget *budget, struct openapi_schema *s);

/* The same of one schema, which may be JSON_NO_NODE. */
void openapi_schema_read_one(struct document *d, size_t node,
    struct openapi_budget *budget, struct openapi_schema *s);

/* The member of that name, or NULL. */
const struct openapi_member *openapi_schema_member(
    const struct openapi_schema *s, const char *name);

void openapi_schema_free(struct openapi_schema *s);

#endif
