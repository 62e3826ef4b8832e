/* loads: the history of a folder's loads; see loads.h. */
#include "aai-show/loads.h"

#include <inttypes.h>
#include <string.h>

#include "base/printable.h"
#include "json/tree.h"
#include "sink/history.h"
#include "view/grid.h"

/* Nodes in the object of a load, at most. */
#define NODES_MAX ((size_t)1 << 20)

/* A member of the load that is a string, fit for a terminal; else "". */
static int
put_member(struct grid *g, const struct json_tree *t, const char *name,
    struct error *e)
{
	struct buf text = buf_make(HISTORY_BYTES), shown = buf_make(SIZE_MAX);
	size_t node = json_get(t, 0, name);
	int rc;

	if (node != JSON_NO_NODE && json_string(t, node, &text))
		printable_put(&shown, (const char *)text.data, text.len);
	rc = grid_cell(g, (const char *)shown.data, shown.len, e);
	buf_free(&text);
	buf_free(&shown);
	return rc;
}

/* The tables that had rows, and how many these are together. */
static int
put_counts(struct grid *g, const struct json_tree *t, struct error *e)
{
	size_t rows = json_get(t, 0, "rows"), at = JSON_NO_NODE;
	uint64_t tables = 0, sum = 0;
	int64_t n;

	while (rows != JSON_NO_NODE && t->nodes[rows].kind == JSON_OBJECT &&
	    (at = json_next(t, rows, at)) != JSON_NO_NODE)
		if (json_i64(t, at + 1, 1, INT64_MAX, &n)) {
			tables++;
			/* Anybody's numbers: they may be too many. */
			if (sum > UINT64_MAX - (uint64_t)n)
				sum = UINT64_MAX;
			else
				sum += (uint64_t)n;
		}
	return grid_printf(g, e, "%" PRIu64, tables) != 0 ||
		grid_printf(g, e, "%" PRIu64, sum) != 0 ? -1 : 0;
}

/* Print a load; number counts from 1. */
static int
put_load(struct grid *g, struct out *out, const char *path, const char *text,
    size_t number, struct error *e)
{
	struct json_tree t = { .max = NODES_MAX };
	struct error why;
	int rc;

	if (json_parse(&t, text, strlen(text), 100, &why) != 0 ||
	    t.nodes[0].kind != JSON_OBJECT) {
		error_set(e, ERROR_INPUT,
		    "what '%s' has of its load number %zu is damaged", path,
		    number);
		rc = -1;
	} else if (g == NULL) {
		rc = out_put(out, text, strlen(text), e) != 0 ||
			out_put(out, "\n", 1, e) != 0 ? -1 : 0;
	} else {
		rc = put_member(g, &t, "at", e) != 0 ||
			put_member(g, &t, "program", e) != 0 ||
			put_member(g, &t, "mode", e) != 0 ||
			put_counts(g, &t, e) != 0 ? -1 : 0;
	}
	json_tree_free(&t);
	return rc;
}

static void
open_grid(struct grid *g, const struct present *p)
{
	grid_open(g, p->out, p->width, "");
	g->colour = p->colour;
	grid_column(g, "at", 2, false);
	grid_column(g, "program", 7, false);
	grid_column(g, "mode", 4, false);
	grid_column(g, "tables", 6, true);
	grid_column(g, "rows", 4, true);
}

int
loads_show(const char *path, bool json, struct present *p, struct error *e)
{
	struct folder_view view = { 0 };
	struct history h = { 0 };
	struct grid g = { 0 };
	size_t i;
	int rc = folder_view_open(&view, path, false, e);

	if (rc == 0)
		rc = history_read(&h, &view, path, e);
	if (rc == 0 && h.n == 0) {
		error_set(e, ERROR_INPUT, "no load is noted in '%s'", path);
		rc = -1;
	}
	if (rc == 0 && !json)
		open_grid(&g, p);
	for (i = 0; rc == 0 && i < h.n; i++)
		rc = put_load(
		    json ? NULL : &g, p->out, path, h.loads[i], i + 1, e);
	if (rc == 0 && !json)
		rc = grid_finish(&g, e);
	grid_close(&g);
	history_free(&h);
	folder_view_close(&view);
	return rc;
}
