/* delta_checkpoint_put: a checkpoint, written; see delta_checkpoint_put.h. */
#include "lake/delta_checkpoint_put.h"

#include <stdbool.h>
#include <string.h>

#include "base/le.h"
#include "base/mem.h"
#include "json/tree.h"
#include "lake/delta_checkpoint_item.h"

/* The most bytes of a column. */
#define COLUMN_MAX ((size_t)1 << 30)

const struct delta_checkpoint_item
    delta_checkpoint_items[DELTA_CHECKPOINT_ITEMS] = {
	{ "txn", 0, KIND_STRUCT, 0, 3 },
	{ "appId", 1, KIND_TEXT, 0, 0 },
	{ "version", 1, KIND_LONG, 1, 0 },
	{ "lastUpdated", 1, KIND_LONG, 2, 0 },
	{ "add", 0, KIND_STRUCT, 3, 7 },
	{ "path", 1, KIND_TEXT, 3, 0 },
	{ "partitionValues", 1, KIND_MAP, 4, 0 },
	{ "size", 1, KIND_LONG, 6, 0 },
	{ "modificationTime", 1, KIND_LONG, 7, 0 },
	{ "dataChange", 1, KIND_FALSE, 8, 0 },
	{ "stats", 1, KIND_TEXT, 9, 0 },
	{ "tags", 1, KIND_MAP, 10, 0 },
	{ "remove", 0, KIND_STRUCT, 12, 7 },
	{ "path", 1, KIND_TEXT, 12, 0 },
	{ "deletionTimestamp", 1, KIND_LONG, 13, 0 },
	{ "dataChange", 1, KIND_FALSE, 14, 0 },
	{ "extendedFileMetadata", 1, KIND_BOOL, 15, 0 },
	{ "partitionValues", 1, KIND_MAP, 16, 0 },
	{ "size", 1, KIND_LONG, 18, 0 },
	{ "tags", 1, KIND_MAP, 19, 0 },
	{ "metaData", 0, KIND_STRUCT, 21, 8 },
	{ "id", 1, KIND_TEXT, 21, 0 },
	{ "name", 1, KIND_TEXT, 22, 0 },
	{ "description", 1, KIND_TEXT, 23, 0 },
	{ "format", 1, KIND_STRUCT, 24, 2 },
	{ "provider", 2, KIND_TEXT, 24, 0 },
	{ "options", 2, KIND_MAP, 25, 0 },
	{ "schemaString", 1, KIND_TEXT, 27, 0 },
	{ "partitionColumns", 1, KIND_LIST, 28, 0 },
	{ "configuration", 1, KIND_MAP, 29, 0 },
	{ "createdTime", 1, KIND_LONG, 31, 0 },
	{ "protocol", 0, KIND_STRUCT, 32, 2 },
	{ "minReaderVersion", 1, KIND_INT, 32, 0 },
	{ "minWriterVersion", 1, KIND_INT, 33, 0 },
};

/* An action that is being taken apart. */
struct shred {
	struct delta_checkpoint_column *columns;
	const struct json_tree *t;
	bool unknown; /* it has what there is no column for */
	bool wrong;   /* a member is of another kind */
};

/* The item after all that is in one. */
static size_t
item_end(size_t i)
{
	uint8_t depth = delta_checkpoint_items[i].depth;

	do {
		i++;
	} while (i < DELTA_CHECKPOINT_ITEMS &&
		 delta_checkpoint_items[i].depth > depth);
	return i;
}

static void
put_levels(struct shred *s, size_t column, unsigned rep, unsigned def)
{
	buf_byte(&s->columns[column].reps, (uint8_t)rep);
	buf_byte(&s->columns[column].defs, (uint8_t)def);
}

/* An item that is not there: all of its columns are null from that level on. */
static void
put_null(struct shred *s, size_t item, unsigned def)
{
	size_t i, last = item_end(item), end;

	end = last < DELTA_CHECKPOINT_ITEMS ?
	    delta_checkpoint_items[last].column :
	    DELTA_CHECKPOINT_COLUMNS;
	for (i = delta_checkpoint_items[item].column; i < end; i++)
		put_levels(s, i, 0, def);
}

static void
put_text(struct shred *s, size_t column, size_t node)
{
	struct buf *values = &s->columns[column].values;
	struct buf text = buf_make(COLUMN_MAX);
	uint8_t len[4];

	if (!json_string(s->t, node, &text))
		s->wrong = true;
	le_put32(len, (uint32_t)text.len);
	buf_put(values, len, sizeof(len));
	buf_put(values, text.data, text.len);
	buf_free(&text);
}

static void
put_number(struct shred *s, const struct delta_checkpoint_item *item,
    size_t node)
{
	bool wide = item->kind == KIND_LONG;
	uint8_t bytes[8];
	int64_t v = 0;

	if (!json_i64(s->t, node, wide ? INT64_MIN : INT32_MIN,
		wide ? INT64_MAX : INT32_MAX, &v))
		s->wrong = true;
	le_put64(bytes, (uint64_t)v);
	buf_put(&s->columns[item->column].values, bytes, wide ? 8 : 4);
}

static void
put_bool(struct shred *s, const struct delta_checkpoint_item *item, size_t node)
{
	uint8_t kind = s->t->nodes[node].kind;

	if (kind != JSON_TRUE && kind != JSON_FALSE)
		s->wrong = true;
	buf_byte(&s->columns[item->column].values,
	    item->kind == KIND_BOOL && kind == JSON_TRUE);
}

