/*
 * hash: XXH64, for content keys, shards and bloom filters, and keyed hashes for
 * tables in memory.
 *
 * The values of XXH64 are the published ones on every machine: they end up on
 * disk (content keys, part names, Parquet bloom filters) and must not change.
 * Keys that collide are easily made, whatever the seed.
 *
 * So tables whose keys others choose take a keyed hash, with a secret of the
 * process.  Its values differ from run to run: nothing that is written may
 * depend on them, nor on the order in which a table has its keys.
 *
 * Format facts: the xxHash specification, "XXH64 Algorithm Description";
 * SipHash: Aumasson and Bernstein, "SipHash: a fast short-input PRF" (2012).
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

/* A secret that is another in each process, taken before main() begins. */
struct hash_secret {
	uint64_t k[2]; /* k[1] is odd */
};
extern struct hash_secret hash_secret; /* only to be read */

/* SipHash-1-3 of the len bytes at p under the key k.  O(len). */
uint64_t hash_sip(const void *p, size_t len, const uint64_t k[2]);

/* The same of bytes that come in parts. */
struct hash_sip_parts {
	uint64_t v[4];
	uint64_t len;  /* bytes so far */
	uint64_t word; /* the last len % 8 of them */
};

struct hash_sip_parts hash_sip_begin(const uint64_t k[2]) MUST_CHECK;
void hash_sip_part(struct hash_sip_parts *h, const void *p, size_t len);

/* The hash of all parts together; h is left as it is.  O(1). */
uint64_t hash_sip_end(const struct hash_sip_parts *h);

/* The same under the secret: the hash of a key in a table.  O(len). */
uint64_t hash_table(const void *p, size_t len);

/*
 * One step of a cheaper hash, for numbers and where strings are hashed once a
 * value: both halves of the product of v and the secret.  Values that collide
 * cannot be chosen without the secret, which no value gives away.
 */
static ALWAYS_INLINE uint64_t
hash_step(uint64_t v)
{
#ifdef __SIZEOF_INT128__
	__extension__ typedef unsigned __int128 u128;
	u128 w = (u128)(v ^ hash_secret.k[0]) * hash_secret.k[1];

	return (uint64_t)w ^ (uint64_t)(w >> 64);
#else
	uint64_t a = v ^ hash_secret.k[0], b = hash_secret.k[1];
	uint64_t low = (a & UINT32_MAX) * (b & UINT32_MAX);
	uint64_t left = (a >> 32) * (b & UINT32_MAX);
	uint64_t right = (a & UINT32_MAX) * (b >> 32);
	uint64_t middle = (low >> 32) + (left & UINT32_MAX) +
			  (right & UINT32_MAX);
	uint64_t high = (a >> 32) * (b >> 32) + (left >> 32) +
			(right >> 32) + (middle >> 32);

	return high ^ (middle << 32 | (low & UINT32_MAX));
#endif
}

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
