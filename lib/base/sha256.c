/* sha256: SHA-256, and HMAC by it; see sha256.h. */
#include "base/sha256.h"

#include <string.h>

#define BLOCK 64

static const uint32_t constants[64] = { 0x428a2f98, 0x71374491, 0xb5c0fbcf,
	0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98,
	0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7,
	0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f,
	0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8,
	0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85,
	0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e,
	0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819,
	0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c,
	0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3, 0x748f82ee,
	0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
	0xc67178f2 };

static uint32_t
rotate(uint32_t v, unsigned n)
{
	return v >> n | v << (32 - n);
}

static void
take_block(uint32_t h[8], const uint8_t *p)
{
	uint32_t w[64], v[8], t1, t2;
	size_t i;

	for (i = 0; i < 16; i++)
		w[i] = (uint32_t)p[4 * i] << 24 | (uint32_t)p[4 * i + 1] << 16 |
		    (uint32_t)p[4 * i + 2] << 8 | p[4 * i + 3];
	for (; i < 64; i++)
		w[i] = w[i - 16] + w[i - 7] +
		    (rotate(w[i - 15], 7) ^ rotate(w[i - 15], 18) ^
			w[i - 15] >> 3) +
		    (rotate(w[i - 2], 17) ^ rotate(w[i - 2], 19) ^
			w[i - 2] >> 10);
	memcpy(v, h, sizeof(v));
	for (i = 0; i < 64; i++) {
		t1 = v[7] +
		    (rotate(v[4], 6) ^ rotate(v[4], 11) ^ rotate(v[4], 25)) +
		    ((v[4] & v[5]) ^ (~v[4] & v[6])) + constants[i] + w[i];
		t2 = (rotate(v[0], 2) ^ rotate(v[0], 13) ^ rotate(v[0], 22)) +
		    ((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]));
		memmove(v + 1, v, 7 * sizeof(*v));
		v[4] += t1;
		v[0] = t1 + t2;
	}
	for (i = 0; i < 8; i++)
		h[i] += v[i];
	explicit_bzero(w, sizeof(w));
	explicit_bzero(v, sizeof(v));
}

void
sha256_begin(struct sha256 *s)
{
	static const uint32_t first[8] = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372,
		0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19 };

	memcpy(s->h, first, sizeof(s->h));
	s->len = 0;
}

void
sha256_add(struct sha256 *s, const void *data, size_t len)
{
	const uint8_t *p = data;
	size_t have = s->len % BLOCK, n;

	s->len += len;
	if (have > 0 && len > 0) {
		n = len < BLOCK - have ? len : BLOCK - have;
		memcpy(s->rest + have, p, n);
		p += n;
		len -= n;
		if (have + n < BLOCK)
			return;
		take_block(s->h, s->rest);
	}
	for (; len >= BLOCK; p += BLOCK, len -= BLOCK)
		take_block(s->h, p);
	if (len > 0)
		memcpy(s->rest, p, len);
}

void
sha256_end(struct sha256 *s, uint8_t digest[SHA256_SIZE])
{
	uint8_t tail[2 * BLOCK] = { 0x80 };
	uint64_t bits = s->len * 8;
	size_t have = s->len % BLOCK, n, i;

	/* A one bit, zeros, and the length, to the end of a block. */
	n = (have < BLOCK - 8 ? BLOCK : 2 * BLOCK) - have;
	for (i = 0; i < 8; i++)
		tail[n - 8 + i] = (uint8_t)(bits >> (56 - 8 * i));
	sha256_add(s, tail, n);
	for (i = 0; i < SHA256_SIZE; i++)
		digest[i] = (uint8_t)(s->h[i / 4] >> (24 - 8 * (i % 4)));
	explicit_bzero(s, sizeof(*s));
}

void
sha256(const void *p, size_t len, uint8_t digest[SHA256_SIZE])
{
	struct sha256 s;

	sha256_begin(&s);
	sha256_add(&s, p, len);
	sha256_end(&s, digest);
}

void
sha256_hmac_begin(struct sha256_hmac *m, const void *key, size_t key_len)
{
	uint8_t pad[BLOCK] = { 0 };
	size_t i;

	if (key_len > BLOCK)
		sha256(key, key_len, pad);
	else if (key_len > 0)
		memcpy(pad, key, key_len);
	for (i = 0; i < BLOCK; i++)
		pad[i] ^= 0x36;
	sha256_begin(&m->inner);
	sha256_add(&m->inner, pad, BLOCK);
	for (i = 0; i < BLOCK; i++)
		pad[i] ^= 0x36 ^ 0x5c;
	sha256_begin(&m->outer);
	sha256_add(&m->outer, pad, BLOCK);
	explicit_bzero(pad, sizeof(pad));
}

void
sha256_hmac_add(struct sha256_hmac *m, const void *p, size_t len)
{
	sha256_add(&m->inner, p, len);
}

void
sha256_hmac_end(struct sha256_hmac *m, uint8_t digest[SHA256_SIZE])
{
	sha256_end(&m->inner, digest);
	sha256_add(&m->outer, digest, SHA256_SIZE);
	sha256_end(&m->outer, digest);
}

void
sha256_hmac(const void *key, size_t key_len, const void *p, size_t len,
    uint8_t digest[SHA256_SIZE])
{
	struct sha256_hmac m;

	sha256_hmac_begin(&m, key, key_len);
	sha256_hmac_add(&m, p, len);
	sha256_hmac_end(&m, digest);
}
