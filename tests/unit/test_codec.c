/* Blocks through every method: whole, and wrong ones told. */
#include "codec/codec.h"

#include "base/rng.h"
#include "tap.h"

#define MAX ((size_t)8 << 20)

/* Text that compresses somewhat. */
static void
fill(uint8_t *p, size_t n, bool noise)
{
	struct rng r = rng_make(n + (noise ? 1 : 0));
	size_t i;

	for (i = 0; i < n; i++)
		p[i] = (uint8_t)(noise ? rng_next(&r) :
		    'a' + rng_below(&r, i % 7 + 1));
}

static void
round_trip(enum codec_method method, int level, size_t n, bool noise)
{
	uint8_t *in = malloc(n + 1), *back = malloc(n + 1);
	struct buf out = buf_make(MAX), again = buf_make(MAX);
	struct codec c;
	struct error e = { 0 };
	size_t at;
	int rc = codec_open(&c, method, level, &e);

	fill(in, n, noise);
	rc |= codec_compress(&c, in, n, &out, &e);
	rc |= codec_compress(&c, in, n, &again, &e);
	CHECK(rc == 0 && out.len == again.len &&
	    (out.len == 0 || memcmp(out.data, again.data, out.len) == 0) &&
	    out.len <= codec_bound(&c, n), "%s %d compresses %zu bytes "
	    "within its bound, alike each time: %s", codec_name(method),
	    c.level, n, e.text);
	back[n] = 0x5a;
	rc = codec_decompress(&c, out.data, out.len, back, n, &e);
	CHECK(rc == 0 && memcmp(in, back, n) == 0 && back[n] == 0x5a,
	    "they come back: %s", e.text);
	CHECK(codec_decompress(&c, out.data, out.len, back, n + 1, &e) != 0,
	    "a length one too long is told");
	if (n > 0)
		CHECK(codec_decompress(&c, out.data, out.len, back, n - 1,
			  &e) != 0, "a length one too short is told");
	if (out.len > 0)
		CHECK(codec_decompress(&c, out.data, out.len - 1, back, n,
			  &e) != 0 && e.kind == ERROR_INPUT,
		    "a cut block is told");
	rc = codec_decompress(&c, out.data, out.len, back, n, &e);
	CHECK(rc == 0 && memcmp(in, back, n) == 0,
	    "after failures the next block still comes back");
	buf_reset(&again);
	for (at = 0; at <= n; at += n / 3 + 1) {
		struct codec_part parts[2] = { { in, at }, { in + at, n - at } };

		buf_reset(&again);
		memset(back, 0, n);
		rc = codec_compress_parts(&c, parts, &again, &e);
		if (rc == 0)
			rc = codec_decompress(&c, again.data, again.len, back,
			    n, &e);
		CHECK(rc == 0 && memcmp(in, back, n) == 0,
		    "two parts cut at %zu come back as one block: %s", at,
		    e.text);
	}
	codec_close(&c);
	buf_free(&out);
	buf_free(&again);
	free(in);
	free(back);
}

static void
methods(void)
{
	static const size_t sizes[] = { 0, 1, 100, 65536, 1 << 20 };
	static const enum codec_method all[] = { CODEC_NONE, CODEC_SNAPPY,
		CODEC_GZIP, CODEC_ZSTD };
	size_t m, s;

	for (m = 0; m < LEN(all); m++) {
		if (!codec_available(all[m]))
			continue;
		for (s = 0; s < LEN(sizes); s++) {
			round_trip(all[m], CODEC_LEVEL_DEFAULT, sizes[s], false);
			round_trip(all[m], CODEC_LEVEL_DEFAULT, sizes[s], true);
		}
	}
	round_trip(CODEC_GZIP, 1, 5000, false);
	round_trip(CODEC_GZIP, 9, 5000, false);
}

/* Members of gzip one after another are one block. */
static void
members(void)
{
	struct codec c = { 0 };
	struct error e = { 0 };
	struct buf out = buf_make(1 << 20);
	uint8_t in[3000], back[3000];
	size_t i, first;

	for (i = 0; i < sizeof(in); i++)
		in[i] = (uint8_t)(i * i % 251);
	CHECK(codec_open(&c, CODEC_GZIP, CODEC_LEVEL_DEFAULT, &e) == 0 &&
		codec_compress(&c, in, 1000, &out, &e) == 0 &&
		codec_compress(&c, in, 0, &out, &e) == 0,
	    "members are written");
	first = out.len;
	CHECK(codec_compress(&c, in + 1000, 2000, &out, &e) == 0 &&
		codec_decompress(&c, out.data, out.len, back, 3000, &e) == 0 &&
		memcmp(in, back, 3000) == 0,
	    "several members give one block");
	CHECK(codec_decompress(&c, out.data, first, back, 3000, &e) != 0,
	    "a member too few is told");
	CHECK(codec_decompress(&c, out.data, out.len, back, 1000, &e) != 0,
	    "so is one too many");
	CHECK(codec_decompress(&c, out.data, out.len - 1, back, 3000, &e) != 0,
	    "and one that is cut");
	codec_close(&c);
	buf_free(&out);
}

