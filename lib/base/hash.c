/* hash: XXH64; see hash.h. */
#include "base/hash.h"

#include "base/le.h"

#define P1 0x9e3779b185ebca87u
#define P2 0xc2b2ae3d27d4eb4fu
#define P3 0x165667b19e3779f9u
#define P4 0x85ebca77c2b2ae63u
#define P5 0x27d4eb2f165667c5u

static inline uint64_t
rotate(uint64_t v, unsigned n)
{
	return v << n | v >> (64 - n);
}

static inline uint64_t
mix_lane(uint64_t acc, uint64_t lane)
{
	return rotate(acc + lane * P2, 31) * P1;
}

static inline uint64_t
merge(uint64_t acc, uint64_t lane)
{
	return (acc ^ mix_lane(0, lane)) * P1 + P4;
}

/* Steps 1 to 3: the stripes of 32 bytes; *p is moved past them. */
static uint64_t
stripes(const uint8_t **p, size_t *len, uint64_t seed)
{
	uint64_t a = seed + P1 + P2, b = seed + P2, c = seed, d = seed - P1;
	uint64_t acc;

	for (; *len >= 32; *p += 32, *len -= 32) {
		a = mix_lane(a, le_get64(*p));
		b = mix_lane(b, le_get64(*p + 8));
		c = mix_lane(c, le_get64(*p + 16));
		d = mix_lane(d, le_get64(*p + 24));
	}
	acc = rotate(a, 1) + rotate(b, 7) + rotate(c, 12) + rotate(d, 18);
	return merge(merge(merge(merge(acc, a), b), c), d);
}

uint64_t
hash_64(const void *data, size_t len, uint64_t seed)
{
	const uint8_t *p = data;
	size_t left = len;
	uint64_t acc;

	acc = left >= 32 ? stripes(&p, &left, seed) : seed + P5;
	acc += len;
	/* Step 5: what no stripe took. */
	for (; left >= 8; p += 8, left -= 8)
		acc = rotate(acc ^ mix_lane(0, le_get64(p)), 27) * P1 + P4;
	for (; left >= 4; p += 4, left -= 4)
		acc = rotate(acc ^ le_get32(p) * P1, 23) * P2 + P3;
	for (; left > 0; p++, left--)
		acc = rotate(acc ^ *p * P5, 11) * P1;
	/* Step 6: the avalanche. */
	acc = (acc ^ acc >> 33) * P2;
	acc = (acc ^ acc >> 29) * P3;
	return acc ^ acc >> 32;
}

void
hash_hex128(const void *p, size_t len, char hex[33])
{
	static const char digit[] = "0123456789abcdef";
	uint64_t half[2] = { hash_64(p, len, 0), hash_64(p, len, 1) };
	size_t i;

	for (i = 0; i < 32; i++)
		hex[i] = digit[half[i / 16] >> (60 - 4 * (i % 16)) & 15];
	hex[32] = '\0';
}
