/*
 * gzip: compressed streams, written and read piece by piece.
 *
 * The writer makes one gzip member without a name or a time in it, so that
 * the same bytes give the same file.  The reader takes any number of members,
 * one after another.
 *
 * Format facts: RFC 1952.
 *
 * Layer: codec.
 */
#ifndef CODEC_GZIP_H
#define CODEC_GZIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"

#define GZIP_LEVEL_DEFAULT 6

/* A zeroed struct is a closed one. */
struct gzip {
	void *z; /* z_stream; owned */
};

/* Start a member at level 1 (fast) to 9 (small). */
void gzip_open(struct gzip *g, int level);

/*
 * Compress n more bytes; what is ready (maybe nothing yet) is appended to out.
 * -1 with *e (ERROR_OUTPUT) when out is past its ceiling.
 */
int gzip_put(struct gzip *g, const void *p, size_t n, struct buf *out,
    struct error *e) MUST_CHECK;

/* Append what is left to come and end the member; g may then be closed only. */
int gzip_finish(struct gzip *g, struct buf *out, struct error *e) MUST_CHECK;

/* Release the memory; without gzip_finish() the member stays cut. */
void gzip_close(struct gzip *g);

/* A zeroed struct is a closed one. */
struct gunzip {
	void *z;	/* z_stream; owned */
	bool between;	/* at a member's end, or before the first */
	bool stops;	/* set by the caller: pause after each member */
	uint64_t taken; /* bytes of input used so far */
};

/* Start reading. */
void gunzip_open(struct gunzip *g);

/* Start again, with other input; cheaper than to close and to open. */
void gunzip_reset(struct gunzip *g);

/*
 * Decompress into the cap bytes at to: takes what it can of the *n bytes at
 * *from, both of which are moved on, and stores how many bytes came out in
 * *got.  Call again with what is left of the input (or none) for as long as
 * *got is cap.  Where g stops, a call ends after a member at the latest, so
 * that the caller sees what follows before it is read as another one.
 * -1 with *e (ERROR_INPUT) when the input is not gzip.
 */
int gunzip_take(struct gunzip *g, const uint8_t **from, size_t *n, void *to,
    size_t cap, size_t *got, struct error *e) MUST_CHECK;

/* Whether the input may end here: after at least one whole member. */
bool gunzip_complete(const struct gunzip *g);

/* Release the memory. */
void gunzip_close(struct gunzip *g);

/*
 * "zlib 1.2.13": the library in use, for --version.  Borrowed for ever.
 */
const char *gzip_library(void);

#endif
