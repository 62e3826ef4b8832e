/*
 * sha256: SHA-256, and HMAC by it.
 *
 * For names of secrets that must not give them away (a key's account), and
 * whatever others define by it.  Tables and names of content take base/hash.h,
 * which is faster.
 *
 * Format facts: FIPS 180-4, section 6.2; RFC 2104.
 *
 * Layer: base.  Thread-safe.
 */
#ifndef BASE_SHA256_H
#define BASE_SHA256_H

#include <stddef.h>
#include <stdint.h>

#define SHA256_SIZE 32

/* A digest of bytes that come in parts; holds no memory of its own. */
struct sha256 {
	uint32_t h[8];
	uint64_t len;     /* bytes so far */
	uint8_t rest[64]; /* the last len % 64 of them */
};

void sha256_begin(struct sha256 *s);
void sha256_add(struct sha256 *s, const void *p, size_t len);
void sha256_end(struct sha256 *s, uint8_t digest[SHA256_SIZE]); /* wipes s */

/* HMAC-SHA-256 (RFC 2104) of bytes that come in parts. */
struct sha256_hmac {
	struct sha256 inner, outer; /* each after its padded key */
};

void sha256_hmac_begin(struct sha256_hmac *m, const void *key, size_t key_len);
void sha256_hmac_add(struct sha256_hmac *m, const void *p, size_t len);
void sha256_hmac_end(
    struct sha256_hmac *m, uint8_t digest[SHA256_SIZE]); /* wipes m */

/* The digest of the len bytes at p.  O(len). */
void sha256(const void *p, size_t len, uint8_t digest[SHA256_SIZE]);

/*
 * HMAC-SHA-256 of the len bytes at p under the key.  No copy of either is left
 * in memory.
 */
void sha256_hmac(const void *key, size_t key_len, const void *p, size_t len,
    uint8_t digest[SHA256_SIZE]);

#endif
