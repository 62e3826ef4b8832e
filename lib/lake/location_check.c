/* location_check: where a table is made, nothing else may be; see
 * location_check.h. */
#include "lake/location_check.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "io/beneath.h"
#include "io/fd.h"

/* Tables have folders for data and metadata, and data may have some further in;
 * what lies deeper than this is in the way, whatever it is. */
#define DEPTH_MAX 8

/* Whether the name says that the entry is none of anybody's data. */
static bool
is_hidden(const char *name)
{
	return name[0] == '.' ||
	    (name[0] == '_' && strcmp(name, "_delta_log") != 0);
}

static char *
join(const char *folder, const char *name)
{
	struct buf b = buf_make(1 << 20);

	buf_printf(&b, "%s/%s", folder, name);
	return buf_take(&b);
}

static int
fail(const struct folder *folder, const char *path, struct error *e)
{
	error_errno(e, ERROR_OUTPUT, "cannot list '%s/%s'", folder->path,
	    path);
	return -1;
}

static int check(const struct folder *folder, char *path, unsigned depth,
    char **found, struct error *e);

/* location_check() of what is in a folder. */
static int
check_entries(const struct folder *folder, const char *path, DIR *dir,
    unsigned depth, char **found, struct error *e)
{
	const struct dirent *entry;
	int rc = 0;

	while (rc == 0 && (entry = fd_entry(dir)) != NULL)
		if (!is_hidden(entry->d_name))
			rc = check(folder, join(path, entry->d_name), depth,
			    found, e);
	return rc == 0 && errno != 0 ? fail(folder, path, e) : rc;
}

/* location_check() of what has that path, which becomes *found or is freed. */
static int
check(const struct folder *folder, char *path, unsigned depth, char **found,
    struct error *e)
{
	int fd = beneath_folder(folder->dir, path);
	DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
	int rc = 0;

	if (dir != NULL && depth < DEPTH_MAX) {
		rc = check_entries(folder, path, dir, depth + 1, found, e);
	} else if (dir != NULL || errno == ENOTDIR || errno == ELOOP ||
	    errno == EINVAL) {
		*found = path;
		path = NULL;
		rc = 1;
	} else if (errno != ENOENT) {
		rc = fail(folder, path, e);
	}
	if (dir != NULL)
		(void)closedir(dir);
	else if (fd >= 0)
		(void)close(fd);
	mem_free(path);
	return rc;
}

int
location_check(const struct folder *folder, const char *table, char **found,
    struct error *e)
{
	return check(folder, mem_str(table), 0, found, e);
}
