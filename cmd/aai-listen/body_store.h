/*
 * body_store: the text of a delivery, of any length, in constant memory: what
 * does not fit goes into a file without a name beside the journal, so that
 * nothing is left of it when it is dropped or the program is killed.
 *
 * Layer: aai-listen.
 */
#ifndef AAI_LISTEN_BODY_STORE_H
#define AAI_LISTEN_BODY_STORE_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"

#define BODY_STORE_HELD ((size_t)64 << 10) /* bytes in memory, about */

struct body_store {
	const char *beside; /* the journal's path; borrowed */
	struct buf held;    /* the end, which is not in the file */
	int fd;             /* the beginning; -1: there is no file */
	uint64_t filed;     /* bytes of it */
};

/* An empty one.  body_store_close() is due. */
struct body_store body_store_open(const char *beside) MUST_CHECK;

/* Bytes in all. */
uint64_t body_store_len(const struct body_store *b);

/*
 * Move what is in memory into the file when there is enough of it; append to
 * held and then call this.  -1 with *e (TEMPORARY: the disk is full).
 */
int body_store_settle(struct body_store *b, struct error *e) MUST_CHECK;

/*
 * The bytes from at on, at most BODY_STORE_HELD of those in the file, *n of
 * them; 0 at the end.  They are valid until the next call of any of these; room
 * is scratch.  -1 with *e (TEMPORARY).
 */
int body_store_read(const struct body_store *b, uint64_t at, struct buf *room,
    const char **p, size_t *n, struct error *e) MUST_CHECK;

/* Drop all of it; it is empty then. */
void body_store_drop(struct body_store *b);

/* Release; a zeroed struct with fd -1 is accepted. */
void body_store_close(struct body_store *b);

#endif
