/* file: what is known of a data file; see file.h. */
#include "lake/file.h"

#include <string.h>

#include "base/buf.h"
#include "base/le.h"
#include "base/mem.h"
#include "parquet/reader.h"
#include "parquet/statistics.h"

/* The last character that a text can have. */
#define LAST	 "\xf4\x8f\xbf\xbf"
#define LAST_LEN (sizeof(LAST) - 1)

/* The most of them that a bound is made of. */
#define LAST_MAX ((size_t)16 << 10)

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

/* How many of the last character there is, U+10FFFF, the text begins with. */
static size_t
count_last(const struct reader_span *s)
{
	size_t n = 0;

	while (s->len - n * LAST_LEN >= LAST_LEN &&
	       memcmp(s->p + n * LAST_LEN, LAST, LAST_LEN) == 0)
		n++;
	return n;
}

/* The greatest such number of the texts of a chunk, if more than *most. */
static int
most_last(const struct reader *r, size_t group, size_t column, size_t *most,
    struct error *e)
{
	struct reader_pages pages = { 0 };
	size_t i, n;
	int rc = reader_chunk_open(&pages, r, group, column, e);

	while (rc == 0 && (rc = reader_page(&pages, e)) == 1) {
		for (i = 0; i < pages.values.n; i++) {
			n = count_last(&pages.values.spans[i]);
			*most = n > *most ? n : *most;
		}
		rc = 0;
	}
	reader_pages_close(&pages);
	return rc;
}

/*
 * Text that begins with too many of the last character to be cut and raised
 * has no bounds in the file.  One more of them is above any value, and nothing
 * is below the empty text.
 */
static int
bound_text(struct lake_column *c, const struct reader *r, size_t i,
    struct error *e)
{
	struct reader_span none = { (const uint8_t *)"", 0 }, above;
	struct buf text = buf_make(SIZE_MAX);
	size_t g, n = 0;

	for (g = 0; g < r->ngroups; g++) {
		if (most_last(r, g, i, &n, e) == 0)
			continue;
		buf_free(&text);
		return e->kind == ERROR_LIMIT ? 0 : -1;
	}
	if (n > LAST_MAX)
		return 0;
	for (n++; n > 0; n--)
		buf_put(&text, LAST, LAST_LEN);
	above = (struct reader_span){ text.data, text.len };
	keep_bound(&c->lo, &none, false);
	keep_bound(&c->hi, &above, false);
	c->bounded = true;
	buf_free(&text);
	return 0;
}

static int
read_column(struct lake_column *c, const struct reader *r, size_t i,
    struct error *e)
{
	const struct reader_column *from = &r->columns[i];
	const struct reader_chunk *chunk;
	bool right = true, some = false;
	size_t g;

	c->name = mem_dup((const char *)from->name.p, from->name.len);
	c->id = from->id;
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
	if (right || c->type.type != TYPE_TEXT)
		return 0;
	return bound_text(c, r, i, e);
}

int
lake_file_read(struct lake_file *f, int fd, const char *name, size_t memory,
    struct error *e)
{
	struct reader_room room = { .max = memory };
	struct reader r = { 0 };
	size_t i;
	int rc;

	memset(f, 0, sizeof(*f));
	rc = reader_open(&r, fd, name, e);
	r.room = &room;
	if (rc == 0) {
		f->size = r.size;
		f->rows = r.rows;
		f->ncolumns = r.ncolumns;
		f->columns = mem_new(r.ncolumns, sizeof(*f->columns));
		for (i = 0; i < r.ncolumns && rc == 0; i++)
			rc = read_column(&f->columns[i], &r, i, e);
		f->ngroups = r.ngroups;
		f->groups = mem_new(r.ngroups, sizeof(*f->groups));
		for (i = 0; i < r.ngroups; i++)
			f->groups[i] = r.groups[i].at;
	}
	reader_close(&r);
	return rc;
}

struct convert_value
lake_bound_value(const struct lake_column *c, const struct lake_bound *b)
{
	struct convert_value v = { 0 };
	size_t i;

	if (c->type.type == TYPE_DECIMAL && b->len > 0 && b->len <= 16) {
		/* Little-endian up to 8 bytes, as INT32 and INT64 are. */
		bool little = c->type.precision <= 18;
		uint8_t top = b->bytes[little ? b->len - 1 : 0];

		memset(v.unscaled, (top & 0x80) != 0 ? 0xff : 0, 16);
		for (i = 0; i < b->len; i++)
			v.unscaled[16 - b->len + i] =
			    b->bytes[little ? b->len - 1 - i : i];
	} else if (b->len == 4) {
		v.num = (int32_t)le_get32(b->bytes);
	} else if (b->len == 8) {
		v.num = (int64_t)le_get64(b->bytes);
	}
	return v;
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
