/*
 * load_progress: one line on a terminal that says how far a pipe is.  Its
 * programs are asked by SIGUSR1, and answer with a status message.
 *
 * Layer: aai.
 */
#ifndef AAI_LOAD_PROGRESS_H
#define AAI_LOAD_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "aai/runner.h"
#include "io/progress.h"

/* Made by load_progress_open(). */
struct load_progress {
	struct progress line;
	int64_t began_ms;
	int64_t asked_ms;
};

/* quiet: show nothing, as where there is no terminal. */
void load_progress_open(struct load_progress *p, bool quiet);

/* A runner's tick: arg is the struct load_progress. */
void load_progress_tick(void *arg, const struct runner *r);

void load_progress_close(struct load_progress *p);

#endif
