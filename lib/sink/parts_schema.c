/* parts_schema: the columns of a folder of parts; see parts_schema.h. */
#include "sink/parts_schema.h"

#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "io/fd.h"
#include "sink/stage.h"
#include "stream/columns.h"

int
parts_schema_read(const struct folder *f, struct schema *s, struct error *e)
{
	struct buf text = buf_make(PARTS_SCHEMA_MAX);
	int fd = folder_read(f, PARTS_SCHEMA_FILE, e), rc;
	const char *p, *end, *lf;
	struct table *t;
	bool changed;

	if (fd < 0)
		return -1;
	rc = fd_slurp(fd, PARTS_SCHEMA_FILE, &text, e);
	(void)close(fd);
	end = (const char *)text.data + text.len;
	for (p = (const char *)text.data; rc == 0 && p < end; p = lf + 1) {
		lf = memchr(p, '\n', (size_t)(end - p));
		if (lf == NULL)
			lf = end;
		rc = columns_parse(p, (size_t)(lf - p), s, &t, &changed, e);
	}
	if (rc != 0) {
		error_prefix(e, "'%s/%s'", f->path, PARTS_SCHEMA_FILE);
		e->kind = ERROR_OUTPUT;
	}
	buf_free(&text);
	return rc;
}

int
parts_schema_stage(
    struct folder *f, const struct schema *schema, struct error *e)
{
	struct buf text = buf_make(PARTS_SCHEMA_MAX);
	struct stage s;
	size_t i;
	int rc = -1;

	for (i = 0; i < schema->ntables; i++) {
		columns_put(&text, schema->tables[i]);
		buf_byte(&text, '\n');
	}
	if (text.failed) {
		error_set(e, ERROR_OUTPUT,
		    "'%s/" PARTS_SCHEMA_FILE "' would have more than %zu MiB: "
		    "one folder cannot hold so many tables and columns",
		    f->path, PARTS_SCHEMA_MAX >> 20);
	} else if (stage_open(&s, f, e) == 0) {
		rc = stage_append(&s, text.data, text.len, e);
		folder_name(f, s.number, PARTS_SCHEMA_FILE);
		stage_close(&s);
	}
	buf_free(&text);
	return rc;
}
