/*
 * observer: callbacks by which a program shows progress and warnings while a
 * load runs.
 *
 * Layer: api.
 */
#ifndef API_OBSERVER_H
#define API_OBSERVER_H

#include <stdbool.h>
#include <stdint.h>

/* How often a program wants to be called, at least. */
#define OBSERVER_MS 200

struct observer {
	/*
	 * Called now and then; asked: a status line was asked for by a
	 * signal.  NULL: nobody looks.
	 */
	void (*tick)(void *arg, bool asked);
	/* Told what the user should know; NULL: nobody listens. */
	void (*warn)(void *arg, const char *text);
	void *arg;
};

#endif
