/*
 * byte_source: the bytes of a descriptor, one after another, decompressed where
 * they are compressed.
 *
 * How they are compressed is recognised by their first bytes (unpack.h).  What
 * is cut within its compression is an error, never the end.  The bytes are
 * looked at in a window, or taken past it.
 *
 * Layer: codec.
 */
#ifndef CODEC_BYTE_SOURCE_H
#define CODEC_BYTE_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/cc.h"
#include "base/error.h"
#include "codec/unpack.h"

/* The window's size, which is also the most that can be looked at ahead. */
#define BYTE_SOURCE_WINDOW ((size_t)256 << 10)

/* A zeroed struct may be closed. */
struct byte_source {
	int fd;		  /* borrowed */
	const char *name; /* for messages; borrowed */
	/*
	 * Called before each read of the descriptor, which may have to be
	 * waited for; -1 with *e ends reading.  NULL: nobody wants to know.
	 */
	int (*wait)(void *arg, int fd, struct error *e);
	void *arg;
	struct unpack unpack;
	char *data; /* owned: the window */
	size_t from;
	size_t to;	 /* data[from..to) is not taken yet */
	uint8_t *packed; /* owned: bytes as they were read */
	size_t packed_from;
	size_t packed_to;
	uint64_t bytes; /* decompressed so far: data[to] is the next of them */
	bool known;	/* how it is compressed */
	bool drained;	/* read() gave 0 */
	bool ended;	/* there are no more than those in the window */
};

/* Start with what fd has from its offset on.  Nothing is read yet. */
void byte_source_open(struct byte_source *s, int fd, const char *name);

/*
 * See that at least n bytes (n <= BYTE_SOURCE_WINDOW) are in the window, or all
 * that are left.  -1 with *e (FAILED: a read failed; INPUT), and what wait()
 * says.
 */
int byte_source_fill(struct byte_source *s, size_t n,
    struct error *e) MUST_CHECK;

/*
 * Take up to n bytes (n > 0) into p: those of the window first, else as many as
 * one read gives.  How many; 0 at the end; -1 as byte_source_fill().
 */
ssize_t byte_source_read(struct byte_source *s, void *p, size_t n,
    struct error *e) MUST_CHECK;

/* How many bytes were taken before data[from]. */
uint64_t byte_source_at(const struct byte_source *s);

/* Release the memory; fd is not closed. */
void byte_source_close(struct byte_source *s);

#endif
