/* disk: small files, and the files of a journal; see disk.h. */
#include "aai-listen/disk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/num.h"
#include "io/fd.h"
#include "io/file.h"

#define DIGITS 12

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

/* The number after base and a dot, or 0. */
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
	char *folder = file_folder(path);
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
