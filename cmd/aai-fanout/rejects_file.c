/* rejects_file: lines put aside into a file; see rejects_file.h. */
#include "aai-fanout/rejects_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/fd.h"
#include "io/file.h"

static int
cannot(const struct rejects_file *a, const char *what, struct error *e)
{
	error_errno(e, ERROR_OUTPUT, "cannot %s '%s'", what, a->path);
	return -1;
}

/* Whether the file is the one that is read: it would grow as it is read. */
static bool
is_input(const struct stat *st)
{
	struct stat in;

	return fstat(STDIN_FILENO, &in) == 0 && S_ISREG(in.st_mode) &&
	    in.st_dev == st->st_dev && in.st_ino == st->st_ino;
}

/* Give a last line that a crash has left without one its end. */
static int
end_last_line(struct rejects_file *a, const struct stat *st, struct error *e)
{
	char last = '\n';

	if (!S_ISREG(st->st_mode) || st->st_size == 0)
		return 0;
	if (fd_pread_all(a->fd, &last, 1, (int64_t)st->st_size - 1) != 0)
		return cannot(a, "read", e);
	return last == '\n' ? 0 : out_put(&a->out, "\n", 1, e);
}

void
rejects_file_close(struct rejects_file *a)
{
	if (a->fd >= 0 && a->path != NULL)
		(void)close(a->fd);
	out_close(&a->out);
	*a = (struct rejects_file){ .fd = -1 };
}

int
rejects_file_open(struct rejects_file *a, const char *path, struct error *e)
{
	struct flock l = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	struct stat st;
	int rc = 0;

	*a = (struct rejects_file){ .path = path, .fd = -1 };
	a->fd = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
	if (a->fd < 0 || fstat(a->fd, &st) != 0)
		rc = cannot(a, "open", e);
	if (rc == 0 && is_input(&st)) {
		error_set(e, ERROR_USAGE,
		    "--failed: '%s' is the input; rename it, and read it by "
		    "its new name",
		    path);
		rc = -1;
	}
	if (rc == 0 && S_ISREG(st.st_mode) && fcntl(a->fd, F_SETLK, &l) != 0) {
		error_set(e, ERROR_TEMPORARY,
		    "'%s' is in use by another process", path);
		rc = -1;
	}
	if (rc == 0) {
		out_open(&a->out, a->fd, a->path, false, false);
		a->on = true;
		rc = end_last_line(a, &st, e);
	}
	if (rc != 0)
		rejects_file_close(a);
	return rc;
}

int
rejects_file_put(
    struct rejects_file *a, const char *line, size_t len, struct error *e)
{
	a->lines++;
	if (out_put(&a->out, line, len, e) != 0)
		return -1;
	return out_put(&a->out, "\n", 1, e);
}

int
rejects_file_finish(struct rejects_file *a, struct error *e)
{
	int fd = a->fd;
	struct stat st;

	if (!a->on)
		return 0;
	if (out_finish(&a->out, e) != 0)
		return -1;
	/* A pipe cannot be flushed to disk, and need not. */
	if (fsync(fd) != 0 && errno != EINVAL && errno != EROFS)
		return cannot(a, "write", e);
	/* The name of one that we made is not flushed with it. */
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    file_flush_folder(a->path, e) != 0)
		return -1;
	a->fd = -1;
	a->on = false;
	return close(fd) == 0 ? 0 : cannot(a, "write", e);
}
