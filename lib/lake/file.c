/* file: what is known of a data file; see file.h. */
#include "lake/file.h"

#include <string.h>

#include "base/mem.h"
#include "parquet/reader.h"
#include "parquet/statistics.h"

static void
keep_bound(struct lake_bound *b, const struct reader_span *s, bool exact)
{
	mem_free(b->bytes);
	b->bytes = (uint8_t *)mem_dup((const char *)s->p, s->len);
	b->len = s->len;
	b->exact = exact;
}

/* Join one chunk's bounds into the column's; some: it has seen others. */
static void
join_bounds(struct lake_column *c, const struct reader_chunk *chunk, bool some)
{
	int lo = -1, hi = 1;

	if (some) {
		lo = statistics_compare(c->type, chunk->lo.p, chunk->lo.len,
		    c->lo.bytes, c->lo.len);
		hi = statistics_compare(c->type, chunk->hi.p, chunk->hi.len,
		    c->hi.bytes, c->hi.len);
	}
	if (lo < 0)
		keep_bound(&c->lo, &chunk->lo, chunk->lo_exact);
	if (hi > 0)
		keep_bound(&c->hi, &chunk->hi, chunk->hi_exact);
	/* Of two equal bounds one that is a value makes both exact. */
	c->lo.exact |= lo == 0 && chunk->lo_exact;
	c->hi.exact |= hi == 0 && chunk->hi_exact;
}

static void
read_column(struct lake_column *c, const struct reader *r, size_t i)
{
	const struct reader_column *from = &r->columns[i];
	const struct reader_chunk *chunk;
	bool right = true, some = false;
	size_t g;

	c->name = mem_dup((const char *)from->name.p, from->name.len);
	c->type = from->type;
	for (g = 0; g < r->ngroups; g++) {
		chunk = &r->groups[g].chunks[i];
		c->stored += chunk->stored;
		c->values += chunk->values;
		if (!chunk->has_nulls)
			c->nulls = -1;
		else if (c->nulls >= 0)
			c->nulls += chunk->nulls;
		if (chunk->has_nulls && chunk->nulls == chunk->values)
			continue;
		right = right && chunk->has_lo && chunk->has_hi;
		if (right)
			join_bounds(c, chunk, some);
		some = true;
	}
	c->bounded = right && some;
}

int
lake_file_read(
    struct lake_file *f, int fd, const char *name, struct error *e)
{
	struct reader r = { 0 };
	size_t i;
	int rc;

	memset(f, 0, sizeof(*f));
	rc = reader_open(&r, fd, name, e);
	if (rc == 0) {
		f->size = r.size;
		f->rows = r.rows;
		f->ncolumns = r.ncolumns;
		f->columns = mem_new(r.ncolumns, sizeof(*f->columns));
		for (i = 0; i < r.ncolumns; i++)
			read_column(&f->columns[i], &r, i);
		f->ngroups = r.ngroups;
		f->groups = mem_new(r.ngroups, sizeof(*f->groups));
		for (i = 0; i < r.ngroups; i++)
			f->groups[i] = r.groups[i].at;
	}
	reader_close(&r);
	return rc;
}

void
lake_file_free(struct lake_file *f)
{
	size_t i;

	for (i = 0; i < f->ncolumns; i++) {
		mem_free(f->columns[i].name);
		mem_free(f->columns[i].lo.bytes);
		mem_free(f->columns[i].hi.bytes);
	}
	mem_free(f->columns);
	mem_free(f->groups);
	memset(f, 0, sizeof(*f));
}
