/* iceberg_schema: the columns of an Iceberg table; see iceberg_schema.h. */
#include "lake/iceberg_schema.h"

#include <stdio.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "base/num.h"
#include "json/text.h"

/* What has one name in both worlds, or another one there. */
static const struct {
	const char *text;
	enum type type;
} plain[] = {
	{ "\"boolean\"", TYPE_BOOL },
	{ "\"long\"", TYPE_BIGINT },
	{ "\"double\"", TYPE_DOUBLE },
	{ "\"date\"", TYPE_DATE },
	{ "\"timestamptz\"", TYPE_TIMESTAMP },
	{ "\"string\"", TYPE_TEXT },
	/* Narrower ones, which we read as those above. */
	{ "\"int\"", TYPE_BIGINT },
	{ "\"float\"", TYPE_DOUBLE },
};

static int
damaged(const char *what, struct error *e)
{
	error_set(e, ERROR_INPUT, "its schema has %s", what);
	return -1;
}

static struct iceberg_field *
add_field(struct iceberg_schema *s, int32_t id, char *name)
{
	struct iceberg_field *f;

	s->fields = mem_grow(
	    s->fields, &s->fields_cap, s->nfields + 1, sizeof(*s->fields));
	f = &s->fields[s->nfields++];
	memset(f, 0, sizeof(*f));
	f->id = id;
	f->name = name;
	return f;
}

void
iceberg_raw(const struct json_tree *t, size_t node, struct buf *out)
{
	const struct json_node *n = &t->nodes[node];
	bool quoted = n->kind == JSON_STRING;

	buf_put(out, t->text + n->from - quoted, n->to - n->from + 2 * quoted);
}

static char *
take_text(const struct json_tree *t, size_t node)
{
	struct buf text = buf_make(SIZE_MAX);

	iceberg_raw(t, node, &text);
	return buf_take(&text);
}

static int
parse_field(struct iceberg_schema *s, const struct json_tree *t, size_t node,
    struct error *e)
{
	size_t id = json_get(t, node, "id"), name = json_get(t, node, "name");
	size_t required = json_get(t, node, "required");
	size_t type = json_get(t, node, "type"), doc = json_get(t, node, "doc");
	struct iceberg_field *f;
	int64_t number;
	char *text;

	if (id == JSON_NO_NODE || !json_i64(t, id, 1, INT32_MAX, &number))
		return damaged("a field without an id", e);
	text = name == JSON_NO_NODE ? NULL : json_take_string(t, name);
	if (text == NULL || type == JSON_NO_NODE) {
		mem_free(text);
		return damaged("a field without a name or a type", e);
	}
	f = add_field(s, (int32_t)number, text);
	f->required = required != JSON_NO_NODE &&
		      t->nodes[required].kind == JSON_TRUE;
	f->type = take_text(t, type);
	if (doc != JSON_NO_NODE)
		f->doc = take_text(t, doc);
	return 0;
}

int
iceberg_schema_parse(struct iceberg_schema *s, const struct json_tree *t,
    size_t node, struct error *e)
{
	size_t fields = json_get(t, node, "fields"), at = JSON_NO_NODE;
	size_t id = json_get(t, node, "schema-id");
	int64_t number = 0;

	memset(s, 0, sizeof(*s));
	if (fields == JSON_NO_NODE || t->nodes[fields].kind != JSON_ARRAY)
		return damaged("no fields", e);
	if (id != JSON_NO_NODE && !json_i64(t, id, 0, INT32_MAX, &number))
		return damaged("a wrong id", e);
	s->id = (int32_t)number;
	while ((at = json_next(t, fields, at)) != JSON_NO_NODE)
		if (parse_field(s, t, at, e) != 0)
			return -1;
	return 0;
}

