/*
 * beneath: files and folders below an open folder, and nowhere else.
 *
 * What lies in an output folder or a spool may be anybody's: an unpacked
 * archive, a shared folder.  A name that is read there can hold "..", and each
 * part of its path can be a symbolic link; a FIFO in the place of a file holds
 * up whoever opens it, and a second name of a file has what is written go to
 * the first.  So every name is checked (beneath_name()), no symbolic link below
 * the folder is followed, files are regular ones and opened without blocking,
 * and a file that is written is made anew (O_EXCL).
 *
 * dir is an open folder; which one is its opener's choice, and a symbolic link
 * that leads to it is followed there.  Functions return -1 with errno: EINVAL:
 * the name is not one of beneath_name()'s; ELOOP: a part of it is a symbolic
 * link; ENXIO: it is neither a regular file nor a folder; otherwise as the
 * system call has it.  beneath_error() has words for all of them.  The cost is
 * one or two system calls more than of the plain one.
 *
 * Layer: io.
 */
#ifndef IO_BENEATH_H
#define IO_BENEATH_H

#include <stdbool.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "base/error.h"

/*
 * Whether name is the name of something below a folder: not empty, relative,
 * no part of it empty, "." or "..", and no control character (U+0000 to
 * U+001F, U+007F) in it.
 */
bool beneath_name(const char *name) MUST_CHECK;

/*
 * Open a regular file; flags: O_RDONLY or O_RDWR.  Returns its descriptor,
 * which is closed on exec.
 */
int beneath_open(int dir, const char *name, int flags) MUST_CHECK;

/* Make a new file, for reading and writing.  EEXIST: the name is taken. */
int beneath_create(int dir, const char *name, mode_t mode) MUST_CHECK;

/* The same in the place of what has the name, which keeps what it holds. */
int beneath_renew(int dir, const char *name, mode_t mode) MUST_CHECK;

/*
 * Open a regular file for reading and writing, made if need be: a lock, which
 * nothing is written to.
 */
int beneath_lock(int dir, const char *name, mode_t mode) MUST_CHECK;

/* Open a folder, for its entries and to flush it. */
int beneath_folder(int dir, const char *name) MUST_CHECK;

/* Make a folder; one that is there already is not an error. */
int beneath_mkdir(int dir, const char *name, mode_t mode) MUST_CHECK;

/* As lstat(2). */
int beneath_stat(int dir, const char *name, struct stat *st) MUST_CHECK;

/* Remove a file, a symbolic link itself, or an empty folder. */
int beneath_unlink(int dir, const char *name);
int beneath_rmdir(int dir, const char *name);

/*
 * Give the regular file old in the folder from the name new in the folder to,
 * in the place of what has it, or as a second name that nothing else may have
 * (EEXIST).
 */
int beneath_rename(
    int from, const char *old, int to, const char *new) MUST_CHECK;
int beneath_link(
    int from, const char *old, int to, const char *new) MUST_CHECK;

/*
 * Whether a writer may do what bookkeeping says that st describes and that lies
 * in the folder: it is the caller's, root's or the folder's owner's, or of the
 * group that shares the folder; and not everybody may write it.
 */
bool beneath_trusted(
    const struct stat *folder, const struct stat *st) MUST_CHECK;

/* As error_errno(), with words for what the functions above return. */
void beneath_error(struct error *e, enum error_kind kind, const char *fmt, ...)
    PRINTF_LIKE(3, 4);

#endif
