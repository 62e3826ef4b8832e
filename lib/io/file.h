/*
 * file: small files that are replaced whole or not at all, and files without a
 * name.
 *
 * Layer: io.
 */
#ifndef IO_FILE_H
#define IO_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/*
 * Make the file at path hold exactly the n bytes at p: a temporary beside it
 * takes its name, so that a reader, or a crash, finds the old content or the
 * new.  Only one writer of a path at a time.  flush: the content and the name
 * are on disk before the return, also through a power cut.  A symbolic link is
 * followed; what is there and no regular file (a device, a FIFO, a pipe of the
 * shell) is written to and stays what it is.  A signal that stops the program
 * (sig.h) does not keep a regular file from being written.  -1 with *e
 * (ERROR_OUTPUT); the old content is kept.
 */
int file_replace(const char *path, const void *p, size_t n, bool flush,
    struct error *e) MUST_CHECK;

/*
 * Have the folder that the file at path is in remember its names through a
 * power cut.  -1 with *e (ERROR_OUTPUT).
 */
int file_flush_folder(const char *path, struct error *e) MUST_CHECK;

/*
 * The same of every folder that path names above its last part, or, when it is
 * relative, starts from: a folder that was made is lost with any of those above
 * it.  One that cannot be opened for that is flushed with all that the system
 * has to flush.  -1 with *e (ERROR_OUTPUT).
 */
int file_flush_above(const char *path, struct error *e) MUST_CHECK;

/* The folder that the file at path is in: "." or "/" at least.  Owned. */
char *file_folder(const char *path) MUST_CHECK;

/*
 * A temporary file in $TMPDIR, or in /tmp, that has no name any more: an open
 * descriptor, or -1 with *e (ERROR_OUTPUT).
 */
int file_temporary(struct error *e) MUST_CHECK;

#endif
