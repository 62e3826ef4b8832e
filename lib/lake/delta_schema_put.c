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
