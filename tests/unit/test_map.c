/* map, hash, le, rng: names to numbers, and bytes that end up on disk. */
#include "base/hash.h"
#include "base/le.h"
#include "base/map.h"
#include "base/rng.h"
#include "tap.h"

static void
test_map(void)
{
	struct map m = { 0 };
	const char *first;
	char key[32];
	bool added, ok = true;
	int i, n;

	CHECK(map_find(&m, "x", 1) == MAP_NONE, "an empty map has nothing");
	CHECK(map_add(&m, "a\0b", 3, &added) == 0 && added, "keys hold NULs");
	CHECK(map_find(&m, "a\0c", 3) == MAP_NONE, "all bytes count");
	CHECK(map_add(&m, "", 0, &added) == 1 && added, "a key may be empty");
	first = m.entries[0].key;
	for (i = 0; i < 50000; i++) {
		n = snprintf(key, sizeof(key), "key %d", i);
		ok &= map_add(&m, key, (size_t)n, &added) == (size_t)i + 2;
		ok &= added;
	}
	for (i = 0; i < 50000; i++) {
		n = snprintf(key, sizeof(key), "key %d", i);
		ok &= map_add(&m, key, (size_t)n, &added) == (size_t)i + 2;
		ok &= !added;
	}
	CHECK(ok, "entries are numbered as they came, and found again");
	CHECK(m.entries[0].key == first, "keys never move");
	CHECK(m.bytes > 50000 * sizeof(struct map_entry), "memory is counted");
	map_reset(&m);
	CHECK(map_find(&m, "key 1", 5) == MAP_NONE, "a reset forgets");
	map_free(&m);
}

/* What an odd number is to be multiplied with to give 1. */
static uint64_t
inverse(uint64_t odd)
{
	uint64_t x = odd;
	int i;

	for (i = 0; i < 6; i++)
		x *= 2 - odd * x;
	return x;
}

/* The word that XXH64 mixes into m. */
static uint64_t
unmix(uint64_t m)
{
	m *= inverse(0x9e3779b185ebca87u);
	return (m >> 31 | m << 33) * inverse(0xc2b2ae3d27d4eb4fu);
}

/*
 * Two keys whose first words differ in one bit once they are mixed, and whose
 * second words differ where that bit gets to: XXH64 has one value for both
 * under any seed.
 */
static void
test_chosen_keys(void)
{
	uint64_t a[2] = { unmix(12345), unmix(67890) };
	uint64_t b[2] = { unmix(12345 ^ (uint64_t)1 << 36),
		unmix(67890 ^ (uint64_t)1 << 63) };
	uint64_t seed;
	uint8_t x[16], y[16];

	le_put64(x, a[0]);
	le_put64(x + 8, a[1]);
	le_put64(y, b[0]);
	le_put64(y + 8, b[1]);
	for (seed = 0; seed < 3; seed++)
		CHECK(hash_64(x, 16, seed) == hash_64(y, 16, seed),
		    "these keys collide with seed %d", (int)seed);
	CHECK(hash_table(x, 16) != hash_table(y, 16), "but in no table");
	CHECK(hash_step(hash_step(a[0]) ^ a[1]) !=
		  hash_step(hash_step(b[0]) ^ b[1]),
	    "nor by steps");
}

static void
test_hash(void)
{
	static const uint64_t zero[2] = { 0, 0 }, one[2] = { 1, 0 };
	struct hash_sip_parts h;
	char text[101], hex[33];
	size_t i, wrong = 0;

	for (i = 0; i < 101; i++)
		text[i] = (char)i;
	CHECK_UINT(hash_64("", 0, 0), 0xef46db3751d8e999, "XXH64 of nothing");
	CHECK_UINT(hash_64("a", 1, 0), 0xd24ec4f1a98c6e5b, "of a");
	CHECK_UINT(hash_64("abc", 3, 0), 0x44bc2cf5ad770999, "of abc");
	CHECK(hash_64(text, 101, 0) != hash_64(text, 101, 1), "seeds differ");
	CHECK_UINT(hash_sip("a", 1, zero), 0x407448d2b89b1813,
	    "SipHash-1-3 of a");
	CHECK_UINT(hash_sip("abcdefgh", 8, zero), 0x3f7b849c0b8e35ea,
	    "of a whole word");
	CHECK_UINT(hash_sip("abcdefghijklm", 13, zero), 0x954aa964997ae4e6,
	    "of a part more");
	CHECK_UINT(hash_sip(text, 100, zero), 0x1c6a66e1506e7908,
	    "of many words");
	for (i = 0; i <= 100; i++) {
		h = hash_sip_begin(one);
		hash_sip_part(&h, text, i);
		hash_sip_part(&h, text + i, (100 - i) / 2);
		hash_sip_part(
		    &h, text + i + (100 - i) / 2, 100 - i - (100 - i) / 2);
		wrong += hash_sip_end(&h) != hash_sip(text, 100, one);
		h = hash_sip_begin(one);
		hash_sip_part(&h, text, i);
		wrong += hash_sip_end(&h) != hash_sip(text, i, one);
	}
	CHECK_UINT(wrong, 0, "cut anywhere, the hash is the same");
	CHECK(hash_sip("a", 1, zero) != hash_sip("a", 1, one) &&
	    hash_table("a", 1) == hash_table("a", 1), "keys differ");
	hash_hex128("abc", 3, hex);
	CHECK(strncmp(hex, "44bc2cf5ad770999", 16) == 0 && strlen(hex) == 32,
	    "128 bits in hex begin with the 64");
}

static void
test_le(void)
{
	static const int64_t values[] = { 0, -1, 1, 63, -64, 64, INT64_MAX,
		INT64_MIN };
	uint8_t room[LE_VARINT_MAX];
	uint64_t v;
	size_t i, n;

	le_put64(room, 0x0102030405060708);
	CHECK_MEM(room, 8, "\x08\x07\x06\x05\x04\x03\x02\x01", 8,
	    "the least byte comes first");
	CHECK_UINT(le_get64(room), 0x0102030405060708, "and is read back");
	for (i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		n = le_put_varint(room, le_zigzag(values[i]));
		CHECK(le_get_varint(room, n, &v) == n &&
		    le_unzigzag(v) == values[i], "case %zu survives", i);
		CHECK(n == 1 || le_get_varint(room, n - 1, &v) == 0,
		    "case %zu is not read from a part", i);
	}
	n = le_put_varint(room, 300);
	CHECK_MEM(room, n, "\xac\x02", 2, "300 is two bytes");
}

static void
test_rng(void)
{
	struct rng a = rng_make(42), b = rng_make(42), c = rng_make(43);

	CHECK(rng_next(&a) == rng_next(&b), "a seed gives the same numbers");
	CHECK(rng_next(&a) != rng_next(&c), "another gives others");
	CHECK(rng_below(&a, 10) < 10, "below means below");
}

int
main(void)
{
	test_map();
	test_hash();
	test_chosen_keys();
	test_le();
	test_rng();
	return tap_done();
}
