/* present_rows: rows as aligned tables and as records; see present.h. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "aai-show/present.h"
#include "view/grid.h"
#include "view/shown_file.h"
#include "view/table_reader.h"
#include "view/table_stats.h"

/* Bytes of CSV files in which rows are counted to say how many there are. */
#define CSV_COUNTED ((uint64_t)64 << 20)

/* Bytes of a nested value that are kept to be cut to the terminal. */
#define NESTED_SEEN ((size_t)64 << 10)

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
		return grid_null(g, e);
	if (cell->kind == SHOW_TEXT && cell->len == 0)
		return grid_cell(g, "\"\"", 2, e);
	return grid_cell(g, cell->s, cell->len, e);
}

/* Put the row to the grid. */
static int
put_row(struct grid *g, const struct show_cell *cells, size_t n,
    struct error *e)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (put_cell(g, &cells[i], e) != 0)
			return -1;
	return 0;
}

/* Put rows to the grid, as many as are wanted; *more when there are others. */
static int
put_rows(const struct present *p, struct table_reader *f, struct grid *g,
    bool *more, struct error *e)
{
	const struct show_cell *cells;
	int rc = 0;

	while (p->rows > 0 && (rc = table_reader_next(f, &cells, e)) == 1) {
		*more = f->rows > p->rows;
		if (*more)
			break;
		if (put_row(g, cells, f->nchosen, e) != 0)
			return -1;
	}
	return rc < 0 ? -1 : 0;
}

/*
 * Whether others give way to the column: an id that was cut is of no use, and
 * half a number or time is a wrong one.
 */
static bool
is_kept_whole(const struct column *c)
{
	const char *end = c->name + c->name_len;

	if (c->key || c->type.type != TYPE_TEXT)
		return c->type.type != TYPE_JSON;
	return (c->name_len >= 2 && memcmp(end - 2, "id", 2) == 0 &&
		   (c->name_len == 2 || end[-3] == '_')) ||
	       (c->name_len > 2 && memcmp(end - 2, "Id", 2) == 0);
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
		if (is_kept_whole(c))
			grid_keep_whole(g);
	}
}

/* How many rows the table has, if that is known, or soon found out. */
static bool
find_rows(const struct shown *t, uint64_t *rows)
{
	struct table_stats m = { 0 };
	struct error why;
	struct stat st;
	uint64_t bytes = 0;
	bool known = true;
	size_t i;

	for (i = 0; known && t->format != SHOWN_PARQUET && i < t->nfiles; i++) {
		known = shown_file_stat(t, t->files[i], &st) == 0;
		bytes += known ? (uint64_t)st.st_size : 0;
		known = known && bytes <= CSV_COUNTED;
	}
	known = known && table_stats_open(&m, t, &why) == 0;
	*rows = m.rows;
	table_stats_close(&m);
	return known;
}

/* "10 of 60 rows (-a: all), 12 of 31 columns (-x: all)", if some are missing;
 * rows is how many were shown when there are more. */
static int
put_rest(struct present *p, const struct shown *t, uint64_t rows,
    const struct grid *g, struct error *e)
{
	struct buf line = buf_make(1 << 10);
	uint64_t all;
	int rc = 0;

	if (rows > 0 && find_rows(t, &all))
		buf_printf(&line, "%" PRIu64 " of %" PRIu64 " rows (-a: all)",
		    rows, all);
	else if (rows > 0)
		buf_printf(&line, "%" PRIu64 " rows, and more (-a: all)", rows);
	if (g->shown < g->ncolumns)
		buf_printf(&line, "%s%zu of %zu columns (-x: all)",
		    rows > 0 ? ", " : "", g->shown, g->ncolumns);
	if (line.len > 0) {
		buf_str(&line, "\n");
		buf_byte(&line, 0);
		rc = present_put(p, (const char *)line.data, e);
	}
	buf_free(&line);
	return rc;
}

/* The rows of an open table as those of a grid. */
static int
present_grid(struct present *p, const struct shown *t, struct table_reader *f,
    const struct choice *choice, struct error *e)
{
	struct grid g;
	bool more = false;
	int rc;

	grid_open(&g, p->out, p->width, "");
	g.colour = p->colour;
	put_titles(&g, t->table, choice);
	rc = put_rows(p, f, &g, &more, e);
	if (rc == 0)
		rc = grid_finish(&g, e);
	if (rc == 0)
		rc = put_rest(p, t, more ? p->rows : 0, &g, e);
	grid_close(&g);
	return rc;
}

/* One row as a record: its number, and a column a line. */
static int
put_record(struct present *p, const struct table_reader *f,
    const struct choice *choice, const struct shown *t,
    const struct show_cell *cells, struct error *e)
{
	const struct column *c;
	struct grid g;
	char title[64];
	size_t i;
	int rc;

	(void)snprintf(title, sizeof(title), p->colour ?
		"\x1b[1mrow %" PRIu64 "\x1b[0m\n" : "row %" PRIu64 "\n",
	    f->rows);
	rc = present_put(p, title, e);
	grid_open(&g, p->out, p->width, "  ");
	g.colour = p->colour;
	g.bare = true;
	grid_column(&g, "", 0, false);
	grid_keep_whole(&g);
	grid_tint(&g);
	grid_column(&g, "", 0, false);
	for (i = 0; rc == 0 && i < choice->n; i++) {
		c = &t->table->columns[choice->numbers[i]];
		rc = grid_cell(&g, c->name, c->name_len, e);
		if (rc == 0)
			rc = put_cell(&g, &cells[i], e);
	}
	if (rc == 0)
		rc = grid_finish(&g, e);
	grid_close(&g);
	return rc;
}

/* The rows of an open table as records. */
static int
present_records(struct present *p, const struct shown *t,
    struct table_reader *f, const struct choice *choice, struct error *e)
{
	const struct grid whole = { 0 };
	const struct show_cell *cells;
	int rc = 0;

	while (p->rows > 0 && (rc = table_reader_next(f, &cells, e)) == 1) {
		if (f->rows > p->rows)
			break;
		if (put_record(p, f, choice, t, cells, e) != 0)
			return -1;
	}
	return rc < 0 ? -1 : put_rest(p, t, rc == 1 ? p->rows : 0, &whole, e);
}

int
present_rows(struct present *p, const struct shown *t, struct error *e)
{
	struct choice choice;
	struct table_reader f = { 0 };
	int rc = choice_make(&choice, t, p->columns, true, e);

	if (rc == 0) {
		table_reader_open(&f, t, choice.numbers, choice.n);
		rc = p->records ? present_records(p, t, &f, &choice, e) :
				  present_grid(p, t, &f, &choice, e);
	}
	table_reader_close(&f);
	choice_free(&choice);
	return rc;
}
