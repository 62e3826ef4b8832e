/* nested: lists, maps and structures as JSON; see nested.h. */
#include "view/nested.h"

#include <string.h>

#include "base/mem.h"
#include "json/text.h"
#include "view/cell.h"
#include "view/value.h"

/* A piece of text, about. */
#define PIECE ((size_t)64 << 10)

static int
fail(const struct nested *n, const char *what, struct error *e)
{
	error_set(e, ERROR_INPUT, "'%s': column '%.*s': %s", n->r->name,
	    (int)n->field->name.len, (const char *)n->field->name.p, what);
	return -1;
}

void
nested_open(struct nested *n, const struct reader *r, size_t field)
{
	memset(n, 0, sizeof(*n));
	n->r = r;
	n->field = &r->fields[field];
	n->columns = mem_new(n->field->ncolumns + 1, sizeof(*n->columns));
	n->scratch = n->text = buf_make(SIZE_MAX / 2);
}

int
nested_group(struct nested *n, size_t group, struct error *e)
{
	size_t i;

	n->pending = false;
	for (i = 0; i < n->field->ncolumns; i++)
		if (column_cursor_open(&n->columns[i], n->r, group,
			n->field->column + i, e) != 0)
			return -1;
	return 0;
}

/* The column of the file of that number. */
static struct column_cursor *
column_of(const struct nested *n, size_t column)
{
	return &n->columns[column - n->field->column];
}

/* Put what has gathered, when it is enough. */
static int
flush(struct nested *n, size_t least, struct error *e)
{
	int rc = 0;

	if (n->text.failed || n->scratch.failed)
		return fail(n, "a value is too long", e);
	if (n->text.len <= least)
		return 0;
	if (n->put != NULL)
		rc = n->put(n->to, n->text.data, n->text.len, e);
	buf_reset(&n->text);
	return rc;
}

/* A node that is null, or a list without items: in all of its columns alike. */
static int
put_absent(struct nested *n, const struct reader_node *node,
    const struct column_level *found, const char *text, struct error *e)
{
	struct column_cursor *c;
	struct column_level l;
	size_t i;

	for (i = node->column; i < node->column + node->ncolumns; i++) {
		c = column_of(n, i);
		if (column_cursor_expect(c, found->rep, &l, e) != 0)
			return -1;
		if (l.def != found->def)
			return column_cursor_wrong(c, e);
		column_cursor_pass(c);
	}
	buf_str(&n->text, text);
	return 0;
}

static int
put_value(struct nested *n, const struct reader_node *node, struct error *e)
{
	struct column_cursor *c = column_of(n, node->column);
	const struct reader_column *column = c->pages.column;
	struct value value = { 0 };
	struct show_cell cell;
	size_t i = column_cursor_take(c);

	/* What is passed over needs no text. */
	if (n->put == NULL)
		return 0;
	if (reader_has_spans(column))
		value.span = c->pages.values.spans[i];
	else
		value.num = c->pages.values.nums[i];
	cell = value_cell(column, &value, &n->scratch);
	cell_check_json(&cell);
	n->replaced += cell_put_json(&cell, &n->text);
	return flush(n, PIECE, e);
}

static int put_node(struct nested *n, size_t at, unsigned rep, unsigned least,
    struct error *e);

static int
put_list(struct nested *n, size_t at, unsigned rep, struct error *e)
{
	const struct reader_node *node = &n->r->nodes[at];
	struct column_level l;
	int rc;

	buf_byte(&n->text, '[');
	for (;;) {
		if (put_node(n, at + 1, rep, node->item, e) != 0 ||
		    flush(n, PIECE, e) != 0)
			return -1;
		rc = column_cursor_look(column_of(n, node->column), &l, e);
		if (rc < 0)
			return -1;
		rep = node->repeats;
		if (rc == 0 || l.rep != rep)
			break;
		buf_byte(&n->text, ',');
	}
	buf_byte(&n->text, ']');
	return 0;
}

