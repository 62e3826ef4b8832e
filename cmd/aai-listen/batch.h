/*
 * batch: batches of deliveries (the windows of aai-listen(1)), each given whole
 * to a command.
 *
 * A window is begun when there are enough deliveries or the first of them has
 * waited long enough.  Which deliveries it has is written to PATH.window (PATH
 * being the journal's) before its command is started, so that one that is
 * given again, also after a crash, is the same.  It is done when the command
 * ends with 0 or has itself, through a sink, stored the state that the
 * window's end record brings; else it is given again after a while.
 *
 * PATH.command is locked for as long as any process that the command has
 * started lives: a command that outlives us is waited for, never doubled.
 *
 * Layer: aai-listen.
 */
#ifndef AAI_LISTEN_BATCH_H
#define AAI_LISTEN_BATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "aai-listen/checkpoint.h"
#include "aai-listen/command.h"
#include "aai-listen/emitter.h"
#include "aai-listen/journal.h"
#include "base/error.h"

/* What the caller wants; see aai-listen(1). */
struct batch_config {
	const char *command;
	int64_t every_ms;       /* 0: whatever the time */
	uint64_t every_records; /* 0: whatever the number */
	bool end;               /* with an end record */
	void (*say)(bool bad, const char *text);
};

/* A zeroed struct may be closed. */
struct batches {
	struct batch_config cfg;
	const struct journal *journal; /* borrowed */
	struct checkpoint *checkpoint; /* borrowed */
	char *file, *lock;             /* PATH.window, PATH.command; owned */
	uint64_t first; /* of the window that is not done; 0: none */
	uint64_t last;
	bool unstored;     /* its command has ended well */
	bool waiting;      /* for a command of an earlier run */
	bool draining;     /* give what there is, however little */
	unsigned failures; /* of this window, one after the other */
	int64_t retry_ms;  /* not before */
	int64_t since_ms;  /* deliveries have waited since then; -1: none do */
	struct command run;
	struct emitter emitter;
	uint64_t given;   /* deliveries to commands, also those given again */
	uint64_t done;    /* windows that are done */
	uint64_t repeats; /* windows given again */
};

/*
 * Start, with the window that an earlier run has left.  -1 with *e.
 * batches_close() is due in any case.
 */
int batches_open(struct batches *w, const struct batch_config *cfg,
    const struct journal *j, struct checkpoint *m, struct error *e) MUST_CHECK;

/*
 * Do what can be done without waiting.  1 when a window was done just now, 0,
 * or -1 with *e.
 */
int batches_turn(struct batches *w, struct error *e) MUST_CHECK;

/* The longest to wait until the next turn; -1: until something comes. */
int64_t batches_wait_ms(const struct batches *w);

/* Whether nothing is in progress and, when draining, nothing is left to do. */
bool batches_idle(const struct batches *w);

/* The pipe to wait for, and for what events; -1 for none. */
int batches_fd(const struct batches *w, short *events);

/* Release; a command that runs goes on with its input cut. */
void batches_close(struct batches *w);

#endif
