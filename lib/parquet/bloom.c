/* bloom: split block Bloom filters; see bloom.h. */
#include "parquet/bloom.h"

#include "base/hash.h"
#include "base/le.h"
#include "parquet/thrift.h"

#define BLOCK 32
#define WORDS 8

size_t
bloom_size(size_t values)
{
	size_t bytes = BLOCK;

	/* 10.5 bits a value: 21 sixteenths of a byte. */
	while (bytes < BLOOM_BYTES_MAX && bytes * 16 / 21 < values)
		bytes *= 2;
	return bytes;
}

/* The block of the value of that hash, and which bit of each of its words. */
static size_t
place(size_t size, uint64_t h, uint32_t bits[WORDS])
{
	static const uint32_t salt[WORDS] = { 0x47b6137b, 0x44974d91,
		0x8824ad5b, 0xa2b7289d, 0x705495c7, 0x2df1424b, 0x9efc4947,
		0x5c6bfb31 };
	unsigned i;

	for (i = 0; i < WORDS; i++)
		bits[i] = (uint32_t)1 << (((uint32_t)h * salt[i]) >> 27);
	return (size_t)(((h >> 32) * (uint64_t)(size / BLOCK)) >> 32) * BLOCK;
}

void
bloom_add(uint8_t *filter, size_t size, const void *p, size_t len)
{
	uint32_t bits[WORDS];
	uint8_t *block = filter + place(size, hash_64(p, len, 0), bits);
	unsigned i;

	for (i = 0; i < WORDS; i++)
		le_put32(block + 4 * i, le_get32(block + 4 * i) | bits[i]);
}

bool
bloom_has(const uint8_t *filter, size_t size, const void *p, size_t len)
{
	return bloom_has_hash(filter, size, hash_64(p, len, 0));
}

bool
bloom_has_hash(const uint8_t *filter, size_t size, uint64_t hash)
{
	uint32_t bits[WORDS], lacking = 0;
	const uint8_t *block = filter + place(size, hash, bits);
	unsigned i;

	for (i = 0; i < WORDS; i++)
		lacking |= bits[i] & ~le_get32(block + 4 * i);
	return lacking == 0;
}

size_t
bloom_find(const uint8_t *p, size_t len)
{
	struct buf head = buf_make(64);
	size_t size = BLOCK;
	bool ours;

	while (size * 2 < len)
		size *= 2;
	bloom_put_header(&head, size);
	ours = head.len + size == len && memcmp(head.data, p, head.len) == 0;
	buf_free(&head);
	return ours ? size : 0;
}

void
bloom_put_header(struct buf *out, size_t size)
{
	struct thrift_out t = thrift_begin(out);
	int16_t id;

	thrift_i32(&t, 1, (int32_t)size);
	/* Unions: BLOCK, XXHASH, UNCOMPRESSED, the first of each. */
	for (id = 2; id <= 4; id++) {
		thrift_struct(&t, id);
		thrift_empty(&t, 1);
		thrift_end(&t);
	}
	thrift_end(&t);
}