/* Pass over a member that the table has no more. */
static int
pass_member(struct nested *n, size_t at, unsigned rep, unsigned least,
    struct error *e)
{
	int (*put)(void *, const void *, size_t, struct error *) = n->put;
	int rc;

	if (flush(n, 0, e) != 0)
		return -1;
	n->put = NULL;
	rc = put_node(n, at, rep, least, e);
	n->put = put;
	buf_reset(&n->text);
	return rc;
}

static int
put_struct(struct nested *n, size_t at, unsigned rep, struct error *e)
{
	const struct reader_node *node = &n->r->nodes[at], *member;
	const char *comma = "";
	size_t i;

	buf_byte(&n->text, '{');
	for (i = at + 1; i < node->next; i = member->next) {
		member = &n->r->nodes[i];
		if (member->dropped) {
			if (pass_member(n, i, rep, node->present, e) != 0)
				return -1;
			continue;
		}
		buf_str(&n->text, comma);
		comma = ",";
		json_quote((const char *)member->name.p, member->name.len,
		    &n->text);
		buf_byte(&n->text, ':');
		if (put_node(n, i, rep, node->present, e) != 0)
			return -1;
	}
	buf_byte(&n->text, '}');
	return 0;
}

/*
 * What begins at that repetition level and is defined up to least, or further.
 * It goes as deep as the schema does, which has an end.
 */
static int
put_node(struct nested *n, size_t at, unsigned rep, unsigned least,
    struct error *e)
{
	const struct reader_node *node = &n->r->nodes[at];
	struct column_level l;

	/* Nothing says whether a structure of nothing is there. */
	if (node->ncolumns == 0) {
		buf_str(&n->text, "null");
		return 0;
	}
	if (column_cursor_expect(column_of(n, node->column), rep, &l, e) != 0)
		return -1;
	if (l.def < least)
		return column_cursor_wrong(column_of(n, node->column), e);
	if (l.def < node->present)
		return put_absent(n, node, &l, "null", e);
	if (node->kind == NODE_STRUCT)
		return put_struct(n, at, rep, e);
	if (node->kind == NODE_LEAF)
		return put_value(n, node, e);
	if (l.def < node->item)
		return put_absent(n, node, &l, "[]", e);
	return put_list(n, at, rep, e);
}

int
nested_row(struct nested *n, struct error *e)
{
	const struct reader_node *node = &n->r->nodes[n->field->node];
	struct column_level l;

	if (n->pending && nested_take(n, NULL, NULL, e) != 0)
		return -1;
	if (column_cursor_expect(column_of(n, node->column), 0, &l, e) != 0)
		return -1;
	n->pending = l.def >= node->present;
	if (n->pending)
		return 1;
	buf_reset(&n->text);
	return put_absent(n, node, &l, "", e);
}

int
nested_take(struct nested *n,
    int (*put)(void *to, const void *p, size_t len, struct error *e),
    void *to, struct error *e)
{
	n->pending = false;
	n->put = put;
	n->to = to;
	buf_reset(&n->text);
	if (put_node(n, n->field->node, 0, 0, e) != 0)
		return -1;
	return flush(n, 0, e);
}

int
nested_end(struct nested *n, struct error *e)
{
	size_t i;

	if (n->pending && nested_take(n, NULL, NULL, e) != 0)
		return -1;
	for (i = 0; i < n->field->ncolumns; i++)
		if (column_cursor_end(&n->columns[i], e) != 0)
			return -1;
	return 0;
}

void
nested_close(struct nested *n)
{
	size_t i;

	for (i = 0; n->field != NULL && i < n->field->ncolumns; i++)
		column_cursor_close(&n->columns[i]);
	mem_free(n->columns);
	buf_free(&n->scratch);
	buf_free(&n->text);
	memset(n, 0, sizeof(*n));
}
