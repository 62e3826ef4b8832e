/*
 * bloom: split block Bloom filters, by which readers skip row groups.
 *
 * Sized for a false positive rate of 1 %: 10.5 bits a distinct value, rounded
 * up to a power of two.
 *
 * Format facts: parquet-format, BloomFilter.md.
 *
 * Layer: parquet.
 */
#ifndef PARQUET_BLOOM_H
#define PARQUET_BLOOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/* The largest filter that is made: more values only raise the rate. */
#define BLOOM_BYTES_MAX ((size_t)1 << 20)

/* The size in bytes of a filter for that many distinct values. */
size_t bloom_size(size_t values);

/* Enter a value, by its PLAIN bytes without length, in the filter. */
void bloom_add(uint8_t *filter, size_t size, const void *p, size_t len);

/* Whether the value may have been entered. */
bool bloom_has(const uint8_t *filter, size_t size, const void *p, size_t len);

/* The same of a value whose XXH64 it is. */
bool bloom_has_hash(const uint8_t *filter, size_t size, uint64_t hash);

/*
 * The size of the filter that the last bytes of len are, whose header, as ours
 * has it, the first are; 0: they are none of ours.
 */
size_t bloom_find(const uint8_t *p, size_t len);

/* Append the header of a filter of that size. */
void bloom_put_header(struct buf *out, size_t size);

#endif
