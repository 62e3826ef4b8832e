/* vacuum: removes files that nobody needs; see vacuum.h. */
#include "aai-compact/vacuum.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "aai-compact/opened_table.h"
#include "base/mem.h"
#include "io/beneath.h"
#include "io/sig.h"
#include "sink/part_name.h"

/* How long versions are kept where nothing says it: a week. */
#define RETENTION_MS (INT64_C(7) * 24 * 3600 * 1000)

/* One of the two passes over a folder's tables. */
struct pass {
	const struct settings *settings;
	struct settings_done *done;
	struct folder folder;
	struct opened_lake lake;
	struct opened_table table; /* the one in progress */
	int64_t oldest_ms; /* of its versions that are kept */
	struct map *known; /* files that tables tell of, before older versions
			      are forgotten: names in the folder */
	struct map needed; /* of the table */
};

/* Since when the table's versions are kept. */
static int
find_oldest(struct pass *p, struct error *e)
{
	int64_t keep = p->settings->vacuum_ms;
	int rc = 1;

	if (keep == INT64_MAX)
		rc = p->lake.lake.format->retention(&p->table.t, &keep, e);
	if (rc < 0)
		return -1;
	if (rc == 0)
		keep = RETENTION_MS;
	p->oldest_ms = p->lake.lake.now_ms - keep;
	return 0;
}

/* Have the table forget older versions; what it tells of is known by then. */
static int
forget_versions(struct pass *p, struct error *e)
{
	return p->lake.lake.format->expire(
	    &p->table.t, p->oldest_ms, p->known, e);
}

/* Whether the file is there, and what it is; -1 with *e. */
static int
look(const struct pass *p, const char *name, struct stat *st, struct error *e)
{
	if (beneath_stat(p->folder.dir, name, st) == 0)
		return S_ISREG(st->st_mode);
	if (errno == ENOENT || errno == ENOTDIR || errno == ELOOP)
		return 0;
	beneath_error(e, ERROR_OUTPUT, "cannot look at '%s/%s'", p->folder.path,
	    name);
	return -1;
}

static void
take_away(struct pass *p, const char *name, const struct stat *st)
{
	if (map_find(&p->folder.away, name, strlen(name)) != MAP_NONE)
		return;
	folder_take_away(&p->folder, name);
	p->done->vacuumed++;
	p->done->bytes_vacuumed += (uint64_t)st->st_size;
}

/* Have the file go unless it is needed. */
static int
take_known(struct pass *p, const char *name, struct error *e)
{
	struct stat st;
	int rc;

	if (map_find(&p->needed, name, strlen(name)) != MAP_NONE)
		return 0;
	rc = look(p, name, &st, e);
	if (rc == 1)
		take_away(p, name, &st);
	return rc < 0 ? -1 : 0;
}

/* Whether loads of ours give such names: "part-...-vN.parquet", manifests
 * (UUID-mN.avro) and their lists (snap-ID-1-UUID.avro). */
static bool
is_ours(const char *name)
{
	struct part_name part;
	const char *end = strrchr(name, '.');
	size_t hex = strspn(name, "0123456789abcdef-");

	if (end == NULL)
		return false;
	if (strcmp(end, ".parquet") == 0)
		return strncmp(name, "part-v", 6) == 0 ||
		    (part_name_parse(name, &part) && part.version >= 0);
	if (strcmp(end, ".avro") != 0)
		return false;
	return strncmp(name, "snap-", 5) == 0 ||
	    (hex == 37 && name[hex] == 'm');
}

/* Have files of ours go that are in no version: what a dead load left. */
static int
take_left(struct pass *p, const char *folder, struct error *e)
{
	struct folder_view view = folder_view_of(p->folder.dir);
	struct buf name = buf_make(SIZE_MAX);
	struct map names = { 0 };
	struct stat st;
	size_t i;
	int rc = 0;

	if (folder_view_list(&view, folder, &names) != 0 && errno != ENOENT) {
		beneath_error(e, ERROR_OUTPUT, "cannot list '%s/%s'",
		    p->folder.path, folder);
		rc = -1;
	}
	for (i = 0; rc >= 0 && i < names.n; i++) {
		buf_reset(&name);
		buf_printf(&name, "%s/%s", folder, names.entries[i].key);
		if (!is_ours(names.entries[i].key) ||
		    map_find(&p->needed, (const char *)name.data, name.len) !=
			MAP_NONE)
			continue;
		buf_byte(&name, 0);
		rc = look(p, (const char *)name.data, &st, e);
		if (rc == 1 && (int64_t)st.st_mtime * 1000 < p->oldest_ms)
			take_away(p, (const char *)name.data, &st);
	}
	buf_free(&name);
	map_free(&names);
	return rc < 0 ? -1 : 0;
}

