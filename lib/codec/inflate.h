/*
 * inflate: a block of raw deflate, without a header or a checksum around it,
 * as Avro files hold it.
 *
 * Format facts: RFC 1951.
 *
 * Layer: codec.  Thread-safe.
 */
#ifndef CODEC_INFLATE_H
#define CODEC_INFLATE_H

#include <stddef.h>

#include "base/buf.h"
#include "base/error.h"

/*
 * Append what the block of n bytes at from holds to out, whose ceiling is the
 * most that it may be.  Bytes after its end are skipped: some writers
 * leave a part of a checksum there.  -1 with *e (ERROR_INPUT): not deflate,
 * cut, or past the ceiling; out then holds a part.
 */
int inflate_block(const void *from, size_t n, struct buf *out,
    struct error *e) MUST_CHECK;

#endif
