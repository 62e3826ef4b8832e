/*
 * lock: waiting for a lock that another program has.
 *
 * Layer: io.
 */
#ifndef IO_LOCK_H
#define IO_LOCK_H

#include <stdint.h>
#include <sys/types.h>

#include "base/cc.h"
#include "base/error.h"

/*
 * Open the lock file of the file at path, PATH.lock, made with that mode where
 * it is missing; flags are more of open(2).  An fd, or -1 with errno.
 */
int lock_open(const char *path, int flags, mode_t mode) MUST_CHECK;

/*
 * Try until try() has the lock (1; 0: another has it; -1 with errno), a signal
 * came, or wait_ms (INT64_MAX: for ever) have passed.  -1 with *e: FAILED for a
 * signal, OUTPUT for an error of what is named so; TEMPORARY, when another has
 * it still, whose text the caller knows better.
 */
int lock_wait(int (*try)(void *arg), void *arg, int64_t wait_ms,
    const char *name, struct error *e) MUST_CHECK;

#endif
