/* Encodings: published column builders, and every shape there and back. */
#include "base/rng.h"
#include "parquet/bloom.h"
#include "parquet/delta_encoding.h"
#include "parquet/dict.h"
#include "parquet/physical_type.h"
#include "parquet/rle.h"
#include "parquet/spill_queue.h"
#include "parquet/thrift.h"
#include "tap.h"

#define MAX ((size_t)64 << 20)

static void
check_hex(const struct buf *b, const char *hex, const char *title)
{
	char text[512] = "";
	size_t i;

	for (i = 0; i < b->len && i < sizeof(text) / 2 - 1; i++)
		(void)snprintf(text + 2 * i, 3, "%02x", b->data[i]);
	CHECK_STR(text, hex, "%s", title);
}

static void
rle_vectors(void)
{
	static const uint32_t counting[8] = { 0, 1, 2, 3, 4, 5, 6, 7 };
	static const uint8_t one_null[1] = { 0xf7 };
	struct buf out = buf_make(MAX);

	rle_put_bits(&out, one_null, 0, 8);
	check_hex(&out, "03f7", "levels 1,1,1,0,1,1,1,1");
	buf_reset(&out);
	rle_put_run(&out, 1, 1000, 1);
	check_hex(&out, "d00f01", "a thousand ones");
	buf_reset(&out);
	rle_put_run(&out, 0, 1000000, 1);
	check_hex(&out, "80897a00", "a million zeros");
	buf_reset(&out);
	rle_put(&out, counting, 8, 3);
	check_hex(&out, "0388c6fa", "ids 0 to 7 in 3 bits");
	buf_free(&out);
}

/* Whether small numbers come back otherwise in a byte each; wider ones do not
 * come at all. */
static bool
bytes_differ(const struct buf *in, const uint32_t *ids, size_t n,
    unsigned width)
{
	uint8_t bytes[500];
	size_t i;

	if (width > 8)
		return rle_get_bytes(in->data, in->len, width, true, bytes, n);
	if (!rle_get_bytes(in->data, in->len, width, false, bytes, n))
		return true;
	for (i = 0; i < n; i++)
		if (bytes[i] != ids[i])
			return true;
	return false;
}

/* Ids with runs of many lengths come back at every width and count. */
static void
rle_random(void)
{
	uint32_t ids[500], back[500];
	struct buf out = buf_make(MAX);
	struct rng r = rng_make(7);
	size_t n, i, used, wrong = 0, cut = 0;
	unsigned width, round;

	for (round = 0; round < 20000; round++) {
		width = 1 + (unsigned)rng_below(&r, 32);
		n = (size_t)rng_below(&r, 500);
		for (i = 0; i < n; i++) {
			if (i > 0 && rng_below(&r, 10) < round % 10)
				ids[i] = ids[i - 1];
			else
				ids[i] = (uint32_t)(rng_next(&r) >>
				    (64 - width));
		}
		buf_reset(&out);
		rle_put(&out, ids, n, width);
		wrong += !rle_get(out.data, out.len, width, back, n,
			     &used) ||
		    used != out.len || memcmp(ids, back, n * 4) != 0;
		wrong += bytes_differ(&out, ids, n, width);
		if (n > 0)
			cut += rle_get(out.data, out.len - 1, width, back,
			    n, NULL);
	}
	CHECK_UINT(wrong, 0, "ids come back");
	CHECK_UINT(cut, 0, "cut ids are told");
	buf_free(&out);
}

static void
bits_random(void)
{
	uint8_t bits[80];
	uint32_t back[512];
	struct buf out = buf_make(MAX);
	struct rng r = rng_make(8);
	size_t from, n, i, used, wrong = 0;
	unsigned round;

	for (round = 0; round < 20000; round++) {
		for (i = 0; i < sizeof(bits); i++)
			bits[i] = rng_below(&r, 3) > 0 ?
			    (uint8_t)(0 - rng_below(&r, 2)) :
			    (uint8_t)rng_next(&r);
		from = (size_t)rng_below(&r, 60);
		n = 1 + (size_t)rng_below(&r, 512);
		buf_reset(&out);
		rle_put_bits(&out, bits, from, n);
		if (!rle_get(out.data, out.len, 1, back, n, &used) ||
		    used != out.len) {
			wrong++;
			continue;
		}
		for (i = 0; i < n; i++)
			wrong += back[i] !=
			    ((unsigned)bits[(from + i) / 8] >> (from + i) % 8 & 1);
	}
	CHECK_UINT(wrong, 0, "bits come back from every place");
	buf_free(&out);
}

