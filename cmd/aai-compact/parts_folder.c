/* parts_folder: folders of CSV and Parquet parts; see parts_folder.h. */
#include "aai-compact/parts_folder.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "aai-compact/csv_join.h"
#include "aai-compact/parquet_join.h"
#include "aai-compact/part_list.h"
#include "base/buf.h"
#include "base/mem.h"
#include "csv/package.h"
#include "io/sig.h"
#include "sink/consumed.h"
#include "sink/parts_schema.h"

/* A folder that is worked on. */
struct work {
	struct folder *folder;
	const struct settings *settings;
	struct settings_done *done;
	const char *kind; /* the parts' ending */
	bool csv;
	struct csv_style style;
	char null[CSV_STYLE_NULL_MAX + 1];
	struct schema schema;
	struct part_lists parts;
};

/* The size of a file of the folder; -1 with *e. */
static int64_t
file_size(const struct folder *f, const char *name, struct error *e)
{
	int fd = folder_read(f, name, e), rc;
	struct stat st;

	if (fd < 0)
		return -1;
	rc = fstat(fd, &st);
	if (rc != 0)
		error_errno(e, ERROR_OUTPUT, "cannot read '%s/%s'", f->path,
		    name);
	(void)close(fd);
	return rc == 0 ? (int64_t)st.st_size : -1;
}

/* Find the parts, in the order in which their loads came. */
static int
find_parts(struct work *w, struct error *e)
{
	const struct map *files = &w->folder->files;
	int64_t size;
	size_t i;

	for (i = 0; i < files->n; i++) {
		if (strchr(files->entries[i].key, '/') == NULL)
			continue;
		size = file_size(w->folder, files->entries[i].key, e);
		if (size < 0)
			return -1;
		part_lists_add(&w->parts, files->entries[i].key, size);
	}
	part_lists_keep_last(&w->parts, w->folder);
	return 0;
}

/* What the parts' columns are. */
static const struct table *
find_table(const struct work *w, const char *name, struct error *e)
{
	size_t len = strcspn(name, "/");
	const struct table *t = schema_find(&w->schema, name, len);

	if (t == NULL)
		error_set(e, ERROR_OUTPUT,
		    "'%s/%s' does not tell of the table '%.*s'",
		    w->folder->path, PARTS_SCHEMA_FILE, (int)len, name);
	return t;
}

/* Name the new file, and have those that are in it go. */
static void
place(struct work *w, const struct part_list *p, const struct group *g,
    struct stage *to)
{
	struct buf name = buf_make(SIZE_MAX);
	char key[64];
	size_t i;

	part_list_key(p, g, key);
	buf_printf(&name, "%.*s/part-%s.%s",
	    (int)strcspn(p->names[g->first], "/"), p->names[g->first], key,
	    w->kind);
	buf_byte(&name, 0);
	folder_name(w->folder, to->number, (const char *)name.data);
	buf_free(&name);
	for (i = g->first; i < g->first + g->n; i++) {
		folder_remove(w->folder, p->names[i]);
		consumed_add(w->folder, p->names[i]);
		w->done->bytes_in += (uint64_t)p->sizes[i];
	}
	w->done->files_in += g->n;
	w->done->files_out++;
	w->done->bytes_out += (uint64_t)to->size;
}

static int
join_group(struct work *w, const struct part_list *p, const struct group *g,
    struct error *e)
{
	const struct table *t = find_table(w, p->names[g->first], e);
	struct stage to;
	int rc;

	if (sig_stopped() != 0) {
		error_set(e, ERROR_FAILED, "stopped by a signal");
		return -1;
	}
	if (t == NULL || stage_open(&to, w->folder, e) != 0)
		return -1;
	rc = w->csv ? csv_join(w->folder, &p->names[g->first], g->n, &w->style,
			  t->ncolumns, &to, e) :
		      parquet_join(w->folder, &p->names[g->first], g->n, t,
			  mem_limit(w->settings->memory), &to, e);
	if (rc == 0)
		rc = stage_rest(&to, e);
	if (rc == 0)
		place(w, p, g, &to);
	stage_close(&to);
	return rc;
}

static int
join_list(struct work *w, const struct part_list *p, struct map *tables,
    struct error *e)
{
	struct group *groups;
	size_t n = part_list_groups(
	    p, (int64_t)w->settings->size, &groups), i;
	int rc = 0;

	for (i = 0; rc == 0 && i < n; i++)
		rc = join_group(w, p, &groups[i], e);
	if (n > 0)
		(void)map_add(
		    tables, p->names[0], strcspn(p->names[0], "/"), NULL);
	mem_free(groups);
	return rc;
}

/* The package lists the files. */
static int
list_files(struct work *w, struct error *e)
{
	const char *file = CSV_PACKAGE_FILE;

	if (!w->csv ||
	    map_find(&w->folder->files, file, strlen(file)) == MAP_NONE)
		return 0;
	return csv_package(w->folder, &w->schema, &w->style, e);
}

/* Find out how CSV is spelled here. */
static int
take_style(struct work *w, struct error *e)
{
	const char *word = folder_note(w->folder, FOLDER_NOTE_CSV);

	if (csv_style_read(
		&w->style, word != NULL ? word : "", w->null, e) != 0) {
		error_prefix(e, "'%s/.aai/manifest'", w->folder->path);
		return -1;
	}
	w->style.gzip = strcmp(w->kind, "csv.gz") == 0;
	return 0;
}

static int
compact(struct work *w, struct error *e)
{
	struct map tables = { 0 };
	size_t i;
	int rc = 0;

	if (w->csv && take_style(w, e) != 0)
		return -1;
	if (parts_schema_read(w->folder, &w->schema, e) != 0 ||
	    find_parts(w, e) != 0)
		return -1;
	for (i = 0; rc == 0 && i < w->parts.by_name.n; i++)
		rc = join_list(w, &w->parts.lists[i], &tables, e);
	if (rc == 0 && tables.n > 0)
		rc = list_files(w, e);
	w->done->tables = tables.n;
	map_free(&tables);
	return rc;
}

int
parts_folder_compact(struct folder *f, const struct settings *s,
    struct settings_done *done, struct error *e)
{
	struct work w = { .folder = f, .settings = s, .done = done,
		.kind = folder_note(f, FOLDER_NOTE_PARTS) };
	int rc = 0;

	if (w.kind == NULL)
		return 0;
	w.csv = strcmp(w.kind, "csv") == 0 || strcmp(w.kind, "csv.gz") == 0;
	if (w.csv || strcmp(w.kind, "parquet") == 0) {
		rc = compact(&w, e);
	} else {
		error_set(e, ERROR_USAGE,
		    "'%s' holds parts of a kind that is not known: *.%s",
		    f->path, w.kind);
		rc = -1;
	}
	part_lists_free(&w.parts);
	schema_free(&w.schema);
	return rc;
}
