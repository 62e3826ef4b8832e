/*
 * fd: whole reads and writes on file descriptors.
 *
 * Layer: io.
 */
#ifndef IO_FD_H
#define IO_FD_H

#include <dirent.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/error.h"

/*
 * As read(2), except that an interrupted call is made again, unless by a
 * signal that stops the program (EINTR; see sig_stopped()), and that a
 * descriptor which somebody else made non-blocking is waited for.
 */
ssize_t fd_read(int fd, void *p, size_t n) MUST_CHECK;

/*
 * Write all n bytes, over short writes, and over interruptions as fd_read().
 * -1 with errno.
 */
int fd_write_all(int fd, const void *p, size_t n) MUST_CHECK;

/* Write all n bytes at the given offset of a file.  -1 with errno. */
int fd_pwrite_all(int fd, const void *p, size_t n, int64_t offset) MUST_CHECK;

/*
 * Read exactly n bytes at the given offset of a file.  -1 with errno; EIO
 * when the file ends before.
 */
int fd_pread_all(int fd, void *p, size_t n, int64_t offset) MUST_CHECK;

/*
 * Append all that remains of fd to out, whose ceiling holds: more than that is
 * ERROR_INPUT.  name is for messages.
 */
int fd_slurp(int fd, const char *name, struct buf *out,
    struct error *e) MUST_CHECK;

/* Append the content of the file at path to out; as fd_slurp. */
int fd_slurp_file(const char *path, struct buf *out,
    struct error *e) MUST_CHECK;

/*
 * The next entry of a folder, "." and ".." among them.  NULL at the end, with
 * errno 0, and when there is no telling, with another.
 */
const struct dirent *fd_entry(DIR *d) MUST_CHECK;

/*
 * Ask for a 1 MiB pipe after fd, where the system knows how.  A refusal, or
 * an fd that is not a pipe, is not an error: the pipe only carries less at a
 * time.
 */
void fd_widen_pipe(int fd);

/* Open /dev/null on those of the fds 0 to 2 that are closed. */
void fd_ensure_standard(void);

#endif
