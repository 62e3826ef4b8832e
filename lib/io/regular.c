/* regular: regular files, opened for reading; see regular.h. */
#include "io/regular.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static int
check(const struct stat *st)
{
	if (S_ISREG(st->st_mode))
		return 0;
	errno = S_ISDIR(st->st_mode) ? EISDIR : ENXIO;
	return -1;
}

/* Close fd without a change of errno. */
static void
close_quietly(int fd)
{
	int saved = errno;

	(void)close(fd);
	errno = saved;
}

int
regular_open(const char *path)
{
	struct stat st;
	int fd;

	if (stat(path, &st) != 0 || check(&st) != 0)
		return -1;
	/* Another may have its name by now. */
	fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd >= 0 && (fstat(fd, &st) != 0 || check(&st) != 0)) {
		close_quietly(fd);
		return -1;
	}
	return fd;
}
