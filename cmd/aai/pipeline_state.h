/*
 * pipeline_state: how a load goes on from the one before: the options about
 * states of the programs of a pipe.
 *
 * The state lies in the folder's hidden one (OUT/.aai/state-NAME.json), so that
 * it goes where the folder goes; NAME is the list's, with a hash where what is
 * selected of it was chosen.  Of a database it is in the database itself.
 *
 * Layer: aai.
 */
#ifndef AAI_PIPELINE_STATE_H
#define AAI_PIPELINE_STATE_H

#include "aai/pipeline.h"
#include "base/error.h"

/*
 * Add the options to a pipe that is whole but for them, where its records can
 * be loaded that way; pipe->incremental says so.  -1 with *e (USAGE).
 */
int pipeline_state_add(struct pipeline *plan, struct pipeline_pipe *pipe,
    struct error *e) MUST_CHECK;

#endif
