/* diagram: tables and joins, drawn; see diagram.h. */
#include "aai-report/diagram.h"

#include <stdlib.h>

#include "aai-report/html.h"
#include "base/mem.h"
#include "view/width.h"

#define BOX_HEIGHT 26
#define GAP	   36
#define LINE	   34
#define LABEL	   36 /* columns of a label, as on a terminal */
#define COLUMN	   7  /* about: the width of one of them */
#define BESIDE	   40 /* what a box has besides its label and its count */

/* Tables that are one after the other, at most. */
#define DEPTH_MAX 64

/* A diagram as it is laid out; arrays have one element a table. */
struct layout {
	const struct diagram *d;
	bool *drawn;
	size_t *child; /* the first one, by number + 1 */
	size_t *next;  /* of the same parent, by number + 1 */
	size_t *line;
	size_t *depth;
	size_t lines;
	size_t deepest;
	size_t widths[DEPTH_MAX]; /* of the boxes of each depth */
};

static size_t
above(const struct layout *l, size_t i)
{
	return l->d->m->joins[i].to;
}

/* How many tables are before it, or DEPTH_MAX, if there are more. */
static size_t
depth_of(const struct layout *l, size_t i)
{
	size_t depth = 0;

	while (depth < DEPTH_MAX && (i = above(l, i)) != ERD_NONE)
		depth++;
	return depth;
}

/*
 * Append a table's name, without that of the table that it joins before it;
 * returns how many columns it takes.
 */
static size_t
put_label(struct buf *out, const struct layout *l, size_t i)
{
	const struct table *t = erd_table(l->d->m, i);
	struct buf text = buf_make(SIZE_MAX / 2);
	size_t from = erd_suffix(l->d->m, i), columns;

	columns = width_put(&text, t->name + from, t->name_len - from, LABEL);
	html_put(out, (const char *)text.data, text.len);
	buf_free(&text);
	return columns;
}

/* The width that the table's box needs. */
static size_t
measure(const struct layout *l, size_t i)
{
	struct buf text = buf_make(SIZE_MAX / 2);
	size_t columns = put_label(&text, l, i);

	buf_reset(&text);
	html_put_count(&text, l->d->rows[i]);
	columns += text.len;
	buf_free(&text);
	return columns * COLUMN + BESIDE;
}

/* A table with its rows, to be ordered by these. */
struct ranked {
	uint64_t rows;
	size_t number;
};

static int
compare_rows(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	if (x->rows != y->rows)
		return x->rows > y->rows ? -1 : 1;
	return (x->number > y->number) - (x->number < y->number);
}

/* Choose the table and those above it, unless these are too many: the rest. */
static size_t
choose(struct layout *l, size_t i, size_t rest)
{
	size_t n = 0, at;

	for (at = i; at != ERD_NONE && !l->drawn[at]; at = above(l, at))
		n++;
	if (n > rest || n > DEPTH_MAX || depth_of(l, i) >= DEPTH_MAX)
		return 0;
	for (at = i; at != ERD_NONE && !l->drawn[at]; at = above(l, at))
		l->drawn[at] = true;
	return n;
}

/* Choose what is drawn of the tables that join others; returns how many. */
static size_t
choose_all(struct layout *l)
{
	size_t n = l->d->m->c->n, nranked = 0, count = 0, i;
	struct ranked *ranked = mem_new(n + 1, sizeof(*ranked));

	for (i = 0; i < n; i++)
		if (above(l, i) != ERD_NONE)
			ranked[nranked++] =
			    (struct ranked){ l->d->rows[i], i };
	if (nranked > 1)
		qsort(ranked, nranked, sizeof(*ranked), compare_rows);
	for (i = 0; i < nranked; i++)
		count += choose(l, ranked[i].number, l->d->most - count);
	mem_free(ranked);
	return count;
}

/* Place the table and what joins it: the first of these on its line. */
static void
place(struct layout *l, size_t i, size_t depth)
{
	size_t width = measure(l, i), c;

	l->depth[i] = depth;
	l->line[i] = l->lines;
	if (depth > l->deepest)
		l->deepest = depth;
	if (width > l->widths[depth])
		l->widths[depth] = width;
	if (l->child[i] == 0)
		l->lines++;
	for (c = l->child[i]; c != 0; c = l->next[c - 1])
		place(l, c - 1, depth + 1);
}

