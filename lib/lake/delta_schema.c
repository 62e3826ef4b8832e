/* delta_schema: the columns of a Delta table; see delta_schema.h. */
#include "lake/delta_schema.h"

#include <stdio.h>
#include <string.h>

#include "base/cc.h"
#include "base/lower.h"
#include "base/mem.h"
#include "base/num.h"
#include "json/text.h"
#include "json/tree.h"

/* A column's metadata that says that its text is JSON. */
#define META_TYPE "aai.type"

static int
damaged(const struct lake_table *t, const char *what, struct error *e)
{
	error_set(e, ERROR_OUTPUT, "table '%s' in '%s': its %s cannot be read",
	    t->name, t->folder->path, what);
	return -1;
}

/* "decimal(10,2)", which may have a blank behind the comma. */
static bool
parse_decimal(const char *s, size_t len, struct coltype *type)
{
	const char *comma, *scale;
	uint64_t precision, digits;

	if (len < 12 || memcmp(s, "decimal(", 8) != 0 || s[len - 1] != ')')
		return false;
	comma = memchr(s, ',', len);
	if (comma == NULL)
		return false;
	scale = comma + 1;
	while (*scale == ' ')
		scale++;
	if (!num_u64(s + 8, (size_t)(comma - s) - 8, 1, TYPE_DECIMAL_DIGITS,
		&precision) ||
	    !num_u64(scale, (size_t)(s + len - 1 - scale), 0, precision,
		&digits))
		return false;
	type->type = TYPE_DECIMAL;
	type->precision = (uint8_t)precision;
	type->scale = (uint8_t)digits;
	return true;
}

/* Our type for a primitive type's name; false when we have none. */
static bool
parse_type(const char *s, size_t len, struct coltype *type)
{
	static const struct {
		const char *name;
		enum type type;
	} types[] = {
		{ "boolean", TYPE_BOOL },
		{ "long", TYPE_BIGINT },
		{ "double", TYPE_DOUBLE },
		{ "date", TYPE_DATE },
		{ "timestamp", TYPE_TIMESTAMP },
		{ "string", TYPE_TEXT },
	};
	size_t i;

	*type = (struct coltype){ 0 };
	for (i = 0; i < LEN(types); i++) {
		if (strlen(types[i].name) == len &&
		    memcmp(types[i].name, s, len) == 0) {
			type->type = types[i].type;
			return true;
		}
	}
	return parse_decimal(s, len, type);
}

static void
put_type(struct coltype type, struct buf *out)
{
	static const char *const names[TYPE_COUNT] = { "string", "boolean",
		"long", "double", NULL, "date", "timestamp", "string",
		"string" };

	if (type.type == TYPE_DECIMAL)
		buf_printf(out, "\"decimal(%d,%d)\"", type.precision,
		    type.scale);
	else
		buf_printf(out, "\"%s\"", names[type.type]);
}

/* What a field's metadata may ask for that we do not do, or NULL. */
static const char *
unknown_demand(const struct json_tree *j, size_t metadata)
{
	static const struct {
		const char *prefix, *what;
	} demands[] = {
		{ "delta.generationExpression", "generated columns" },
		{ "delta.identity", "identity columns" },
		{ "delta.invariants", "invariants" },
		{ "delta.columnMapping", "column mapping" },
		{ "__CHAR_VARCHAR_TYPE_STRING", "char or varchar columns" },
	};
	size_t at = JSON_NO_NODE, i;

	if (metadata == JSON_NO_NODE ||
	    j->nodes[metadata].kind != JSON_OBJECT)
		return NULL;
	while ((at = json_next(j, metadata, at)) != JSON_NO_NODE) {
		const char *key = j->text + j->nodes[at].from;

		for (i = 0; i < LEN(demands); i++)
			if (strncmp(key, demands[i].prefix,
				strlen(demands[i].prefix)) == 0)
				return demands[i].what;
	}
	return NULL;
}

