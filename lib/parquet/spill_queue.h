/*
 * spill_queue: queues of records, spilled to disk when memory is short: what
 * many writers must remember until they finish.
 *
 * One temporary file without a name, shared; it is made when first needed (in
 * $TMPDIR or /tmp) and gone with the process.  A spill queue is a queue of
 * records whose front is in that file when memory is short.
 *
 * Layer: parquet.  Not thread-safe.
 */
#ifndef PARQUET_SPILL_QUEUE_H
#define PARQUET_SPILL_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"

/* A zeroed struct is ready for use. */
struct spill_file {
	bool open;
	int fd;
	int64_t size;
};

void spill_file_close(struct spill_file *s);

struct spill_queue_part {
	int64_t at;
	size_t len;
};

/* Records, each a run of bytes; spill_queue_make() it. */
struct spill_queue {
	struct buf tail;	  /* the last ones: u32 length, bytes */
	struct spill_queue_part *parts; /* those before, in order */
	size_t nparts;
	size_t parts_cap;
};

struct spill_queue spill_queue_make(void) MUST_CHECK;

/* Append the record of n bytes, below 4 GiB. */
void spill_queue_add(struct spill_queue *q, const void *p, size_t n);

/* Move what is in memory to the spill file.  -1 with *e (ERROR_OUTPUT). */
int spill_queue_spill(
    struct spill_queue *q, struct spill_file *s, struct error *e) MUST_CHECK;

/* Walks a spill queue from its front; a zeroed struct is before the first
 * record. */
struct spill_queue_walk {
	size_t part;	 /* of the spilled ones, or nparts: the tail */
	struct buf held; /* the part, read back */
	bool loaded;
	size_t at; /* in the part */
};

/*
 * The next record: 1 with *p and *n, valid until the next call; 0 at the end;
 * -1 with *e (ERROR_FAILED).
 */
int spill_queue_next(const struct spill_queue *q, const struct spill_file *s,
    struct spill_queue_walk *w, const uint8_t **p, size_t *n,
    struct error *e) MUST_CHECK;

void spill_queue_walk_close(struct spill_queue_walk *w);
void spill_queue_free(struct spill_queue *q);

#endif
