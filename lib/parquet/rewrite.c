/* rewrite: the rows of a finished file into a table; see rewrite.h. */
#include "parquet/rewrite.h"

#include <string.h>

#include "base/mem.h"
#include "parquet/column_cursor.h"

/* What stays() says of a row whose mark becomes true. */
#define IS_MARKED 2

size_t
rewrite_place(const struct table *t, const struct reader_column *c)
{
	size_t i;

	for (i = 0; c->id != 0 && i < t->ncolumns; i++)
		if (t->columns[i].id == c->id)
			return i;
	i = table_find(t, (const char *)c->name.p, c->name.len);
	return i != MAP_NONE && (c->id == 0 || t->columns[i].id == 0) ?
	    i : REWRITE_NOWHERE;
}

bool
rewrite_is_dropped(const struct table *t, const struct reader_column *c)
{
	bool ids = t->other_ids.n > 0;
	size_t i;

	for (i = 0; i < t->ncolumns; i++) {
		if (t->columns[i].id == c->id)
			return false;
		ids = ids || t->columns[i].id != 0;
	}
	return ids && c->id != 0 &&
	    map_find(&t->other_ids, (const char *)&c->id, sizeof(c->id)) ==
	    MAP_NONE;
}

int
rewrite_check(const struct reader *r, const struct table *from,
    const size_t *places, size_t ncolumns, struct error *e)
{
	bool *taken = mem_new(ncolumns + 1, sizeof(*taken));
	const char *wrong = NULL;
	size_t i;

	for (i = 0; wrong == NULL && i < r->ncolumns; i++) {
		if (from->by_ids && r->columns[i].id == 0)
			wrong = "without an id, by which its table knows it";
		else if (places[i] == REWRITE_NOWHERE &&
		    rewrite_is_dropped(from, &r->columns[i]))
			continue;
		else if (places[i] == REWRITE_NOWHERE)
			wrong = "that its table has not";
		else if (taken[places[i]])
			wrong = "whose column in its table another one has";
		else
			taken[places[i]] = true;
	}
	mem_free(taken);
	if (wrong == NULL)
		return 0;
	error_set(e, ERROR_INPUT, "'%s' has a column '%.*s' %s", r->name,
	    (int)r->columns[i - 1].name.len,
	    (const char *)r->columns[i - 1].name.p, wrong);
	return -1;
}

/* What a file is carried over with. */
struct carrying {
	const struct rewrite_source *source;
	struct reader_pages pages;
	struct buf scratch;
	void (*quote)(const char *s, size_t len, struct buf *out);
	uint8_t *stays; /* owned: what stays() says of the row group's rows;
			   NULL: all do */
	bool marks;   /* it says of some that they are marked */
	bool marking; /* the column that is read has the marks */
	size_t held;	/* its bytes, counted in the reader's room */
};

/* Put value number i of the page to a row. */
static int
carry_value(struct carrying *y, struct column_builder *to, struct coltype from,
    size_t i, size_t row, struct error *e)
{
	struct convert_value v = column_cursor_value(&y->pages, i);

	if (!convert(&v, from, to->type, y->quote, &y->scratch)) {
		error_set(e, ERROR_FAILED,
		    "'%s': a value of column '%.*s' does not widen",
		    y->pages.r->name, (int)y->pages.column->name.len,
		    (const char *)y->pages.column->name.p);
		return -1;
	}
	if (to->phys == PHYS_BYTES)
		column_builder_put_text(to, row, v.s, v.len);
	else if (to->type.type == TYPE_DECIMAL)
		column_builder_put_decimal(to, row, v.unscaled);
	else
		column_builder_put_num(to, row, v.num);
	return 0;
}

/* Rows of a row group that are carried over at a time. */
struct slice {
	size_t group;
	size_t from;
	size_t n;
	size_t staying; /* this many of them */
};

/* Put the page's values that are of the slice to rows from base on. */
static int
carry_page(struct carrying *y, struct column_builder *to, struct coltype from,
    const struct slice *s, size_t *base, struct error *e)
{
	const struct reader_values *values = &y->pages.values;
	size_t row, at = (size_t)y->pages.row, i = 0;
	bool has, stays, marked;

	for (row = 0; row < values->rows && at < s->from + s->n; row++, at++) {
		has = reader_has_value(y->pages.column, values, row);
		stays = at >= s->from &&
		    (y->stays == NULL || y->stays[at] != 0);
		marked = stays && y->marking && y->stays[at] == IS_MARKED;
		if (marked)
			column_builder_put_num(to, *base, 1);
		else if (has && stays &&
		    carry_value(y, to, from, i, *base, e) != 0)
			return -1;
		*base += stays;
		i += has;
	}
	return 0;
}

/*
 * Put the slice of one column to the table's rows.  0; 1 when the table holds
 * more than it may before the slice is whole, and -1 with *e.
 */
