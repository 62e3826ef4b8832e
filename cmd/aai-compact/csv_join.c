/* csv_join: CSV parts of a folder as one; see csv_join.h. */
#include "aai-compact/csv_join.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "csv/copy.h"
#include "csv/source.h"

/* Bytes of all columns' names. */
#define HEADER_MAX ((size_t)64 << 20)

/* What the parts begin with. */
struct header {
	char *text; /* owned */
	size_t len;
};

/*
 * The header of a part is what the parts before it have, or is to be known for
 * those after it: -1 with *e where it differs.
 */
static int
take_header(struct csv_source *in, struct csv_target *out, struct header *h,
    const struct csv_style *style, size_t ncolumns, struct error *e)
{
	struct buf text = buf_make(HEADER_MAX);
	bool same;

	if (csv_copy_header(in, style, ncolumns, &text, e) != 0) {
		buf_free(&text);
		return -1;
	}
	if (h->text == NULL) {
		buf_put(&out->out, text.data, text.len);
		h->len = text.len;
		h->text = buf_take(&text);
		return 0;
	}
	same = text.len == h->len && memcmp(text.data, h->text, h->len) == 0;
	buf_free(&text);
	if (same)
		return 0;
	error_set(e, ERROR_OUTPUT,
	    "'%s' has other columns than the parts before it", in->name);
	return -1;
}

static int
append(const struct folder *f, const char *name, struct csv_target *out,
    struct header *h, const struct csv_style *style, size_t ncolumns,
    struct error *e)
{
	const struct csv_layout all = { 0 };
	struct csv_source in = { 0 };
	struct stat st;
	int fd = folder_read(f, name, e), rc;

	if (fd < 0)
		return -1;
	rc = fstat(fd, &st);
	if (rc != 0)
		error_errno(e, ERROR_OUTPUT, "cannot read '%s'", name);
	if (rc == 0) {
		csv_source_open(
		    &in, fd, name, 0, (int64_t)st.st_size, style->gzip);
		rc = take_header(&in, out, h, style, ncolumns, e);
	}
	if (rc == 0)
		rc = csv_copy_rows(&in, style, &all, out, e);
	csv_source_close(&in);
	(void)close(fd);
	return rc;
}

int
csv_join(const struct folder *f, const char *const *names, size_t n,
    const struct csv_style *style, size_t ncolumns, struct stage *to,
    struct error *e)
{
	struct csv_target out = { 0 };
	struct header header = { 0 };
	size_t i;
	int rc = 0;

	csv_target_open(&out, to, style->gzip);
	for (i = 0; rc == 0 && i < n; i++)
		rc = append(f, names[i], &out, &header, style, ncolumns, e);
	if (rc == 0)
		rc = csv_target_finish(&out, e);
	csv_target_close(&out);
	mem_free(header.text);
	return rc;
}
