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

/* The digest of the len bytes at p.  O(len). */
void sha256(const void *p, size_t len, uint8_t digest[SHA256_SIZE]);

/*
 * HMAC-SHA-256 of the len bytes at p under the key.  No copy of either is left
 * in memory.
 */
void sha256_hmac(const void *key, size_t key_len, const void *p, size_t len,
    uint8_t digest[SHA256_SIZE]);

#endif
