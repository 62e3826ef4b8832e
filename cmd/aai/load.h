/*
 * load: the command that loads resources: makes the plan, runs its pipes, and
 * says what came of them.
 *
 * Layer: aai.
 */
#ifndef AAI_LOAD_H
#define AAI_LOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "aai/load_job.h"
#include "aai/pipeline.h"
#include "api/desc.h"
#include "base/error.h"
#include "io/cli.h"

/* How a load is made and talked about, beside its job. */
struct load_settings {
	bool dry_run;
	int64_t expected; /* records of which fewer are a part; 0: any */
	struct cli_common common;
};

/*
 * Run a plan.  Returns the exit status: 0, 3 or 8 when all was published, and
 * with them or another *e, where there is something to be said.
 */
int load_run(const struct pipeline *plan, const struct load_settings *s,
    struct error *e);

#endif
