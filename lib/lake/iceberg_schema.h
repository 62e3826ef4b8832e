/*
 * iceberg_schema: the columns of an Iceberg table.
 *
 * A column is known by its id, which is never given to another one; names and
 * order may change.  Types of ours and Iceberg's:
 *
 *	bool		boolean
 *	bigint		long (an int becomes one when we write to it)
 *	double		double (a float becomes one)
 *	decimal(p,s)	decimal(p, s)
 *	date		date
 *	timestamp	timestamptz
 *	text, json	string
 *
 * Columns of other types (also nested ones) are kept as they are, and are not
 * written.
 *
 * Format facts: Iceberg Table Spec, "Schemas and Data Types", "Schema
 * Evolution", "Appendix C: JSON serialization".
 *
 * Layer: lake.
 */
#ifndef LAKE_ICEBERG_SCHEMA_H
#define LAKE_ICEBERG_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "json/tree.h"
#include "table/schema.h"

/* The largest id of a column; those after it are reserved. */
#define ICEBERG_ID_MAX (INT32_MAX - 201)

struct iceberg_field {
	int32_t id;
	char *name; /* owned */
	bool required;
	char *type; /* owned; as JSON text: "\"long\"", "{...}" */
	char *doc;  /* owned; as JSON text, or NULL */
};

/* A zeroed struct is an empty schema. */
struct iceberg_schema {
	int32_t id;
	struct iceberg_field *fields;
	size_t nfields;
	size_t fields_cap;
};

/* Append the JSON text of a node as it stands, a string with its quotes. */
void iceberg_raw(const struct json_tree *t, size_t node, struct buf *out);

/* Read a schema's JSON at a node.  -1 with *e (ERROR_INPUT). */
int iceberg_schema_parse(struct iceberg_schema *s, const struct json_tree *t,
    size_t node, struct error *e) MUST_CHECK;

/* Append its JSON. */
void iceberg_schema_put(struct buf *out, const struct iceberg_schema *s);

/*
 * The type of ours that holds a field's values; false when there is none.
 * A string is text.
 */
bool iceberg_field_type(
    const struct iceberg_field *f, struct coltype *type) MUST_CHECK;

/* Whether a field of that type may become one of the other type of ours. */
bool iceberg_widens(struct coltype from, struct coltype to);

/*
 * The schema that old becomes, into the empty *s: with append it has all of
 * its fields, widened where t's columns are wider, and t's further columns;
 * else t's columns alone, which keep the ids of fields of the same name that
 * can become what they are.  New fields get ids from ++*last_id on; so do, with
 * append, fields of those columns that retyped says (NULL: none), which keep
 * their places and have any type.  Every column's id is set in t.  s->id is
 * old's.
 *
 * -1 with *e (ERROR_USAGE): a column cannot be, because the field of its name
 * is of a type that is not written or does not widen so, or there is no id left
 * for it; s may be freed only.  O(fields + columns).
 */
int iceberg_schema_evolve(struct iceberg_schema *s,
    const struct iceberg_schema *old, struct table *t, bool append,
    const bool *retyped, int32_t *last_id, struct error *e) MUST_CHECK;

/* Whether two have the same fields in the same order. */
bool iceberg_schema_same(
    const struct iceberg_schema *a, const struct iceberg_schema *b);

void iceberg_schema_free(struct iceberg_schema *s);

#endif
