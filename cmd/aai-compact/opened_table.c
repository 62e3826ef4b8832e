/* opened_table: a table that is opened to be changed; see opened_table.h. */
#include "aai-compact/opened_table.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/cc.h"
#include "base/mem.h"
#include "io/beneath.h"
#include "io/clock.h"
#include "lake/delta.h"
#include "lake/iceberg.h"
#include "lake/snapshot_reader.h"
#include "sink/commit_list.h"
#include "sink/part_name.h"

int
opened_lake_make(struct opened_lake *l, const struct folder *f, size_t memory,
    struct error *e)
{
	const char *kind = folder_note(f, FOLDER_NOTE_TABLES);
	const struct lake_format *const formats[] = { &delta_format,
		&iceberg_format };
	size_t i;

	for (i = 0; i < LEN(formats); i++) {
		if (kind == NULL || strcmp(kind, formats[i]->name) != 0)
			continue;
		lake_make(
		    &l->lake, formats[i], clock_wall_ms(), clock_seed());
		lake_bound(&l->lake, memory);
		l->memory = memory;
		return 0;
	}
	error_set(e, ERROR_USAGE,
	    "'%s' holds tables of a kind that is not known: %s", f->path, kind);
	return -1;
}

/* A live file, to be sorted. */
struct live {
	const char *name;
	int64_t version; /* in its name */
	size_t number;
};

static int
by_version(const void *a, const void *b)
{
	const struct live *x = a, *y = b;

	if (x->version != y->version)
		return x->version < y->version ? -1 : 1;
	return x->number < y->number ? -1 : x->number > y->number;
}

/* Take in the names of those in the folder, in the order of their versions. */
static void
sort_files(
    struct map *to, const struct lake_snapshot *v, const struct folder *f)
{
	struct live *live = mem_new(v->nfiles, sizeof(*live));
	size_t len = strlen(f->path), i, n = 0;
	struct part_name part;

	for (i = 0; i < v->nfiles; i++) {
		if (strncmp(v->files[i], f->path, len) != 0 ||
		    v->files[i][len] != '/')
			continue;
		live[n].name = v->files[i] + len + 1;
		live[n].version =
		    part_name_parse(live[n].name, &part) ? part.version : -1;
		live[n].number = n;
		n++;
	}
	if (n > 0)
		qsort(live, n, sizeof(*live), by_version);
	for (i = 0; i < n; i++)
		(void)map_add(to, live[i].name, strlen(live[i].name), NULL);
	mem_free(live);
}

static int
take_sizes(struct map *files, const struct folder *f, struct error *e)
{
	struct stat st;
	size_t i;

	for (i = 0; i < files->n; i++) {
		if (beneath_stat(f->dir, files->entries[i].key, &st) != 0) {
			beneath_error(e, ERROR_OUTPUT, "cannot look at '%s/%s'",
			    f->path, files->entries[i].key);
			return -1;
		}
		files->entries[i].value = (uint64_t)st.st_size;
	}
	return 0;
}

static int
list_files(struct opened_table *o, const struct opened_lake *l,
    const struct folder *f, struct error *e)
{
	struct folder_view view = folder_view_of(f->dir);
	struct lake_snapshot v;
	int rc = lake_snapshot_open(
	    &v, &view, f->path, o->t.name, l->memory, e);

	if (rc == 1) {
		sort_files(&o->files, &v, f);
		rc = take_sizes(&o->files, f, e);
	}
	lake_snapshot_close(&v);
	return rc < 0 ? -1 : 0;
}

const char *
opened_table_name(const struct folder *f, size_t i)
{
	const char *prefix = FOLDER_NOTE_TABLE, *key = f->notes.entries[i].key;
	size_t len = strlen(prefix);

	/* The manifest may be anybody's. */
	if (f->texts[i].text == NULL || strncmp(key, prefix, len) != 0 ||
	    !commit_is_name(key + len) || strchr(key + len, '/') != NULL)
		return NULL;
	return key + len;
}

int
opened_table_open(struct opened_table *o, struct opened_lake *l,
    struct folder *f, const char *name, struct error *e)
{
	memset(o, 0, sizeof(*o));
	o->t.lake = &l->lake;
	o->t.folder = f;
	o->t.view = folder_view_of(f->dir);
	o->t.name = name;
	o->t.append = true;
	o->t.version = -1;
	if (l->lake.format->read(&o->t, e) != 0)
		return -1;
	if (o->t.held.ntables == 0)
		return 0;
	o->t.columns = o->t.held.tables[0];
	o->t.nheld = o->t.columns->ncolumns;
	return list_files(o, l, f, e) == 0 ? 1 : -1;
}

void
opened_table_close(struct opened_table *o)
{
	if (o->t.lake == NULL)
		return;
	o->t.lake->format->close(&o->t);
	schema_free(&o->t.held);
	map_free(&o->t.names);
	map_free(&o->files);
	memset(o, 0, sizeof(*o));
}
