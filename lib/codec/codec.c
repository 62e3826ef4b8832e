/* codec: whole blocks compressed and decompressed; see codec.h. */
#include "codec/codec.h"

/* zlib then takes its input as const. */
#define ZLIB_CONST
#include <zlib.h>
#ifdef HAVE_ZSTD
#include <zstd.h>
#endif
#ifdef HAVE_SNAPPY
#include <snappy-c.h>
#endif

#include <stdio.h>

#include "base/mem.h"
#include "codec/lz4.h"

/* zlib's windowBits for a gzip member with the largest window. */
#define GZIP_WINDOW 31

#define ZLIB_MAX ((size_t)1 << 30)

const char *
codec_name(enum codec_method method)
{
	static const char *const names[] = { "none", "snappy", "gzip", "zstd",
		"LZ4", "LZ4" };

	return (size_t)method < LEN(names) ? names[method] : "unknown";
}

bool
codec_available(enum codec_method method)
{
#ifndef HAVE_ZSTD
	if (method == CODEC_ZSTD)
		return false;
#endif
#ifndef HAVE_SNAPPY
	if (method == CODEC_SNAPPY)
		return false;
#endif
	return method <= CODEC_LZ4_RAW;
}

/*
 * The levels that a method has, from *min to *max, and the one that is used
 * when none is asked for.  Methods without levels have 0 to 0.
 */
static void
find_levels(enum codec_method method, int *min, int *max, int *otherwise)
{
	*min = *max = *otherwise = 0;
	if (method == CODEC_GZIP) {
		*min = 1;
		*max = 9;
		*otherwise = 6;
	} else if (method == CODEC_ZSTD) {
		*min = 1;
		*max = 19;
		*otherwise = 2;
	}
}

int
codec_open(struct codec *c, enum codec_method method, int level,
    struct error *e)
{
	int min, max, otherwise;

	memset(c, 0, sizeof(*c));
	find_levels(method, &min, &max, &otherwise);
	if (!codec_available(method)) {
		error_set(e, ERROR_USAGE, "this build has no %s",
		    codec_name(method));
		return -1;
	}
	if (level == CODEC_LEVEL_DEFAULT)
		level = otherwise;
	if (level < min || level > max) {
		if (max == 0)
			error_set(e, ERROR_USAGE, "%s has no levels",
			    codec_name(method));
		else
			error_set(e, ERROR_USAGE, "%s has levels %d to %d",
			    codec_name(method), min, max);
		return -1;
	}
	c->method = method;
	c->level = level;
	return 0;
}

size_t
codec_bound(const struct codec *c, size_t n)
{
	switch (c->method) {
	case CODEC_SNAPPY:
		/* snappy's own bound: 32 + n + n / 6 */
		return 32 + n + n / 6;
	case CODEC_GZIP:
		/* zlib's for any setting, with the member's head and tail. */
		return n + (n >> 3) + (n >> 8) + (n >> 9) + 64;
	case CODEC_ZSTD:
		/* ZSTD_COMPRESSBOUND(), rounded up. */
		return n + (n >> 8) + 128;
	case CODEC_NONE:
	case CODEC_LZ4:
	case CODEC_LZ4_RAW:
	default:
		return n;
	}
}

static int
fail(enum error_kind kind, const char *text, struct error *e)
{
	error_set(e, kind, "%s", text);
	return -1;
}

/* Compress into room for cap bytes; the length, or 0 for a failure. */
static size_t
deflate_parts(struct codec *c, const struct codec_part parts[2], uint8_t *to,
    size_t cap)
{
	z_stream *z = c->deflater;

	if (parts[0].n > ZLIB_MAX || parts[1].n > ZLIB_MAX || cap > UINT32_MAX)
		return 0;
	if (z == NULL) {
		z = c->deflater = mem_new(1, sizeof(*z));
		if (deflateInit2(z, c->level, Z_DEFLATED, GZIP_WINDOW, 8,
			Z_DEFAULT_STRATEGY) != Z_OK) {
			mem_free(z);
			c->deflater = NULL;
			return 0;
		}
	} else if (deflateReset(z) != Z_OK) {
		return 0;
	}
	z->next_in = parts[0].p;
	z->avail_in = (uInt)parts[0].n;
	z->next_out = to;
	z->avail_out = (uInt)cap;
	if (parts[1].n > 0) {
		if (deflate(z, Z_NO_FLUSH) != Z_OK || z->avail_in > 0)
			return 0;
		z->next_in = parts[1].p;
		z->avail_in = (uInt)parts[1].n;
	}
	return deflate(z, Z_FINISH) == Z_STREAM_END ? cap - z->avail_out : 0;
}