static void
delta_vectors(void)
{
	static const int64_t up[] = { 1, 2, 3, 4, 5 };
	static const int64_t down[] = { 7, 5, 3, 1, 2, 3, 4, 5 };
	struct buf out = buf_make(MAX);

	delta_encoding_put(&out, up, 5, false);
	check_hex(&out, "80010405020200000000", "1 to 5");
	buf_reset(&out);
	delta_encoding_put(&out, down, 8, false);
	check_hex(&out, "800104080e0302000000c03f000000000000",
	    "7,5,3,1,2,3,4,5");
	buf_reset(&out);
	delta_encoding_put(&out, up, 0, false);
	check_hex(&out, "8001040000", "nothing is a header");
	buf_free(&out);
}

static void
delta_random(void)
{
	static int64_t v[1000], back[1000];
	struct buf out = buf_make(MAX);
	struct rng r = rng_make(9);
	size_t n, i, used, wrong = 0, cut = 0;
	unsigned round, shift;
	bool narrow;

	for (round = 0; round < 5000; round++) {
		narrow = round % 2 != 0;
		shift = (narrow ? 32 : 0) + (unsigned)rng_below(&r, 32);
		n = (size_t)rng_below(&r, 1000);
		for (i = 0; i < n; i++)
			v[i] = (int64_t)rng_next(&r) >> shift;
		if (n > 1 && narrow) {
			v[0] = INT32_MIN;
			v[n / 2] = INT32_MAX;
		} else if (n > 1) {
			v[0] = INT64_MAX;
			v[n / 2] = INT64_MIN;
		}
		buf_reset(&out);
		delta_encoding_put(&out, v, n, narrow);
		wrong += !delta_encoding_get(out.data, out.len, back, n, narrow,
			     &used) ||
		    used != out.len || memcmp(v, back, n * 8) != 0;
		cut += n > 1 && delta_encoding_get(out.data, out.len - 1, back,
				    n, narrow, &used);
		buf_reset(&out);
		delta_encoding_split(&out, v, n);
		delta_encoding_join(out.data, back, n);
		wrong += memcmp(v, back, n * 8) != 0;
	}
	CHECK_UINT(wrong, 0, "numbers come back from deltas and streams");
	CHECK_UINT(cut, 0, "cut deltas are told");
	buf_free(&out);
}

static void
thrift_round_trip(void)
{
	struct buf out = buf_make(MAX);
	struct thrift_out t = thrift_begin(&out);
	struct thrift_in in;
	size_t n, i, bad = 0;

	thrift_bool(&t, 1, true);
	thrift_i16(&t, 3, INT16_MIN);
	thrift_i64(&t, 40, INT64_MIN);
	thrift_binary(&t, 41, "abc", 3);
	thrift_list(&t, 42, THRIFT_STRUCT, 20);
	for (i = 0; i < 20; i++) {
		thrift_item_struct(&t);
		thrift_empty(&t, 1);
		thrift_end(&t);
	}
	thrift_struct(&t, 43);
	thrift_i32(&t, 1, 7);
	thrift_end(&t);
	thrift_end(&t);

	in = thrift_open(out.data, out.len);
	CHECK(thrift_field(&in) == 1 && thrift_get_bool(&in) &&
	    thrift_field(&in) == 3 && thrift_get_i16(&in) == INT16_MIN &&
	    thrift_field(&in) == 40 && thrift_get_i64(&in) == INT64_MIN &&
	    thrift_field(&in) == 41 && thrift_get_binary(&in, &n) != NULL &&
	    n == 3, "plain fields come back");
	CHECK(thrift_field(&in) == 42, "a list follows");
	thrift_skip(&in);
	CHECK(thrift_field(&in) == 43, "and a structure after it");
	thrift_skip(&in);
	CHECK(thrift_field(&in) == 0 && !in.bad && in.p == in.end,
	    "to the last byte");
	for (i = 0; i < out.len; i++) {
		in = thrift_open(out.data, i);
		while (thrift_field(&in) != 0)
			thrift_skip(&in);
		bad += in.bad;
	}
	CHECK_UINT(bad, out.len, "every cut is told");
	buf_free(&out);
}

