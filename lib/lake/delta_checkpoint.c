/* delta_checkpoint: a Delta log's checkpoints; see delta_checkpoint.h. */
#include "lake/delta_checkpoint.h"

#include <stdbool.h>
#include <string.h>

#include "base/buf.h"
#include "base/cc.h"
#include "base/mem.h"
#include "json/text.h"
#include "lake/lake.h"
#include "parquet/column_cursor.h"
#include "parquet/reader.h"

/* Pages may have this many times what a text may: both are of one memory, of
 * which a text has a part. */
#define ROOM_SHARE (LAKE_BOOK_SHARE / 2)

/* A column that is read. */
struct leaf {
	bool used;
	struct column_cursor cursor;
};

/* A checkpoint being read. */
struct reading {
	struct reader r;
	struct reader_room room;
	struct leaf *leaves; /* r.ncolumns of them */
	bool any; /* of them is used */
	struct buf text;
};

static bool
is_named(const struct reader_span *name, const char *text)
{
	return name->len == strlen(text) &&
	       memcmp(name->p, text, name->len) == 0;
}

static int
damaged(struct error *e)
{
	error_set(e, ERROR_INPUT, "its columns do not fit together");
	return -1;
}

/* Whether a column's values are such as actions have, and can be read. */
static bool
is_readable(const struct reading *g, size_t column)
{
	const struct reader_column *c = &g->r.columns[column];
	const struct reader_chunk *chunk;
	size_t i;

	if (c->unread != NULL || c->form != FORM_OURS)
		return false;
	for (i = 0; i < g->r.ngroups; i++) {
		chunk = &g->r.groups[i].chunks[column];
		if (chunk->encrypted ||
		    (chunk->values > 0 &&
			(chunk->unread != NULL || chunk->new_encoding)))
			return false;
	}
	return c->type.type == TYPE_TEXT || c->type.type == TYPE_BIGINT ||
	       c->type.type == TYPE_BOOL;
}

/* Whether a member matters when it is there. */
static bool
matters(const struct reader_node *node)
{
	static const char *const names[] = { "deletionVector",
		"partitionValues", "partitionColumns", "configuration",
		"readerFeatures", "writerFeatures", "path", "appId",
		"version", "schemaString", "minReaderVersion",
		"minWriterVersion" };
	size_t i;

	for (i = 0; i < LEN(names); i++)
		if (is_named(&node->name, names[i]))
			return true;
	return false;
}

/*
 * Mark the columns within a node that are to be read.  -1 with *e: one of what
 * matters cannot be.
 */
static int
mark(struct reading *g, size_t at, bool needed, struct error *e)
{
	const struct reader_node *node = &g->r.nodes[at];
	size_t i;

	if (is_named(&node->name, "stats_parsed") ||
	    is_named(&node->name, "partitionValues_parsed"))
		return 0;
	needed = needed || matters(node);
	if (node->kind == NODE_LEAF && node->ncolumns > 0) {
		if (is_readable(g, node->column)) {
			g->leaves[node->column].used = g->any = true;
		} else if (needed) {
			error_set(e, ERROR_INPUT,
			    "its column '%.*s' is of a kind that is not read",
			    (int)node->name.len, (const char *)node->name.p);
			return -1;
		}
	}
	for (i = at + 1; i < node->next; i = g->r.nodes[i].next)
		if (mark(g, i, needed, e) != 0)
			return -1;
	return 0;
}

/* The first column within a node that is read, or ncolumns: there is none. */
static size_t
first_used(const struct reading *g, const struct reader_node *node)
{
	size_t i;

	for (i = node->column; i < node->column + node->ncolumns; i++)
		if (g->leaves[i].used)
			return i;
	return g->r.ncolumns;
}

/* A node that is null, or a list without items. */
static int
pass_absent(struct reading *g, const struct reader_node *node,
    const struct column_level *found, struct error *e)
{
	struct column_cursor *c;
	struct column_level l;
	size_t i;

	for (i = node->column; i < node->column + node->ncolumns; i++) {
		if (!g->leaves[i].used)
			continue;
		c = &g->leaves[i].cursor;
		if (column_cursor_expect(c, found->rep, &l, e) != 0)
			return -1;
		if (l.def != found->def)
			return column_cursor_wrong(c, e);
		column_cursor_pass(c);
	}
	return 0;
}

