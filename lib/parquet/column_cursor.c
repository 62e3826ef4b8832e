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

int
column_cursor_next(
    struct column_cursor *c, struct convert_value *v, struct error *e)
{
	const struct reader_values *values = &c->pages.values;
	int rc;

	while (c->row == values->rows) {
		rc = reader_page(&c->pages, e);
		if (rc == 0)
			error_set(e, ERROR_INPUT, "'%s' has fewer rows than it "
			    "says", c->pages.r->name);
		if (rc <= 0)
			return -1;
		c->row = c->value = 0;
	}
	if (!reader_has_value(c->pages.column, values, c->row++))
		return 0;
	*v = column_cursor_value(&c->pages, c->value++);
	return 1;
}

void
column_cursor_close(struct column_cursor *c)
{
	reader_pages_close(&c->pages);
	memset(c, 0, sizeof(*c));
}