static int
carry_column(struct carrying *y, const struct table_writers *l,
    struct table_writer *t, size_t column, const struct slice *s,
    struct error *e)
{
	const struct rewrite_source *f = y->source;
	size_t to = f->places != NULL ? f->places[column] : column;
	int64_t end = (int64_t)(s->from + s->n);
	size_t base = t->row;
	int rc;

	if (to == REWRITE_NOWHERE)
		return 0;
	y->marking = y->marks && to == f->mark;
	if (reader_chunk_open(&y->pages, f->r, s->group, column, e) != 0)
		return -1;
	if (f->r->strict)
		y->pages.skip = (int64_t)s->from;
	/* The last slice reads to the end, where sums are checked. */
	while (y->pages.done < end || end == f->r->groups[s->group].rows) {
		rc = reader_page(&y->pages, e);
		if (rc < 0)
			return -1;
		if (rc == 0)
			break;
		if (carry_page(y, &t->builders[to], f->types[column], s, &base,
			e) != 0)
			return -1;
		if (s->n > 1 && table_writers_is_past(l, t))
			return 1;
	}
	return 0;
}

/* Whether one of the file's columns has the marks. */
static bool
has_marks(const struct rewrite_source *f)
{
	size_t i;

	for (i = 0; i < f->r->ncolumns; i++)
		if ((f->places != NULL ? f->places[i] : i) == f->mark)
			return true;
	return false;
}

/* Put the marks of the slice, in a file that had none. */
static void
put_marks(struct carrying *y, struct table_writer *t, const struct slice *s)
{
	size_t i, row = t->row;

	for (i = s->from; i < s->from + s->n; i++) {
		if (y->stays[i] == IS_MARKED)
			column_builder_put_num(
			    &t->builders[y->source->mark], row, 1);
		row += y->stays[i] != 0;
	}
}

/*
 * Put the slice to the table's rows, whole or not at all: when the table would
 * hold more than it may, 1 is returned and it is as it was.
 */
static int
carry_slice(struct carrying *y, const struct table_writers *l,
    struct table_writer *t, const struct slice *s, struct error *e)
{
	struct column_builder_mark *marks =
	    mem_new(t->ncolumns, sizeof(*marks));
	size_t i;
	int rc = 0;

	for (i = 0; i < t->ncolumns; i++)
		marks[i] = column_builder_mark_now(&t->builders[i]);
	for (i = 0; rc == 0 && i < y->source->r->ncolumns; i++)
		rc = carry_column(y, l, t, i, s, e);
	if (rc == 0 && y->marks && !has_marks(y->source))
		put_marks(y, t, s);
	for (i = 0; rc > 0 && i < t->ncolumns; i++) {
		/* What an empty table got for the slice is let go, lest it be
		 * past its bound for good. */
		if (t->row == 0)
			column_builder_free(&t->builders[i]);
		else
			column_builder_cut(&t->builders[i], &marks[i]);
	}
	if (rc > 0)
		t->held.full = false;
	mem_free(marks);
	return rc;
}

/* Whether the table has room for as many rows more, as its rows are so far. */
static bool
has_room(
    const struct table_writers *l, const struct table_writer *t, size_t rows)
{
	size_t each = t->row == 0 ? 0 : t->held.bytes / t->row;

	return t->row + rows <= t->limit &&
	    (each == 0 || t->row + rows < (l->limit - l->limit / 4) / each);
}

/* Take the next rows from number s->from on, at most this many. */
static void
take_slice(const struct carrying *y, size_t rows, size_t most, struct slice *s)
{
	size_t i;

	s->n = rows - s->from < most ? rows - s->from : most;
	s->staying = s->n;
	for (i = 0; y->stays != NULL && i < s->n; i++)
		s->staying -= !y->stays[s->from + i];
}

/*
 * Carry a row group over, in slices that keep within the memory there is now,
 * which may be less than there was when the file was made.
 */
static int
carry_group(struct carrying *y, struct table_writers *l, struct table_writer *t,
    size_t group, struct error *e)
{
	size_t rows = (size_t)y->source->r->groups[group].rows;
	size_t most = t->limit > 0 ? t->limit : 1;
	struct slice s = { .group = group };
	int rc;

	while (s.from < rows) {
		take_slice(y, rows, most, &s);
		rc = 0;
		if (t->row > 0 && !has_room(l, t, s.staying))
			rc = table_writers_flush(l, t, e);
		if (rc == 0 && s.staying > 0)
			rc = carry_slice(y, l, t, &s, e);
		if (rc < 0)
			return -1;
		if (rc == 0) {
			s.from += s.n;
			rc = s.staying > 0 ?
			    table_writers_rows(l, t, s.staying, e) : 0;
		} else if (t->row > 0) {
			rc = table_writers_flush(l, t, e);
		} else {
			most = s.n / 2;
			rc = 0;
		}
		if (rc != 0)
			return -1;
	}
	return 0;
}

