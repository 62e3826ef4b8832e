/* disk: small files and folders; see disk.h. */
#include "listen/disk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/num.h"
#include "io/clock.h"
#include "io/fd.h"

#define PATH_ROOM ((size_t)1 << 16)
#define DIGITS    12

/* The folder that path is in; owned. */
static char *
folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (slash == NULL)
		return mem_str(".");
	return slash == path ? mem_str("/")
			     : mem_dup(path, (size_t)(slash - path));
}

int
disk_flush_folder(const char *path, struct error *e)
{
	char *dir = folder_of(path);
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC), rc = -1;

	/* Some file systems cannot flush a folder, and need not. */
	if (fd >= 0 && (fsync(fd) == 0 || errno == EINVAL))
		rc = 0;
	if (rc != 0)
		error_errno(e, ERROR_OUTPUT, "cannot flush '%s'", dir);
	if (fd >= 0)
		(void)close(fd);
	mem_free(dir);
	return rc;
}

/*
 * A listener that was told to stop has work to do all the same, so that calls
 * are used which nothing interrupts.
 */
static int
write_whole(const char *path, const char *text, size_t len)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	bool ok;

	if (fd < 0)
		return -1;
	ok = fd_pwrite_all(fd, text, len, 0) == 0 &&
	     fd_pwrite_all(fd, "\n", 1, (int64_t)len) == 0 && fsync(fd) == 0;
	return close(fd) == 0 && ok ? 0 : -1;
}

int
disk_replace(const char *path, const char *text, size_t len, struct error *e)
{
	struct buf name = buf_make(PATH_ROOM);
	const char *temporary;
	int rc = -1;

	buf_printf(&name, "%s.new", path);
	buf_byte(&name, 0);
	temporary = (const char *)name.data;
	if (write_whole(temporary, text, len) != 0 ||
	    rename(temporary, path) != 0) {
		error_errno(e, ERROR_OUTPUT, "cannot write '%s'", path);
		(void)unlink(temporary);
	} else {
		rc = disk_flush_folder(path, e);
	}
	buf_free(&name);
	return rc;
}

int
disk_read(const char *path, struct buf *out, struct error *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), rc = 0;
	struct stat st;
	uint8_t *to = NULL;

	if (fd < 0 && errno == ENOENT)
		return 0;
	if (fd < 0) {
		error_errno(e, ERROR_OUTPUT, "cannot open '%s'", path);
		return -1;
	}
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		to = buf_reserve(out, mem_limit((uint64_t)st.st_size + 1));
	if (to == NULL) {
		error_set(e, ERROR_INPUT, "'%s' is not one of our files", path);
		rc = -1;
	} else if (fd_pread_all(fd, to, (size_t)st.st_size, 0) != 0) {
		error_errno(e, ERROR_OUTPUT, "cannot read '%s'", path);
		rc = -1;
	} else {
		out->len += (size_t)st.st_size;
	}
	(void)close(fd);
	while (rc == 0 && out->len > 0 && out->data[out->len - 1] <= ' ')
		out->len--;
	return rc;
}

static int
by_number(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

/* The number behind base and a dot, or 0. */
static uint64_t
number_of(const char *name, const char *base)
{
	size_t len = strlen(base);
	uint64_t n;

	if (strncmp(name, base, len) != 0 || name[len] != '.' ||
	    strlen(name + len + 1) < DIGITS ||
	    !num_u64(
		name + len + 1, strlen(name + len + 1), 1, UINT64_MAX / 2, &n))
		return 0;
	return n;
}

int
disk_numbers(const char *path, uint64_t **numbers, size_t *n, struct error *e)
{
	const char *slash = strrchr(path, '/');
	const char *base = slash != NULL ? slash + 1 : path;
	char *folder = folder_of(path);
	DIR *dir = opendir(folder);
	const struct dirent *entry;
	uint64_t number;
	size_t cap = 0;
	int rc = 0;

	*numbers = NULL;
	*n = 0;
	if (dir == NULL) {
		error_errno(e, ERROR_OUTPUT, "cannot open '%s'", folder);
		mem_free(folder);
		return -1;
	}
	while ((entry = fd_entry(dir)) != NULL) {
		number = number_of(entry->d_name, base);
		if (number == 0)
			continue;
		*numbers = mem_grow(*numbers, &cap, *n + 1, sizeof(**numbers));
		(*numbers)[(*n)++] = number;
	}
	/* A delivery that is not seen would be forgotten. */
	if (errno != 0) {
		error_errno(e, ERROR_OUTPUT, "cannot list '%s'", folder);
		rc = -1;
	}
	(void)closedir(dir);
	mem_free(folder);
	if (*n > 1)
		qsort(*numbers, *n, sizeof(**numbers), by_number);
	return rc;
}

uint64_t
disk_random(void)
{
	uint64_t n;

	/* Without the system's, something that is hard to foresee. */
	if (getentropy(&n, sizeof(n)) != 0)
		n = (uint64_t)clock_mono_us() ^ (uint64_t)getpid() << 40 ^
		    (uint64_t)clock_wall_s() << 20;
	return n;
}
