/*
 * spill: what many writers must remember until they finish, on disk.
 *
 * One temporary file without a name, shared; it is made when first needed (in
 * $TMPDIR or /tmp) and gone with the process.  A spool is a queue of records
 * whose front is in that file when memory is short.
 *
 * Layer: parquet.  Not thread-safe.
 */
#ifndef PARQUET_SPILL_H
#define PARQUET_SPILL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"

/* A zeroed struct is ready for use. */
struct spill {
	bool open;
	int fd;
	int64_t size;
};

void spill_close(struct spill *s);

struct spill_part {
	int64_t at;
	size_t len;
};

/* Records, each a run of bytes; spool_make() it. */
struct spool {
	struct buf tail;	  /* the last ones: u32 length, bytes */
	struct spill_part *parts; /* those before, in order */
	size_t nparts;
	size_t parts_cap;
};

struct spool spool_make(void) MUST_CHECK;

/* Append the record of n bytes, below 4 GiB. */
void spool_add(struct spool *q, const void *p, size_t n);

/* Move what is in memory to the spill file.  -1 with *e (ERROR_OUTPUT). */
int spool_spill(struct spool *q, struct spill *s, struct error *e) MUST_CHECK;

/* Walks a spool from its front; a zeroed struct is before the first record. */
struct spool_walk {
	size_t part;	 /* of the spilled ones, or nparts: the tail */
	struct buf held; /* the part, read back */
	bool loaded;
	size_t at; /* in the part */
};

/*
 * The next record: 1 with *p and *n, valid until the next call; 0 at the end;
 * -1 with *e (ERROR_FAILED).
 */
int spool_next(const struct spool *q, const struct spill *s,
    struct spool_walk *w, const uint8_t **p, size_t *n,
    struct error *e) MUST_CHECK;

void spool_walk_close(struct spool_walk *w);
void spool_free(struct spool *q);

#endif
