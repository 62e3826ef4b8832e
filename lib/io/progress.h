/*
 * progress: a line on standard error that says how far a program is.  For cmd/
 * alone, as msg.h.
 *
 * On a terminal (that is not dumb, and to which no data goes) the line is
 * redrawn in place; messages go above it.  Told to show it always, it is
 * written now and then as a line of its own where there is no terminal.
 *
 * Layer: io.  One at a time.
 */
#ifndef IO_PROGRESS_H
#define IO_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/cc.h"

enum progress_when {
	PROGRESS_AUTO, /* on a terminal */
	PROGRESS_ALWAYS,
	PROGRESS_NEVER,
};

/* A zeroed struct shows nothing and may be closed. */
struct progress {
	bool on;
	bool drawn; /* redrawn in place */
	int64_t next_ms;
	char text[256]; /* what stands there */
};

/* quiet: only what was asked for is shown. */
void progress_open(struct progress *p, enum progress_when when, bool quiet);

/* Whether it is time to show it again. */
bool progress_due(struct progress *p);

/* Show it; asked: a user asked for it, so in any case and to stay. */
void progress_show(struct progress *p, const char *text, bool asked);

/*
 * For a program that draws no line of its own: when SIGUSR1 has asked how far
 * it is since the last call (sig_status()), say it: "120 rows".  Costs nothing
 * otherwise.
 */
void progress_answer(const char *fmt, ...) PRINTF_LIKE(1, 2);

/* Take the line away. */
void progress_close(struct progress *p);

#endif
