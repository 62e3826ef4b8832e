/* present: rows as aligned tables, and figures; see present.h. */
#include "aai-show/present.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "aai-show/grid.h"
#include "aai-show/table_reader.h"
#include "aai-show/table_stats.h"
#include "base/mem.h"
#include "base/printable.h"

/* Bytes of a nested value that are kept to be cut to the terminal. */
#define NESTED_SEEN ((size_t)64 << 10)

/* Append the number of the column of that name, as the list's next one. */
static int
choose(struct choice *c, const struct shown *of, const char *s, size_t len,
    bool values, struct error *e)
{
	const struct table *t = of->table;
	size_t at = table_find(t, s, len), i;

	if (at == MAP_NONE) {
		error_set(e, ERROR_USAGE, "table '%s' has no column '%.*s'",
		    t->name, (int)len, s);
		return -1;
	}
	for (i = 0; i < c->n; i++) {
		if (c->numbers[i] == at) {
			error_set(e, ERROR_USAGE,
			    "column '%.*s' is named twice", (int)len, s);
			return -1;
		}
	}
	if (values && catalog_gap(of, at, e))
		return -1;
	c->numbers[c->n++] = at;
	return 0;
}

/* Choose all columns. */
static int
choose_all(struct choice *c, const struct shown *t, bool values,
    struct error *e)
{
	size_t i;

	for (i = 0; i < t->table->ncolumns; i++)
		if (!values || !catalog_gap(t, i, e))
			c->numbers[c->n++] = i;
	return c->n > 0 || t->table->ncolumns == 0 ? 0 : -1;
}

int
choice_make(struct choice *c, const struct shown *t, const char *list,
    bool values, struct error *e)
{
	const char *comma, *end;
	size_t i, names = 1;

	memset(c, 0, sizeof(*c));
	for (i = 0; list != NULL && list[i] != '\0'; i++)
		names += list[i] == ',';
	c->numbers = mem_new(list == NULL ? t->table->ncolumns + 1 : names,
	    sizeof(*c->numbers));
	if (list == NULL)
		return choose_all(c, t, values, e);
	if (table_find(t->table, list, strlen(list)) != MAP_NONE)
		return choose(c, t, list, strlen(list), values, e);
	for (end = list + strlen(list); list <= end; list = comma + 1) {
		comma = strchr(list, ',');
		if (comma == NULL)
			comma = end;
		if (choose(c, t, list, (size_t)(comma - list), values, e) !=
		    0)
			return -1;
	}
	return 0;
}

void
choice_free(struct choice *c)
{
	mem_free(c->numbers);
	memset(c, 0, sizeof(*c));
}

static bool
is_number(enum type type)
{
	return type == TYPE_BIGINT || type == TYPE_DOUBLE ||
	       type == TYPE_DECIMAL;
}

/* Keep a piece of a nested value, as far as it can be seen. */
static int
keep_piece(void *to, const void *p, size_t n, struct error *e)
{
	struct buf *text = to;

	if (text->len < text->max && n > text->max - text->len)
		n = text->max - text->len;
	if (text->len < text->max)
		buf_put(text, p, n);
	if (!text->failed)
		return 0;
	error_set(e, ERROR_INPUT, "a row is too long");
	return -1;
}

static int
put_nested(struct grid *g, struct nested *nested, struct error *e)
{
	struct buf text = buf_make(g->width == GRID_UNLIMITED ?
		SIZE_MAX / 2 : NESTED_SEEN);
	int rc = nested_take(nested, keep_piece, &text, e);

	if (rc == 0)
		rc = grid_cell(g, (const char *)text.data, text.len, e);
	buf_free(&text);
	return rc;
}

/* A null is an empty cell, the empty string a pair of quotes. */
static int
put_cell(struct grid *g, const struct show_cell *cell, struct error *e)
{
	if (cell->kind == SHOW_NESTED)
		return put_nested(g, cell->nested, e);
	if (cell->kind == SHOW_NULL)
		return grid_cell(g, "", 0, e);
	if (cell->kind == SHOW_TEXT && cell->len == 0)
		return grid_cell(g, "\"\"", 2, e);
	return grid_cell(g, cell->s, cell->len, e);
}

/* Put rows to the grid, as many as are wanted; *more when there are others. */
static int
put_rows(const struct present *p, struct table_reader *f, struct grid *g,
    bool *more, struct error *e)
{
	const struct show_cell *cells;
	size_t i;
	int rc = 0;

	while (p->rows > 0 && (rc = table_reader_next(f, &cells, e)) == 1) {
		*more = f->rows > p->rows;
		if (*more)
			break;
		for (i = 0; i < f->nchosen; i++) {
			if (put_cell(g, &cells[i], e) != 0)
				return -1;
		}
	}
	return rc < 0 ? -1 : 0;
}

/* The columns that are wanted, as those of a grid. */
static void
put_titles(struct grid *g, const struct table *t, const struct choice *choice)
{
	const struct column *c;
	size_t i;

	for (i = 0; i < choice->n; i++) {
		c = &t->columns[choice->numbers[i]];
		grid_column(g, c->name, c->name_len, is_number(c->type.type));
	}
}

static int
put_text(struct present *p, const char *s, struct error *e)
{
	if (out_put(p->out, s, strlen(s), e) != 0)
		return -1;
	return out_line(p->out, e);
}

int
present_rows(struct present *p, const struct shown *t, struct error *e)
{
	struct choice choice;
	struct table_reader f = { 0 };
	struct grid g = { 0 };
	char text[128];
	bool more = false;
	int rc = choice_make(&choice, t, p->columns, true, e);

	if (rc == 0) {
		table_reader_open(&f, t, choice.numbers, choice.n);
		grid_open(&g, p->out, p->width, "");
		put_titles(&g, t->table, &choice);
		rc = put_rows(p, &f, &g, &more, e);
	}
	if (rc == 0)
		rc = grid_finish(&g, e);
	if (rc == 0 && more) {
		(void)snprintf(text, sizeof(text),
		    "More rows than these %" PRIu64 ": --all shows them.\n",
		    p->rows);
		rc = put_text(p, text, e);
	}
	grid_close(&g);
	table_reader_close(&f);
	choice_free(&choice);
	return rc;
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
	grid_column(&g, "column", 6, false);
	grid_keep_ends(&g);
	grid_column(&g, "type", 4, false);
	grid_column(&g, "null", 4, true);
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
		rc = put_text(p, line, e);
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
