/*
 * pending_state: stores the state of a refresh that was killed after its
 * commit, before it had stored it.  Private to the sink layer.
 *
 * A refresh takes the place of all that its selection's loads have brought.
 * Where it dies after that, the old state is still in its file, and whatever
 * starts from it would double rows and is refused.  So the folder keeps, with
 * the same commit, the new state under the hash of the old one; the next load
 * that finds the old one there stores the new.
 *
 * Layer: sink.
 */
#ifndef SINK_PENDING_STATE_H
#define SINK_PENDING_STATE_H

#include "base/error.h"
#include "sink/load.h"

/*
 * Store what the folder owes to the state file, if it does; both are open and
 * locked.  l->recovered tells.  -1 with *e (USAGE, OUTPUT).
 */
int pending_state_store(struct load *l, struct error *e) MUST_CHECK;

/*
 * Before the commit: note what will be owed for this load, and nothing more
 * for earlier ones of its selection.  -1 with *e (USAGE).
 */
int pending_state_note(struct load *l, struct error *e) MUST_CHECK;

#endif
