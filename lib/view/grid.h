/*
 * grid: rows of text as an aligned table that fits a terminal.
 *
 * The widths are found from the first rows, which are held back until there
 * are enough of them; later ones are cut to these (or, where the width is not
 * limited, stand out of line).  Where the columns do not fit, the widest are
 * cut, but for those that are kept whole; where that is not enough, columns at
 * the end are left out and named below, in a few lines.
 *
 * Layer: view.
 */
#ifndef VIEW_GRID_H
#define VIEW_GRID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "io/out.h"

/* A grid's width when it is not limited. */
#define GRID_UNLIMITED ((size_t)1 << 20)

struct grid_column {
	char *title; /* owned */
	bool right;  /* aligned so: numbers */
	bool ends;   /* a cell that is cut keeps both */
	bool whole;  /* others are cut first */
	bool tinted; /* coloured, where the grid is */
	size_t width;
};

struct grid_cell {
	size_t at, len; /* in text */
	size_t width;
	bool null;
};

/* A zeroed struct may be closed. */
struct grid {
	struct out *out;  /* borrowed */
	size_t width;     /* of the terminal */
	const char *indent; /* before each line */
	bool colour;    /* to be set after grid_open(): titles and nulls, too */
	bool bare;      /* the same: no titles */
	struct grid_column *columns;
	size_t ncolumns;
	size_t columns_cap;
	size_t shown; /* columns that fit, once that is known */
	bool laid_out;
	struct buf text; /* of the cells that are held back */
	struct grid_cell *cells;
	size_t ncells;
	size_t cells_cap;
	struct buf line;
};

/* Start a grid of at most width columns of a terminal, indent among them. */
void grid_open(struct grid *g, struct out *out, size_t width,
    const char *indent);

/* Add a column, before any cell. */
void grid_column(struct grid *g, const char *title, size_t len, bool right);

/*
 * Of cells of the last column added that are too wide, cut out the middle:
 * for names, whose ends tell them apart.
 */
void grid_keep_ends(struct grid *g);

/* Keep its cells whole, as long as the grid is wide enough for them alone. */
void grid_keep_whole(struct grid *g);

/* Colour its cells, where the grid is coloured. */
void grid_tint(struct grid *g);

/* The next cell of the row; a row is complete with its last column's. */
int grid_cell(struct grid *g, const char *s, size_t len,
    struct error *e) MUST_CHECK;

/* The same for a null: nothing, or, where the grid is coloured, a dim "null". */
int grid_null(struct grid *g, struct error *e) MUST_CHECK;

/* The same, formatted. */
int grid_printf(struct grid *g, struct error *e, const char *fmt,
    ...) PRINTF_LIKE(3, 4) MUST_CHECK;

/* Write what is held back, and name the columns that were left out. */
int grid_finish(struct grid *g, struct error *e) MUST_CHECK;

void grid_close(struct grid *g);

#endif