static void
put_map(struct shred *s, const struct delta_checkpoint_item *item, size_t node)
{
	size_t at = JSON_NO_NODE, key = item->column;
	unsigned rep = 0, def = item->depth + 1u;
	bool null;

	if (s->t->nodes[node].kind != JSON_OBJECT)
		s->wrong = true;
	if (s->wrong || s->t->nodes[node].n == 0) {
		put_levels(s, key, 0, def);
		put_levels(s, key + 1, 0, def);
		return;
	}
	while ((at = json_next(s->t, node, at)) != JSON_NO_NODE) {
		null = s->t->nodes[at + 1].kind == JSON_NULL;
		put_levels(s, key, rep, def + 1);
		put_text(s, key, at);
		put_levels(s, key + 1, rep, null ? def + 1 : def + 2);
		if (!null)
			put_text(s, key + 1, at + 1);
		rep = 1;
	}
}

static void
put_list(struct shred *s, const struct delta_checkpoint_item *item, size_t node)
{
	size_t at = JSON_NO_NODE;
	unsigned rep = 0, def = item->depth + 1u;

	if (s->t->nodes[node].kind != JSON_ARRAY)
		s->wrong = true;
	if (s->wrong || s->t->nodes[node].n == 0) {
		put_levels(s, item->column, 0, def);
		return;
	}
	while ((at = json_next(s->t, node, at)) != JSON_NO_NODE) {
		put_levels(s, item->column, rep, def + 2);
		put_text(s, item->column, at);
		rep = 1;
	}
}

static bool
is_null(const struct json_tree *t, size_t node)
{
	return node == JSON_NO_NODE || t->nodes[node].kind == JSON_NULL;
}

static void put_item(struct shred *s, size_t i, size_t node);

/* A structure; what it has and no item is of is not known. */
static void
put_struct(struct shred *s, size_t i, size_t node)
{
	size_t member, at = JSON_NO_NODE, value, known = 0, there = 0;

	if (s->t->nodes[node].kind != JSON_OBJECT) {
		s->wrong = true;
		return;
	}
	for (member = i + 1; member < item_end(i); member = item_end(member)) {
		value = json_get(
		    s->t, node, delta_checkpoint_items[member].name);
		known += is_null(s->t, value) ? 0 : 1;
		put_item(s, member, value);
	}
	while ((at = json_next(s->t, node, at)) != JSON_NO_NODE)
		there += is_null(s->t, at + 1) ? 0 : 1;
	if (there != known)
		s->unknown = true;
}

static void
put_item(struct shred *s, size_t i, size_t node)
{
	const struct delta_checkpoint_item *item = &delta_checkpoint_items[i];

	if (is_null(s->t, node)) {
		put_null(s, i, item->depth);
		return;
	}
	switch (item->kind) {
	case KIND_STRUCT:
		put_struct(s, i, node);
		return;
	case KIND_MAP:
		put_map(s, item, node);
		return;
	case KIND_LIST:
		put_list(s, item, node);
		return;
	default:
		break;
	}
	put_levels(s, item->column, 0, item->depth + 1u);
	if (item->kind == KIND_TEXT)
		put_text(s, item->column, node);
	else if (item->kind == KIND_BOOL || item->kind == KIND_FALSE)
		put_bool(s, item, node);
	else
		put_number(s, item, node);
}

static struct delta_checkpoint_column *
make_columns(void)
{
	struct delta_checkpoint_column *columns =
	    mem_new(DELTA_CHECKPOINT_COLUMNS, sizeof(*columns));
	size_t i;

	for (i = 0; i < DELTA_CHECKPOINT_COLUMNS; i++) {
		columns[i].reps = buf_make(COLUMN_MAX);
		columns[i].defs = buf_make(COLUMN_MAX);
		columns[i].values = buf_make(COLUMN_MAX);
	}
	return columns;
}

int
delta_checkpoint_add(struct delta_checkpoint_rows *c, const char *json,
    size_t len, struct error *e)
{
	struct json_tree t = { 0 };
	struct shred s = { .t = &t };
	size_t i, node, found = 0;
	int rc = json_parse(&t, json, len, JSON_DEPTH_DEFAULT, e);

	if (c->columns == NULL)
		c->columns = make_columns();
	s.columns = c->columns;
	for (i = 0; rc == 0 && i < DELTA_CHECKPOINT_ITEMS; i = item_end(i)) {
		node = json_get(&t, 0, delta_checkpoint_items[i].name);
		found += is_null(&t, node) ? 0 : 1;
		if (strcmp(delta_checkpoint_items[i].name, "add") == 0 && !is_null(&t, node))
			c->adds++;
		put_item(&s, i, node);
	}
	if (rc == 0 && s.wrong) {
		error_set(
		    e, ERROR_INPUT, "it is not an action as it should be");
		rc = -1;
	}
	json_tree_free(&t);
	c->rows++;
	if (rc != 0)
		return -1;
	return found == 1 && !s.unknown ? 1 : 0;
}

void
delta_checkpoint_free(struct delta_checkpoint_rows *c)
{
	size_t i;

	for (i = 0; c->columns != NULL && i < DELTA_CHECKPOINT_COLUMNS; i++) {
		buf_free(&c->columns[i].reps);
		buf_free(&c->columns[i].defs);
		buf_free(&c->columns[i].values);
	}
	mem_free(c->columns);
	memset(c, 0, sizeof(*c));
}
