/* reader: a Parquet file, opened; see reader.h. */
#include "parquet/reader.h"

#include <sys/stat.h>

#include "base/le.h"
#include "base/mem.h"
#include "io/fd.h"
#include "parquet/reader_footer.h"
#include "parquet/reader_schema.h"

#define FOOTER_MAX ((size_t)1 << 31)

static int
fail(const struct reader *r, const char *what, struct error *e)
{
	error_set(e, ERROR_INPUT, "'%s': %s", r->name, what);
	return -1;
}

/* Read what is within the file, as far as its size tells. */
static int
read_at(const struct reader *r, void *to, size_t n, int64_t at, struct error *e)
{
	if (fd_pread_all(r->fd, to, n, at) == 0)
		return 0;
	error_errno(e, ERROR_FAILED, "'%s': cannot be read", r->name);
	return -1;
}

/* Whether what is said of a chunk of this many rows can be. */
static bool
can_be(const struct reader *r, const struct reader_column *column,
    const struct reader_chunk *c, int64_t rows)
{
	if (column->rep_max == 0 || rows == 0 ? c->values != rows :
						c->values < rows)
		return false;
	if (!r->strict && rows == 0)
		return true;
	/* Old DuckDB says 0 raw bytes. */
	return c->at >= 4 && c->stored >= 1 && (!r->strict || c->raw >= 1) &&
	    c->at <= r->footer_at && c->stored <= r->footer_at - c->at &&
	    c->data_at >= c->at && c->data_at < c->at + c->stored;
}

/* Whether a bound that is there is as long as the column's values are. */
static bool
is_bound(const struct reader_column *c, bool has, const struct reader_span *s)
{
	unsigned width = physical_type_width(c->type);

	if (!has || c->phys == PHYS_BYTES)
		return true;
	return s->len == (c->phys == PHYS_BOOLEAN ? 1 : width);
}

/* That the numbers of the footer are such that they can be worked with. */
static int
check_numbers(struct reader *r, struct error *e)
{
	const struct reader_chunk *c;
	int64_t rows = 0, left = r->footer_at;
	size_t g, i;

	for (g = 0; g < r->ngroups; g++) {
		if (r->groups[g].rows < (r->strict ? 1 : 0) ||
		    r->groups[g].rows > INT32_MAX)
			return fail(r, "a row group without rows", e);
		rows += r->groups[g].rows;
		for (i = 0; i < r->ncolumns; i++) {
			c = &r->groups[g].chunks[i];
			if (c->encrypted && !r->strict)
				continue;
			if (!can_be(r, &r->columns[i], c, r->groups[g].rows))
				return fail(r, "a column chunk that cannot be",
				    e);
			if (r->strict &&
			    (!is_bound(&r->columns[i], c->has_lo, &c->lo) ||
				!is_bound(&r->columns[i], c->has_hi, &c->hi)))
				return fail(r, "bounds that are not values", e);
			/* Else a few bytes could stand for any number. */
			left -= r->groups[g].rows > 0 ? c->stored : 0;
			if (left < 0)
				return fail(r, "column chunks that overlap", e);
		}
	}
	/* Some writers say 0. */
	if (!r->strict && r->rows == 0)
		r->rows = rows;
	if (rows != r->rows)
		return fail(r, "row groups that are not all its rows", e);
	return 0;
}

static int
open_file(struct reader *r, bool strict, int fd, const char *name,
    struct error *e)
{
	uint8_t head[4], tail[8], *to;
	struct stat st;
	size_t len;

	memset(r, 0, sizeof(*r));
	r->fd = fd;
	r->name = name;
	r->strict = strict;
	r->footer = buf_make(FOOTER_MAX);
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		return fail(r, "no file that can be read at any place", e);
	r->size = st.st_size;
	if (r->size < 12)
		return fail(r, "not a Parquet file", e);
	if (read_at(r, head, 4, 0, e) != 0 ||
	    read_at(r, tail, 8, r->size - 8, e) != 0)
		return -1;
	if (memcmp(head, "PARE", 4) == 0)
		return fail(r, "it is encrypted, which is not read", e);
	if (memcmp(head, "PAR1", 4) != 0)
		return fail(r, "not a Parquet file", e);
	if (memcmp(tail + 4, "PAR1", 4) != 0)
		return fail(r, "it is cut short: it has no footer", e);
	len = le_get32(tail);
	if ((int64_t)len > r->size - 12)
		return fail(r, "its footer is damaged", e);
	r->footer_at = r->size - 8 - (int64_t)len;
	to = buf_reserve(&r->footer, len + 1);
	if (to == NULL)
		return fail(r, "its footer is too long", e);
	if (read_at(r, to, len, r->footer_at, e) != 0)
		return -1;
	r->footer.len = len;
	if (reader_footer(r, e) != 0 || check_numbers(r, e) != 0)
		return -1;
	if (!strict)
		reader_schema_unread(r);
	return 0;
}

int
reader_open(struct reader *r, int fd, const char *name, struct error *e)
{
	return open_file(r, true, fd, name, e);
}

int
reader_open_any(struct reader *r, int fd, const char *name, struct error *e)
{
	return open_file(r, false, fd, name, e);
}

bool
reader_is_ours(const struct reader *r)
{
	static const char ours[] = "aai version ";

	return r->created_by.len >= sizeof(ours) &&
	    memcmp(r->created_by.p, ours, sizeof(ours) - 1) == 0;
}

void
reader_close(struct reader *r)
{
	size_t i;

	for (i = 0; i < r->ngroups; i++)
		mem_free(r->groups[i].chunks);
	mem_free(r->groups);
	mem_free(r->columns);
	mem_free(r->nodes);
	mem_free(r->fields);
	map_free(&r->names);
	mem_free(r->pairs);
	buf_free(&r->footer);
	memset(r, 0, sizeof(*r));
}
