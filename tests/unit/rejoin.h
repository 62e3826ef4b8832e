/*
 * rejoin: whether rows, joined back by their keys, are the records again.
 *
 * Both are made lists of leaves, "KEY.path[0].name=value", and sorted: from
 * the records by walking their trees, from the rows by the names of tables
 * and columns alone.  That way back is open only where names are plain: lower
 * case letters, and neither "value" nor "list" nor the key.
 */
#ifndef REJOIN_H
#define REJOIN_H

#include <stdlib.h>

#include "base/buf.h"
#include "base/map.h"
#include "base/mem.h"
#include "json/tree.h"
#include "tap.h"

/* Leaves, each NUL-terminated text of its own. */
struct leaves {
	char **items;
	size_t n;
	size_t cap;
};

static inline void
leaf_add(struct leaves *l, const char *path, const char *value, size_t len)
{
	struct buf text = buf_make(SIZE_MAX / 2);

	buf_str(&text, path);
	buf_byte(&text, '=');
	buf_put(&text, value, len);
	l->items = mem_grow(l->items, &l->cap, l->n + 1, sizeof(char *));
	l->items[l->n++] = buf_take(&text);
}

static inline void
leaves_free(struct leaves *l)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		mem_free(l->items[i]);
	mem_free(l->items);
	memset(l, 0, sizeof(*l));
}

static inline int
leaf_compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The text of a value as it stands, quotes included. */
static inline const char *
leaf_text(const struct json_tree *t, size_t node, size_t *len)
{
	const struct json_node *n = &t->nodes[node];
	size_t quotes = n->kind == JSON_STRING ? 1 : 0;

	*len = n->to - n->from + 2 * quotes;
	return t->text + n->from - quotes;
}

static inline char *
path_join(const char *path, const char *between, const char *name, size_t len)
{
	struct buf text = buf_make(SIZE_MAX / 2);

	buf_str(&text, path);
	buf_str(&text, between);
	buf_put(&text, name, len);
	return buf_take(&text);
}

/* The leaves of the value at node, whose path is given. */
static inline void
leaves_of_value(struct leaves *l, const struct json_tree *t, size_t node,
    const char *path)
{
	enum json_kind kind = t->nodes[node].kind;
	size_t at = JSON_NO_NODE, i = 0, len;
	char number[32], *below;
	const char *text;

	if (kind == JSON_NULL)
		return;
	if (kind != JSON_OBJECT && kind != JSON_ARRAY) {
		text = leaf_text(t, node, &len);
		leaf_add(l, path, text, len);
		return;
	}
	while ((at = json_next(t, node, at)) != JSON_NO_NODE) {
		if (kind == JSON_OBJECT) {
			below = path_join(path, ".",
			    t->text + t->nodes[at].from,
			    t->nodes[at].to - t->nodes[at].from);
			leaves_of_value(l, t, at + 1, below);
		} else {
			(void)snprintf(number, sizeof(number), "[%zu]", i++);
			below = path_join(path, "", number, strlen(number));
			leaf_add(l, below, "", 0);
			leaves_of_value(l, t, at, below);
		}
		mem_free(below);
	}
}

/* The path of a table relative to its parent's, as it stands in a record. */
static inline char *
relative(const char *name, const char *parent)
{
	const char *p = name + strlen(parent) + 2;
	struct buf text = buf_make(SIZE_MAX / 2);

	if (strcmp(p, "list") == 0)
		return buf_take(&text);
	buf_byte(&text, '.');
	for (; *p != '\0'; p++) {
		if (p[0] == '_' && p[1] == '_') {
			buf_byte(&text, '.');
			p++;
		} else {
			buf_byte(&text, (uint8_t)*p);
		}
	}
	return buf_take(&text);
}

/* What the columns lines say. */
struct tables {
	struct map names; /* of tables */
	char **parents;	  /* by table number; NULL for roots */
	size_t cap;
};

static inline void
tables_add(struct tables *ts, const struct json_tree *t)
{
	char *name = json_take_string(t, json_get(t, 0, "_table"));
	bool added;
	size_t i = map_add(&ts->names, name, strlen(name), &added);

	if (added) {
		ts->parents = mem_grow(ts->parents, &ts->cap, i + 1,
		    sizeof(char *));
		ts->parents[i] =
		    json_take_string(t, json_get(t, 0, "_parent"));
	}
	mem_free(name);
}

static inline const char *
parent_of(const struct tables *ts, const char *table)
{
	return ts->parents[map_find(&ts->names, table, strlen(table))];
}

/*
 * The path of a row of the table; *at is moved from its tag to the last of its
 * keys: the root's, and then a position for each table below it.
 */
