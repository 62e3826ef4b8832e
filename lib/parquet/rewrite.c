/* rewrite: the rows of a finished file into a table; see rewrite.h. */
#include "parquet/rewrite.h"

#include "base/mem.h"
#include "parquet/convert.h"

/* What a column is carried over with. */
struct carrying {
	struct reader_pages pages;
	struct buf scratch;
	void (*quote)(const char *s, size_t len, struct buf *out);
};

/* Value number i of a page. */
static struct convert_value
value_of(const struct reader_pages *p, size_t i)
{
	struct convert_value v = { 0 };
	const struct reader_column *c = p->column;
	uint64_t num;
	size_t k;

	if (c->phys == PHYS_BYTES) {
		v.s = (const char *)p->values.spans[i].p;
		v.len = p->values.spans[i].len;
		return v;
	}
	if (c->phys != PHYS_FIXED) {
		num = (uint64_t)p->values.nums[i];
		v.num = (int64_t)num;
		memset(v.unscaled, v.num < 0 ? 0xff : 0, 8);
		for (k = 0; k < 8; k++)
			v.unscaled[15 - k] = (uint8_t)(num >> 8 * k);
		return v;
	}
	memset(v.unscaled, (p->values.spans[i].p[0] & 0x80) != 0 ? 0xff : 0,
	    sizeof(v.unscaled));
	memcpy(v.unscaled + 16 - c->width, p->values.spans[i].p, c->width);
	return v;
}

/* Put value number i of the page to a row. */
static int
carry_value(struct carrying *y, struct column_builder *to, struct coltype from,
    size_t i, size_t row, struct error *e)
{
	struct convert_value v = value_of(&y->pages, i);

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
};

/* Put the page's values that are of the slice to rows from base on. */
static int
carry_page(struct carrying *y, struct column_builder *to, struct coltype from,
    const struct slice *s, size_t base, struct error *e)
{
	const struct reader_values *values = &y->pages.values;
	size_t row, at = (size_t)y->pages.row, i = 0;

	for (row = 0; row < values->rows && at < s->from + s->n; row++, at++) {
		if (!reader_has_value(y->pages.column, values, row))
			continue;
		if (at >= s->from &&
		    carry_value(y, to, from, i, base + at - s->from, e) != 0)
			return -1;
		i++;
	}
	return 0;
}

/*
 * Put the slice to the table's rows, column by column.  0; 1 when the table
 * holds more than it may before the slice is whole, and -1 with *e: either way
 * with some columns put.
 */
static int
carry_columns(struct carrying *y, const struct table_writers *l,
    struct table_writer *t, const struct reader *r,
    const struct coltype *types, const struct slice *s, struct error *e)
{
	int64_t end = (int64_t)(s->from + s->n);
	size_t i;
	int rc;

	for (i = 0; i < r->ncolumns; i++) {
		if (reader_chunk_open(&y->pages, r, s->group, i, e) != 0)
			return -1;
		y->pages.skip = (int64_t)s->from;
		/* The last slice reads to the end, where sums are checked. */
		while (y->pages.done < end || end == r->groups[s->group].rows) {
			rc = reader_page(&y->pages, e);
			if (rc < 0)
				return -1;
			if (rc == 0)
				break;
			if (carry_page(y, &t->builders[i], types[i], s, t->row,
				e) != 0)
				return -1;
			if (s->n > 1 && table_writers_is_past(l, t))
				return 1;
		}
	}
	return 0;
}

/*
 * The same, whole or not at all: when the table would hold more than it may, 1
 * is returned and it is as it was.
 */
static int
carry_slice(struct carrying *y, const struct table_writers *l,
    struct table_writer *t, const struct reader *r,
    const struct coltype *types, const struct slice *s, struct error *e)
{
	struct column_builder_mark *marks =
	    mem_new(t->ncolumns, sizeof(*marks));
	size_t i;
	int rc;

	for (i = 0; i < t->ncolumns; i++)
		marks[i] = column_builder_mark_now(&t->builders[i]);
	rc = carry_columns(y, l, t, r, types, s, e);
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

/* Whether the table has room for so many rows more, as its rows are so far. */
static bool
has_room(
    const struct table_writers *l, const struct table_writer *t, size_t rows)
{
	size_t each = t->row == 0 ? 0 : t->held.bytes / t->row;

	return t->row + rows <= t->limit &&
	    (each == 0 || t->row + rows < (l->limit - l->limit / 4) / each);
}

/*
 * Carry a row group over, in slices that keep within the memory there is now,
 * which may be less than there was when the file was made.
 */
static int
carry_group(struct carrying *y, struct table_writers *l, struct table_writer *t,
    const struct reader *r, size_t group, const struct coltype *types,
    struct error *e)
{
	size_t rows = (size_t)r->groups[group].rows;
	size_t most = t->limit > 0 ? t->limit : 1;
	struct slice s = { group, 0, 0 };
	int rc;

	while (s.from < rows) {
		s.n = rows - s.from < most ? rows - s.from : most;
		rc = 0;
		if (t->row > 0 && !has_room(l, t, s.n))
			rc = table_writers_flush(l, t, e);
		if (rc == 0)
			rc = carry_slice(y, l, t, r, types, &s, e);
		if (rc < 0)
			return -1;
		if (rc == 0) {
			s.from += s.n;
			rc = table_writers_rows(l, t, s.n, e);
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

int
rewrite_append(struct table_writers *l, struct table_writer *t,
    const struct reader *r, const struct coltype *types,
    void (*quote)(const char *s, size_t len, struct buf *out),
    struct error *e)
{
	struct carrying y = { .scratch = buf_make(SIZE_MAX), .quote = quote };
	size_t g;
	int rc = 0;

	for (g = 0; rc == 0 && g < r->ngroups; g++)
		rc = carry_group(&y, l, t, r, g, types, e);
	reader_pages_close(&y.pages);
	buf_free(&y.scratch);
	return rc;
}
