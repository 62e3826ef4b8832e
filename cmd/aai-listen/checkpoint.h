/*
 * checkpoint: the checkpoint of a journal: up to which delivery all have been
 * given out for good.
 *
 * The state file is one as sinks store it (stream/end.h):
 *
 *	{"from":"2c7d…","selection":{"resource":"webhooks","journal":"hooks"},
 *	 "version":1,"mark":120}
 *
 * The mark is the number of the last delivery that need not be given again.
 * Either a sink stores the state after the data, or we do (checkpoint_store).
 *
 * Layer: aai-listen.
 */
#ifndef AAI_LISTEN_CHECKPOINT_H
#define AAI_LISTEN_CHECKPOINT_H

#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"

/* A zeroed struct may be closed. */
struct checkpoint {
	const char *path;     /* of the state; borrowed */
	struct buf selection; /* the text of the object */
	uint64_t number;      /* the mark; 0: nothing was given */
	char hash[33];        /* of the state that says so; "": there is none */
	int lock;             /* its fd */
};

/*
 * Lock and read the state at path; journal is the path of the journal, whose
 * last part stands in the selection.  -1 with *e (TEMPORARY: another has it;
 * INPUT: it is none of ours).  checkpoint_close() is due in any case.
 */
int checkpoint_open(struct checkpoint *m, const char *path, const char *journal,
    struct error *e) MUST_CHECK;

/* Read the state again: a sink may have replaced it. */
int checkpoint_read(struct checkpoint *m, struct error *e) MUST_CHECK;

/* Append the members of the end record that leads to mark number. */
void checkpoint_put_end(
    const struct checkpoint *m, uint64_t number, struct buf *out);

/* Store the state with that mark.  -1 with *e (TEMPORARY, OUTPUT). */
int checkpoint_store(
    struct checkpoint *m, uint64_t number, struct error *e) MUST_CHECK;

void checkpoint_close(struct checkpoint *m);

#endif
