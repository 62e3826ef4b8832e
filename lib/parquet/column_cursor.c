/* column_cursor: the values of a column, row by row; see column_cursor.h. */
#include "parquet/column_cursor.h"

#include <string.h>

struct convert_value
column_cursor_value(const struct reader_pages *p, size_t i)
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

int
column_cursor_open(struct column_cursor *c, const struct reader *r,
    size_t group, size_t column, struct error *e)
{
	c->row = c->value = 0;
	c->pages.values.rows = 0;
	return reader_chunk_open(&c->pages, r, group, column, e);
}

static int
fail(const struct column_cursor *c, const char *what, struct error *e)
{
	error_set(e, ERROR_INPUT, "'%s': column '%.*s': %s", c->pages.r->name,
	    (int)c->pages.column->name.len,
	    (const char *)c->pages.column->name.p, what);
	return -1;
}

int
column_cursor_wrong(const struct column_cursor *c, struct error *e)
{
	return fail(c, "its levels cannot be", e);
}

int
column_cursor_look(
    struct column_cursor *c, struct column_level *l, struct error *e)
{
	const struct reader_values *v = &c->pages.values;
	int rc;

	/* Some writers make pages without rows. */
	while (c->row == v->rows) {
		rc = reader_page(&c->pages, e);
		if (rc <= 0)
			return rc;
		c->row = c->value = 0;
	}
	l->rep = c->pages.column->rep_max > 0 ? v->repeats[c->row] : 0;
	l->def = v->present[c->row];
	return 1;
}

int
column_cursor_expect(struct column_cursor *c, unsigned rep,
    struct column_level *l, struct error *e)
{
	int rc = column_cursor_look(c, l, e);

	if (rc == 0)
		return fail(c, "it has too few values", e);
	if (rc == 1 && l->rep != rep)
		return column_cursor_wrong(c, e);
	return rc < 0 ? -1 : 0;
}

int
column_cursor_end(struct column_cursor *c, struct error *e)
{
	struct column_level l;
	int rc = column_cursor_look(c, &l, e);

	return rc == 1 ? fail(c, "it has too many values", e) : rc;
}

int
column_cursor_next(
    struct column_cursor *c, struct convert_value *v, struct error *e)
{
	struct column_level l;

	if (column_cursor_expect(c, 0, &l, e) != 0)
		return -1;
	if (l.def != c->pages.column->def_max) {
		column_cursor_pass(c);
		return 0;
	}
	*v = column_cursor_value(&c->pages, column_cursor_take(c));
	return 1;
}

void
column_cursor_close(struct column_cursor *c)
{
	reader_pages_close(&c->pages);
	memset(c, 0, sizeof(*c));
}
