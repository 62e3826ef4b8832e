/* source_writer: a model as a description; see source_writer.h. */
#include "aai-describe/source_writer.h"

#include <string.h>

#include "api/desc.h"
#include "base/printable.h"
#include "json/text.h"
#include "json/tree.h"

#define WIDTH 80
#define TAB   8
#define DEPTH 64

/* Members in the order that they are printed in; others come after them. */
static const char *const api_order[] = { "//", "//use", "version", "name",
	"about", "base_url", "base_url_env", "regions", "params", "secrets",
	"auth", "//auth", "id_chars", "rate", "retry_on", "error_text",
	"errors", "zone", "//why", "//unsure", "//made", "//made_resources",
	NULL };
static const char *const resource_order[] = { "//", "//why", "//unsure",
	"about", "path", "method", "headers", "params", "body", "form",
	"graphql", "kind", "format", "records", "filter", "list", "pages",
	"parent_key", "parent_key_in_body", "parents", "carry", "for_each",
	"index", "missing", "absent", "pending", "errors", "envelope", "table",
	"incremental", "//made", NULL };

static void
put_tabs(struct buf *out, unsigned tabs)
{
	while (tabs-- > 0)
		buf_byte(out, '\t');
}

static void put_value(const struct json_tree *t, size_t node, unsigned tabs,
    size_t used, struct buf *out);

static void
put_quoted(const struct json_tree *t, size_t node, struct buf *out)
{
	const struct json_node *n = &t->nodes[node];

	buf_byte(out, '"');
	buf_put(out, t->text + n->from, n->to - n->from);
	buf_byte(out, '"');
}

/* In one line: ", " and ": " between things. */
static void
put_line(const struct json_tree *t, size_t node, struct buf *out)
{
	const struct json_node *n = &t->nodes[node];
	size_t at = JSON_NO_NODE;
	bool object = n->kind == JSON_OBJECT;
	bool first = true;

	if (n->kind == JSON_STRING) {
		put_quoted(t, node, out);
		return;
	}
	if (!object && n->kind != JSON_ARRAY) {
		buf_put(out, t->text + n->from, n->to - n->from);
		return;
	}
	buf_byte(out, object ? '{' : '[');
	while ((at = json_next(t, node, at)) != JSON_NO_NODE) {
		if (!first)
			buf_str(out, ", ");
		first = false;
		if (object) {
			put_quoted(t, at, out);
			buf_str(out, ": ");
		}
		put_line(t, object ? at + 1 : at, out);
	}
	buf_byte(out, object ? '}' : ']');
}

/* With a line for each thing in it. */
static void
put_lines(
    const struct json_tree *t, size_t node, unsigned tabs, struct buf *out)
{
	bool object = t->nodes[node].kind == JSON_OBJECT, first = true;
	size_t at = JSON_NO_NODE, from;

	buf_str(out, object ? "{\n" : "[\n");
	while ((at = json_next(t, node, at)) != JSON_NO_NODE) {
		if (!first)
			buf_str(out, ",\n");
		first = false;
		put_tabs(out, tabs + 1);
		from = out->len;
		if (object) {
			put_quoted(t, at, out);
			buf_str(out, ": ");
		}
		put_value(
		    t, object ? at + 1 : at, tabs + 1, out->len - from, out);
	}
	buf_byte(out, '\n');
	put_tabs(out, tabs);
	buf_byte(out, object ? '}' : ']');
}

/* used: bytes of the line after its tabs. */
static void
put_value(const struct json_tree *t, size_t node, unsigned tabs, size_t used,
    struct buf *out)
{
	enum json_kind kind = (enum json_kind)t->nodes[node].kind;
	struct buf line = buf_make(WIDTH);

	put_line(t, node, &line);
	if ((kind != JSON_OBJECT && kind != JSON_ARRAY) ||
	    t->nodes[node].n == 0)
		put_line(t, node, out);
	else if (!line.failed && tabs * TAB + used + line.len < WIDTH)
		buf_put(out, line.data, line.len);
	else
		put_lines(t, node, tabs, out);
	buf_free(&line);
}

static void
put_member(const struct source_member *member, unsigned tabs, bool *first,
    struct buf *out)
{
	struct json_tree t = { 0 };
	struct error e = { 0 };
	size_t from;

	if (!*first)
		buf_str(out, ",\n");
	*first = false;
	put_tabs(out, tabs);
	from = out->len;
	json_quote(member->name, strlen(member->name), out);
	buf_str(out, ": ");
	if (json_parse(&t, member->json, strlen(member->json), DEPTH, &e) == 0)
		put_value(&t, 0, tabs, out->len - from, out);
	else
		buf_str(out, member->json); /* source_check() will say */
	json_tree_free(&t);
}

static bool
is_listed(const char *const *order, const char *name)
{
	while (*order != NULL)
		if (strcmp(*order++, name) == 0)
			return true;
	return false;
}

/* Members in that order, then the others. */
static void
put_members(const struct source_members *m, const char *const *order,
    unsigned tabs, bool *first, struct buf *out)
{
	size_t i, k;

	for (k = 0; order[k] != NULL; k++)
		for (i = 0; i < m->n; i++)
			if (strcmp(m->items[i].name, order[k]) == 0)
				put_member(&m->items[i], tabs, first, out);
	for (i = 0; i < m->n; i++)
		if (!is_listed(order, m->items[i].name))
			put_member(&m->items[i], tabs, first, out);
}

