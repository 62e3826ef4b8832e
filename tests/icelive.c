/*
 * icelive FILE: the live data files of an Iceberg table's version, one a line.
 */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "io/fd.h"
#include "lake/file_uri.h"
#include "lake/iceberg_manifest.h"
#include "lake/iceberg_meta.h"

static int
fail(const struct error *e)
{
	(void)fprintf(stderr, "icelive: %s\n", e->text);
	return 1;
}

/* Append what is in the file that a URI names. */
static int
slurp(const char *uri, size_t len, struct buf *out, struct error *e)
{
	char *path = file_uri_path(uri, len);
	int rc = -1;

	if (path == NULL)
		error_set(e, ERROR_USAGE, "not a file of this machine");
	else
		rc = fd_slurp_file(path, out, e);
	mem_free(path);
	return rc;
}

static int
show_files(const struct iceberg_row *row, struct error *e)
{
	struct buf text = buf_make(SIZE_MAX);
	struct iceberg_entry entry;
	struct avro a = { 0 };
	int rc = slurp((const char *)row->path.p, row->path.len, &text, e);

	if (rc == 0)
		rc = avro_open(&a, text.data, text.len, e);
	while (rc == 0 && (rc = iceberg_next_entry(&a, &entry, e)) == 1) {
		rc = 0;
		if (entry.status != ICEBERG_DELETED)
			(void)printf("%.*s\n", (int)entry.path.len - 7,
			    (const char *)entry.path.p + 7);
	}
	avro_close(&a);
	buf_free(&text);
	return rc;
}

int
main(int argc, char **argv)
{
	struct buf text = buf_make(SIZE_MAX), list = buf_make(SIZE_MAX);
	struct iceberg_meta m = { 0 };
	struct iceberg_row row;
	struct avro a = { 0 };
	struct error e = { 0 };
	char *uri;
	int rc;

	if (argc != 2)
		return 2;
	if (fd_slurp_file(argv[1], &text, &e) != 0 ||
	    iceberg_meta_read(&m, &text, &e) != 0)
		return fail(&e);
	uri = iceberg_meta_list(&m);
	if (uri == NULL)
		return 1;
	rc = slurp(uri, strlen(uri), &list, &e);
	if (rc == 0)
		rc = avro_open(&a, list.data, list.len, &e);
	while (rc == 0 && (rc = iceberg_next_row(&a, &row, &e)) == 1)
		rc = show_files(&row, &e);
	avro_close(&a);
	mem_free(uri);
	iceberg_meta_free(&m);
	buf_free(&text);
	buf_free(&list);
	return rc == 0 ? 0 : fail(&e);
}
