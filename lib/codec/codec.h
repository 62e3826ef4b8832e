/*
 * codec: whole blocks compressed and decompressed, by zlib, zstd or snappy.
 *
 * A struct codec is one method at one level with the memory that it works in,
 * kept from block to block.  What it writes are a gzip member (RFC 1952), a
 * zstd frame with its content's size (RFC 8878) or a raw snappy block: what a
 * Parquet page holds.  The same bytes, method, level and library version give
 * the same output.
 *
 * A build may lack zstd or snappy; codec_available() says which it has.
 *
 * Layer: codec.  A struct codec is used by one thread at a time.
 */
#ifndef CODEC_CODEC_H
#define CODEC_CODEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"

enum codec_method {
	CODEC_NONE,
	CODEC_SNAPPY,
	CODEC_GZIP,
	CODEC_ZSTD,
	CODEC_LZ4,     /* read, not written; see lz4_framed() */
	CODEC_LZ4_RAW, /* the same; see lz4_block() */
};
#define CODEC_METHODS 4 /* that are written as well */

#define CODEC_LEVEL_DEFAULT INT32_MIN

/* A zeroed struct is CODEC_NONE and may be closed. */
struct codec {
	enum codec_method method;
	int level;
	void *deflater; /* z_stream */
	void *inflater;
	void *packer; /* ZSTD_CCtx */
	void *unpacker;
};

/* "none", "snappy", "gzip", "zstd", "LZ4". */
const char *codec_name(enum codec_method method);

/* Whether this build can do it. */
bool codec_available(enum codec_method method);

/*
 * Start with a method and a level (CODEC_LEVEL_DEFAULT for the usual one).
 * -1 with *e (ERROR_USAGE) when the method is not in this build or does not
 * have that level.
 */
int codec_open(struct codec *c, enum codec_method method, int level,
    struct error *e) MUST_CHECK;

/* The most bytes that n bytes can take when compressed. */
size_t codec_bound(const struct codec *c, size_t n);

/*
 * Compress the n bytes at from as one block, appended to out, whose ceiling
 * must have room for codec_bound() more.  -1 with *e (ERROR_FAILED).
 */
int codec_compress(struct codec *c, const void *from, size_t n,
    struct buf *out, struct error *e) MUST_CHECK;

/* Bytes that are to be compressed after others. */
struct codec_part {
	const void *p;
	size_t n;
};

/*
 * Compress two parts as one block, as if they were one run of bytes, without
 * putting them into one where the method can do so.  As codec_compress();
 * the output need not be the same as that of codec_compress().
 */
int codec_compress_parts(struct codec *c, const struct codec_part parts[2],
    struct buf *out, struct error *e) MUST_CHECK;

/*
 * Decompress the block of n bytes at from, which must give exactly to_len
 * bytes, no more and no less, to to.  Of gzip it may be several members, one
 * after another.  -1 with *e (ERROR_INPUT).
 */
int codec_decompress(struct codec *c, const void *from, size_t n, void *to,
    size_t to_len, struct error *e) MUST_CHECK;

/* Release the memory. */
void codec_close(struct codec *c);

/* CRC-32 as gzip has it, of the n bytes at p; crc is 0 or an earlier result. */
uint32_t codec_crc32(uint32_t crc, const void *p, size_t n);

/*
 * The libraries in this build with their versions, ended by NULL: "zlib 1.2.13",
 * "zstd 1.5.4", "snappy" (which has no version); for one it lacks, "zstd: not in
 * this build".  Static; not thread-safe.
 */
const char *const *codec_libraries(void);

#endif
