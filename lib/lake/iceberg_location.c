/* iceberg_location: where a table keeps its metadata; see
 * iceberg_location.h. */
#include "lake/iceberg_location.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
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

#define SCHEME    "file://"
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

char *
iceberg_path(const char *uri, size_t len)
{
	/* Java's writers leave two slashes out, or the scheme. */
	if (len > 7 && memcmp(uri, SCHEME, 7) == 0)
		return uri[7] == '/' ? mem_dup(uri + 7, len - 7) : NULL;
	if (len > 5 && memcmp(uri, "file:/", 6) == 0)
		return mem_dup(uri + 5, len - 5);
	return len > 0 && uri[0] == '/' ? mem_dup(uri, len) : NULL;
}

bool
iceberg_is_at(int dir, const char *name, const char *uri)
{
	char *path = iceberg_path(uri, strlen(uri));
	struct stat here, there;
	bool same;

	same = path != NULL && fstatat(dir, name, &here, 0) == 0 &&
	       stat(path, &there) == 0 && here.st_dev == there.st_dev &&
	       here.st_ino == there.st_ino;
	mem_free(path);
	return same;
}

static bool
is_there(int table, int64_t version, const char *ending)
{
	char file[64];
	struct stat st;

	(void)snprintf(file, sizeof(file), FOLDER "/v%lld%s",
	    (long long)version, ending);
	return beneath_stat(table, file, &st) == 0;
}

/* What the hint says, or 0. */
static int64_t
read_hint(int table)
{
	int fd = beneath_open(table, FOLDER "/version-hint.text", O_RDONLY);
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
 * The greatest version in the folder of metadata, which is closed, 0 without
 * any; -1: they are another's; -2 with errno: they could not be listed, and
 * none may be taken for new.
 */
static int64_t
list_versions(int fd)
{
	DIR *d = fdopendir(fd);
	const struct dirent *entry;
	int64_t version, best = 0;
	bool others = false;
	int error;

	if (d == NULL) {
		error = errno;
		(void)close(fd);
		errno = error;
		return -2;
	}
	while ((entry = fd_entry(d)) != NULL) {
		version = version_of(entry->d_name);
		others = others || version < 0;
		best = version > best ? version : best;
	}
	error = errno;
	(void)closedir(d);
	errno = error;
	if (error != 0)
		return -2;
	return best == 0 && others ? -1 : best;
}

/* The greatest version that is listed, as list_versions(); 0: no folder. */
static int64_t
look_for_versions(int table, struct error *e)
{
	int fd = beneath_folder(table, FOLDER);
	int64_t version;

	if (fd < 0 && errno == ENOENT)
		return 0;
	if (fd < 0) {
		beneath_error(e, ERROR_OUTPUT, "cannot open its metadata");
		return -1;
	}
	version = list_versions(fd);
	if (version >= 0)
		return version;
	if (version == -2)
		error_errno(e, ERROR_OUTPUT, "cannot list its metadata");
	else
		error_set(e, ERROR_USAGE,
		    "its metadata files are another catalog's (compressed, or "
		    "not called vN" ENDING ")");
	return -1;
}

int64_t
iceberg_newest(int table, struct error *e)
{
	int64_t version = read_hint(table);

	/* A hint may be behind, as one is written after its version. */
	if (version == 0 || !is_there(table, version, ENDING))
		version = look_for_versions(table, e);
	if (version < 0)
		return -1;
	while (version < INT64_MAX - 1 && is_there(table, version + 1, ENDING))
		version++;
	if (!is_there(table, version + 1, ENDING_GZ))
		return version;
	error_set(e, ERROR_USAGE, "its metadata are compressed");
	return -1;
}
