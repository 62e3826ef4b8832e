/*
 * rle: the encoding RLE, runs and bit-packed groups: for levels and dictionary
 * ids.
 *
 * A run that repeats is written as such from 8 equal values on; everything
 * else is packed in groups of 8, of which only the last is padded.
 *
 * Format facts: parquet-format, Encodings.md, "Run Length Encoding /
 * Bit-Packing Hybrid (RLE = 3)".
 *
 * Layer: parquet.
 */
#ifndef PARQUET_RLE_H
#define PARQUET_RLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/* Append n ids, each below 2^width; width is 1 to 32. */
void rle_put(struct buf *out, const uint32_t *ids, size_t n,
    unsigned width);

/* Append n equal values of that width. */
void rle_put_run(struct buf *out, uint32_t value, size_t n, unsigned width);

/*
 * Append n values of width 1 from a bitmap (lowest bit first), beginning at
 * bit number from.
 */
void rle_put_bits(struct buf *out, const uint8_t *bits, size_t from,
    size_t n);

/*
 * Read n values of the width (0 to 32) from the len bytes at p to ids.
 * *used, when not NULL, gets the bytes they took.  False when the bytes are
 * cut, or a run says more than 7 values too many.
 */
bool rle_get(const uint8_t *p, size_t len, unsigned width, uint32_t *ids,
    size_t n, size_t *used) MUST_CHECK;

/*
 * The same, where the last run may hold more than is asked for, as DuckDB
 * writes it, or fewer bytes than its last group has, as Impala does, and bytes
 * may be left.
 */
bool rle_get_padded(const uint8_t *p, size_t len, unsigned width,
    uint32_t *ids, size_t n) MUST_CHECK;

/*
 * The same, of at most 8 bits, to a byte each; without padded as rle_get(), and
 * the len bytes are used up.
 */
bool rle_get_bytes(const uint8_t *p, size_t len, unsigned width, bool padded,
    uint8_t *to, size_t n) MUST_CHECK;

#endif