static int
refuse_demand(const struct delta_schema *s, const struct lake_table *t,
    const char *what, struct error *e)
{
	lake_refuse(t, e, "it has %s, which this program does not %s", what,
	    s->reading ? "read" : "write");
	return -1;
}

/* Add the column to those held or to the others. */
static int
add_field(struct delta_schema *s, struct lake_table *t, struct table *held,
    const char *name, size_t len, struct coltype type, bool known,
    bool required)
{
	if (!known && required && !s->reading)
		return -1;
	if (!known && !s->reading) {
		(void)map_add(&s->others, name, len, NULL);
		t->partial = true;
		return 0;
	}
	if (table_find(held, name, len) != MAP_NONE)
		return -1;
	(void)table_add(held, name, len, type, false);
	s->required =
	    mem_resize(s->required, held->ncolumns, sizeof(*s->required));
	s->required[held->ncolumns - 1] = required;
	t->partial |= required;
	return 0;
}

static int
read_field(struct delta_schema *s, struct lake_table *t, struct table *held,
    const struct json_tree *j, size_t field, struct error *e)
{
	size_t name = json_get(j, field, "name");
	size_t type = json_get(j, field, "type");
	size_t nullable = json_get(j, field, "nullable");
	size_t metadata = json_get(j, field, "metadata");
	bool required = nullable != JSON_NO_NODE &&
			j->nodes[nullable].kind == JSON_FALSE;
	const char *demand = unknown_demand(j, metadata);
	struct buf text = buf_make(SIZE_MAX), spelled = buf_make(64);
	struct coltype found = { 0 };
	bool known;
	int rc = -1;

	if (name == JSON_NO_NODE || type == JSON_NO_NODE ||
	    !json_string(j, name, &text)) {
		rc = damaged(t, "schema", e);
	} else if (demand != NULL && !s->reading) {
		rc = refuse_demand(s, t, demand, e);
	} else {
		known = json_string(j, type, &spelled) &&
			parse_type((const char *)spelled.data, spelled.len,
			    &found);
		if (metadata != JSON_NO_NODE && found.type == TYPE_TEXT) {
			metadata = json_get(j, metadata, META_TYPE);
			if (metadata != JSON_NO_NODE &&
			    json_equals(j, metadata, "json"))
				found.type = TYPE_JSON;
		}
		rc = add_field(s, t, held, (const char *)text.data, text.len,
		    found, known, required);
		if (rc != 0)
			lake_refuse(t, e,
			    "its column '%.*s' is there twice, or takes no "
			    "null and is of a type that this program does not "
			    "write",
			    (int)text.len, (const char *)text.data);
	}
	buf_free(&text);
	buf_free(&spelled);
	return rc;
}

/* Take apart the schema's text. */
static int
read_schema(struct delta_schema *s, struct lake_table *t, struct error *e)
{
	struct table *held = schema_table(&t->held, t->name, strlen(t->name));
	struct json_tree j = { .max = json_nodes_in(t->lake->max_line) };
	size_t fields = JSON_NO_NODE, at = JSON_NO_NODE;
	int rc = 0;

	if (json_parse(&j, s->text, strlen(s->text), JSON_DEPTH_DEFAULT, e) ==
	    0)
		fields = json_get(&j, 0, "fields");
	if (fields == JSON_NO_NODE || j.nodes[fields].kind != JSON_ARRAY) {
		rc = damaged(t, "schema", e);
	} else {
		s->fields_end = j.nodes[fields].to - 1;
		s->nfields = j.nodes[fields].n;
	}
	while (rc == 0 && (at = json_next(&j, fields, at)) != JSON_NO_NODE)
		rc = read_field(s, t, held, &j, at, e);
	json_tree_free(&j);
	return rc;
}