static void
filters(void)
{
	struct buf out = buf_make(MAX);
	uint8_t filter[1024] = { 0 };
	char text[16];
	unsigned i, hits = 0, misses = 0;

	bloom_put_header(&out, 1024);
	check_hex(&out, "1580101c1c00001c1c00001c1c000000",
	    "a filter's header");
	CHECK_UINT(bloom_size(0), 32, "the smallest filter is a block");
	CHECK_UINT(bloom_size(780), 1024, "10.5 bits a value");
	for (i = 0; i < 700; i++) {
		(void)snprintf(text, sizeof(text), "value %u", i);
		bloom_add(filter, sizeof(filter), text, strlen(text));
	}
	for (i = 0; i < 7000; i++) {
		(void)snprintf(text, sizeof(text), "value %u", i);
		if (bloom_has(filter, sizeof(filter), text, strlen(text)))
			hits++;
		else if (i < 700)
			misses++;
	}
	CHECK_UINT(misses, 0, "all that was entered is found");
	CHECK(hits < 700 + 200, "little else is: %u", hits);
	buf_free(&out);
}

static uint32_t
add_text(struct dict *d, const char *s, size_t len)
{
	return dict_add(d, s, len, dict_key(s, len));
}

static uint32_t
find_text(const struct dict *d, const char *s, size_t len)
{
	return dict_find(d, s, len, dict_key(s, len));
}

static void
dictionaries(void)
{
	struct dict d = { 0 };
	char text[32];
	uint32_t i, wrong = 0;
	size_t len;

	CHECK_UINT(find_text(&d, "", 0), DICT_NONE, "an empty one has nothing");
	for (i = 0; i < 50000; i++) {
		len = (size_t)snprintf(text, sizeof(text), "%u%.*s",
		    i * 7919, (int)(i % 15), "abcdefghijklmno");
		wrong += add_text(&d, text, len) != i;
	}
	wrong += add_text(&d, "", 0) != 50000;
	for (i = 0; i < 50000; i++) {
		len = (size_t)snprintf(text, sizeof(text), "%u%.*s",
		    i * 7919, (int)(i % 15), "abcdefghijklmno");
		wrong += add_text(&d, text, len) != i;
		wrong += find_text(&d, text, len) != i;
	}
	/* Bytes of 0 are bytes as well. */
	for (len = 1; len < 20; len++)
		wrong += add_text(&d, "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
			     len) != 50000 + len;
	CHECK_UINT(wrong, 0, "entries are numbered as they came");
	dict_cut(&d, 700);
	for (i = wrong = 0; i < 50000; i++) {
		len = (size_t)snprintf(text, sizeof(text), "%u%.*s",
		    i * 7919, (int)(i % 15), "abcdefghijklmno");
		wrong += find_text(&d, text, len) != (i < 700 ? i : DICT_NONE);
	}
	CHECK_UINT(wrong, 0, "a cut one has the first entries alone");
	CHECK_UINT(add_text(&d, "new", 3), 700, "and goes on from there");
	dict_cut(&d, 0);
	CHECK_UINT(find_text(&d, "0", 1), DICT_NONE, "or has none at all");
	dict_free(&d);
}