void
iceberg_schema_put(struct buf *out, const struct iceberg_schema *s)
{
	const struct iceberg_field *f;
	size_t i;

	buf_printf(out, "{\"type\":\"struct\",\"schema-id\":%d,\"fields\":[",
	    s->id);
	for (i = 0; i < s->nfields; i++) {
		f = &s->fields[i];
		buf_printf(out, "%s{\"id\":%d,\"name\":", i > 0 ? "," : "",
		    f->id);
		json_quote(f->name, strlen(f->name), out);
		buf_printf(out, ",\"required\":%s,\"type\":",
		    f->required ? "true" : "false");
		buf_str(out, f->type);
		if (f->doc != NULL) {
			buf_str(out, ",\"doc\":");
			buf_str(out, f->doc);
		}
		buf_byte(out, '}');
	}
	buf_str(out, "]}");
}

/* The fields by their names; of two with one name, the first. */
static struct map
index_fields(const struct iceberg_schema *s)
{
	struct map names = { 0 };
	const char *name;
	bool added;
	size_t i, at;

	for (i = 0; i < s->nfields; i++) {
		name = s->fields[i].name;
		at = map_add(&names, name, strlen(name), &added);
		if (added)
			names.entries[at].value = i;
	}
	return names;
}

/* "decimal(P, S)", with or without the blank. */
static bool
parse_decimal(const char *text, struct coltype *type)
{
	static const char head[] = "\"decimal(", tail[] = ")\"";
	const char *p = text + strlen(head), *comma = strchr(text, ',');
	const char *end = strstr(text, tail);
	uint64_t precision, scale;

	if (strncmp(text, head, strlen(head)) != 0 || comma == NULL ||
	    end == NULL || end < comma || end[strlen(tail)] != '\0' ||
	    !num_u64(p, (size_t)(comma - p), 1, TYPE_DECIMAL_DIGITS,
		&precision))
		return false;
	for (comma++; *comma == ' ';)
		comma++;
	if (!num_u64(comma, (size_t)(end - comma), 0, precision, &scale))
		return false;
	type->type = TYPE_DECIMAL;
	type->precision = (uint8_t)precision;
	type->scale = (uint8_t)scale;
	return true;
}

bool
iceberg_field_type(const struct iceberg_field *f, struct coltype *type)
{
	size_t i;

	memset(type, 0, sizeof(*type));
	for (i = 0; i < LEN(plain); i++)
		if (strcmp(f->type, plain[i].text) == 0) {
			type->type = plain[i].type;
			return true;
		}
	return parse_decimal(f->type, type);
}

bool
iceberg_widens(struct coltype from, struct coltype to)
{
	if (type_equal(from, to))
		return true;
	return from.type == TYPE_DECIMAL && to.type == TYPE_DECIMAL &&
	       from.scale == to.scale && from.precision < to.precision;
}

/* The JSON text of the type that a column of ours gets. */
static char *
type_text(struct coltype type)
{
	char text[32];
	size_t i;

	if (type.type == TYPE_DECIMAL) {
		(void)snprintf(text, sizeof(text), "\"decimal(%d, %d)\"",
		    type.precision, type.scale);
		return mem_str(text);
	}
	for (i = 0; i < LEN(plain); i++)
		if (plain[i].type == type.type)
			return mem_str(plain[i].text);
	return mem_str("\"string\"");
}

/* Iceberg tells text from JSON no more than Parquet does. */
static struct coltype
as_held(struct coltype type)
{
	if (type.type == TYPE_JSON || type.type == TYPE_NONE)
		type.type = TYPE_TEXT;
	return type;
}

static void
copy_field(struct iceberg_schema *s, const struct iceberg_field *from)
{
	struct iceberg_field *f = add_field(s, from->id, mem_str(from->name));

	f->required = from->required;
	f->type = mem_str(from->type);
	f->doc = from->doc != NULL ? mem_str(from->doc) : NULL;
}

/* Whether the field can become one with the column's type. */
static bool
can_become(const struct iceberg_field *f, const struct column *c)
{
	struct coltype type;

	return iceberg_field_type(f, &type) &&
	       iceberg_widens(type, as_held(c->type));
}

