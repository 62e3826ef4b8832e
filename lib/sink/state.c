/* state: the file that holds how far loads have come; see state.h. */
#include "sink/state.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "io/fd.h"
#include "sink/commit.h"
#include "stream/end.h"

#define STATE_MAX ((size_t)1 << 30)

int
state_hash(const char *path, char hex[33], struct error *e)
{
	struct buf text = buf_make(STATE_MAX);
	int fd = open(path, O_RDONLY | O_CLOEXEC), rc;

	hex[0] = '\0';
	if (fd < 0 && errno == ENOENT)
		return 0;
	if (fd < 0) {
		error_errno(e, ERROR_USAGE, "cannot open the state '%s'", path);
		return -1;
	}
	rc = fd_slurp(fd, path, &text, e);
	(void)close(fd);
	if (rc == 0)
		end_hash((const char *)text.data, text.len, hex);
	buf_free(&text);
	return rc;
}

/* Flush the folder that the file at path is in. */
static int
flush_folder_of(const char *path, struct error *e)
{
	const char *slash = strrchr(path, '/');
	char *dir = slash == NULL   ? mem_str(".")
		    : slash == path ? mem_str("/")
				    : mem_dup(path, (size_t)(slash - path));
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int rc = 0;

	if (fd >= 0) {
		rc = commit_flush(fd, dir, e);
		(void)close(fd);
	}
	mem_free(dir);
	return rc;
}

static int
write_temporary(const char *temporary, const char *text, size_t len)
{
	int fd =
	    open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	bool ok;

	if (fd < 0)
		return -1;
	ok = fd_write_all(fd, text, len) == 0 &&
	     fd_write_all(fd, "\n", 1) == 0 && fsync(fd) == 0;
	return close(fd) == 0 && ok ? 0 : -1;
}

int
state_store(const char *path, const char *text, size_t len, struct error *e)
{
	struct buf name = buf_make(1 << 16);
	const char *temporary;
	int rc = -1;

	/* One writer at a time: the state is locked. */
	buf_printf(&name, "%s.new", path);
	buf_byte(&name, 0);
	temporary = (const char *)name.data;
	if (write_temporary(temporary, text, len) != 0 ||
	    rename(temporary, path) != 0) {
		error_errno(
		    e, ERROR_OUTPUT, "cannot store the state '%s'", path);
		(void)unlink(temporary);
	} else {
		rc = flush_folder_of(path, e);
	}
	buf_free(&name);
	return rc;
}