/* The folders that a table has files in. */
static int
take_all_left(struct pass *p, struct error *e)
{
	const struct lake_table *t = &p->table.t;
	const char *const folders[] = { "", "/data", "/metadata" };
	struct buf name = buf_make(SIZE_MAX);
	bool flat = t->lake->format->data[0] == '\0';
	size_t i;
	int rc = 0;

	for (i = flat ? 0 : 1; rc == 0 && i < (flat ? 1 : LEN(folders)); i++) {
		buf_reset(&name);
		buf_printf(&name, "%s%s", t->name, folders[i]);
		buf_byte(&name, 0);
		rc = take_left(p, (const char *)name.data, e);
	}
	buf_free(&name);
	return rc;
}

/* Have files of the table go. */
static int
remove_files(struct pass *p, struct error *e)
{
	const char *table = p->table.t.name, *name;
	size_t i, len = strlen(table);
	int rc = p->lake.lake.format->needed(
	    &p->table.t, p->oldest_ms, &p->needed, e);

	for (i = 0; rc == 0 && i < p->known->n; i++) {
		name = p->known->entries[i].key;
		if (strncmp(name, table, len) == 0 && name[len] == '/')
			rc = take_known(p, name, e);
	}
	return rc == 0 ? take_all_left(p, e) : -1;
}

/* Find out how old the table's versions may be, and go on. */
static int
work_on(struct pass *p, int (*what)(struct pass *p, struct error *e),
    struct error *e)
{
	return find_oldest(p, e) == 0 ? what(p, e) : -1;
}

static int
each_table(struct pass *p, int (*what)(struct pass *p, struct error *e),
    struct error *e)
{
	const char *name;
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < p->folder.notes.n; i++) {
		name = opened_table_name(&p->folder, i);
		if (name == NULL)
			continue;
		rc = opened_table_open(
		    &p->table, &p->lake, &p->folder, name, e);
		if (rc == 1) {
			rc = 0;
			if (p->lake.lake.format->may_go(&p->table.t))
				rc = work_on(p, what, e);
		}
		map_free(&p->needed);
		opened_table_close(&p->table);
	}
	return rc;
}

/* One pass: a commit, if there is anything to it. */
static int
pass_over(const struct settings *s, struct settings_done *done,
    struct map *known, int (*what)(struct pass *p, struct error *e),
    struct error *e)
{
	struct pass p = { .settings = s, .done = done, .known = known };
	struct folder *f = &p.folder;
	int rc = folder_open_wait(f, s->dir, s->wait_ms, e);

	if (rc == 0 && folder_note(f, FOLDER_NOTE_TABLES) != NULL) {
		rc = opened_lake_make(&p.lake, f, mem_limit(s->memory), e);
		p.lake.lake.forgets = s->vacuum_ms == 0;
		if (rc == 0)
			rc = each_table(&p, what, e);
		if (rc == 0 && sig_stopped() != 0) {
			error_set(e, ERROR_FAILED, "stopped by a signal");
			rc = -1;
		}
		if (rc == 0 && (f->nstaged > 0 || f->away.n > 0))
			rc = folder_commit(f, e);
	}
	folder_close(f);
	return rc;
}

int
vacuum_folder(
    const struct settings *s, struct settings_done *done, struct error *e)
{
	struct settings_done counted = *done;
	struct map known = { 0 };
	int rc = pass_over(s, &counted, &known, forget_versions, e);

	if (rc == 0)
		rc = pass_over(s, &counted, &known, remove_files, e);
	if (rc == 0)
		*done = counted;
	map_free(&known);
	return rc;
}
