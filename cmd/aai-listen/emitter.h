/*
 * emitter: writes a journal's deliveries as a stream to a pipe, without ever
 * waiting.
 *
 * The stream is as aai-stream(5) has it: the last two bytes are kept back
 * until it goes on or is ended well, unless it is live.
 *
 * The descriptor is never waited for: a piece of at most PIPE_BUF bytes is
 * written each time that poll(2) says that it can be, which then does not
 * block; its flags may be shared with other programs and are left alone.
 *
 * Layer: aai-listen.
 */
#ifndef AAI_LISTEN_EMITTER_H
#define AAI_LISTEN_EMITTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "aai-listen/journal.h"
#include "base/buf.h"
#include "base/error.h"

/* A zeroed struct may be closed. */
struct emitter {
	int fd;           /* borrowed */
	const char *name; /* for messages; borrowed */
	bool live;
	struct journal_reader reader;
	uint64_t last;   /* deliveries after this one are not given */
	struct buf data; /* to be written, from at on */
	size_t at;
	bool within;      /* the rest of a record is still to be put */
	uint64_t records; /* put into data so far */
	uint64_t number;  /* of the last of them; 0: none yet */
	bool ended;       /* the end is in data too */
	bool done;        /* all of it is written */
	bool blocked;     /* the descriptor takes no more for now */
	bool broken_pipe; /* the reader has left */
};

/*
 * Start a stream of the deliveries from .. last (UINT64_MAX: with no end yet,
 * see emitter_until()) to fd.
 */
void emitter_open(struct emitter *f, int fd, const char *name, bool live,
    const struct journal *j, uint64_t from, uint64_t last);

/* Let last be the last delivery that is given. */
void emitter_until(struct emitter *f, uint64_t last);

/* Whether all that the journal has, or all up to last, has been put. */
bool emitter_drained(const struct emitter *f);

/*
 * Write what can be written now.  -1 with *e (OUTPUT: the write failed;
 * FAILED: the journal could not be read).
 */
int emitter_turn(struct emitter *f, struct error *e) MUST_CHECK;

/*
 * Once all is put: end the stream well, with an end record that has these
 * members when rest is not NULL.  emitter_turn() writes it.
 */
void emitter_end(struct emitter *f, const struct buf *rest);

/* Release; fd stays open. */
void emitter_close(struct emitter *f);

#endif
