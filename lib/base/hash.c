/* hash: XXH64 and SipHash; see hash.h. */
#include "base/hash.h"

#include <errno.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/random.h>

#include "base/le.h"

#define P1 0x9e3779b185ebca87u
#define P2 0xc2b2ae3d27d4eb4fu
#define P3 0x165667b19e3779f9u
#define P4 0x85ebca77c2b2ae63u
#define P5 0x27d4eb2f165667c5u

struct hash_secret hash_secret;

/* Before main(), so that no table and no thread has to ask for it. */
__attribute__((constructor)) static void
make_secret(void)
{
	ssize_t n;
	const void *given;

	do
		n = getrandom(&hash_secret, sizeof(hash_secret), 0);
	while (n < 0 && errno == EINTR);
	/* Where that is forbidden: the 16 random bytes of every process. */
	given = (const void *)(uintptr_t)getauxval(AT_RANDOM);
	if (n != (ssize_t)sizeof(hash_secret) && given != NULL)
		memcpy(&hash_secret, given, sizeof(hash_secret));
	hash_secret.k[1] |= 1;
}

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

/* Step 1: the lanes before the first stripe. */
static inline void
begin(uint64_t lanes[4], uint64_t seed)
{
	lanes[0] = seed + P1 + P2;
	lanes[1] = seed + P2;
	lanes[2] = seed;
	lanes[3] = seed - P1;
}

/* Step 2: one stripe of 32 bytes. */
static inline void
stripe(uint64_t lanes[4], const uint8_t *p)
{
	lanes[0] = mix_lane(lanes[0], le_get64(p));
	lanes[1] = mix_lane(lanes[1], le_get64(p + 8));
	lanes[2] = mix_lane(lanes[2], le_get64(p + 16));
	lanes[3] = mix_lane(lanes[3], le_get64(p + 24));
}

/* Step 3: the lanes as one. */
static inline uint64_t
join(const uint64_t lanes[4])
{
	uint64_t acc = rotate(lanes[0], 1) + rotate(lanes[1], 7) +
	    rotate(lanes[2], 12) + rotate(lanes[3], 18);

	return merge(merge(merge(merge(acc, lanes[0]), lanes[1]), lanes[2]),
	    lanes[3]);
}

/* Steps 5 and 6: what no stripe took, less than 32 bytes; the avalanche. */
static inline uint64_t
finish(uint64_t acc, const uint8_t *p, size_t left)
{
	for (; left >= 8; p += 8, left -= 8)
		acc = rotate(acc ^ mix_lane(0, le_get64(p)), 27) * P1 + P4;
	for (; left >= 4; p += 4, left -= 4)
		acc = rotate(acc ^ le_get32(p) * P1, 23) * P2 + P3;
	for (; left > 0; p++, left--)
		acc = rotate(acc ^ *p * P5, 11) * P1;
	acc = (acc ^ acc >> 33) * P2;
	acc = (acc ^ acc >> 29) * P3;
	return acc ^ acc >> 32;
}

uint64_t
hash_64(const void *data, size_t len, uint64_t seed)
{
	const uint8_t *p = data;
	size_t left = len;
	uint64_t lanes[4], acc;

	begin(lanes, seed);
	for (; left >= 32; p += 32, left -= 32)
		stripe(lanes, p);
	acc = len >= 32 ? join(lanes) : seed + P5;
	return finish(acc + len, p, left);
}

static inline void
sip_round(uint64_t v[4])
{
	v[0] += v[1];
	v[2] += v[3];
	v[1] = rotate(v[1], 13) ^ v[0];
	v[3] = rotate(v[3], 16) ^ v[2];
	v[0] = rotate(v[0], 32) + v[3];
	v[2] += v[1];
	v[1] = rotate(v[1], 17) ^ v[2];
	v[3] = rotate(v[3], 21) ^ v[0];
	v[2] = rotate(v[2], 32);
}

static inline void
sip_word(uint64_t v[4], uint64_t word)
{
	v[3] ^= word;
	sip_round(v);
	v[0] ^= word;
}

