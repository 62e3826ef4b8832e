/* Any bytes as a Parquet file of another writer: every field, row by row. */
#include <sys/mman.h>
#include <unistd.h>

#include "io/fd.h"
#include "json/lex.h"
#include "view/cell.h"
#include "view/nested.h"
#include "view/value.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static int
keep(void *to, const void *p, size_t n, struct error *e)
{
	(void)e;
	buf_put(to, p, n);
	return 0;
}

/* What comes out of a field is JSON, as far as it comes. */
static void
read_nested(const struct reader *r, size_t field)
{
	struct nested n;
	struct error e;
	struct buf text = buf_make(64 << 20);
	const char *s;
	size_t g;
	int64_t row;
	int rc = 0;

	nested_open(&n, r, field);
	for (g = 0; rc == 0 && g < r->ngroups; g++) {
		rc = nested_group(&n, g, &e);
		for (row = 0; rc == 0 && row < r->groups[g].rows; row++) {
			rc = nested_row(&n, &e);
			/* Every third one is passed over. */
			if (rc == 1 && row % 3 == 2)
				rc = 0;
			if (rc != 1)
				continue;
			buf_reset(&text);
			rc = nested_take(&n, keep, &text, &e);
			s = (const char *)text.data;
			if (rc == 0 && !text.failed &&
			    json_value_end(s, s + text.len, 10000, NULL) !=
				s + text.len)
				__builtin_trap();
		}
		if (rc == 0)
			rc = nested_end(&n, &e);
	}
	buf_free(&text);
	nested_close(&n);
}

/* Every value of a flat column has a text. */
static void
read_flat(const struct reader *r, size_t column)
{
	const struct reader_column *c = &r->columns[column];
	struct reader_pages pages = { 0 };
	struct buf text = buf_make(1 << 20), json = buf_make(64 << 20);
	struct value v = { 0 };
	struct show_cell cell;
	struct error e;
	size_t g, i;

	for (g = 0; g < r->ngroups; g++) {
		if (reader_chunk_open(&pages, r, g, column, &e) != 0)
			continue;
		while (reader_page(&pages, &e) == 1) {
			for (i = 0; i < pages.values.n; i++) {
				if (reader_has_spans(c))
					v.span = pages.values.spans[i];
				else
					v.num = pages.values.nums[i];
				cell = value_cell(c, &v, &text);
				cell_check_json(&cell);
				buf_reset(&json);
				(void)cell_put_json(&cell, &json);
			}
		}
	}
	reader_pages_close(&pages);
	buf_free(&text);
	buf_free(&json);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct reader r = { 0 };
	struct error e;
	size_t i;
	int fd = memfd_create("input", MFD_CLOEXEC);

	if (fd < 0)
		return 0;
	if ((n == 0 || fd_write_all(fd, p, n) == 0) &&
	    reader_open_any(&r, fd, "input", &e) == 0) {
		for (i = 0; i < r.nfields; i++) {
			if (r.fields[i].unread != NULL)
				continue;
			if (r.fields[i].nested)
				read_nested(&r, i);
			else
				read_flat(&r, r.fields[i].column);
		}
	}
	reader_close(&r);
	(void)close(fd);
	return 0;
}
