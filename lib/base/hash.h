/*
 * hash: XXH64, for tables, content keys, shards and bloom filters.
 *
 * The values are the published ones on every machine: they end up on disk
 * (content keys, part names, Parquet bloom filters) and must not change.
 * Not for secrets and not against an adversary.
 *
 * Format facts: the xxHash specification, "XXH64 Algorithm Description".
 *
 * Layer: base.  Thread-safe.
 */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

/* XXH64 of the len bytes at p.  O(len). */
uint64_t hash_64(const void *p, size_t len, uint64_t seed);

/*
 * A 128-bit name for content: XXH64 with seeds 0 and 1, as 32 lower-case hex
 * digits and a NUL.
 */
void hash_hex128(const void *p, size_t len, char hex[33]);

#endif