static void
lay_out(struct layout *l)
{
	size_t n = l->d->m->c->n, i;

	for (i = n; i-- > 0;)
		if (l->drawn[i] && above(l, i) != ERD_NONE) {
			l->next[i] = l->child[above(l, i)];
			l->child[above(l, i)] = i + 1;
		}
	for (i = 0; i < n; i++)
		if (l->drawn[i] && above(l, i) == ERD_NONE)
			place(l, i, 0);
}

/* Where the boxes of that depth begin. */
static size_t
x_at(const struct layout *l, size_t depth)
{
	size_t x = 1, i;

	for (i = 0; i < depth; i++)
		x += l->widths[i] + GAP;
	return x;
}

static size_t
y_of(const struct layout *l, size_t i)
{
	return l->line[i] * LINE + 1;
}

/* Append the lines of all joins of that kind. */
static void
put_lines(struct buf *out, const struct layout *l, bool by_name)
{
	size_t i, up, x, y, to;

	buf_printf(out, "<path class=\"%s\" d=\"", by_name ? "l guess" : "l");
	for (i = 0; i < l->d->m->c->n; i++) {
		up = above(l, i);
		if (!l->drawn[i] || up == ERD_NONE ||
		    l->d->m->joins[i].by_name != by_name)
			continue;
		x = x_at(l, l->depth[i]) - GAP;
		y = y_of(l, up) + BOX_HEIGHT / 2;
		to = y_of(l, i) + BOX_HEIGHT / 2;
		if (to == y)
			buf_printf(out, "M%zu %zuh%d", x, y, GAP);
		else
			buf_printf(out,
			    "M%zu %zuh%dq6 0 6 6V%zuq0 6 6 6h%d", x, y,
			    GAP / 2 - 6, to - 6, GAP / 2 - 6);
	}
	buf_str(out, "\"/>");
}

static void
put_box(struct buf *out, const struct layout *l, size_t i)
{
	const struct table *t = erd_table(l->d->m, i);
	size_t x = x_at(l, l->depth[i]), y = y_of(l, i);
	size_t width = l->widths[l->depth[i]];
	bool linked = l->d->linked[i];

	if (linked)
		buf_printf(out, "<a href=\"#t%zu\">", i + 1);
	else
		buf_str(out, "<g>");
	buf_str(out, "<title>");
	html_put_cut(out, t->name, t->name_len, 200, false);
	buf_printf(out,
	    "</title><rect x=\"%zu\" y=\"%zu\" width=\"%zu\" height=\"%d\" "
	    "rx=\"6\"/><text x=\"%zu\" y=\"%zu\">",
	    x, y, width, BOX_HEIGHT, x + 10, y + 17);
	(void)put_label(out, l, i);
	buf_printf(out, "</text><text class=\"e\" x=\"%zu\" y=\"%zu\">",
	    x + width - 10, y + 17);
	html_put_count(out, l->d->rows[i]);
	buf_printf(out, "</text>%s", linked ? "</a>" : "</g>");
}

static void
draw(struct buf *out, const struct layout *l)
{
	size_t width = x_at(l, l->deepest + 1) - GAP + 1;
	size_t height = (l->lines - 1) * LINE + BOX_HEIGHT + 2, i;

	buf_printf(out,
	    "<svg class=\"m\" width=\"%zu\" height=\"%zu\" "
	    "viewBox=\"0 0 %zu %zu\" role=\"group\" "
	    "aria-label=\"Tables and their joins\">",
	    width, height, width, height);
	put_lines(out, l, false);
	put_lines(out, l, true);
	for (i = 0; i < l->d->m->c->n; i++)
		if (l->drawn[i])
			put_box(out, l, i);
	buf_str(out, "</svg>");
}

size_t
diagram_put(struct buf *out, const struct diagram *d)
{
	size_t n = d->m->c->n + 1, count;
	struct layout l = { .d = d };

	l.drawn = mem_new(n, sizeof(*l.drawn));
	l.child = mem_new(n, sizeof(*l.child));
	l.next = mem_new(n, sizeof(*l.next));
	l.line = mem_new(n, sizeof(*l.line));
	l.depth = mem_new(n, sizeof(*l.depth));
	count = choose_all(&l);
	if (count > 0) {
		lay_out(&l);
		draw(out, &l);
	}
	mem_free(l.drawn);
	mem_free(l.child);
	mem_free(l.next);
	mem_free(l.line);
	mem_free(l.depth);
	return count;
}
