/* rewrite: the rows of a finished file into a table; see rewrite.h. */
#include "parquet/rewrite.h"

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

/* Put the page's values to rows from at on. */
static int
carry_page(struct carrying *y, struct vec *to, struct coltype from, size_t at,
    struct error *e)
{
	const struct reader_values *values = &y->pages.values;
	struct convert_value v;
	size_t row, i = 0;

	for (row = 0; row < values->rows; row++) {
		if (values->present[row] == 0)
			continue;
		v = value_of(&y->pages, i++);
		if (!convert(&v, from, to->type, y->quote, &y->scratch)) {
			error_set(e, ERROR_FAILED,
			    "'%s': a value of column '%.*s' does not widen",
			    y->pages.r->name, (int)y->pages.column->name.len,
			    (const char *)y->pages.column->name.p);
			return -1;
		}
		if (to->phys == PHYS_BYTES)
			vec_put_text(to, at + row, v.s, v.len);
		else if (to->type.type == TYPE_DECIMAL)
			vec_put_decimal(to, at + row, v.unscaled);
		else
			vec_put_num(to, at + row, v.num);
	}
	return 0;
}

static int
carry_group(struct carrying *y, struct loader_table *t,
    const struct reader *r, size_t group, const struct coltype *types,
    struct error *e)
{
	size_t i, base = t->row;
	int rc;

	for (i = 0; i < r->ncolumns; i++) {
		if (reader_chunk_open(&y->pages, r, group, i, e) != 0)
			return -1;
		while ((rc = reader_page(&y->pages, e)) == 1) {
			if (carry_page(y, &t->vecs[i], types[i],
				base + (size_t)y->pages.row, e) != 0)
				return -1;
		}
		if (rc != 0)
			return -1;
	}
	return 0;
}

int
rewrite_append(struct loader *l, struct loader_table *t,
    const struct reader *r, const struct coltype *types,
    void (*quote)(const char *s, size_t len, struct buf *out),
    struct error *e)
{
	struct carrying y = { .scratch = buf_make(SIZE_MAX), .quote = quote };
	size_t g, rows;
	int rc = 0;

	for (g = 0; rc == 0 && g < r->ngroups; g++) {
		rows = (size_t)r->groups[g].rows;
		if (t->row > 0 && t->row + rows > t->limit)
			rc = loader_flush(l, t, e);
		if (rc == 0)
			rc = carry_group(&y, t, r, g, types, e);
		if (rc == 0)
			rc = loader_rows(l, t, rows, e);
	}
	reader_pages_close(&y.pages);
	buf_free(&y.scratch);
	return rc;
}
