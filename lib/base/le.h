/*
 * le: numbers stored as bytes, least significant first, and the variable
 * length forms that file formats use.
 *
 * Format facts: LEB128 and zig-zag as in the Thrift compact protocol and Avro.
 *
 * Layer: base.
 */
#ifndef BASE_LE_H
#define BASE_LE_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* The most bytes that le_put_varint() stores. */
#define LE_VARINT_MAX 10

static inline void
le_put32(uint8_t *p, uint32_t v)
{
	p[0] = (uint8_t)v;
	p[1] = (uint8_t)(v >> 8);
	p[2] = (uint8_t)(v >> 16);
	p[3] = (uint8_t)(v >> 24);
}

static inline void
le_put64(uint8_t *p, uint64_t v)
{
	le_put32(p, (uint32_t)v);
	le_put32(p + 4, (uint32_t)(v >> 32));
}

static inline uint32_t
le_get32(const uint8_t *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	    (uint32_t)p[3] << 24;
}

static inline uint64_t
le_get64(const uint8_t *p)
{
	return (uint64_t)le_get32(p) | (uint64_t)le_get32(p + 4) << 32;
}

/* Signed numbers with the sign in the lowest bit: small ones stay small. */
static inline uint64_t
le_zigzag(int64_t v)
{
	return (uint64_t)v << 1 ^ (v < 0 ? UINT64_MAX : 0);
}

static inline int64_t
le_unzigzag(uint64_t v)
{
	return (int64_t)(v >> 1 ^ (0 - (v & 1)));
}

/* Store v in 7-bit groups, low first, at p (LE_VARINT_MAX bytes of room). */
static inline size_t
le_put_varint(uint8_t *p, uint64_t v)
{
	size_t n = 0;

	while (v >= 0x80) {
		p[n++] = (uint8_t)(v | 0x80);
		v >>= 7;
	}
	p[n++] = (uint8_t)v;
	return n;
}

/* Read one from the len bytes at p; its length, or 0 when cut or too long. */
static inline size_t
le_get_varint(const uint8_t *p, size_t len, uint64_t *v)
{
	size_t n;

	*v = 0;
	for (n = 0; n < len && n < LE_VARINT_MAX; n++) {
		*v |= (uint64_t)(p[n] & 0x7f) << (7 * n);
		if ((p[n] & 0x80) == 0)
			return n + 1;
	}
	return 0;
}

#endif
