/* csv_file: a CSV file of a table; see csv_file.h. */
#include "view/csv_file.h"

#include <string.h>
#include <unistd.h>

#include "io/beneath.h"
#include "view/catalog.h"

/* A line may have as much, like the largest value of a Parquet file. */
#define LINE_MAX_BYTES ((size_t)1 << 30)

/* What a column takes of --memory at least, here and in its table. */
#define FIELD_SHARE ((size_t)1 << 10)

int
csv_file_open(struct csv_file *f, const struct shown *t, const char *path,
    char delimiter, struct error *e)
{
	size_t room = t != NULL ? t->memory : SIZE_MAX;
	const struct fields_bounds bounds = {
		room / 2 < LINE_MAX_BYTES ? room / 2 : LINE_MAX_BYTES,
		room / FIELD_SHARE, "--memory"
	};

	memset(f, 0, sizeof(*f));
	f->fd = shown_file_open(t, path);
	if (f->fd < 0) {
		beneath_error(e, ERROR_INPUT, "cannot open '%s'", path);
		return -1;
	}
	f->open = true;
	byte_source_open(&f->in, f->fd, path);
	if (fields_open(&f->fields, &f->in, delimiter, bounds, e) == 0)
		return 0;
	e->kind = ERROR_INPUT;
	return -1;
}

int
csv_file_next(struct csv_file *f, struct error *e)
{
	int rc = fields_next(&f->fields, e);

	if (rc < 0 && e->kind == ERROR_FAILED)
		e->kind = ERROR_INPUT;
	return rc;
}

void
csv_file_close(struct csv_file *f)
{
	if (!f->open)
		return;
	fields_close(&f->fields);
	byte_source_close(&f->in);
	(void)close(f->fd);
	memset(f, 0, sizeof(*f));
}
