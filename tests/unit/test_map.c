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

static void
test_hash(void)
{
	char text[101], hex[33];
	size_t i;

	for (i = 0; i < 101; i++)
		text[i] = (char)i;
	CHECK_UINT(hash_64("", 0, 0), 0xef46db3751d8e999, "XXH64 of nothing");
	CHECK_UINT(hash_64("a", 1, 0), 0xd24ec4f1a98c6e5b, "of a");
	CHECK_UINT(hash_64("abc", 3, 0), 0x44bc2cf5ad770999, "of abc");
	CHECK(hash_64(text, 101, 0) != hash_64(text, 101, 1), "seeds differ");
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
	test_le();
	test_rng();
	return tap_done();
}
