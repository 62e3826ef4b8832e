/* file: files replaced whole, and files without a name; see file.h. */
#include "io/file.h"

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
#include "io/fd.h"

#define MODE 0666

/*
 * Write all to a new regular file, flush if asked, and close.  -1 with errno.
 * A program that was told to stop still has its state to store, so that a call
 * is used which no signal cuts short.
 */
static int
fill(int fd, const void *p, size_t n, bool flush)
{
	bool ok =
	    fd_pwrite_all(fd, p, n, 0) == 0 && (!flush || fsync(fd) == 0);
	int saved = errno;

	if (close(fd) != 0)
		return -1;
	errno = saved;
	return ok ? 0 : -1;
}

/*
 * A new file beside path, its name appended to name; -1 with errno.  The name
 * is always the same, so that what a killed writer leaves does not pile up.
 */
static int
create_beside(const char *path, struct buf *name)
{
	buf_printf(name, "%s.new", path);
	buf_byte(name, 0);
	if (unlink((const char *)name->data) != 0 && errno != ENOENT)
		return -1;
	return open((const char *)name->data,
	    O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, MODE);
}

char *
file_folder(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (slash == NULL)
		return mem_str(".");
	return slash == path ? mem_str("/") :
			       mem_dup(path, (size_t)(slash - path));
}

/* -1 with errno. */
static int
flush_folder(const char *folder)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC), rc = -1;

	if (fd < 0)
		return -1;
	/* Some file systems cannot flush a folder, and need not. */
	if (fsync(fd) == 0 || errno == EINVAL || errno == EROFS)
		rc = 0;
	if (close(fd) != 0)
		rc = -1;
	return rc;
}

int
file_flush_folder(const char *path, struct error *e)
{
	char *folder = file_folder(path);
	int rc = flush_folder(folder);

	if (rc != 0)
		error_errno(e, ERROR_OUTPUT, "cannot flush '%s'", folder);
	mem_free(folder);
	return rc;
}

int
file_flush_above(const char *path, struct error *e)
{
	char *folder = file_folder(path), *above;
	int rc;

	for (;;) {
		rc = flush_folder(folder);
		if (rc != 0 && errno == EACCES) {
			/* It may be entered, but not be read. */
			sync();
			rc = 0;
		}
		if (rc != 0)
			error_errno(
			    e, ERROR_OUTPUT, "cannot flush '%s'", folder);
		if (rc != 0 || strcmp(folder, ".") == 0 ||
		    strcmp(folder, "/") == 0)
			break;
		above = file_folder(folder);
		mem_free(folder);
		folder = above;
	}
	mem_free(folder);
	return rc;
}

/* The regular file at path, or none, becomes a new one.  -1 with errno. */
static int
replace(const char *path, const void *p, size_t n, bool flush)
{
	struct buf name = buf_make(2 * PATH_MAX);
	int fd = create_beside(path, &name), rc = -1, saved;
	char *folder;

	if (fd >= 0) {
		rc = fill(fd, p, n, flush);
		if (rc == 0)
			rc = rename((const char *)name.data, path);
		saved = errno;
		if (rc != 0)
			(void)unlink((const char *)name.data);
		errno = saved;
	}
	buf_free(&name);
	if (rc == 0 && flush) {
		/* The folder remembers the new name. */
		folder = file_folder(path);
		rc = flush_folder(folder);
		mem_free(folder);
	}
	return rc;
}

/*
 * Write to what is there, a pipe or a device.  Who can write to its folder may
 * have put a link to a file in its place since it was looked at.  -1 with
 * errno.
 */
static int
write_to(const char *path, const void *p, size_t n)
{
	int fd = open(path, O_WRONLY | O_NOCTTY | O_CLOEXEC), rc, saved;
	struct stat st;

	if (fd < 0)
		return -1;
	rc = fstat(fd, &st);
	if (rc == 0 && S_ISREG(st.st_mode)) {
		errno = EEXIST;
		rc = -1;
	}
	if (rc == 0)
		rc = fd_write_all(fd, p, n);
	saved = errno;
	if (close(fd) != 0)
		return -1;
	errno = saved;
	return rc;
}

int
file_replace(const char *path, const void *p, size_t n, bool flush,
    struct error *e)
{
	char *real = realpath(path, NULL);
	const char *at = real != NULL ? real : path;
	struct stat st;
	int rc;

	if (stat(at, &st) == 0 && !S_ISREG(st.st_mode))
		rc = write_to(at, p, n);
	else
		rc = replace(at, p, n, flush);
	if (rc != 0)
		error_errno(e, ERROR_OUTPUT, "cannot write '%s'", path);
	mem_free(real);
	return rc;
}

int
file_temporary(struct error *e)
{
	const char *dir = getenv("TMPDIR");
	char path[4096];
	int n, fd;

	if (dir == NULL || dir[0] == '\0')
		dir = "/tmp";
	n = snprintf(path, sizeof(path), "%s/aai-XXXXXX", dir);
	if (n < 0 || (size_t)n >= sizeof(path)) {
		error_set(e, ERROR_OUTPUT, "$TMPDIR is too long");
		return -1;
	}
	fd = mkostemp(path, O_CLOEXEC);
	if (fd < 0) {
		error_errno(e, ERROR_OUTPUT,
		    "cannot make a temporary file in '%s'", dir);
		return -1;
	}
	(void)unlink(path);
	return fd;
}
