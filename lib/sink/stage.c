/* stage: a file being made; see stage.h. */
#include "sink/stage.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "io/fd.h"
#include "io/file.h"

#define COPY_BYTES ((size_t)256 << 10)

/* Staged files will be flushed, so the disk may as well begin early. */
#define AHEAD_BYTES ((int64_t)8 << 20)

int
stage_open(struct stage *s, struct folder *folder, struct error *e)
{
	int fd;

	memset(s, 0, sizeof(*s));
	s->folder = folder;
	s->fd = -1;
	fd = folder == NULL ? file_temporary(e)
			    : folder_stage(folder, &s->number, e);
	if (fd < 0)
		return -1;
	if (folder != NULL) {
		s->dev = folder->staged[s->number].dev;
		s->ino = folder->staged[s->number].ino;
	}
	s->open = true;
	s->fd = fd;
	return stage_rest(s, e);
}

int
stage_fd(struct stage *s, struct error *e)
{
	if (s->fd < 0)
		s->fd = folder_reopen_same(
		    s->folder, s->number, s->dev, s->ino, e);
	return s->fd;
}

int
stage_rest(struct stage *s, struct error *e)
{
	int fd = s->fd;

	if (s->folder == NULL || fd < 0)
		return 0;
	s->fd = -1;
	if (close(fd) == 0)
		return 0;
	error_errno(e, ERROR_OUTPUT, "cannot write in '%s'", s->folder->path);
	return -1;
}

/* Have the system start writing to disk, where it can be told so. */
static void
begin_flush(struct stage *s, int fd)
{
#if defined(SYNC_FILE_RANGE_WRITE)
	(void)sync_file_range(fd, s->begun, s->size - s->begun,
	    SYNC_FILE_RANGE_WRITE);
#endif
	(void)fd;
	s->begun = s->size;
}

int
stage_append(struct stage *s, const void *p, size_t n, struct error *e)
{
	bool rest = s->fd < 0;
	int fd = stage_fd(s, e);

	if (fd < 0)
		return -1;
	if (fd_pwrite_all(fd, p, n, s->size) != 0) {
		error_errno(e, ERROR_OUTPUT, "cannot write %s%s%s",
		    s->folder != NULL ? "in '" : "a temporary file",
		    s->folder != NULL ? s->folder->path : "",
		    s->folder != NULL ? "'" : "");
		return -1;
	}
	s->size += (int64_t)n;
	if (s->folder != NULL && s->size - s->begun >= AHEAD_BYTES)
		begin_flush(s, fd);
	return rest ? stage_rest(s, e) : 0;
}

int
stage_read(struct stage *s, void *p, size_t n, int64_t offset, struct error *e)
{
	bool rest = s->fd < 0;
	int fd = stage_fd(s, e);

	if (fd < 0)
		return -1;
	if (fd_pread_all(fd, p, n, offset) != 0) {
		error_errno(e, ERROR_OUTPUT, "cannot read a staged file");
		return -1;
	}
	return rest ? stage_rest(s, e) : 0;
}

int
stage_copy(struct stage *s, int fd, const char *name, struct error *e)
{
	char *data = mem_new(COPY_BYTES, 1);
	int64_t at;
	size_t n;
	int rc = 0, saved;

	for (at = 0; rc == 0 && at < s->size; at += (int64_t)n) {
		n = s->size - at < (int64_t)COPY_BYTES ? (size_t)(s->size - at)
						       : COPY_BYTES;
		rc = stage_read(s, data, n, at, e);
		if (rc == 0 && fd_write_all(fd, data, n) != 0) {
			error_errno(e, ERROR_OUTPUT, "cannot write %s", name);
			rc = -1;
		}
	}
	saved = errno;
	mem_free(data);
	errno = saved;
	return rc;
}

void
stage_drop(struct stage *s)
{
	if (s->open && s->folder != NULL)
		folder_drop(s->folder, s->number);
	stage_close(s);
}

void
stage_close(struct stage *s)
{
	if (s->open && s->fd >= 0)
		(void)close(s->fd);
	memset(s, 0, sizeof(*s));
	s->fd = -1;
}
