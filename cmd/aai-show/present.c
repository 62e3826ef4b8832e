/* present: figures of tables; see present.h. */
#include "aai-show/present.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/printable.h"
#include "view/grid.h"
#include "view/table_stats.h"

int
present_put(struct present *p, const char *s, struct error *e)
{
	if (out_put(p->out, s, strlen(s), e) != 0)
		return -1;
	return out_line(p->out, e);
}

/* "12.3 MiB". */
static void
put_size(char *to, size_t n, uint64_t bytes)
{
	static const char *const units[] = { "B", "KiB", "MiB", "GiB", "TiB",
		"PiB", "EiB" };
	double size = (double)bytes;
	size_t unit = 0;

	while (size >= 1023.95 && unit < 6) {
		size /= 1024;
		unit++;
	}
	(void)snprintf(to, n, unit == 0 ? "%.0f %s" : "%.1f %s", size,
	    units[unit]);
}

/* "decimal(38,2)". */
static int
put_type(struct grid *g, const struct column *c, struct error *e)
{
	const char *key = c->key ? " key" : "";

	if (c->type.type == TYPE_DECIMAL)
		return grid_printf(g, e, "decimal(%u,%u)%s", c->type.precision,
		    c->type.scale, key);
	return grid_printf(g, e, "%s%s", type_name(c->type.type), key);
}

/* The share of nulls, where some and all are told from none and nearly all. */
static int
put_share(struct grid *g, const struct table_stats_column *c, uint64_t rows,
    struct error *e)
{
	double share = rows > 0 ? 100.0 * (double)c->nulls / (double)rows : 0;

	if (!c->counted)
		return grid_cell(g, "?", 1, e);
	if (c->nulls == 0)
		return grid_cell(g, "0%", 2, e);
	if (c->nulls >= rows)
		return grid_cell(g, "100%", 4, e);
	if (share < 1)
		return grid_cell(g, "<1%", 3, e);
	return grid_printf(g, e, "%.0f%%", share > 99 ? 99 : share);
}

static int
put_bound(struct grid *g, const struct table_stats_column *c,
    const struct table_stats_bound *b, struct error *e)
{
	struct buf text = buf_make(SIZE_MAX / 2);
	int rc;

	if (c->bounded && b->known) {
		buf_put(&text, b->text.data, b->text.len);
		if (text.len == 0)
			buf_str(&text, "\"\"");
		buf_str(&text, b->cut ? "\xe2\x80\xa6" : "");
	}
	rc = grid_cell(g, (const char *)text.data, text.len, e);
	buf_free(&text);
	return rc;
}

/* The figures of the table's columns, one a line. */
static int
put_columns(struct present *p, const struct shown *t,
    const struct table_stats *m, const struct choice *choice, struct error *e)
{
	const struct table_stats_column *figures;
	const struct column *c;
	struct grid g;
	size_t i;
	int rc = 0;

	grid_open(&g, p->out, p->width, "  ");
	g.colour = p->colour;
	grid_column(&g, "column", 6, false);
	grid_keep_whole(&g);
	grid_column(&g, "type", 4, false);
	grid_keep_whole(&g);
	grid_tint(&g);
	grid_column(&g, "null", 4, true);
	grid_keep_whole(&g);
	if (t->format == SHOWN_PARQUET) {
		grid_column(&g, "min", 3, false);
		grid_column(&g, "max", 3, false);
	}
	for (i = 0; rc == 0 && i < choice->n; i++) {
		c = &t->table->columns[choice->numbers[i]];
		figures = &m->columns[choice->numbers[i]];
		rc = grid_cell(&g, c->name, c->name_len, e);
		if (rc == 0)
			rc = put_type(&g, c, e);
		if (rc == 0)
			rc = put_share(&g, figures, m->rows, e);
		if (rc == 0 && t->format == SHOWN_PARQUET)
			rc = put_bound(&g, figures, &figures->lo, e);
		if (rc == 0 && t->format == SHOWN_PARQUET)
			rc = put_bound(&g, figures, &figures->hi, e);
	}
	if (rc == 0)
		rc = grid_finish(&g, e);
	grid_close(&g);
	return rc;
}

/* ", Delta version 3", for a table of a table format. */
static void
put_version(struct buf *out, const struct shown *t)
{
	if (t->lake != NULL)
		buf_printf(out, ", %s version %" PRId64, t->lake, t->version);
}

int
present_figures(struct present *p, const struct shown *t, struct error *e)
{
	struct choice choice;
	struct table_stats m = { 0 };
	struct buf text = buf_make(1 << 20);
	char size[32];
	char *line;
	int rc = choice_make(&choice, t, p->columns, false, e);

	if (rc == 0)
		rc = table_stats_open(&m, t, e);
	if (rc == 0) {
		put_size(size, sizeof(size), m.bytes);
		printable_put(&text, t->table->name, t->table->name_len);
		buf_printf(&text,
		    ": %" PRIu64 " row%s, %zu column%s, %s, %zu %s file%s",
		    m.rows, m.rows == 1 ? "" : "s", t->table->ncolumns,
		    t->table->ncolumns == 1 ? "" : "s", size, t->nfiles,
		    t->format == SHOWN_PARQUET ? "Parquet" : "CSV",
		    t->nfiles == 1 ? "" : "s");
		put_version(&text, t);
		buf_byte(&text, '\n');
		line = buf_take(&text);
		rc = present_put(p, line, e);
		mem_free(line);
	}
	if (rc == 0)
		rc = put_columns(p, t, &m, &choice, e);
	buf_free(&text);
	table_stats_close(&m);
	choice_free(&choice);
	return rc;
}

/* One line of the list. */
static int
put_table(struct grid *g, const struct shown *t, const struct table_stats *m,
    struct error *e)
{
	struct buf files = buf_make(1 << 10);
	char size[32];
	int rc = grid_cell(g, t->table->name, t->table->name_len, e);

	if (rc == 0)
		rc = grid_printf(g, e, "%" PRIu64, m->rows);
	if (rc == 0)
		rc = grid_printf(g, e, "%zu", t->table->ncolumns);
	put_size(size, sizeof(size), m->bytes);
	if (rc == 0)
		rc = grid_cell(g, size, strlen(size), e);
	buf_printf(&files, "%zu %s", t->nfiles,
	    t->format == SHOWN_PARQUET ? "Parquet" : "CSV");
	put_version(&files, t);
	if (rc == 0)
		rc = grid_cell(g, (const char *)files.data, files.len, e);
	buf_free(&files);
	return rc;
}

int
present_list(struct present *p, struct catalog *c, struct error *e)
{
	struct error why;
	struct table_stats m;
	struct grid g;
	size_t i;
	int rc = 0;

	grid_open(&g, p->out, p->width, "");
	g.colour = p->colour;
	grid_column(&g, "table", 5, false);
	grid_keep_ends(&g);
	grid_column(&g, "rows", 4, true);
	grid_column(&g, "columns", 7, true);
	grid_column(&g, "size", 4, true);
	grid_column(&g, "files", 5, true);
	for (i = 0; rc == 0 && i < c->n; i++) {
		m = (struct table_stats){ 0 };
		if (table_stats_open(&m, c->tables[i], &why) == 0)
			rc = put_table(&g, c->tables[i], &m, e);
		else
			catalog_miss(c, &why);
		table_stats_close(&m);
	}
	if (rc == 0)
		rc = grid_finish(&g, e);
	grid_close(&g);
	return rc;
}
