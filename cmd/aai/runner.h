/*
 * runner: runs the programs of a pipe, and finds what came of them.
 *
 * Programs of the toolkit are looked for beside this one first, then in PATH,
 * as others are.  What they say goes through child_log.  Signals that stop this
 * program are passed on.  When one has failed, those before it, which may wait
 * for something still, are ended; those after it see that their input is cut.
 *
 * Layer: aai.
 */
#ifndef AAI_RUNNER_H
#define AAI_RUNNER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "aai/child_log.h"
#include "aai/pipeline.h"
#include "base/error.h"

/* A program of the pipe, or what prints the state that one reads. */
struct runner_child {
	const struct arg_list *argv; /* borrowed */
	char *const *args;           /* what it is run with; borrowed */
	bool toolkit;
	bool aside; /* it prints a state, and is not in the pipe */
	pid_t pid;
	int log_fd;
	bool ended;
	bool stopped; /* we have ended it */
	int status;   /* its exit status */
	int signo;    /* the signal that ended it, or 0 */
	struct child_log log;
};

/* A zeroed struct may be released. */
struct runner {
	struct runner_child *children; /* in the order of the pipe */
	size_t n;
	struct arg_list *argv; /* owned: their words, a list each */
	size_t at;             /* while they are started */
	/* Called now and then while they run; may be NULL. */
	void (*tick)(void *arg, const struct runner *r);
	void *arg;
};

/*
 * Run the pipe to its end, with what is asked of all its programs besides.  -1
 * with *e when it could not be run at all; what came of it is in the children.
 */
int runner_run(struct runner *r, const struct pipeline_pipe *pipe, bool quiet,
    struct error *e) MUST_CHECK;

/*
 * The child that is the cause of the pipe's end, where it did not end well;
 * NULL: it did.  *status is the status of all, 3 and 8 among those that end
 * well.
 */
const struct runner_child *runner_cause(const struct runner *r, int *status);

void runner_free(struct runner *r);

#endif
