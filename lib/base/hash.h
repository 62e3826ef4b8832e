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

#include "base/cc.h"

/* XXH64 of the len bytes at p.  O(len). */
uint64_t hash_64(const void *p, size_t len, uint64_t seed);

/*
 * A 128-bit name for content: XXH64 with seeds 0 and 1, as 32 lower-case hex
 * digits and a NUL.
 */
void hash_hex128(const void *p, size_t len, char hex[33]);

/* The same of content that comes in parts. */
struct hash_parts {
	uint64_t lanes[2][4]; /* of either seed */
	uint64_t len;	      /* bytes so far */
	uint8_t rest[32];     /* the last of them: no whole stripe yet */
};

struct hash_parts hash_begin(void) MUST_CHECK;
void hash_part(struct hash_parts *h, const void *p, size_t len);

/* The name of all parts together; h is left as it is. */
void hash_hex_parts(const struct hash_parts *h, char hex[33]);

#endif
