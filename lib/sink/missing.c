/* missing: tables that somebody has taken away; see load.h. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "sink/load.h"

/* Whether the folder of a table is not there, or has nothing in it. */
static bool
is_bare(const struct load *l, const char *name)
{
	int fd = openat(
	    l->folder.dir, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *list = fd >= 0 ? fdopendir(fd) : NULL;
	struct dirent *d;
	bool bare = true;

	if (list == NULL) {
		if (fd >= 0)
			(void)close(fd);
		return fd < 0 && errno == ENOENT;
	}
	while (bare && (d = readdir(list)) != NULL)
		bare = strcmp(d->d_name, ".") == 0 ||
		    strcmp(d->d_name, "..") == 0;
	(void)closedir(list);
	return bare;
}

/* Whether earlier loads have left a file of the table in the folder. */
static bool
had_files(const struct load *l, const struct table *t)
{
	size_t i;

	for (i = 0; i < l->folder.files.n; i++) {
		const struct map_entry *file = &l->folder.files.entries[i];

		if (file->len > t->name_len &&
		    memcmp(file->key, t->name, t->name_len) == 0 &&
		    file->key[t->name_len] == '/')
			return true;
	}
	return false;
}

static bool
is_missing(const struct load *l, const struct target *g)
{
	if (g->kept != NULL)
		return !g->kept->there && keep_has_note(l, g->kept->name);
	return had_files(l, g->t.table) && is_bare(l, g->t.table->name);
}

int
missing_check(const struct load *l, struct error *e)
{
	size_t i;

	for (i = 0; i < l->ntargets; i++) {
		const struct target *g = l->targets[i];

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