/* Have the field be of the column's type, and the column of its id. */
static void
take_type(struct iceberg_field *f, struct column *c)
{
	struct coltype type;

	c->id = f->id;
	/* One spelling of a decimal is as good as another. */
	if (f->type != NULL && parse_decimal(f->type, &type) &&
	    type_equal(type, c->type))
		return;
	mem_free(f->type);
	f->type = type_text(c->type);
}

static int
refuse(const struct iceberg_field *f, const struct column *c, struct error *e)
{
	char *type = type_text(c->type);

	error_set(e, ERROR_USAGE,
	    "column '%s' is of type %.200s, which cannot become %s", f->name,
	    f->type, type);
	mem_free(type);
	return -1;
}

static int
no_id(const struct column *c, struct error *e)
{
	error_set(e, ERROR_USAGE, "it has no id left for the column '%s'",
	    c->name);
	return -1;
}

/* Have the field be another one, of the column's type. */
static int
retype_column(struct iceberg_field *f, struct column *c, int32_t *last_id,
    struct error *e)
{
	if (*last_id >= ICEBERG_ID_MAX)
		return no_id(c, e);
	f->id = ++*last_id;
	take_type(f, c);
	return 0;
}

/* Have a field for the column, which was number at of old, or is new. */
static int
evolve_column(struct iceberg_schema *s, const struct iceberg_schema *old,
    size_t at, struct column *c, bool append, int32_t *last_id,
    struct error *e)
{
	const struct iceberg_field *before =
	    at == MAP_NONE ? NULL : &old->fields[at];
	bool becomes = before != NULL && can_become(before, c);
	struct iceberg_field *f = NULL;

	if (before != NULL && append && !becomes)
		return refuse(before, c, e);
	if (before != NULL && append) {
		f = &s->fields[at];
	} else if (becomes) {
		copy_field(s, before);
		f = &s->fields[s->nfields - 1];
		f->required = false;
	} else if (*last_id >= ICEBERG_ID_MAX) {
		return no_id(c, e);
	} else {
		f = add_field(s, ++*last_id, mem_str(c->name));
	}
	take_type(f, c);
	return 0;
}

int
iceberg_schema_evolve(struct iceberg_schema *s,
    const struct iceberg_schema *old, struct table *t, bool append,
    const bool *retyped, int32_t *last_id, struct error *e)
{
	struct map names = index_fields(old);
	struct column *c;
	size_t i, at;
	int rc = 0;

	memset(s, 0, sizeof(*s));
	s->id = old->id;
	for (i = 0; append && i < old->nfields; i++)
		copy_field(s, &old->fields[i]);
	for (i = 0; rc == 0 && i < t->ncolumns; i++) {
		c = &t->columns[i];
		at = map_find(&names, c->name, strlen(c->name));
		if (at != MAP_NONE)
			at = (size_t)names.entries[at].value;
		if (append && at != MAP_NONE && retyped != NULL && retyped[i])
			rc = retype_column(&s->fields[at], c, last_id, e);
		else
			rc = evolve_column(s, old, at, c, append, last_id, e);
	}
	map_free(&names);
	return rc;
}

bool
iceberg_schema_same(
    const struct iceberg_schema *a, const struct iceberg_schema *b)
{
	const struct iceberg_field *x, *y;
	size_t i;

	if (a->nfields != b->nfields)
		return false;
	for (i = 0; i < a->nfields; i++) {
		x = &a->fields[i];
		y = &b->fields[i];
		if (x->id != y->id || strcmp(x->name, y->name) != 0 ||
		    x->required != y->required || strcmp(x->type, y->type) != 0)
			return false;
	}
	return true;
}

void
iceberg_schema_free(struct iceberg_schema *s)
{
	size_t i;

	for (i = 0; i < s->nfields; i++) {
		mem_free(s->fields[i].name);
		mem_free(s->fields[i].type);
		mem_free(s->fields[i].doc);
	}
	mem_free(s->fields);
	memset(s, 0, sizeof(*s));
}
