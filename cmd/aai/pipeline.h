/*
 * pipeline: which pipes of programs do a job: aai-fetch for a list, an
 * aai-fanout for each level of children below it, aai-flatten, a sink, and for
 * a database its client.
 *
 * Layer: aai.
 */
#ifndef AAI_PIPELINE_H
#define AAI_PIPELINE_H

#include <stdbool.h>
#include <stddef.h>

#include "aai/arg_list.h"
#include "aai/destination.h"
#include "aai/load_job.h"
#include "api/desc.h"
#include "base/buf.h"
#include "base/error.h"

enum pipeline_role {
	PIPELINE_FETCH,
	PIPELINE_FANOUT,
	PIPELINE_FLATTEN,
	PIPELINE_SINK,
	PIPELINE_CLIENT,
};

/* A program of a pipe. */
struct pipeline_program {
	enum pipeline_role role;
	struct arg_list argv;
	/* What prints the state that it reads, in the place of the word
	 * PIPELINE_STATE of argv; empty: nothing. */
	struct arg_list state;
};

#define PIPELINE_STATE "<state>"

struct pipeline_pipe {
	const struct desc_resource *root; /* the list; borrowed */
	struct pipeline_program *programs;
	size_t n;
	size_t cap;
	bool incremental;
	char *name; /* the list's, and what is selected of it; owned */
};

/* A zeroed struct may be released. */
struct pipeline {
	const struct load_job *job;   /* borrowed */
	const struct desc *desc;      /* borrowed */
	const struct destination *to; /* borrowed */
	bool *needed; /* of the description's resources: named, or above one */
	bool *named;
	struct pipeline_pipe *pipes;
	size_t n;
	char *folder; /* to be made before, for the state; NULL: none */
};

/*
 * Make the plan of a job; what it borrows must live as long.  -1 with *e
 * (USAGE).
 */
int pipeline_make(struct pipeline *plan, const struct load_job *job,
    const struct desc *desc, const struct destination *to,
    struct error *e) MUST_CHECK;

void pipeline_free(struct pipeline *plan);

/* Add the options of a job that each program has which asks the API. */
void pipeline_add_asking(
    const struct load_job *job, struct pipeline_program *p);

/* The list that the resource hangs on, or is; NULL: nothing gives it. */
const struct desc_resource *pipeline_root(
    const struct pipeline *plan, const struct desc_resource *r);

/* Append the plan as bash takes it. */
void pipeline_put(const struct pipeline *plan, struct buf *out);

#endif
