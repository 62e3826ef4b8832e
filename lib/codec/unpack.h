/*
 * unpack: compressed streams, recognised by their first bytes and decompressed
 * piece by piece.
 *
 * Any number of gzip members or of zstd frames, one after another, are one
 * text.  A zstd frame that needs a window of more than 128 MiB is refused, so
 * that the memory is bounded.
 *
 * Format facts: RFC 1952; RFC 8878, 3.1.1 and 3.1.2 (skippable frames); the
 * magic numbers of others: xz 1.2, 2.1.1.1; bzip2's "BZh"; LZ4 frame format
 * 1.6; APPNOTE.TXT 4.3.7 (zip).
 *
 * Layer: codec.
 */
#ifndef CODEC_UNPACK_H
#define CODEC_UNPACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cc.h"
#include "base/error.h"
#include "codec/gzip.h"

/* Bytes that tell what a stream is compressed by. */
#define UNPACK_MAGIC 6

enum unpack_format {
	UNPACK_PLAIN, /* not compressed, as far as one can see */
	UNPACK_GZIP,
	UNPACK_ZSTD,
};

/* A zeroed struct is a closed one. */
struct unpack {
	enum unpack_format format;
	struct gunzip gunzip;
	void *zstd;   /* ZSTD_DStream; owned */
	bool between; /* at a zstd frame's end */
};

/*
 * Start with a stream that begins with these n bytes: all there are, or
 * UNPACK_MAGIC.  -1 with *e (ERROR_INPUT) where it is compressed in a way that
 * is not read here, with what unpacks it.
 */
int unpack_open(struct unpack *u, const uint8_t *first, size_t n,
    struct error *e) MUST_CHECK;

/*
 * Decompress into the cap bytes at to: takes what it can of the *n bytes at
 * *from, both of which are moved on, and stores how many came out in *got.
 * Call again with what is left of the input (or none) for as long as *got is
 * cap.  Not for what is plain.  -1 with *e (ERROR_INPUT) where it is damaged.
 */
int unpack_take(struct unpack *u, const uint8_t **from, size_t *n, void *to,
    size_t cap, size_t *got, struct error *e) MUST_CHECK;

/* Whether the input may end here. */
bool unpack_complete(const struct unpack *u);

/* "gzip", "zstd" */
const char *unpack_name(const struct unpack *u);

/* Release the memory. */
void unpack_close(struct unpack *u);

#endif
