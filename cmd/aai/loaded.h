/*
 * loaded: what an output folder has been loaded with: the job of each of its
 * states, and how the last run ended.
 *
 * A state knows which records of a list were taken, but not which of their
 * children were: with others than before, a load of what is new would leave old
 * records without some of them, and nobody would notice.
 *
 * Layer: aai.
 */
#ifndef AAI_LOADED_H
#define AAI_LOADED_H

#include "aai/out_folder.h"
#include "aai/pipeline.h"
#include "base/error.h"

/*
 * Before a plan is run into the folder, which is made: that what is in it is to
 * be trusted, and that its loads had the same resources, unless all is loaded
 * again.  Notes the jobs of first loads.  -1 with *e (USAGE, OUTPUT).
 */
int loaded_check(const struct pipeline *plan, const struct out_folder *f,
    struct error *e) MUST_CHECK;

/* A pipe has been run: note its job, and how it ended (text: why, or NULL). */
int loaded_note(const struct pipeline *plan, const struct pipeline_pipe *pipe,
    const struct out_folder *f, int status, const char *text,
    struct error *e) MUST_CHECK;

#endif
