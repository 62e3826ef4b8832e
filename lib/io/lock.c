/* lock: waiting for a lock that another program has; see lock.h. */
#include "io/lock.h"

#include <errno.h>
#include <fcntl.h>

#include "base/buf.h"
#include "io/clock.h"
#include "io/sig.h"

int
lock_open(const char *path, int flags, mode_t mode)
{
	struct buf name = buf_make(1 << 16);
	int fd, error;

	buf_printf(&name, "%s.lock", path);
	buf_byte(&name, 0);
	fd = open((const char *)name.data,
	    O_RDWR | O_CREAT | O_CLOEXEC | flags, mode);
	error = errno;
	buf_free(&name);
	errno = error;
	return fd;
}

int
lock_wait(int (*try)(void *arg), void *arg, int64_t wait_ms, const char *name,
    struct error *e)
{
	int64_t began = clock_mono_ms();
	int got;

	do
		got = try(arg);
	while (got == 0 && sig_wait(began, wait_ms));
	if (got == 1)
		return 0;
	if (got < 0)
		error_errno(e, ERROR_OUTPUT, "cannot lock '%s'", name);
	else if (sig_stopped() != 0)
		error_set(e, ERROR_FAILED, "stopped by a signal");
	else
		error_set(e, ERROR_TEMPORARY, "'%s' is locked", name);
	return -1;
}