static void
put_value(struct reading *g, size_t column)
{
	struct column_cursor *c = &g->leaves[column].cursor;
	const struct reader_column *of = &g->r.columns[column];
	size_t i = column_cursor_take(c);

	if (reader_has_spans(of))
		json_quote((const char *)c->pages.values.spans[i].p,
		    c->pages.values.spans[i].len, &g->text);
	else if (of->type.type == TYPE_BOOL)
		buf_str(&g->text,
		    c->pages.values.nums[i] != 0 ? "true" : "false");
	else
		buf_i64(&g->text, c->pages.values.nums[i]);
}

/* Whether a list is a map from text. */
static bool
is_map(const struct reading *g, size_t at)
{
	const struct reader_node *nodes = g->r.nodes, *pair = &nodes[at + 1];
	size_t value;

	if (pair->kind != NODE_STRUCT || pair->next <= at + 2)
		return false;
	value = nodes[at + 2].next;
	return is_named(&nodes[at + 2].name, "key") &&
	       nodes[at + 2].kind == NODE_LEAF &&
	       reader_has_spans(&g->r.columns[nodes[at + 2].column]) &&
	       value < pair->next && nodes[value].next == pair->next &&
	       is_named(&nodes[value].name, "value");
}

static int put_node(struct reading *g, size_t at, unsigned rep, unsigned least,
    struct error *e);

/* A member of a map. */
static int
put_pair(struct reading *g, size_t at, unsigned rep, struct error *e)
{
	const struct reader_node *pair = &g->r.nodes[at];
	size_t from = g->text.len;

	if (put_node(g, at + 1, rep, pair->present, e) != 0)
		return -1;
	/* A key that is null is none. */
	if (g->text.len > from && g->text.data[from] != '"')
		return damaged(e);
	buf_byte(&g->text, ':');
	return put_node(g, g->r.nodes[at + 1].next, rep, pair->present, e);
}

static int
put_list(struct reading *g, size_t at, unsigned rep, struct error *e)
{
	const struct reader_node *node = &g->r.nodes[at];
	bool map = is_map(g, at);
	size_t column = first_used(g, node);
	struct column_level l;
	int rc;

	buf_byte(&g->text, map ? '{' : '[');
	for (;;) {
		rc = map ? put_pair(g, at + 1, rep, e) :
			   put_node(g, at + 1, rep, node->item, e);
		if (rc == 0 && g->text.failed) {
			error_set(e, ERROR_LIMIT, "a list is too long");
			rc = -1;
		}
		if (rc == 0)
			rc = column_cursor_look(
			    &g->leaves[column].cursor, &l, e);
		if (rc < 0)
			return -1;
		rep = node->repeats;
		if (rc == 0 || l.rep != rep)
			break;
		buf_byte(&g->text, ',');
	}
	buf_byte(&g->text, map ? '}' : ']');
	return 0;
}

/* Members that are null are left out, as they are in entries. */
static int
put_struct(struct reading *g, size_t at, unsigned rep, struct error *e)
{
	const struct reader_node *node = &g->r.nodes[at], *member;
	const char *comma = "";
	size_t i, before, from;

	buf_byte(&g->text, '{');
	for (i = at + 1; i < node->next; i = member->next) {
		member = &g->r.nodes[i];
		if (first_used(g, member) == g->r.ncolumns)
			continue;
		before = g->text.len;
		buf_str(&g->text, comma);
		json_quote((const char *)member->name.p, member->name.len,
		    &g->text);
		buf_byte(&g->text, ':');
		from = g->text.len;
		if (put_node(g, i, rep, node->present, e) != 0)
			return -1;
		if (g->text.len > from && g->text.data[from] == 'n')
			g->text.len = before;
		else
			comma = ",";
	}
	buf_byte(&g->text, '}');
	return 0;
}

/*
 * What begins at that repetition level and is defined up to least, or further.
 * It goes as deep as the schema does, which has an end.
 */
static int
put_node(struct reading *g, size_t at, unsigned rep, unsigned least,
    struct error *e)
{
	const struct reader_node *node = &g->r.nodes[at];
	size_t column = first_used(g, node);
	struct column_cursor *c;
	struct column_level l;