static bool
inflate_block(struct codec *c, const void *from, size_t n, uint8_t *to,
    size_t to_len)
{
	z_stream *z = c->inflater;
	uint8_t none;

	if (n > UINT32_MAX || to_len > UINT32_MAX)
		return false;
	if (z == NULL) {
		z = c->inflater = mem_new(1, sizeof(*z));
		if (inflateInit2(z, GZIP_WINDOW) != Z_OK) {
			mem_free(z);
			c->inflater = NULL;
			return false;
		}
	} else if (inflateReset(z) != Z_OK) {
		return false;
	}
	z->next_in = from;
	z->avail_in = (uInt)n;
	z->next_out = to_len > 0 ? to : &none;
	z->avail_out = (uInt)to_len;
	/* A block may be several members (RFC 1952, 2.2). */
	while (inflate(z, Z_FINISH) == Z_STREAM_END) {
		if (z->avail_in == 0)
			return z->avail_out == 0;
		if (inflateReset(z) != Z_OK)
			return false;
	}
	return false;
}

#ifdef HAVE_ZSTD
static size_t
zstd_block(struct codec *c, const void *from, size_t n, uint8_t *to,
    size_t cap)
{
	size_t len;

	if (c->packer == NULL)
		c->packer = ZSTD_createCCtx();
	if (c->packer == NULL)
		return 0;
	len = ZSTD_compressCCtx(c->packer, to, cap, from, n, c->level);
	return ZSTD_isError(len) != 0 ? 0 : len;
}

static size_t
zstd_parts(struct codec *c, const struct codec_part parts[2], uint8_t *to,
    size_t cap)
{
	ZSTD_outBuffer out = { to, cap, 0 };
	ZSTD_inBuffer in = { parts[0].p, parts[0].n, 0 };
	size_t left;

	if (c->packer == NULL)
		c->packer = ZSTD_createCCtx();
	if (c->packer == NULL ||
	    ZSTD_isError(ZSTD_CCtx_reset(c->packer,
		ZSTD_reset_session_and_parameters)) != 0 ||
	    ZSTD_isError(ZSTD_CCtx_setParameter(c->packer,
		ZSTD_c_compressionLevel, c->level)) != 0 ||
	    ZSTD_isError(ZSTD_CCtx_setPledgedSrcSize(c->packer,
		parts[0].n + parts[1].n)) != 0)
		return 0;
	left = ZSTD_compressStream2(c->packer, &out, &in, ZSTD_e_continue);
	if (ZSTD_isError(left) != 0 || in.pos != in.size)
		return 0;
	in.src = parts[1].p;
	in.size = parts[1].n;
	in.pos = 0;
	left = ZSTD_compressStream2(c->packer, &out, &in, ZSTD_e_end);
	return left == 0 ? out.pos : 0;
}

static bool
unzstd_block(struct codec *c, const void *from, size_t n, uint8_t *to,
    size_t to_len)
{
	size_t len;

	if (c->unpacker == NULL)
		c->unpacker = ZSTD_createDCtx();
	if (c->unpacker == NULL)
		return false;
	len = ZSTD_decompressDCtx(c->unpacker, to, to_len, from, n);
	return ZSTD_isError(len) == 0 && len == to_len;
}
#endif

#ifdef HAVE_SNAPPY
static size_t
snappy_block(const void *from, size_t n, uint8_t *to, size_t cap)
{
	size_t len = cap;

	if (cap < snappy_max_compressed_length(n) ||
	    snappy_compress(from, n, (char *)to, &len) != SNAPPY_OK)
		return 0;
	return len;
}

static bool
unsnappy_block(const void *from, size_t n, uint8_t *to, size_t to_len)
{
	size_t len = to_len, says;

	return snappy_uncompressed_length(from, n, &says) == SNAPPY_OK &&
	    says == to_len &&
	    snappy_uncompress(from, n, (char *)to, &len) == SNAPPY_OK &&
	    len == to_len;
}
#endif

int
codec_compress(struct codec *c, const void *from, size_t n, struct buf *out,
    struct error *e)
{
	const struct codec_part parts[2] = { { from, n }, { NULL, 0 } };
	size_t cap = codec_bound(c, n), len = 0;
	uint8_t *to;

