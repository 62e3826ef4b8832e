/* iceberg_version: versions of a table's metadata; see iceberg_version.h. */
#include "lake/iceberg_version.h"

#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "io/beneath.h"
#include "io/fd.h"
#include "lake/iceberg_location.h"
#include "lake/path.h"

int
iceberg_fail(const struct lake_table *t, struct error *e)
{
	/* What is damaged here is the output, not the load. */
	if (e->kind == ERROR_INPUT)
		e->kind = ERROR_OUTPUT;
	error_prefix(e, "table '%s' in '%s'", t->name, t->folder->path);
	return -1;
}

int64_t
iceberg_version(const struct lake_table *t, struct error *e)
{
	int64_t version = iceberg_newest(t, e);

	return version < 0 ? iceberg_fail(t, e) : version;
}

int
iceberg_load_file(const struct lake_table *t, const char *file,
    struct iceberg_meta *m, struct error *e)
{
	struct buf text = buf_make(t->lake->max_line);
	struct buf path = buf_make(SIZE_MAX);
	const char *name;
	int fd, rc = -1;

	memset(m, 0, sizeof(*m));
	buf_printf(&path, "metadata/%s", file);
	buf_byte(&path, 0);
	name = (const char *)path.data;
	fd = lake_path_open(t, name);
	if (fd < 0) {
		beneath_error(e, ERROR_OUTPUT, "cannot open '%s'", name);
	} else {
		rc = fd_slurp(fd, name, &text, e);
		if (rc != 0 && e->kind == ERROR_INPUT)
			rc = lake_too_long(name, text.max, e);
		(void)close(fd);
	}
	if (rc == 0)
		rc = iceberg_meta_read(m, &text, e);
	buf_free(&text);
	buf_free(&path);
	return rc == 0 ? 0 : iceberg_fail(t, e);
}
