/*
 * delta_encoding: the encodings DELTA_BINARY_PACKED, of integers, and
 * BYTE_STREAM_SPLIT.
 *
 * DELTA_BINARY_PACKED in blocks of 128 in 4 miniblocks, as most writers make
 * it; any legal shape is read.  BYTE_STREAM_SPLIT for values of 8 bytes.
 *
 * Format facts: parquet-format, Encodings.md, "Delta Encoding
 * (DELTA_BINARY_PACKED = 5)" and "Byte Stream Split".
 *
 * Layer: parquet.
 */
#ifndef PARQUET_DELTA_ENCODING_H
#define PARQUET_DELTA_ENCODING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/*
 * Append n numbers.  With narrow they are INT32, whose differences wrap at 32
 * bits, and must fit.
 */
void delta_encoding_put(
    struct buf *out, const int64_t *v, size_t n, bool narrow);

/*
 * Read exactly n numbers from the len bytes at p; *used gets the bytes that
 * they took.  False when they are cut, wrong, or not n.
 */
bool delta_encoding_get(const uint8_t *p, size_t len, int64_t *v, size_t n,
    bool narrow, size_t *used) MUST_CHECK;

/* Append n values of 8 bytes, all first bytes first, and so on. */
void delta_encoding_split(struct buf *out, const int64_t *v, size_t n);

/* The n values of 8 bytes at p, which were split, put together. */
void delta_encoding_join(const uint8_t *p, int64_t *v, size_t n);

#endif
