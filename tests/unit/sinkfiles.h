/*
 * sinkfiles: what tests of the sink layer do to files, and the error that they
 * share.  Layer: tests.
 */
#ifndef TESTS_SINKFILES_H
#define TESTS_SINKFILES_H

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/error.h"
#include "io/fd.h"
#include "tap.h"

static struct error e;

static inline bool
there(const char *path)
{
	return access(path, F_OK) == 0;
}

static inline void
write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);

	if (fd < 0 || fd_write_all(fd, text, strlen(text)) != 0)
		tap_note("cannot write %s", path);
	if (fd >= 0)
		(void)close(fd);
}

static inline bool
holds(const char *path, const char *text)
{
	struct buf b = buf_make(1 << 20);
	bool same = fd_slurp_file(path, &b, &e) == 0 && buf_is(&b, text);

	buf_free(&b);
	return same;
}

#endif