	if (c->method == CODEC_NONE) {
		buf_put(out, from, n);
		if (out->failed)
			return fail(ERROR_FAILED, "block too large", e);
		return 0;
	}
	to = buf_reserve(out, cap);
	if (to == NULL)
		return fail(ERROR_FAILED, "block too large to compress", e);
	if (c->method == CODEC_GZIP)
		len = deflate_parts(c, parts, to, cap);
#ifdef HAVE_ZSTD
	if (c->method == CODEC_ZSTD)
		len = zstd_block(c, from, n, to, cap);
#endif
#ifdef HAVE_SNAPPY
	if (c->method == CODEC_SNAPPY)
		len = snappy_block(from, n, to, cap);
#endif
	if (len == 0)
		return fail(ERROR_FAILED, "cannot compress a block", e);
	out->len += len;
	return 0;
}

/* Put both parts into one run of bytes first. */
static int
compress_joined(struct codec *c, const struct codec_part parts[2],
    struct buf *out, struct error *e)
{
	struct buf whole = buf_make(parts[0].n + parts[1].n);
	int rc;

	buf_put(&whole, parts[0].p, parts[0].n);
	buf_put(&whole, parts[1].p, parts[1].n);
	rc = codec_compress(c, whole.data, whole.len, out, e);
	buf_free(&whole);
	return rc;
}

int
codec_compress_parts(struct codec *c, const struct codec_part parts[2],
    struct buf *out, struct error *e)
{
	size_t cap = codec_bound(c, parts[0].n + parts[1].n), len = 0;
	uint8_t *to;

	if (c->method == CODEC_SNAPPY)
		return compress_joined(c, parts, out, e);
	if (c->method == CODEC_NONE) {
		buf_put(out, parts[0].p, parts[0].n);
		return codec_compress(c, parts[1].p, parts[1].n, out, e);
	}
	to = buf_reserve(out, cap);
	if (to == NULL)
		return fail(ERROR_FAILED, "block too large to compress", e);
	if (c->method == CODEC_GZIP)
		len = deflate_parts(c, parts, to, cap);
#ifdef HAVE_ZSTD
	if (c->method == CODEC_ZSTD)
		len = zstd_parts(c, parts, to, cap);
#endif
	if (len == 0)
		return fail(ERROR_FAILED, "cannot compress a block", e);
	out->len += len;
	return 0;
}

int
codec_decompress(struct codec *c, const void *from, size_t n, void *to,
    size_t to_len, struct error *e)
{
	bool ok = false;

	switch (c->method) {
	case CODEC_NONE:
		ok = n == to_len;
		if (ok && n > 0)
			memcpy(to, from, n);
		break;
	case CODEC_GZIP:
		ok = inflate_block(c, from, n, to, to_len);
		break;
	case CODEC_ZSTD:
#ifdef HAVE_ZSTD
		ok = unzstd_block(c, from, n, to, to_len);
#endif
		break;
	case CODEC_SNAPPY:
#ifdef HAVE_SNAPPY
		ok = unsnappy_block(from, n, to, to_len);
#endif
		break;
	case CODEC_LZ4:
		ok = lz4_framed(from, n, to, to_len);
		break;
	case CODEC_LZ4_RAW:
		ok = lz4_block(from, n, to, to_len);
		break;
	}
	if (ok)
		return 0;
	error_set(e, ERROR_INPUT, "a %s block of %zu bytes does not give %zu",
	    codec_name(c->method), n, to_len);
	return -1;
}

void
codec_close(struct codec *c)
{
	if (c->deflater != NULL)
		(void)deflateEnd(c->deflater);
	if (c->inflater != NULL)
		(void)inflateEnd(c->inflater);
	mem_free(c->deflater);
	mem_free(c->inflater);
#ifdef HAVE_ZSTD
	(void)ZSTD_freeCCtx(c->packer);
	(void)ZSTD_freeDCtx(c->unpacker);
#endif
	memset(c, 0, sizeof(*c));
}

uint32_t
codec_crc32(uint32_t crc, const void *p, size_t n)
{
	return (uint32_t)crc32_z(crc, p, n);
}

const char *const *
codec_libraries(void)
{
	static char zlib[64], zstd[64] = "zstd: not in this build";
	static const char *const lines[] = { zlib, zstd,
#ifdef HAVE_SNAPPY
		"snappy", /* the library does not tell its version */
#else
		"snappy: not in this build",
#endif
		NULL };

	(void)snprintf(zlib, sizeof(zlib), "zlib %s", zlibVersion());
#ifdef HAVE_ZSTD
	(void)snprintf(zstd, sizeof(zstd), "zstd %s", ZSTD_versionString());
#endif
	return lines;
}