/* The last bytes, less than 8, with the length above them. */
static inline uint64_t
sip_last(const uint8_t *p, size_t len)
{
	uint64_t word = (uint64_t)len << 56;
	size_t left = len % 8;

	if (len >= 8)
		/* Those before them are there as well, and shifted out. */
		return left == 0 ? word : word | le_get64(p + left - 8) >>
						     (64 - 8 * left);
	while (left-- > 0)
		word |= (uint64_t)p[left] << (8 * left);
	return word;
}

static inline void
sip_begin(uint64_t v[4], const uint64_t k[2])
{
	v[0] = k[0] ^ 0x736f6d6570736575u;
	v[1] = k[1] ^ 0x646f72616e646f6du;
	v[2] = k[0] ^ 0x6c7967656e657261u;
	v[3] = k[1] ^ 0x7465646279746573u;
}

/* Take the last word and give the hash. */
static inline uint64_t
sip_end(uint64_t v[4], uint64_t last)
{
	sip_word(v, last);
	v[2] ^= 0xff;
	sip_round(v);
	sip_round(v);
	sip_round(v);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}

uint64_t
hash_sip(const void *data, size_t len, const uint64_t k[2])
{
	const uint8_t *p = data;
	uint64_t v[4];
	size_t left;

	sip_begin(v, k);
	for (left = len; left >= 8; p += 8, left -= 8)
		sip_word(v, le_get64(p));
	return sip_end(v, sip_last(p, len));
}

struct hash_sip_parts
hash_sip_begin(const uint64_t k[2])
{
	struct hash_sip_parts h = { 0 };

	sip_begin(h.v, k);
	return h;
}

/* Take a byte, up to the end of a word. */
static inline void
sip_byte(struct hash_sip_parts *h, uint8_t byte)
{
	h->word |= (uint64_t)byte << (8 * (h->len++ % 8));
	if (h->len % 8 == 0) {
		sip_word(h->v, h->word);
		h->word = 0;
	}
}

void
hash_sip_part(struct hash_sip_parts *h, const void *data, size_t len)
{
	const uint8_t *p = data, *end = p + len;

	while (p < end && h->len % 8 != 0)
		sip_byte(h, *p++);
	for (; end - p >= 8; p += 8, h->len += 8)
		sip_word(h->v, le_get64(p));
	while (p < end)
		sip_byte(h, *p++);
}

uint64_t
hash_sip_end(const struct hash_sip_parts *h)
{
	uint64_t v[4];

	memcpy(v, h->v, sizeof(v));
	return sip_end(v, h->word | h->len << 56);
}

uint64_t
hash_table(const void *p, size_t len)
{
	return hash_sip(p, len, hash_secret.k);
}

static void
put_hex(const uint64_t half[2], char hex[33])
{
	static const char digit[] = "0123456789abcdef";
	size_t i;

	for (i = 0; i < 32; i++)
		hex[i] = digit[half[i / 16] >> (60 - 4 * (i % 16)) & 15];
	hex[32] = '\0';
}

void
hash_hex128(const void *p, size_t len, char hex[33])
{
	uint64_t half[2] = { hash_64(p, len, 0), hash_64(p, len, 1) };

	put_hex(half, hex);
}

struct hash_parts
hash_begin(void)
{
	struct hash_parts h = { 0 };

	begin(h.lanes[0], 0);
	begin(h.lanes[1], 1);
	return h;
}

static void
both_stripes(struct hash_parts *h, const uint8_t *p)
{
	stripe(h->lanes[0], p);
	stripe(h->lanes[1], p);
}

void
hash_part(struct hash_parts *h, const void *data, size_t len)
{
	const uint8_t *p = data;
	size_t have = h->len % 32, n = 32 - have;

	h->len += len;
	if (have > 0) {
		if (n > len)
			n = len;
		memcpy(h->rest + have, p, n);
		p += n;
		len -= n;
		if (have + n < 32)
			return;
		both_stripes(h, h->rest);
	}
	for (; len >= 32; p += 32, len -= 32)
		both_stripes(h, p);
	if (len > 0)
		memcpy(h->rest, p, len);
}

void
hash_hex_parts(const struct hash_parts *h, char hex[33])
{
	uint64_t half[2], acc, seed;

	for (seed = 0; seed < 2; seed++) {
		acc = h->len >= 32 ? join(h->lanes[seed]) : seed + P5;
		half[seed] = finish(acc + h->len, h->rest, h->len % 32);
	}
	put_hex(half, hex);
}