/* Opened key columns of a row group. */
struct keys {
	struct column_cursor *cursors;
	struct convert_value *values;
	const struct convert_value **shown;
};

static struct keys
make_keys(const struct rewrite_source *f)
{
	struct keys k = { mem_new(f->nkeys, sizeof(*k.cursors)),
		mem_new(f->nkeys, sizeof(*k.values)),
		mem_new(f->nkeys, sizeof(*k.shown)) };

	return k;
}

static void
free_keys(const struct rewrite_source *f, struct keys *k)
{
	size_t i;

	for (i = 0; i < f->nkeys; i++)
		column_cursor_close(&k->cursors[i]);
	mem_free(k->cursors);
	mem_free(k->values);
	mem_free(k->shown);
}

/*
 * Ask of each row of the group what becomes of it: in stays, if that is not
 * NULL, and *counts gets how many do not stay as they are.
 */
static int
ask_group(const struct rewrite_source *f, struct keys *k, size_t group,
    uint8_t *stays, struct rewrite_counts *counts, struct error *e)
{
	size_t i, row, rows = (size_t)f->r->groups[group].rows;
	int rc;

	for (i = 0; i < f->nkeys; i++)
		if (column_cursor_open(
			&k->cursors[i], f->r, group, f->keys[i], e) != 0)
			return -1;
	for (row = 0; row < rows; row++) {
		for (i = 0; i < f->nkeys; i++) {
			rc = column_cursor_next(
			    &k->cursors[i], &k->values[i], e);
			if (rc < 0)
				return -1;
			k->shown[i] = rc > 0 ? &k->values[i] : NULL;
		}
		rc = f->stays(f->arg, k->shown, e);
		if (rc < 0)
			return -1;
		counts->going += rc == 0;
		counts->marked += rc == IS_MARKED;
		if (stays != NULL)
			stays[row] = (uint8_t)rc;
	}
	return 0;
}

bool
rewrite_can(const struct reader_column *c)
{
	return c->unread == NULL && c->form == FORM_OURS && c->depth <= 1 &&
	    c->rep_max == 0 && c->def_max <= 1 && c->phys != PHYS_INT96 &&
	    (c->phys != PHYS_FIXED ||
		(c->type.type == TYPE_DECIMAL && c->width <= 16));
}

/* Have room for a byte for each row of the group, of which it is held. */
static int
make_stays(struct carrying *y, size_t group, struct error *e)
{
	const struct reader *r = y->source->r;
	size_t rows = (size_t)r->groups[group].rows;

	if (r->room != NULL && rows > r->room->max - r->room->held) {
		error_set(e, ERROR_LIMIT,
		    "'%s': a row group of %zu rows needs more memory than %zu "
		    "bytes; --memory says how much there is",
		    r->name, rows, r->room->max);
		return -1;
	}
	if (r->room != NULL)
		r->room->held += rows;
	y->held = rows;
	y->stays = mem_new(rows, 1);
	return 0;
}

static void
free_stays(struct carrying *y)
{
	if (y->source->r->room != NULL)
		y->source->r->room->held -= y->held;
	mem_free(y->stays);
	y->stays = NULL;
	y->held = 0;
}

int
rewrite_append(struct table_writers *l, struct table_writer *t,
    const struct rewrite_source *source,
    void (*quote)(const char *s, size_t len, struct buf *out),
    struct error *e)
{
	struct carrying y = { .source = source, .scratch = buf_make(SIZE_MAX),
		.quote = quote };
	struct keys keys = make_keys(source);
	struct rewrite_counts counts = { 0 };
	size_t g;
	int rc = 0;

	for (g = 0; rc == 0 && g < source->r->ngroups; g++) {
		if (source->stays != NULL) {
			free_stays(&y);
			rc = make_stays(&y, g, e);
			if (rc == 0)
				rc = ask_group(
				    source, &keys, g, y.stays, &counts, e);
			y.marks = counts.marked > 0;
		}
		if (rc == 0)
			rc = carry_group(&y, l, t, g, e);
	}
	free_keys(source, &keys);
	reader_pages_close(&y.pages);
	buf_free(&y.scratch);
	free_stays(&y);
	return rc;
}

int
rewrite_count(const struct rewrite_source *source,
    bool (*may_go)(void *arg, const struct reader *r, size_t group),
    struct rewrite_counts *counts, struct error *e)
{
	struct keys keys = make_keys(source);
	size_t g;
	int rc = 0;

	*counts = (struct rewrite_counts){ 0 };
	for (g = 0; rc == 0 && g < source->r->ngroups; g++)
		if (may_go == NULL || may_go(source->arg, source->r, g))
			rc = ask_group(source, &keys, g, NULL, counts, e);
	free_keys(source, &keys);
	return rc;
}
