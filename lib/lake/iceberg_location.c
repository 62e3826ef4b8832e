/* iceberg_location: where a table keeps its metadata; see
 * iceberg_location.h. */
#include "lake/iceberg_location.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/num.h"
#include "io/beneath.h"
#include "io/fd.h"
#include "lake/file_uri.h"
#include "lake/path.h"

#define SCHEME    FILE_URI_SCHEME
#define ENDING    ".metadata.json"
#define ENDING_GZ ".gz.metadata.json"

#define FOLDER "metadata"

char *
iceberg_location(const char *path, const char *table, struct error *e)
{
	struct buf uri = buf_make(SIZE_MAX);
	char whole[PATH_MAX];

	if (realpath(path, whole) == NULL) {
		error_errno(e, ERROR_OUTPUT, "cannot find '%s'", path);
		return NULL;
	}
	buf_printf(&uri, SCHEME "%s/%s", strcmp(whole, "/") == 0 ? "" : whole,
	    table);
	buf_byte(&uri, 0);
	if (strpbrk((const char *)uri.data, "?#\\") == NULL)
		return buf_take(&uri);
	error_set(e, ERROR_USAGE,
	    "an Iceberg table cannot be at '%s/%s': readers take '?', '#' and "
	    "'\\' for something else",
	    whole, table);
	buf_free(&uri);
	return NULL;
}

bool
iceberg_is_at(int dir, const char *name, const char *uri)
{
	char *path = file_uri_path(uri, strlen(uri));
	struct stat here, there;
	bool same;

	same = path != NULL && fstatat(dir, name, &here, 0) == 0 &&
	       stat(path, &there) == 0 && here.st_dev == there.st_dev &&
	       here.st_ino == there.st_ino;
	mem_free(path);
	return same;
}

static bool
is_there(const struct lake_table *t, int64_t version, const char *ending)
{
	char file[64];
	struct stat st;

	(void)snprintf(file, sizeof(file), FOLDER "/v%lld%s",
	    (long long)version, ending);
	return lake_path_stat(t, file, &st) == 0;
}

/* What the hint says, or 0. */
static int64_t
read_hint(const struct lake_table *t)
{
	int fd = lake_path_open(t, FOLDER "/version-hint.text");
	char text[32];
	ssize_t n;
	int64_t version = 0;

	if (fd < 0)
		return 0;
	n = fd_read(fd, text, sizeof(text));
	(void)close(fd);
	while (n > 0 && (text[n - 1] == '\n' || text[n - 1] == '\r'))
		n--;
	if (n <= 0 || !num_i64(text, (size_t)n, 1, INT64_MAX - 1, &version))
		return 0;
	return version;
}

/* The number of "vN.metadata.json", 0: it is another file; -1: another's. */
static int64_t
version_of(const char *name)
{
	size_t len = strlen(name), end = strlen(ENDING);
	int64_t version;

	if (len <= end || strcmp(name + len - end, ENDING) != 0)
		return 0;
	if (name[0] == 'v' &&
	    num_i64(name + 1, len - end - 1, 1, INT64_MAX - 1, &version))
		return version;
	return -1;
}

/*
 * The greatest of the versions that are listed, 0 without any; -1: they are
 * another's.
 */
static int64_t
greatest_version(const struct map *names)
{
	int64_t version, best = 0;
	bool others = false;
	size_t i;

	for (i = 0; i < names->n; i++) {
		version = version_of(names->entries[i].key);
		others = others || version < 0;
		best = version > best ? version : best;
	}
	return best == 0 && others ? -1 : best;
}

/* The greatest version that is listed; 0: no folder; -1 with *e. */
static int64_t
look_for_versions(const struct lake_table *t, struct error *e)
{
	struct map names = { 0 };
	int64_t version = 0;
	int rc = lake_path_list(t, FOLDER, &names);

	/* If they cannot be listed, none may be taken for new. */
	if (rc != 0 && errno != ENOENT) {
		beneath_error(e, ERROR_OUTPUT, "cannot list its metadata");
		version = -1;
	} else if (rc == 0) {
		version = greatest_version(&names);
		if (version < 0)
			error_set(e, ERROR_USAGE,
			    "its metadata files are another catalog's "
			    "(compressed, or not called vN" ENDING ")");
	}
	map_free(&names);
	return version;
}

int64_t
iceberg_newest(const struct lake_table *t, struct error *e)
{
	int64_t version = read_hint(t);

	/* A hint may be behind, as one is written after its version. */
	if (version == 0 || !is_there(t, version, ENDING))
		version = look_for_versions(t, e);
	if (version < 0)
		return -1;
	while (version < INT64_MAX - 1 && is_there(t, version + 1, ENDING))
		version++;
	if (!is_there(t, version + 1, ENDING_GZ))
		return version;
	error_set(e, ERROR_USAGE, "its metadata are compressed");
	return -1;
}