	if (column == g->r.ncolumns) {
		buf_str(&g->text, "null");
		return 0;
	}
	c = &g->leaves[column].cursor;
	if (column_cursor_expect(c, rep, &l, e) != 0)
		return -1;
	if (l.def < least)
		return column_cursor_wrong(c, e);
	if (l.def < node->present) {
		buf_str(&g->text, "null");
		return pass_absent(g, node, &l, e);
	}
	if (node->kind == NODE_STRUCT)
		return put_struct(g, at, rep, e);
	if (node->kind == NODE_LEAF) {
		put_value(g, column);
		return 0;
	}
	if (l.def >= node->item)
		return put_list(g, at, rep, e);
	buf_str(&g->text, is_map(g, at) ? "{}" : "[]");
	return pass_absent(g, node, &l, e);
}

/* Whether the field is an action that matters. */
static bool
is_action(const struct reader_field *f)
{
	static const char *const names[] = { "add", "remove", "metaData",
		"protocol", "txn", "sidecar" };
	size_t i;

	for (i = 0; i < LEN(names); i++)
		if (is_named(&f->name, names[i]))
			return true;
	return false;
}

/* The next row's action of that field, if it has one. */
static int
take_action(struct reading *g, const struct reader_field *f,
    int (*take)(void *to, const char *json, size_t len, struct error *e),
    void *to, struct error *e)
{
	size_t from;

	buf_reset(&g->text);
	buf_printf(&g->text, "{\"%.*s\":", (int)f->name.len,
	    (const char *)f->name.p);
	from = g->text.len;
	if (put_node(g, f->node, 0, 0, e) != 0)
		return -1;
	if (!g->text.failed && g->text.data[from] == 'n')
		return 0;
	buf_byte(&g->text, '}');
	if (!g->text.failed)
		return take(to, (const char *)g->text.data, g->text.len, e);
	error_set(e, ERROR_LIMIT, "an action is too long");
	return -1;
}

static int
open_group(struct reading *g, size_t group, struct error *e)
{
	size_t i;

	for (i = 0; i < g->r.ncolumns; i++) {
		if (!g->leaves[i].used)
			continue;
		if (column_cursor_open(
			&g->leaves[i].cursor, &g->r, group, i, e) != 0)
			return -1;
	}
	return 0;
}

/* That no column has more. */
static int
end_group(struct reading *g, struct error *e)
{
	size_t i;

	for (i = 0; i < g->r.ncolumns; i++)
		if (g->leaves[i].used &&
		    column_cursor_end(&g->leaves[i].cursor, e) != 0)
			return -1;
	return 0;
}

static int
read_group(struct reading *g, size_t group,
    int (*take)(void *to, const char *json, size_t len, struct error *e),
    void *to, struct error *e)
{
	const struct reader_field *f;
	int64_t left = g->r.groups[group].rows;
	size_t i;

	if (open_group(g, group, e) != 0)
		return -1;
	/* Without a column to read, rows may be said to be any number. */
	for (; g->any && left > 0; left--)
		for (i = 0; i < g->r.nfields; i++) {
			f = &g->r.fields[i];
			if (is_action(f) &&
			    first_used(g, &g->r.nodes[f->node]) <
				g->r.ncolumns &&
			    take_action(g, f, take, to, e) != 0)
				return -1;
		}
	return end_group(g, e);
}

int
delta_checkpoint_read(int fd, const char *name, size_t max,
    int (*take)(void *to, const char *json, size_t len, struct error *e),
    void *to, struct error *e)
{
	struct reading g = { .room.max = max * ROOM_SHARE,
		.text = buf_make(max) };
	size_t i;
	int rc = reader_open_any(&g.r, fd, name, e);

	g.r.room = &g.room;
	if (rc == 0) {
		g.leaves = mem_new(g.r.ncolumns + 1, sizeof(*g.leaves));
		for (i = 0; rc == 0 && i < g.r.nfields; i++)
			if (is_action(&g.r.fields[i]))
				rc = mark(&g, g.r.fields[i].node,
				    !g.r.fields[i].nested, e);
	}
	for (i = 0; rc == 0 && i < g.r.ngroups; i++)
		rc = read_group(&g, i, take, to, e);
	for (i = 0; g.leaves != NULL && i < g.r.ncolumns; i++)
		column_cursor_close(&g.leaves[i].cursor);
	mem_free(g.leaves);
	buf_free(&g.text);
	reader_close(&g.r);
	return rc;
}