/* Numbers of every spread are numbered, or given up. */
static void
number_dictionaries(void)
{
	static int64_t v[20000];
	static uint32_t ids[20000];
	struct numdict d = { 0 };
	struct rng r = rng_make(3);
	size_t i, wrong = 0;
	unsigned round, shift;

	for (round = 0; round < 60; round++) {
		shift = round + 3;
		for (i = 0; i < LEN(v); i++)
			v[i] = (int64_t)rng_next(&r) >> shift;
		if (round % 10 == 0) {
			v[0] = INT64_MIN;
			v[1] = INT64_MAX;
		}
		if (!numdict_fill(&d, v, LEN(v), 20000, ids))
			wrong++;
		for (i = 0; i < LEN(v); i++)
			wrong += ids[i] >= d.n || d.values[ids[i]] != v[i];
		for (i = 0; i < LEN(v) && d.n < 20000; i++)
			wrong += i > 0 && ids[i] > ids[i - 1] + d.n;
	}
	CHECK_UINT(wrong, 0, "numbers are numbered");
	for (i = 0; i < LEN(v); i++)
		v[i] = (int64_t)i;
	CHECK(!numdict_fill(&d, v, LEN(v), 19999, ids),
	    "one too many distinct in a narrow range is told");
	CHECK(numdict_fill(&d, v, LEN(v), 20000, ids),
	    "as many as may be are taken");
	for (i = 0; i < LEN(v); i++)
		v[i] = (int64_t)i << 40;
	CHECK(!numdict_fill(&d, v, LEN(v), 19999, ids),
	    "and in a wide one");
	CHECK(numdict_fill(&d, v, 0, 0, ids) && d.n == 0, "none are none");
	for (i = 0; i < LEN(v); i++)
		v[i] = (int64_t)i % 6000 << 20;
	CHECK(numdict_fill(&d, v, LEN(v), 10000, ids) && d.n == 6000,
	    "numbers that come again late are seen to");
	for (i = 0; i < LEN(v); i++)
		v[i] = (int64_t)(rng_next(&r) % 5000);
	CHECK(numdict_fill(&d, v, LEN(v), 10000, ids) && d.n > 4500,
	    "and those that come again anywhere");
	for (i = 0; i < LEN(v); i++)
		v[i] = (int64_t)i;
	CHECK(!numdict_fill(&d, v, LEN(v), 10000, ids) && d.n < 2000,
	    "those that never do are given up early");
	numdict_free(&d);
}

static void
decimals(void)
{
	static const uint8_t bytes[] = { 0, 1, 1, 2, 2, 3, 3, 4, 4, 4, 5, 5, 6,
		6, 6, 7, 7, 8, 8, 9, 9, 9, 10, 10, 11, 11, 11, 12, 12, 13, 13,
		13, 14, 14, 15, 15, 16, 16, 16 };
	unsigned digits, wrong = 0;

	for (digits = 1; digits <= 38; digits++)
		wrong += physical_type_decimal_bytes(digits) != bytes[digits];
	CHECK_UINT(wrong, 0, "decimals take the fewest bytes");
}

static void
spools(void)
{
	struct spill_file s = { 0 };
	struct spill_queue q = spill_queue_make();
	struct spill_queue_walk w = { 0 };
	struct error e = { 0 };
	const uint8_t *p;
	size_t n, i, wrong = 0;
	uint32_t v;

	for (i = 0; i < 1000; i++) {
		v = (uint32_t)i;
		spill_queue_add(&q, &v, i % 5);
		if (i % 300 == 299)
			wrong += spill_queue_spill(&q, &s, &e) != 0;
	}
	for (i = 0; spill_queue_next(&q, &s, &w, &p, &n, &e) == 1; i++) {
		v = (uint32_t)i;
		wrong += n != i % 5 || (n > 0 && memcmp(p, &v, n) != 0);
	}
	CHECK(i == 1000 && wrong == 0, "records come back in order: %s",
	    e.text);
	spill_queue_walk_close(&w);
	spill_queue_free(&q);
	spill_file_close(&s);
}

int
main(void)
{
	rle_vectors();
	rle_random();
	bits_random();
	delta_vectors();
	delta_random();
	thrift_round_trip();
	filters();
	dictionaries();
	number_dictionaries();
	decimals();
	spools();
	return tap_done();
}
