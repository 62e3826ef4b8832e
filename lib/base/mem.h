/*
 * mem: allocation that checks and, when memory is out, ends the program.
 *
 * Out of memory is the one failure that library code does not report: there
 * is nothing sensible left to do.  mem_* write "PROGRAM: out of memory" to
 * standard error and exit with status 1; no at-exit handler of ours publishes
 * anything, so output files stay unpublished.
 *
 * Layer: base.  Thread-safe.
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>
#include <stdint.h>

#include "base/cc.h"

/* n * size bytes, zeroed.  The caller frees them with mem_free(). */
void *mem_new(size_t n, size_t size) MUST_CHECK;

/* p made n * size bytes long; new bytes are undefined.  p may be NULL. */
void *mem_resize(void *p, size_t n, size_t size) MUST_CHECK;

/*
 * Make room for at least want elements of the given size in the array *p of
 * *cap elements, growing by half each time.  *p and *cap are updated.
 */
void *mem_grow(void *p, size_t *cap, size_t want, size_t size) MUST_CHECK;

/* A copy of the len bytes at s, with a NUL after them. */
char *mem_dup(const char *s, size_t len) MUST_CHECK;

/* A copy of the NUL-terminated s. */
char *mem_str(const char *s) MUST_CHECK;

/*
 * What a limit of n bytes comes to here: n, or the most that could ever be
 * allocated where n is more, as it may be on a machine of 32 bits.
 */
size_t mem_limit(uint64_t n) MUST_CHECK;

/* Release p, which may be NULL. */
void mem_free(void *p);

/* The name put before the message; borrowed for ever.  Default "aai". */
void mem_program(const char *name);

#endif