static inline char *
row_path(const struct tables *ts, const char *table,
    const struct json_tree *t, size_t *at)
{
	const char *parent = parent_of(ts, table), *text;
	struct buf path = buf_make(SIZE_MAX / 2);
	char *up, *rel;
	size_t len;

	if (parent != NULL) {
		up = row_path(ts, parent, t, at);
		rel = relative(table, parent);
		buf_str(&path, up);
		buf_str(&path, rel);
		mem_free(up);
		mem_free(rel);
	}
	*at = json_next(t, 0, *at);
	text = leaf_text(t, *at + 1, &len);
	buf_str(&path, parent != NULL ? "[" : "");
	buf_put(&path, text, len);
	buf_str(&path, parent != NULL ? "]" : "");
	return buf_take(&path);
}

/* The leaves of one row. */
static inline void
leaves_of_row(struct leaves *l, const struct tables *ts,
    const struct json_tree *t)
{
	char *table = json_take_string(t, json_get(t, 0, "_table"));
	size_t at = json_next(t, 0, JSON_NO_NODE), len;
	char *path = row_path(ts, table, t, &at), *name, *full, *rel;
	bool root = parent_of(ts, table) == NULL;
	const char *text;

	if (!root)
		leaf_add(l, path, "", 0);
	if (root) {
		text = leaf_text(t, at + 1, &len);
		full = path_join(path, ".", "id", 2);
		leaf_add(l, full, text, len);
		mem_free(full);
	}
	while ((at = json_next(t, 0, at)) != JSON_NO_NODE) {
		name = json_take_string(t, at);
		full = path_join("x__", "", name, strlen(name));
		rel = strcmp(name, "value") == 0 ? mem_str("") :
						   relative(full, "x");
		mem_free(full);
		full = path_join(path, "", rel, strlen(rel));
		text = leaf_text(t, at + 1, &len);
		leaf_add(l, full, text, len);
		mem_free(full);
		mem_free(rel);
		mem_free(name);
	}
	mem_free(path);
	mem_free(table);
}

/* What the lines of a text are. */
enum lines_kind {
	LINES_RECORDS,
	LINES_COLUMNS, /* columns lines alone are looked at */
	LINES_ROWS,    /* ... or rows alone */
};

/* Each line of the text, as a tree, to where it belongs. */
static inline bool
leaves_of_lines(struct leaves *l, struct tables *ts, enum lines_kind kind,
    const char *text, size_t len)
{
	struct json_tree t = { 0 };
	const char *p = text, *end = text + len, *lf, *id;
	struct error e;
	size_t n;
	char *path;
	bool ok = true;

	for (; p < end && ok; p = lf + 1) {
		lf = memchr(p, '\n', (size_t)(end - p));
		ok = lf != NULL &&
		    json_parse(&t, p, (size_t)(lf - p), 512, &e) == 0;
		if (!ok)
			break;
		if (kind == LINES_RECORDS) {
			id = leaf_text(&t, json_get(&t, 0, "id"), &n);
			path = path_join("", "", id, n);
			leaves_of_value(l, &t, 0, path);
			mem_free(path);
		} else if (json_get(&t, 0, "_columns") != JSON_NO_NODE) {
			if (kind == LINES_COLUMNS)
				tables_add(ts, &t);
		} else if (kind == LINES_ROWS) {
			leaves_of_row(l, ts, &t);
		}
	}
	json_tree_free(&t);
	return ok;
}

/*
 * Whether the rows (a whole output) are the records (lines), joined back.
 * The first leaf that differs is told as a note.
 */
static inline bool
rejoins(const char *records, size_t records_len, const char *rows,
    size_t rows_len)
{
	struct leaves want = { 0 }, got = { 0 };
	struct tables ts = { 0 };
	size_t i;
	bool ok;

	ok = leaves_of_lines(&want, NULL, LINES_RECORDS, records,
		 records_len) &&
	    leaves_of_lines(&got, &ts, LINES_COLUMNS, rows, rows_len) &&
	    leaves_of_lines(&got, &ts, LINES_ROWS, rows, rows_len);
	if (want.n > 0)
		qsort(want.items, want.n, sizeof(char *), leaf_compare);
	if (got.n > 0)
		qsort(got.items, got.n, sizeof(char *), leaf_compare);
	for (i = 0; ok && i < want.n && i < got.n; i++)
		ok = strcmp(want.items[i], got.items[i]) == 0;
	if (!ok || want.n != got.n) {
		i -= i > 0;
		tap_note("want %s", i < want.n ? want.items[i] : "no more");
		tap_note("got  %s", i < got.n ? got.items[i] : "no more");
		ok = false;
	}
	leaves_free(&want);
	leaves_free(&got);
	for (i = 0; i < ts.names.n; i++)
		mem_free(ts.parents[i]);
	mem_free(ts.parents);
	map_free(&ts.names);
	return ok;
}

#endif
