/* missing: tables that somebody has taken away; see load.h. */
#include <string.h>

#include "sink/load.h"

/* Whether the manifest lists files of the table, and none of them is there. */
static bool
are_gone(const struct load *l, const char *table, size_t len)
{
	bool listed = false;
	size_t i;

	for (i = 0; i < l->folder.files.n; i++) {
		const struct map_entry *file = &l->folder.files.entries[i];

		if (!parts_is_of(file, table, len))
			continue;
		if (folder_has(&l->folder, file->key))
			return false;
		listed = true;
	}
	return listed;
}

static bool
is_missing(const struct load *l, const struct load_target *g)
{
	const struct table *t = g->t.table;

	if (g->versioned != NULL)
		return !g->versioned->there &&
		       table_commit_has_note(l, g->versioned->name);
	return are_gone(l, t->name, t->name_len);
}

int
missing_check(const struct load *l, struct error *e)
{
	size_t i;

	for (i = 0; i < l->ntargets; i++) {
		const struct load_target *g = l->targets[i];

		if (g->left_out || !is_missing(l, g))
			continue;
		error_set(e, ERROR_INPUT,
		    "'%s/%s' is gone, and the rows with it that earlier loads "
		    "left there; put it back, or run aai-fetch --full-refresh "
		    "to load everything anew",
		    l->folder.path, g->t.table->name);
		return -1;
	}
	return 0;
}

void
missing_forget(struct load *l)
{
	bool lost = table_commit_forget_missing(l);
	const struct map *files = &l->folder.files;
	const char *file, *slash;
	size_t i;

	for (i = 0; i < files->n; i++) {
		file = files->entries[i].key;
		if (strchr(file, '/') != NULL && !folder_has(&l->folder, file))
			folder_remove(&l->folder, file);
	}
	/* Tables of which nothing stays; to know of one is enough. */
	for (i = 0; i < files->n && !lost; i++) {
		file = files->entries[i].key;
		slash = strchr(file, '/');
		lost = slash != NULL && files->entries[i].value != 0 &&
		    !parts_has(l, file, (size_t)(slash - file));
	}
	if (lost)
		state_lineage_lose(l);
}
