/*
 * avro_schema: an Avro schema of any shape, taken apart.
 *
 * Types are numbered; a type that is named may be used again, also within
 * itself.  Iceberg finds the fields of records by the member "field-id", which
 * is kept; their names, defaults and logical types are not.  A name is taken
 * without its namespace, so two types of one name are an error.
 *
 * Format facts: Apache Avro 1.11, Specification, "Schema Declaration".
 *
 * Layer: lake.
 */
#ifndef LAKE_AVRO_SCHEMA_H
#define LAKE_AVRO_SCHEMA_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/map.h"

enum avro_kind {
	AVRO_NULL,
	AVRO_BOOLEAN,
	AVRO_INT,
	AVRO_LONG,
	AVRO_FLOAT,
	AVRO_DOUBLE,
	AVRO_BYTES,
	AVRO_STRING,
	AVRO_RECORD,
	AVRO_ENUM,
	AVRO_ARRAY,
	AVRO_MAP,
	AVRO_FIXED,
	AVRO_UNION,
};

struct avro_type {
	enum avro_kind kind;
	size_t first; /* of its parts: fields, branches, or what it holds */
	size_t n;     /* parts; an enum's symbols */
	size_t size;  /* bytes of a fixed */
};

/* A field, a branch, or the items of an array or a map. */
struct avro_part {
	size_t type;
	int32_t id; /* of a field; -1: none */
};

/* A zeroed struct is an empty schema. */
struct avro_schema {
	struct avro_type *types; /* number 0 is the whole */
	size_t ntypes;
	size_t types_cap;
	struct avro_part *parts;
	size_t nparts;
	size_t parts_cap;
	struct map names; /* of named types; the value is the type's number */
};

/*
 * Take the schema's text of len bytes apart.  -1 with *e (ERROR_INPUT); s is
 * to be freed either way.
 */
int avro_schema_parse(struct avro_schema *s, const char *text, size_t len,
    struct error *e) MUST_CHECK;

void avro_schema_free(struct avro_schema *s);

#endif
