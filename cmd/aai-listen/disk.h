/*
 * disk: small files, and the files of a journal.
 *
 * Layer: aai-listen.
 */
#ifndef AAI_LISTEN_DISK_H
#define AAI_LISTEN_DISK_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"

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

#endif
