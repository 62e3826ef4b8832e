/*
 * load_progress: one line on a terminal that says how far a pipe is: records,
 * rows, requests, how many of these were asked again, requests a second, and
 * how long it has run, or, where a total is known, will run yet.  Its programs
 * are asked by SIGUSR1, and answer with a status message.  aai itself says the
 * line when SIGUSR1 asks it, with a terminal or without.
 *
 * The total is that of the list, which its API says or which is at its end;
 * what remains is estimated by the records that are done with: those listed,
 * or, where one aai-fanout asks for their children, those whose children are
 * there.
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
	bool wanted; /* a user has asked for it */
};

/* quiet: show nothing, as where there is no terminal. */
void load_progress_open(struct load_progress *p, bool quiet);

/* A runner's tick: arg is the struct load_progress. */
void load_progress_tick(void *arg, const struct runner *r);

void load_progress_close(struct load_progress *p);

#endif
