/* grid: rows of text as an aligned table; see grid.h. */
#include "view/grid.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "view/width.h"

#define GAP 2

/* Columns are not cut below this to make room for others. */
#define NARROW 8

/* What is held back at most before the widths are fixed. */
#define HELD_BYTES ((size_t)4 << 20)
#define HELD_ROWS  1000

/* Lines that name columns which found no place. */
#define NAMING_LINES 4

#define RULE "\xe2\x94\x80"

/* ECMA-48, select graphic rendition. */
#define BOLD   "\x1b[1m"
#define DIM    "\x1b[2m"
#define TINT   "\x1b[36m"
#define NORMAL "\x1b[0m"

void
grid_open(struct grid *g, struct out *out, size_t width, const char *indent)
{
	size_t before = strlen(indent);

	memset(g, 0, sizeof(*g));
	g->out = out;
	g->indent = indent;
	g->width = GRID_UNLIMITED;
	if (width != GRID_UNLIMITED)
		g->width = width > before + NARROW ? width - before : NARROW;
	g->text = buf_make(SIZE_MAX / 2);
	g->line = buf_make(SIZE_MAX / 2);
}

void
grid_column(struct grid *g, const char *title, size_t len, bool right)
{
	struct grid_column *c;

	g->columns = mem_grow(g->columns, &g->columns_cap, g->ncolumns + 1,
	    sizeof(*g->columns));
	c = &g->columns[g->ncolumns++];
	buf_reset(&g->line);
	c->width = width_put(&g->line, title, len, g->width);
	c->title = buf_take(&g->line);
	c->right = right;
	c->ends = c->whole = c->tinted = false;
}

void
grid_keep_ends(struct grid *g)
{
	g->columns[g->ncolumns - 1].ends = true;
}

void
grid_keep_whole(struct grid *g)
{
	g->columns[g->ncolumns - 1].whole = true;
}

void
grid_tint(struct grid *g)
{
	g->columns[g->ncolumns - 1].tinted = true;
}

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* The width of a column when none is wider than cap but those kept whole. */
static size_t
capped(const struct grid *g, const struct grid_column *c, size_t cap)
{
	return least(c->width, c->whole ? g->width : cap);
}

/* The same of the first n columns. */
static size_t
total(const struct grid *g, size_t n, size_t cap)
{
	size_t i, sum = n > 0 ? (n - 1) * GAP : 0;

	for (i = 0; i < n; i++)
		sum += capped(g, &g->columns[i], cap);
	return sum;
}

/* Find how many columns fit, and cut the widest of them. */
static void
lay_out(struct grid *g)
{
	size_t i, low = NARROW, high = g->width, mid, left;

	g->laid_out = true;
	g->shown = g->ncolumns;
	while (g->shown > 1 && total(g, g->shown, NARROW) > g->width)
		g->shown--;
	while (low < high) {
		mid = low + (high - low + 1) / 2;
		if (total(g, g->shown, mid) <= g->width)
			low = mid;
		else
			high = mid - 1;
	}
	left = g->width - least(g->width, total(g, g->shown, low));
	for (i = 0; i < g->shown; i++) {
		if (g->columns[i].width <= low || g->columns[i].whole)
			continue;
		g->columns[i].width = low + (left > 0 ? 1 : 0);
		left -= left > 0 ? 1 : 0;
	}
}

static void
put_spaces(struct buf *out, size_t n)
{
	for (; n > 0; n--)
		buf_byte(out, ' ');
}

/* Append the start of the text, an ellipsis and its end; the width it takes. */
static size_t
put_ends(struct buf *out, const char *s, size_t len, size_t width)
{
	struct buf tail = buf_make(SIZE_MAX / 2);
	size_t from = 0, took;
	uint32_t cp;

	while ((took = width_put(&tail, s + from, len - from,
		    GRID_UNLIMITED)) > width / 2) {
		from += utf8_next(s + from, len - from, &cp);
		buf_reset(&tail);
	}
	took += width_put(out, s, from, width - took);
	buf_put(out, tail.data, tail.len);
	buf_free(&tail);
	return took;
}

/* Append a cell of the column that is too wide for it; the width it takes. */
static size_t
put_cut(struct grid *g, const struct grid_column *c, const char *s, size_t len,
    size_t width)
{
	/* Where anything goes, a late wide cell moves the rest of its row. */
	if (g->width == GRID_UNLIMITED) {
		buf_put(&g->line, s, len);
		return width;
	}
	/* What would take minutes is cut at its end after all. */
	if (c->ends && len <= 4096)
		return put_ends(&g->line, s, len, c->width);
	return width_put(&g->line, s, len, c->width);
}

/* Begin or end what the colour is of; NULL: nothing. */
static void
put_colour(struct grid *g, const char *colour, bool begins)
{
	if (g->colour && colour != NULL)
		buf_str(&g->line, begins ? colour : NORMAL);
}

/* Append column number i of the line, in that colour. */
static void
put_cell(struct grid *g, size_t i, const char *s, size_t len, size_t width,
    const char *colour)
{
	const struct grid_column *c = &g->columns[i];

	put_spaces(&g->line, i > 0 ? GAP : 0);
	if (c->right && width <= c->width)
		put_spaces(&g->line, c->width - width);
	put_colour(g, colour, true);
	/* Half of a wide character's place may be left. */
	if (width > c->width)
		width = put_cut(g, c, s, len, width);
	else
		buf_put(&g->line, s, len);
	put_colour(g, colour, false);
	if (!c->right || width > c->width)
		put_spaces(&g->line, c->width - least(width, c->width));
}

