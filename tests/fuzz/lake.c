/*
 * lake: any bytes as a version of a Delta table's log, and as an Iceberg
 * table's metadata; what could be gone on from is gone on from, and files that
 * are named lie in the table's folder, or are refused.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "io/beneath.h"
#include "io/fd.h"
#include "lake/delta.h"
#include "lake/delta_log.h"
#include "lake/delta_schema.h"
#include "lake/iceberg_meta.h"
#include "lake/iceberg_state.h"
#include "lake/path.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

#define ENTRY "_delta_log/00000000000000000000.json"

/* A table's folder for the entry, gone when the program ends. */
static char folder[] = "/tmp/fuzz-lake-XXXXXX";

static void
tidy(void)
{
	char path[128];

	(void)snprintf(path, sizeof(path), "%s/" ENTRY, folder);
	(void)unlink(path);
	(void)snprintf(path, sizeof(path), "%s/_delta_log", folder);
	(void)rmdir(path);
	(void)rmdir(folder);
}

static int
open_folder(void)
{
	int dir;

	if (mkdtemp(folder) == NULL || atexit(tidy) != 0 ||
	    (dir = open(folder, O_RDONLY | O_DIRECTORY)) < 0 ||
	    mkdirat(dir, "_delta_log", 0777) != 0)
		abort();
	return dir;
}

/* A column for the table, so that it has one more. */
static void
add_column(struct lake_table *t)
{
	size_t i;

	t->append = true;
	t->columns = schema_table(&t->made, t->name, 1);
	for (i = 0; t->held.ntables > 0 && i < t->held.tables[0]->ncolumns; i++)
		(void)table_add(t->columns,
		    t->held.tables[0]->columns[i].name,
		    t->held.tables[0]->columns[i].name_len,
		    t->held.tables[0]->columns[i].type, false);
	t->nheld = t->columns->ncolumns;
	(void)table_add(t->columns, "more", 4,
	    (struct coltype){ .type = TYPE_BIGINT }, false);
}

/* A file that is named so lies beneath the table's folder, or nowhere. */
static void
find(const struct lake_table *t, const char *location, const char *s, size_t n)
{
	size_t len = strlen(t->folder->path) + 3;
	struct error e = { 0 };
	char *path = lake_path_find(t, location, s, n, &e);

	if (path != NULL &&
	    (strncmp(path, t->folder->path, len - 3) != 0 ||
		memcmp(path + len - 3, "/t/", 3) != 0 ||
		!beneath_name(path + len)))
		abort();
	if (path == NULL && e.kind != ERROR_USAGE)
		abort();
	mem_free(path);
}

static void
read_entry(int dir, struct lake_table *t, const uint8_t *p, size_t n)
{
	struct delta_log log = { .version = -1, .checkpoint = -1 };
	struct folder_view here = folder_view_of(dir);
	struct delta_schema s = { 0 };
	struct buf out = buf_make(SIZE_MAX);
	struct error e = { 0 };
	size_t i;
	int fd = openat(dir, ENTRY, O_WRONLY | O_CREAT | O_TRUNC, 0666);

	if (fd < 0 || (n > 0 && fd_write_all(fd, p, n) != 0) || close(fd) != 0)
		abort();
	if (delta_log_read(&log, &here, "_delta_log", "t", (size_t)1 << 20,
		&e) == 0 &&
	    log.metadata != NULL &&
	    delta_schema_read(&s, t, log.metadata, log.metadata_len, &e) == 0) {
		add_column(t);
		if (delta_schema_check(&s, t, &e) == 0 &&
		    delta_schema_put_metadata(&s, t, log.metadata,
			log.metadata_len, &out, &e) != 0)
			out.len = 0;
	}
	for (i = 0; i < log.live.n; i++)
		find(t, NULL, log.live.entries[i].key,
		    log.live.entries[i].len);
	delta_schema_free(&s);
	delta_log_close(&log);
	buf_free(&out);
}

/* The version after it must be one that can be read. */
static void
next_version(struct iceberg_meta *m, struct lake_table *t)
{
	int32_t last = m->last_column;
	struct iceberg_schema next = { 0 };
	const char *const properties[] = { NULL };
	struct iceberg_step s = { .now_ms = m->updated_ms,
		.schema = &next,
		.snapshot = 5,
		.sequence = m->sequence + 1,
		.summary = "{\"operation\":\"append\"}",
		.list = "file:///list",
		.previous = "file:///previous",
		.uuid = "u",
		.location = "file:///t",
		.properties = properties };
	struct buf out = buf_make(SIZE_MAX);
	struct iceberg_meta again = { 0 };
	struct error e = { 0 };
	bool known;

	add_column(t);
	if (iceberg_schema_evolve(
		&next, &m->schema, t->columns, true, NULL, &last, &e) == 0) {
		next.id = iceberg_meta_schema_id(m, &next, &known);
		s.new_schema = !known;
		s.last_column = last;
		iceberg_meta_put(&out, m, &s);
		if (iceberg_meta_read(&again, &out, &e) != 0 ||
		    iceberg_meta_writable(&again, &e) != 0) {
			(void)fprintf(stderr, "%s\n", e.text);
			abort();
		}
		iceberg_meta_free(&again);
	}
	iceberg_schema_free(&next);
	buf_free(&out);
}

static void
read_metadata(struct lake_table *t, const uint8_t *p, size_t n)
{
	struct buf text = buf_make(SIZE_MAX);
	struct iceberg_meta m = { 0 };
	struct error e = { 0 };
	char *list;

	find(t, NULL, n > 0 ? (const char *)p : "", n);
	buf_put(&text, p, n);
	if (iceberg_meta_read(&m, &text, &e) == 0) {
		list = iceberg_meta_list(&m);
		if (list != NULL)
			find(t, m.location, list, strlen(list));
		mem_free(list);
		mem_free(iceberg_meta_summary(&m, "total-files-size"));
		mem_free(iceberg_meta_property(&m, ICEBERG_JSON));
		(void)iceberg_meta_find(&m, ICEBERG_LOAD, "a-");
		if (iceberg_meta_writable(&m, &e) == 0)
			next_version(&m, t);
	}
	iceberg_meta_free(&m);
	buf_free(&text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static int dir = -1;
	struct folder in = { .path = folder };
	struct lake lake;
	struct lake_table t = { .lake = &lake, .folder = &in, .name = "t" };

	if (dir < 0)
		dir = open_folder();
	lake_make(&lake, &delta_format, 0, 1);
	read_entry(dir, &t, p, n);
	schema_free(&t.held);
	schema_free(&t.made);
	read_metadata(&t, p, n);
	schema_free(&t.held);
	schema_free(&t.made);
	return 0;
}