/* See what the table's properties ask for. */
static int
read_configuration(struct delta_schema *s, const struct lake_table *t,
    const struct json_tree *j, size_t config, struct error *e)
{
	const char *constraints = "delta.constraints.";
	size_t at = JSON_NO_NODE;

	if (config == JSON_NO_NODE || j->nodes[config].kind != JSON_OBJECT)
		return 0;
	while ((at = json_next(j, config, at)) != JSON_NO_NODE) {
		const char *key = j->text + j->nodes[at].from;

		if (strncmp(key, constraints, strlen(constraints)) == 0 &&
		    !s->reading)
			return refuse_demand(s, t, "CHECK constraints", e);
		if (json_equals(j, at, "delta.appendOnly"))
			s->append_only = json_equals(j, at + 1, "true");
		if (json_equals(j, at, "delta.columnMapping.mode") &&
		    !json_equals(j, at + 1, "none"))
			return refuse_demand(s, t, "column mapping", e);
	}
	return 0;
}

int
delta_schema_read(struct delta_schema *s, struct lake_table *t,
    const char *metadata, size_t len, struct error *e)
{
	struct json_tree j = { .max = json_nodes_in(t->lake->max_line) };
	size_t at;
	int rc = -1;

	if (json_parse(&j, metadata, len, JSON_DEPTH_DEFAULT, e) != 0) {
		(void)damaged(t, "metaData", e);
		goto out;
	}
	at = json_get(&j, 0, "partitionColumns");
	if (at != JSON_NO_NODE && j.nodes[at].n > 0) {
		(void)refuse_demand(s, t, "partition columns", e);
		goto out;
	}
	if (read_configuration(s, t, &j, json_get(&j, 0, "configuration"),
		e) != 0)
		goto out;
	at = json_get(&j, 0, "schemaString");
	if (at != JSON_NO_NODE)
		s->text = json_take_string(&j, at);
	if (s->text == NULL)
		(void)damaged(t, "metaData", e);
	else
		rc = read_schema(s, t, e);
out:
	json_tree_free(&j);
	return rc;
}

/* Add a name in small letters; false when it is there. */
static bool
add_folded(struct map *names, const char *name, size_t len)
{
	struct buf small = buf_make(SIZE_MAX);
	bool added;

	lower_put(name, len, &small);
	(void)map_add(names, (const char *)small.data, small.len, &added);
	buf_free(&small);
	return added;
}

/*
 * Columns are named in Parquet as in the table, so what others take for
 * syntax cannot be in a name; and such a name is not changed here, because
 * nobody would find the column by the one it had.
 */
static int
check_name(const struct lake_table *t, const struct column *c,
    struct map *names, struct error *e)
{
	static const char forbidden[] = " ,;{}()\n\t=";
	size_t i;

	for (i = 0; i < c->name_len; i++) {
		if (c->name[i] == '\0' || strchr(forbidden, c->name[i]) != NULL)
			break;
	}
	if (c->name_len == 0 || i < c->name_len) {
		error_set(e, ERROR_INPUT,
		    "column '%s' of table '%s': a Delta table's column cannot "
		    "have this name (blanks and ,;{}()= are not taken)",
		    c->name, t->name);
		return -1;
	}
	if (!add_folded(names, c->name, c->name_len)) {
		error_set(e, ERROR_INPUT,
		    "column '%s' of table '%s': a Delta table cannot have two "
		    "columns whose names differ in case alone",
		    c->name, t->name);
		return -1;
	}
	return 0;
}

int
delta_schema_check(const struct delta_schema *s, const struct lake_table *t,
    struct error *e)
{
	struct map names = { 0 };
	const struct column *c;
	size_t i;
	int rc = 0;

	for (i = 0; t->append && i < s->others.n; i++)
		(void)add_folded(
		    &names, s->others.entries[i].key, s->others.entries[i].len);
	for (i = 0; rc == 0 && i < t->columns->ncolumns; i++) {
		c = &t->columns->columns[i];
		if (t->append && map_find(&s->others, c->name, c->name_len) !=
				     MAP_NONE) {
			lake_refuse(t, e,
			    "its column '%s' is of a type that this program "
			    "does not write; nothing is written",
			    c->name);
			rc = -1;
		} else if (i < t->nheld) {
			/* It has been there with this name. */
			(void)add_folded(&names, c->name, c->name_len);
		} else {
			rc = check_name(t, c, &names, e);
		}
	}
	map_free(&names);
	return rc;
}

