/*
 * lz4: LZ4 blocks, decompressed.
 *
 * Format facts: lz4, doc/lz4_Block_format.md; for the framing of Hadoop,
 * parquet-format, Compression.md, "LZ4".
 *
 * Layer: codec.  Thread-safe.
 */
#ifndef CODEC_LZ4_H
#define CODEC_LZ4_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cc.h"

/*
 * Decompress the block of n bytes at from, which must give exactly to_len
 * bytes, to to.  False when it does not.
 */
bool lz4_block(const uint8_t *from, size_t n, uint8_t *to,
    size_t to_len) MUST_CHECK;

/*
 * The same of what Parquet calls LZ4: blocks with their lengths in front of
 * them, as Hadoop writes them, or else one bare block.
 */
bool lz4_framed(const uint8_t *from, size_t n, uint8_t *to,
    size_t to_len) MUST_CHECK;

#endif
