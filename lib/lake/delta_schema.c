/* delta_schema: the columns of a Delta table; see delta_schema.h. */
#include "lake/delta_schema.h"

#include <stdio.h>
#include <string.h>

#include "base/cc.h"
#include "base/lower.h"
#include "base/mem.h"
#include "base/num.h"
#include "json/tree.h"

static int
damaged(const struct lake_table *t, const char *what, struct error *e)
{
	error_set(e, ERROR_OUTPUT, "table '%s' in '%s': its %s cannot be read",
	    t->name, t->folder->path, what);
	return -1;
}

/* "decimal(10,2)", which may have a blank after the comma. */
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

/* What holds the values of a type that is read and not written, if any. */
static void
widen_type(const char *s, size_t len, struct coltype *type)
{
	static const struct {
		const char *name;
		enum type type;
	} types[] = {
		{ "byte", TYPE_BIGINT },
		{ "short", TYPE_BIGINT },
		{ "integer", TYPE_BIGINT },
		{ "float", TYPE_DOUBLE },
		{ "timestamp_ntz", TYPE_TIMESTAMP },
	};
	size_t i;

	for (i = 0; i < LEN(types); i++)
		if (strlen(types[i].name) == len &&
		    memcmp(types[i].name, s, len) == 0)
			type->type = types[i].type;
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
	lake_refuse(t, e, "it has %s, which this program does not %s%s", what,
	    s->reading ? "read" : "write", s->reading ? "" : DELTA_ADVICE);
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
		if (!known && s->reading)
			widen_type((const char *)spelled.data, spelled.len,
			    &found);
		if (metadata != JSON_NO_NODE && found.type == TYPE_TEXT) {
			metadata = json_get(j, metadata, DELTA_META_TYPE);
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

/* Take in the mode of column mapping. */
static int
read_mapping(struct delta_schema *s, const struct lake_table *t,
    const struct json_tree *j, size_t mode, struct error *e)
{
	s->mapping = DELTA_MAPPING_NONE;
	if (json_equals(j, mode, "none"))
		return 0;
	if (!s->reading)
		return refuse_demand(s, t, "column mapping", e);
	if (json_equals(j, mode, "name"))
		s->mapping = DELTA_MAPPING_NAME;
	else if (json_equals(j, mode, "id"))
		s->mapping = DELTA_MAPPING_ID;
	else
		return refuse_demand(
		    s, t, "column mapping of a mode that is not known", e);
	return 0;
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
		    read_mapping(s, t, j, at + 1, e) != 0)
			return -1;
	}
	return 0;
}

/* Take in the names of the columns that it is partitioned by. */
static int
read_partitions(struct delta_schema *s, const struct lake_table *t,
    const struct json_tree *j, struct error *e)
{
	size_t list = json_get(j, 0, "partitionColumns"), at = JSON_NO_NODE;
	struct buf name = buf_make(SIZE_MAX);
	bool ok = true, added;

	if (list == JSON_NO_NODE || j->nodes[list].kind == JSON_NULL)
		return 0;
	if (j->nodes[list].n > 0 && !s->reading)
		return refuse_demand(s, t, "partition columns", e);
	while (ok && (at = json_next(j, list, at)) != JSON_NO_NODE) {
		buf_reset(&name);
		ok = j->nodes[list].kind == JSON_ARRAY &&
		     json_string(j, at, &name) && name.len > 0;
		if (!ok)
			break;
		(void)map_add(&s->partitions, (const char *)name.data,
		    name.len, &added);
		ok = added;
	}
	buf_free(&name);
	return ok ? 0 : damaged(t, "metaData", e);
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
	if (read_partitions(s, t, &j, e) != 0)
		goto out;
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

void
delta_schema_free(struct delta_schema *s)
{
	mem_free(s->text);
	mem_free(s->required);
	map_free(&s->others);
	map_free(&s->partitions);
	memset(s, 0, sizeof(*s));
}