static void
lz4(void)
{
	/* abcd, then eight bytes from four back, then 17 literals. */
	static const uint8_t block[] = "\x44" "abcd" "\x04\x00"
		"\xf0\x02" "0123456789abcdefg";
	static const char want[] = "abcdabcdabcd0123456789abcdefg";
	uint8_t framed[2 * (sizeof(block) + 8)] = { 0 }, back[100];
	size_t n = sizeof(block) - 1, len = strlen(want), cut, wrong = 0;
	struct codec c = { 0 };
	struct error e = { 0 };

	CHECK(codec_open(&c, CODEC_LZ4_RAW, CODEC_LEVEL_DEFAULT, &e) == 0 &&
		codec_decompress(&c, block, n, back, len, &e) == 0 &&
		memcmp(back, want, len) == 0,
	    "a block of LZ4 is decompressed");
	for (cut = 0; cut < n; cut++)
		wrong += codec_decompress(&c, block, cut, back, len, &e) == 0;
	wrong += codec_decompress(&c, block, n, back, len - 1, &e) == 0;
	wrong += codec_decompress(&c, block, n, back, len + 1, &e) == 0;
	wrong += codec_decompress(&c, "\x10" "a" "\x02\0", 4, back, 5, &e) == 0;
	wrong += codec_decompress(&c, "\x10" "a" "\0\0", 4, back, 5, &e) == 0;
	CHECK_UINT(wrong, 0, "cut, of another length, or from before it is not");
	codec_close(&c);
	/* Two of them, each with its lengths. */
	framed[3] = framed[n + 11] = (uint8_t)len;
	framed[7] = framed[n + 15] = (uint8_t)n;
	memcpy(framed + 8, block, n);
	memcpy(framed + n + 16, block, n);
	CHECK(codec_open(&c, CODEC_LZ4, CODEC_LEVEL_DEFAULT, &e) == 0 &&
		codec_decompress(&c, framed, 2 * (n + 8), back, 2 * len,
		    &e) == 0 &&
		memcmp(back, want, len) == 0 &&
		memcmp(back + len, want, len) == 0,
	    "blocks with their lengths are, one after another");
	CHECK(codec_decompress(&c, block, n, back, len, &e) == 0 &&
		memcmp(back, want, len) == 0,
	    "and one without");
	CHECK(codec_decompress(&c, framed, 2 * n + 15, back, 2 * len, &e) != 0,
	    "what is cut is told");
	codec_close(&c);
}

static void
refusals(void)
{
	struct codec c = { 0 };
	struct error e = { 0 };
	struct buf out = buf_make(100);
	uint8_t zeros[1000] = { 0 };

	codec_close(&c);
	CHECK(codec_open(&c, CODEC_GZIP, 10, &e) != 0 && e.kind == ERROR_USAGE,
	    "a level that a method lacks is told");
	CHECK_STR(e.text, "gzip has levels 1 to 9", "with those it has");
	CHECK(codec_open(&c, CODEC_NONE, 1, &e) != 0,
	    "no compression takes no level");
	CHECK(codec_open(&c, CODEC_GZIP, 6, &e) == 0 &&
	    codec_compress(&c, zeros, sizeof(zeros), &out, &e) != 0,
	    "output past the buffer's ceiling is told");
	codec_close(&c);
	CHECK_UINT(codec_crc32(0, "123456789", 9), 0xcbf43926u,
	    "the CRC has the published check value");
	CHECK_UINT(codec_crc32(codec_crc32(0, "1234", 4), "56789", 5),
	    0xcbf43926u, "piece by piece too");
	CHECK(strncmp(codec_libraries()[0], "zlib 1", 6) == 0 &&
		codec_libraries()[3] == NULL,
	    "the libraries' versions are told");
	buf_free(&out);
}

int
main(void)
{
	methods();
	members();
	lz4();
	refusals();
	return tap_done();
}
