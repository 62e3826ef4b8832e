/*
 * disk: small files that are whole or not there, and folders.
 *
 * Layer: listen.
 */
#ifndef LISTEN_DISK_H
#define LISTEN_DISK_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"

/* Flush the folder that the file at path is in.  -1 with *e (OUTPUT). */
int disk_flush_folder(const char *path, struct error *e) MUST_CHECK;

/*
 * Replace the file at path by the text and a LF: a temporary beside it,
 * flushed, renamed, the folder flushed.  -1 with *e (OUTPUT).
 */
int disk_replace(
    const char *path, const char *text, size_t len, struct error *e) MUST_CHECK;

/*
 * Append what the file at path holds, without the blanks at its end; nothing
 * when there is none.  -1 with *e.
 */
int disk_read(const char *path, struct buf *out, struct error *e) MUST_CHECK;

/*
 * The numbers of the files whose names are path, a dot and at least 12 digits,
 * in order; *numbers is the caller's to free.  -1 with *e (OUTPUT).
 */
int disk_numbers(const char *path, uint64_t **numbers, size_t *n,
    struct error *e) MUST_CHECK;

/* A number that nobody knows. */
uint64_t disk_random(void);

#endif