static void
put_field(const struct column *c, struct buf *out)
{
	buf_str(out, "{\"name\":");
	json_quote(c->name, c->name_len, out);
	buf_str(out, ",\"type\":");
	put_type(c->type, out);
	buf_printf(out, ",\"nullable\":true,\"metadata\":{%s}}",
	    c->type.type == TYPE_JSON ? "\"" META_TYPE "\":\"json\"" : "");
}

/*
 * Append the schema, as text: that of s with t's new columns when s has one
 * and the load appends, or t's columns alone.
 */
static void
put_schema(
    const struct delta_schema *s, const struct lake_table *t, struct buf *out)
{
	bool extends = t->append && s->text != NULL;
	const char *comma = "";
	size_t i;

	if (extends) {
		buf_put(out, s->text, s->fields_end);
		comma = s->nfields > 0 ? "," : "";
	} else {
		buf_str(out, "{\"type\":\"struct\",\"fields\":[");
	}
	for (i = extends ? t->nheld : 0; i < t->columns->ncolumns; i++) {
		buf_str(out, comma);
		put_field(&t->columns->columns[i], out);
		comma = ",";
	}
	buf_str(out, extends ? s->text + s->fields_end : "]}");
}

/* Append ,"schemaString":"..." */
static void
put_schema_member(
    const struct delta_schema *s, const struct lake_table *t, struct buf *out)
{
	struct buf text = buf_make(SIZE_MAX);

	put_schema(s, t, &text);
	buf_str(out, "\"schemaString\":");
	json_quote((const char *)text.data, text.len, out);
	buf_free(&text);
}

static void
put_new_metadata(
    const struct delta_schema *s, const struct lake_table *t, struct buf *out)
{
	char id[37];

	lake_uuid(t->lake, id);
	buf_printf(out, "{\"id\":\"%s\",\"name\":", id);
	json_quote(t->name, strlen(t->name), out);
	buf_str(out, ",\"format\":{\"provider\":\"parquet\",\"options\":{}},");
	put_schema_member(s, t, out);
	buf_printf(out,
	    ",\"partitionColumns\":[],\"configuration\":{},"
	    "\"createdTime\":%lld}",
	    (long long)t->lake->now_ms);
}

/* Append a name or value as it is spelled. */
static void
put_node(const struct json_tree *j, size_t node, struct buf *out)
{
	const struct json_node *n = &j->nodes[node];
	size_t quote = n->kind == JSON_STRING ? 1 : 0;

	buf_put(out, j->text + n->from - quote, n->to - n->from + 2 * quote);
}

int
delta_schema_put_metadata(const struct delta_schema *s,
    const struct lake_table *t, const char *metadata, size_t len,
    struct buf *out, struct error *e)
{
	struct json_tree j = { .max = json_nodes_in(t->lake->max_line) };
	const char *comma = "";
	size_t at = JSON_NO_NODE;

	if (metadata == NULL) {
		put_new_metadata(s, t, out);
		return 0;
	}
	if (json_parse(&j, metadata, len, JSON_DEPTH_DEFAULT, e) != 0)
		return -1;
	buf_byte(out, '{');
	while ((at = json_next(&j, 0, at)) != JSON_NO_NODE) {
		buf_str(out, comma);
		comma = ",";
		if (json_equals(&j, at, "schemaString")) {
			put_schema_member(s, t, out);
			continue;
		}
		put_node(&j, at, out);
		buf_byte(out, ':');
		put_node(&j, at + 1, out);
	}
	buf_byte(out, '}');
	json_tree_free(&j);
	return 0;
}

void
delta_schema_free(struct delta_schema *s)
{
	mem_free(s->text);
	mem_free(s->required);
	map_free(&s->others);
	memset(s, 0, sizeof(*s));
}
