/* columns_put: the line that declares a table's columns, written; see
 * columns.h. */
#include "stream/columns.h"

#include <string.h>

#include "json/text.h"
#include "json/tree.h"
#include "stream/facts.h"
#include "table/time.h"

/* The member that says what zone times without one are in, if any. */
static void
put_zone(struct buf *out, int zone)
{
	char text[TIME_TEXT_MAX];

	if (zone == 0)
		return;
	buf_str(out, ",\"_zone\":\"");
	buf_put(out, text, time_format_zone(zone, text));
	buf_byte(out, '"');
}

void
columns_put_key(struct buf *out, bool key, const char *plain)
{
	if (key)
		buf_str(out, ",\"key\":true");
	if (plain == NULL)
		return;
	buf_str(out, ",\"plain\":");
	json_quote(plain, strlen(plain), out);
}

void
columns_put_path(struct buf *out, const struct table *t, size_t i)
{
	const struct column *c = &t->columns[i];

	if (c->path == NULL && t->path != NULL)
		buf_str(out, ",\"path\":null");
	if (c->path == NULL ||
	    (t->path != NULL && strcmp(c->path, c->name) == 0))
		return;
	buf_str(out, ",\"path\":");
	json_quote(c->path, strlen(c->path), out);
}

void
columns_put_names(struct buf *out, const struct table_link *l)
{
	size_t i;

	for (i = 0; i < l->n; i++) {
		buf_byte(out, i == 0 ? '[' : ',');
		json_quote(l->names[i], strlen(l->names[i]), out);
	}
	buf_byte(out, ']');
}

void
columns_put_table(struct buf *out, const struct table *t)
{
	if (t->path != NULL) {
		buf_str(out, ",\"_path\":");
		json_quote(t->path, strlen(t->path), out);
	}
	if (t->parent != NULL) {
		buf_str(out, ",\"_parent\":");
		json_quote(t->parent, strlen(t->parent), out);
	}
	if (t->parent != NULL && t->to_parent.n > 0) {
		buf_str(out, ",\"_parent_key\":");
		columns_put_names(out, &t->to_parent);
	}
	if (t->parent != NULL && t->to_root.n > 0) {
		buf_str(out, ",\"_root\":");
		json_quote(t->to_root.table, strlen(t->to_root.table), out);
		buf_str(out, ",\"_root_key\":");
		columns_put_names(out, &t->to_root);
	}
	put_zone(out, t->zone);
}

void
columns_put(struct buf *out, const struct table *t)
{
	const struct column *c;
	size_t i;

	buf_str(out, "{\"_table\":");
	json_quote(t->name, t->name_len, out);
	buf_str(out, ",\"_columns\":[");
	for (i = 0; i < t->ncolumns; i++) {
		c = &t->columns[i];
		buf_str(out, i > 0 ? ",{\"name\":" : "{\"name\":");
		json_quote(c->name, c->name_len, out);
		buf_printf(out, ",\"type\":\"%s\"", type_name(c->type.type));
		if (c->type.type == TYPE_DECIMAL)
			buf_printf(out, ",\"precision\":%d,\"scale\":%d",
			    c->type.precision, c->type.scale);
		columns_put_key(out, c->key, c->plain);
		columns_put_path(out, t, i);
		if (c->facts.seen != 0)
			facts_put(out, c->facts);
		buf_byte(out, '}');
	}
	buf_byte(out, ']');
	if (t->number != 0)
		buf_printf(out, ",\"" COLUMNS_NUMBER "\":%u",
		    (unsigned)t->number);
	columns_put_table(out, t);
	buf_byte(out, '}');
}

void
columns_put_unnumbered(struct buf *out, const char *line, size_t len)
{
	struct json_tree t = { 0 };
	struct error ignored;
	size_t node = JSON_NO_NODE, from = len, to = len;

	if (json_parse(&t, line, len, JSON_DEPTH_DEFAULT, &ignored) == 0)
		node = json_get(&t, 0, COLUMNS_NUMBER);
	if (node != JSON_NO_NODE) {
		/* Its name is the node before; other members are before it. */
		from = t.nodes[node - 1].from;
		while (line[from] != ',')
			from--;
		to = t.nodes[node].to;
	}
	buf_put(out, line, from);
	buf_put(out, line + to, len - to);
	json_tree_free(&t);
}
