/*
 * bytes: a run of bytes that several responses may share.
 *
 * Shares are counted: whoever makes or keeps one gives it up with
 * bytes_drop().  The content does not change once it is shared.
 *
 * Layer: serve.  Not thread-safe.
 */
#ifndef SERVE_BYTES_H
#define SERVE_BYTES_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/cc.h"

struct bytes {
	uint8_t *data; /* owned */
	size_t len;
	size_t shares;
};

/* What b holds, taken over; b is empty afterwards.  The caller has a share. */
struct bytes *bytes_take(struct buf *b) MUST_CHECK;

/* A copy of the len bytes at p. */
struct bytes *bytes_copy(const void *p, size_t len) MUST_CHECK;

/* One more share. */
struct bytes *bytes_share(struct bytes *bytes) MUST_CHECK;

/* Give up a share; NULL is accepted. */
void bytes_drop(struct bytes *bytes);

#endif