/* Write the line without the blanks at its end. */
static int
put_line(struct grid *g, struct error *e)
{
	while (g->line.len > 0 && g->line.data[g->line.len - 1] == ' ')
		g->line.len--;
	buf_byte(&g->line, '\n');
	if (out_put(g->out, g->indent, strlen(g->indent), e) != 0 ||
	    out_put(g->out, g->line.data, g->line.len, e) != 0 ||
	    out_line(g->out, e) != 0)
		return -1;
	buf_reset(&g->line);
	return 0;
}

/* The titles and the rule below them. */
static int
put_head(struct grid *g, struct error *e)
{
	struct buf scratch = buf_make(1 << 20);
	size_t i, k;
	int rc;

	for (i = 0; i < g->shown; i++) {
		const char *title = g->columns[i].title;

		buf_reset(&scratch);
		put_cell(g, i, title, strlen(title),
		    width_put(&scratch, title, strlen(title), g->width), BOLD);
	}
	buf_free(&scratch);
	rc = put_line(g, e);
	put_colour(g, DIM, true);
	for (i = 0; i < g->shown; i++) {
		put_spaces(&g->line, i > 0 ? GAP : 0);
		for (k = 0; k < g->columns[i].width; k++)
			buf_str(&g->line, RULE);
	}
	put_colour(g, DIM, false);
	return rc == 0 ? put_line(g, e) : -1;
}

/* The colour of the cell, which is in that column. */
static const char *
colour_of(const struct grid_cell *cell, const struct grid_column *column)
{
	if (cell->null)
		return DIM;
	return column->tinted ? TINT : NULL;
}

/* Write what is held back. */
static int
release(struct grid *g, struct error *e)
{
	size_t i, column;

	if (!g->laid_out) {
		lay_out(g);
		if (!g->bare && put_head(g, e) != 0)
			return -1;
	}
	for (i = 0; i < g->ncells; i++) {
		column = i % g->ncolumns;
		if (column < g->shown)
			put_cell(g, column,
			    (const char *)g->text.data + g->cells[i].at,
			    g->cells[i].len, g->cells[i].width,
			    colour_of(&g->cells[i], &g->columns[column]));
		if (column == g->ncolumns - 1 && put_line(g, e) != 0)
			return -1;
	}
	g->ncells = 0;
	buf_reset(&g->text);
	return 0;
}

/* The next cell, or null. */
static int
add_cell(struct grid *g, const char *s, size_t len, bool null, struct error *e)
{
	struct grid_column *column = &g->columns[g->ncells % g->ncolumns];
	struct grid_cell *cell;

	g->cells = mem_grow(g->cells, &g->cells_cap, g->ncells + 1,
	    sizeof(*g->cells));
	cell = &g->cells[g->ncells++];
	cell->at = g->text.len;
	cell->null = null;
	cell->width = width_put(&g->text, s, len,
	    column->ends ? GRID_UNLIMITED : g->width);
	cell->len = g->text.len - cell->at;
	if (!g->laid_out && cell->width > column->width)
		column->width = cell->width;
	if (g->ncells % g->ncolumns != 0)
		return 0;
	if (g->laid_out || g->text.len >= HELD_BYTES ||
	    g->ncells / g->ncolumns >= HELD_ROWS)
		return release(g, e);
	return 0;
}

int
grid_cell(struct grid *g, const char *s, size_t len, struct error *e)
{
	return add_cell(g, s, len, false, e);
}

int
grid_null(struct grid *g, struct error *e)
{
	return add_cell(g, "null", g->colour ? 4 : 0, true, e);
}

int
grid_printf(struct grid *g, struct error *e, const char *fmt, ...)
{
	char text[128];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	return grid_cell(g, text, n < 0 ? 0 : strlen(text), e);
}

/* "3 more columns: a, b, c" in a few lines that fit. */
static int
name_left_out(struct grid *g, struct error *e)
{
	struct buf scratch = buf_make(1 << 20);
	size_t i, n = g->ncolumns - g->shown, column, width, lines = 1;
	int rc = 0;

	buf_printf(&g->line, "%zu more column%s:", n, n == 1 ? "" : "s");
	column = g->line.len;
	for (i = g->shown; i < g->ncolumns && rc == 0; i++) {
		const char *title = g->columns[i].title;

		buf_reset(&scratch);
		width = width_put(&scratch, title, strlen(title), g->width);
		if (column > 2 && column + width + 2 > g->width) {
			if (lines++ == NAMING_LINES) {
				buf_str(&g->line, " ...");
				break;
			}
			rc = put_line(g, e);
			put_spaces(&g->line, 2);
			column = 2;
		} else {
			buf_byte(&g->line, ' ');
			column++;
		}
		buf_str(&g->line, title);
		buf_str(&g->line, i + 1 < g->ncolumns ? "," : "");
		column += width + 1;
	}
	buf_free(&scratch);
	return rc == 0 ? put_line(g, e) : -1;
}

int
grid_finish(struct grid *g, struct error *e)
{
	if (g->ncolumns == 0)
		return 0;
	if (release(g, e) != 0)
		return -1;
	return g->shown < g->ncolumns ? name_left_out(g, e) : 0;
}

void
grid_close(struct grid *g)
{
	size_t i;

	for (i = 0; i < g->ncolumns; i++)
		mem_free(g->columns[i].title);
	mem_free(g->columns);
	mem_free(g->cells);
	buf_free(&g->text);
	buf_free(&g->line);
	memset(g, 0, sizeof(*g));
}
