/* delta_schema_put: the columns of a Delta table, written; see
 * delta_schema.h. */
#include "lake/delta_schema.h"

#include <string.h>

#include "json/text.h"
#include "json/tree.h"

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

static void
put_field(const struct column *c, struct buf *out)
{
	buf_str(out, "{\"name\":");
	json_quote(c->name, c->name_len, out);
	buf_str(out, ",\"type\":");
	put_type(c->type, out);
	buf_str(out, ",\"nullable\":true,\"metadata\":{");
	if (c->type.type == TYPE_JSON)
		buf_str(out, "\"" DELTA_META_TYPE "\":\"json\"");
	buf_str(out, "}}");
}

/* Append a name or value as it is spelled. */
static void
put_node(const struct json_tree *j, size_t node, struct buf *out)
{
	const struct json_node *n = &j->nodes[node];
	size_t quote = n->kind == JSON_STRING ? 1 : 0;

	buf_put(out, j->text + n->from - quote, n->to - n->from + 2 * quote);
}

/* The held column that the field is, if its type is another now; or NULL. */
static const struct column *
retyped_column(
    const struct lake_table *t, const struct json_tree *j, size_t field)
{
	struct buf name = buf_make(SIZE_MAX);
	const struct column *c = NULL;
	size_t at;

	if (json_string(j, json_get(j, field, "name"), &name) && name.len > 0) {
		at = table_find(
		    t->columns, (const char *)name.data, name.len);
		if (at != MAP_NONE && at < t->nheld && t->retyped[at])
			c = &t->columns->columns[at];
	}
	buf_free(&name);
	return c;
}

/* Append the field as it stands, but for the type. */
static void
put_retyped(const struct json_tree *j, size_t field, const struct column *c,
    struct buf *out)
{
	const char *comma = "";
	size_t at = JSON_NO_NODE;

	buf_byte(out, '{');
	while ((at = json_next(j, field, at)) != JSON_NO_NODE) {
		buf_str(out, comma);
		comma = ",";
		put_node(j, at, out);
		buf_byte(out, ':');
		if (json_equals(j, at, "type"))
			put_type(c->type, out);
		else
			put_node(j, at + 1, out);
	}
	buf_byte(out, '}');
}

/*
 * Append the text of s up to the end of its fields, those that are retyped with
 * their types.
 */
static int
put_held(const struct delta_schema *s, const struct lake_table *t,
    struct buf *out, struct error *e)
{
	struct json_tree j = { .max = json_nodes_in(t->lake->max_line) };
	size_t fields, at = JSON_NO_NODE, from = 0;
	const struct column *c;

	if (!t->rewrites) {
		buf_put(out, s->text, s->fields_end);
		return 0;
	}
	if (json_parse(&j, s->text, strlen(s->text), JSON_DEPTH_DEFAULT, e) !=
	    0) {
		json_tree_free(&j);
		return -1;
	}
	fields = json_get(&j, 0, "fields");
	while ((at = json_next(&j, fields, at)) != JSON_NO_NODE) {
		c = retyped_column(t, &j, at);
		if (c == NULL)
			continue;
		buf_put(out, s->text + from, j.nodes[at].from - from);
		put_retyped(&j, at, c, out);
		from = j.nodes[at].to;
	}
	buf_put(out, s->text + from, s->fields_end - from);
	json_tree_free(&j);
	return 0;
}

/*
 * Append the schema, as text: that of s with t's new columns when s has one
 * and the load appends, or t's columns alone.
 */
static int
put_schema(const struct delta_schema *s, const struct lake_table *t,
    struct buf *out, struct error *e)
{
	bool extends = t->append && s->text != NULL;
	const char *comma = "";
	size_t i;

	if (extends) {
		if (put_held(s, t, out, e) != 0)
			return -1;
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
	return 0;
}

/* Append ,"schemaString":"..." */
static int
put_schema_member(const struct delta_schema *s, const struct lake_table *t,
    struct buf *out, struct error *e)
{
	struct buf text = buf_make(SIZE_MAX);
	int rc = put_schema(s, t, &text, e);

	buf_str(out, "\"schemaString\":");
	json_quote((const char *)text.data, text.len, out);
	buf_free(&text);
	return rc;
}

static int
put_new_metadata(const struct delta_schema *s, const struct lake_table *t,
    struct buf *out, struct error *e)
{
	char id[37];
	int rc;

	lake_uuid(t->lake, id);
	buf_printf(out, "{\"id\":\"%s\",\"name\":", id);
	json_quote(t->name, strlen(t->name), out);
	buf_str(out, ",\"format\":{\"provider\":\"parquet\",\"options\":{}},");
	rc = put_schema_member(s, t, out, e);
	buf_printf(out,
	    ",\"partitionColumns\":[],\"configuration\":{},"
	    "\"createdTime\":%lld}",
	    (long long)t->lake->now_ms);
	return rc;
}

int
delta_schema_put_metadata(const struct delta_schema *s,
    const struct lake_table *t, const char *metadata, size_t len,
    struct buf *out, struct error *e)
{
	struct json_tree j = { .max = json_nodes_in(t->lake->max_line) };
	const char *comma = "";
	size_t at = JSON_NO_NODE;
	int rc = 0;

	if (metadata == NULL)
		return put_new_metadata(s, t, out, e);
	if (json_parse(&j, metadata, len, JSON_DEPTH_DEFAULT, e) != 0)
		return -1;
	buf_byte(out, '{');
	while ((at = json_next(&j, 0, at)) != JSON_NO_NODE) {
		buf_str(out, comma);
		comma = ",";
		if (json_equals(&j, at, "schemaString")) {
			if (put_schema_member(s, t, out, e) != 0)
				rc = -1;
			continue;
		}
		put_node(&j, at, out);
		buf_byte(out, ':');
		put_node(&j, at + 1, out);
	}
	buf_byte(out, '}');
	json_tree_free(&j);
	return rc;
}