/* Notes as the member of that name: a text, or a list of them. */
static void
add_notes(struct source_members *m, const char *name,
    const struct source_notes *notes)
{
	struct buf b = buf_make(SIZE_MAX / 2);
	size_t i;

	if (notes->n == 0)
		return;
	if (notes->n > 1)
		buf_byte(&b, '[');
	for (i = 0; i < notes->n; i++) {
		if (i > 0)
			buf_byte(&b, ',');
		json_quote(notes->items[i], strlen(notes->items[i]), &b);
	}
	if (notes->n > 1)
		buf_byte(&b, ']');
	source_put_buf(m, name, &b);
}

static void
add_copies(struct source_members *to, const struct source_members *from)
{
	size_t i;

	for (i = 0; i < from->n; i++)
		source_put(to, from->items[i].name, from->items[i].json);
}

static void
put_resource(const struct source_resource *r, struct buf *out)
{
	struct source_members all = { 0 };
	bool first = true;

	add_notes(&all, "//why", &r->why);
	add_notes(&all, "//unsure", &r->unsure);
	add_copies(&all, &r->members);
	buf_byte(out, '\n');
	json_quote(r->name, strlen(r->name), out);
	buf_str(out, ": {\n");
	put_members(&all, resource_order, 1, &first, out);
	buf_str(out, "\n}");
	source_members_free(&all);
}

static void
put_left_out(const struct source_model *m, struct buf *out)
{
	struct source_members all = { 0 };
	struct buf b = buf_make(SIZE_MAX / 2);
	bool first = true;
	size_t i;

	if (m->nleft_out == 0)
		return;
	for (i = 0; i < m->nleft_out; i++) {
		const struct source_left_out *l = &m->left_out[i];

		buf_str(&b, i == 0 ? "[" : ",");
		json_quote(l->what, strlen(l->what), &b);
		b.len--;
		buf_str(&b, ": ");
		json_escape(l->why, strlen(l->why), &b);
		if (*l->place != '\0') {
			buf_str(&b, " (");
			json_escape(l->place, strlen(l->place), &b);
			buf_byte(&b, ')');
		}
		buf_byte(&b, '"');
	}
	buf_byte(&b, ']');
	source_put_buf(&all, "//left_out", &b);
	put_members(&all, api_order, 0, &first, out);
	buf_str(out, ",\n");
	source_members_free(&all);
}

void
source_write(const struct source_model *m, struct buf *out)
{
	struct source_members all = { 0 };
	bool first = true;
	size_t i;

	add_notes(&all, "//why", &m->why);
	add_notes(&all, "//unsure", &m->unsure);
	add_copies(&all, &m->members);
	source_put_int(&all, "version", 2);
	buf_str(out, "{\n");
	put_members(&all, api_order, 0, &first, out);
	buf_str(out, ",\n");
	put_left_out(m, out);
	buf_str(out, "\"resources\": {\n");
	for (i = 0; i < m->n; i++) {
		if (i > 0)
			buf_str(out, ",\n");
		put_resource(&m->resources[i], out);
	}
	buf_str(out, "\n\n}\n}\n");
	source_members_free(&all);
}

enum {
	COLUMNS = 4
};

static const char *
cell(const struct source_resource *r, size_t column)
{
	const char *const cells[COLUMNS] = { r->name, r->paging, r->key,
		r->parent };

	return cells[column] != NULL ? cells[column] : "-";
}

static void
put_row(const char *const *cells, const size_t *widths, struct buf *out)
{
	size_t i, from;

	for (i = 0; i < COLUMNS; i++) {
		from = out->len;
		printable_str(out, cells[i]);
		while (out->len - from < widths[i] + 2)
			buf_byte(out, ' ');
	}
}

void
source_write_table(const struct source_model *m, struct buf *out)
{
	const char *cells[COLUMNS] = { "resource", "paging", "key", "parent" };
	size_t widths[COLUMNS];
	size_t i, c, len;

	for (c = 0; c < COLUMNS; c++) {
		widths[c] = strlen(cells[c]);
		for (i = 0; i < m->n; i++) {
			len = strlen(cell(&m->resources[i], c));
			if (len > widths[c] && len <= WIDTH / 2)
				widths[c] = len;
		}
	}
	put_row(cells, widths, out);
	buf_str(out, "doubts\n");
	for (i = 0; i < m->n; i++) {
		const struct source_notes *unsure = &m->resources[i].unsure;

		for (c = 0; c < COLUMNS; c++)
			cells[c] = cell(&m->resources[i], c);
		put_row(cells, widths, out);
		for (c = 0; c < unsure->n; c++) {
			buf_str(out, c > 0 ? "; " : "");
			printable_str(out, unsure->items[c]);
		}
		while (out->data[out->len - 1] == ' ')
			out->len--;
		buf_byte(out, '\n');
	}
	for (i = 0; i < m->unsure.n; i++) {
		buf_str(out, "unsure: ");
		printable_str(out, m->unsure.items[i]);
		buf_byte(out, '\n');
	}
	for (i = 0; i < m->nleft_out; i++) {
		buf_str(out, "left out: ");
		printable_str(out, m->left_out[i].what);
		buf_str(out, ": ");
		printable_str(out, m->left_out[i].why);
		buf_byte(out, '\n');
	}
}

int
source_check(const struct buf *description, struct error *e)
{
	struct desc *d = desc_parse((const char *)description->data,
	    description->len, "that was made", e);

	if (d == NULL) {
		e->kind = ERROR_FAILED;
		return -1;
	}
	desc_free(d);
	return 0;
}
