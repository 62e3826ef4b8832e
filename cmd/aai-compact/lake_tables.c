/* lake_tables: folders of Delta and Iceberg tables; see lake_tables.h. */
#include "aai-compact/lake_tables.h"

#include <string.h>

#include "aai-compact/opened_table.h"
#include "aai-compact/parquet_join.h"
#include "aai-compact/part_list.h"
#include "base/mem.h"
#include "io/sig.h"
#include "lake/file.h"
#include "sink/consumed.h"

/* A file that others become. */
struct made {
	struct lake_file file;
	char *path; /* owned */
	char key[64];
	char **parts; /* owned, each */
	size_t n;
};

/* A table that is worked on. */
struct work {
	struct opened_table table;
	const struct settings *settings;
	struct settings_done *done;
	struct part_lists parts;
	struct made *made;
	size_t nmade;
	size_t made_cap;
};

/* What the file is called in the table's folder. */
static const char *
name_in_table(const struct work *w, const char *name)
{
	return name + strlen(w->table.t.name) + 1;
}

/* Place the file, and have those that are in it go. */
static int
place(struct work *w, const struct part_list *p, const struct group *g,
    struct stage *to, struct error *e)
{
	struct lake_table *t = &w->table.t;
	struct made *m;
	int fd = stage_fd(to, e);
	size_t i;

	w->made = mem_grow(
	    w->made, &w->made_cap, w->nmade + 1, sizeof(*w->made));
	m = &w->made[w->nmade++];
	memset(m, 0, sizeof(*m));
	if (fd < 0 ||
	    lake_file_read(&m->file, fd, t->name, t->lake->pages, e) != 0)
		return -1;
	part_list_key(p, g, m->key);
	m->path = lake_data_path(t, m->key, strlen(m->key));
	lake_place_data(t, to, m->path);
	m->parts = mem_new(g->n, sizeof(char *));
	for (i = g->first; i < g->first + g->n; i++) {
		m->parts[m->n++] = mem_str(name_in_table(w, p->names[i]));
		consumed_add(t->folder, p->names[i]);
		w->done->bytes_in += (uint64_t)p->sizes[i];
	}
	w->done->files_in += g->n;
	w->done->files_out++;
	w->done->bytes_out += (uint64_t)to->size;
	return 0;
}

static int
join_group(struct work *w, const struct part_list *p, const struct group *g,
    struct error *e)
{
	struct lake_table *t = &w->table.t;
	struct stage to;
	int rc;

	if (sig_stopped() != 0) {
		error_set(e, ERROR_FAILED, "stopped by a signal");
		return -1;
	}
	if (stage_open(&to, t->folder, e) != 0)
		return -1;
	rc = parquet_join(t->folder, &p->names[g->first], g->n, t->columns,
	    mem_limit(w->settings->memory), &to, e);
	if (rc == 0)
		rc = place(w, p, g, &to, e);
	if (stage_rest(&to, e) != 0)
		rc = -1;
	stage_close(&to);
	return rc;
}

static int
join_list(struct work *w, const struct part_list *p, struct error *e)
{
	struct group *groups;
	size_t n = part_list_groups(
		   p, (int64_t)w->settings->size, &groups),
	       i;
	int rc = 0;

	for (i = 0; rc == 0 && i < n; i++)
		rc = join_group(w, p, &groups[i], e);
	mem_free(groups);
	return rc;
}

/* Have the table's format plan the version. */
static int
plan(struct work *w, struct error *e)
{
	struct lake_compaction *c = mem_new(w->nmade, sizeof(*c));
	size_t i;
	int rc;

	for (i = 0; i < w->nmade; i++) {
		c[i].file = &w->made[i].file;
		c[i].path = w->made[i].path;
		c[i].key = w->made[i].key;
		c[i].parts = w->made[i].parts;
		c[i].n = w->made[i].n;
	}
	rc = w->table.t.lake->format->compact(&w->table.t, c, w->nmade, e);
	mem_free(c);
	w->done->tables++;
	return rc;
}

static int
compact(struct work *w, struct error *e)
{
	const struct map *files = &w->table.files;
	size_t i;
	int rc = 0;

	for (i = 0; i < files->n; i++)
		part_lists_add(&w->parts, files->entries[i].key,
		    (int64_t)files->entries[i].value);
	part_lists_keep_last(&w->parts, w->table.t.folder);
	for (i = 0; rc == 0 && i < w->parts.by_name.n; i++)
		rc = join_list(w, &w->parts.lists[i], e);
	return rc == 0 && w->nmade > 0 ? plan(w, e) : rc;
}

static void
release(struct work *w)
{
	size_t i, k;

	for (i = 0; i < w->nmade; i++) {
		lake_file_free(&w->made[i].file);
		mem_free(w->made[i].path);
		for (k = 0; k < w->made[i].n; k++)
			mem_free(w->made[i].parts[k]);
		mem_free(w->made[i].parts);
	}
	mem_free(w->made);
	part_lists_free(&w->parts);
	opened_table_close(&w->table);
}

int
lake_tables_compact(struct folder *f, const struct settings *s,
    struct settings_done *done, struct error *e)
{
	struct opened_lake lake;
	const char *name;
	size_t i;
	int rc = opened_lake_make(&lake, f, mem_limit(s->memory), e);

	for (i = 0; rc == 0 && i < f->notes.n; i++) {
		struct work w = { .settings = s, .done = done };

		name = opened_table_name(f, i);
		if (name == NULL)
			continue;
		rc = opened_table_open(&w.table, &lake, f, name, e);
		if (rc == 1)
			rc = compact(&w, e);
		release(&w);
	}
	return rc;
}
