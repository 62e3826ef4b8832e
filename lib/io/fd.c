/* fd: whole reads and writes on file descriptors; see fd.h. */
#include "io/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <unistd.h>

#include "io/sig.h"

#define PIPE_BYTES (1 << 20)
#define SLURP_BYTES ((size_t)64 << 10)

/*
 * Whether the call that failed with errno is to be made again: after a signal
 * that does not stop the program, and, on a descriptor that somebody else made
 * non-blocking, once it is ready.
 */
static bool
again(int fd, short events)
{
	struct pollfd ready = { .fd = fd, .events = events };

	if (errno == EAGAIN || errno == EWOULDBLOCK) {
		if (poll(&ready, 1, -1) >= 0)
			return true;
	}
	return errno == EINTR && sig_stopped() == 0;
}

ssize_t
fd_read(int fd, void *p, size_t n)
{
	ssize_t got;

	do
		got = read(fd, p, n);
	while (got < 0 && again(fd, POLLIN));
	return got;
}

int
fd_write_all(int fd, const void *p, size_t n)
{
	const uint8_t *from = p;
	ssize_t put;

	while (n > 0) {
		put = write(fd, from, n);
		if (put < 0 && again(fd, POLLOUT))
			continue;
		if (put < 0)
			return -1;
		from += put;
		n -= (size_t)put;
		/* A signal cut it short; the next one would wait for ever. */
		if (n > 0 && sig_stopped() != 0) {
			errno = EINTR;
			return -1;
		}
	}
	return 0;
}

int
fd_pwrite_all(int fd, const void *p, size_t n, int64_t offset)
{
	const uint8_t *from = p;
	ssize_t put;

	while (n > 0) {
		put = pwrite(fd, from, n, offset);
		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return -1;
		from += put;
		offset += put;
		n -= (size_t)put;
	}
	return 0;
}

int
fd_pread_all(int fd, void *p, size_t n, int64_t offset)
{
	uint8_t *to = p;
	ssize_t got;

	while (n > 0) {
		got = pread(fd, to, n, offset);
		if (got < 0 && errno == EINTR)
			continue;
		if (got == 0)
			errno = EIO;
		if (got <= 0)
			return -1;
		to += got;
		offset += got;
		n -= (size_t)got;
	}
	return 0;
}

int
fd_slurp(int fd, const char *name, struct buf *out, struct error *e)
{
	uint8_t *to, probe;
	size_t room;
	ssize_t got;

	for (;;) {
		room = out->max - out->len;
		if (room > SLURP_BYTES)
			room = SLURP_BYTES;
		/* At the ceiling, one more byte is one too many. */
		to = room > 0 ? buf_reserve(out, room) : &probe;
		got = fd_read(fd, to, room > 0 ? room : 1);
		if (got < 0) {
			error_errno(e, ERROR_FAILED, "cannot read '%s'", name);
			return -1;
		}
		if (got == 0)
			return 0;
		if (room == 0) {
			error_set(e, ERROR_INPUT,
			    "'%s' is longer than %zu bytes", name, out->max);
			return -1;
		}
		out->len += (size_t)got;
	}
}

int
fd_slurp_file(const char *path, struct buf *out, struct error *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), rc;

	if (fd < 0) {
		error_errno(e, ERROR_FAILED, "cannot open '%s'", path);
		return -1;
	}
	rc = fd_slurp(fd, path, out, e);
	(void)close(fd); /* opened for reading: nothing can be lost */
	return rc;
}

const struct dirent *
fd_entry(DIR *d)
{
	errno = 0;
	return readdir(d);
}

void
fd_widen_pipe(int fd)
{
#ifdef F_SETPIPE_SZ
	(void)fcntl(fd, F_SETPIPE_SZ, PIPE_BYTES);
#else
	(void)fd;
#endif
}

void
fd_ensure_standard(void)
{
	int fd;

	/* open() gives the lowest free number. */
	do
		fd = open("/dev/null", O_RDWR);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd > STDERR_FILENO)
		(void)close(fd);
}
