/*
 * limiter: a rate limiter: at most N requests in any window of time.
 *
 * It remembers when each of the last requests came that were let through, so
 * the limit holds for every window, wherever it begins.
 *
 * Layer: aai-mock.
 */
#ifndef AAI_MOCK_LIMITER_H
#define AAI_MOCK_LIMITER_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* A zeroed struct lets everything through. */
struct limiter {
	uint64_t max; /* requests in a window */
	int64_t window_us;
	int64_t *passed; /* ring of max times; owned */
	uint64_t next;   /* how many were let through */
};

/* Set up from "60/s", "20000/5m" or "3/500ms"; -1 with *e (ERROR_USAGE). */
int limiter_open(
    struct limiter *l, const char *spec, struct error *e) MUST_CHECK;

/*
 * Whether a request at now_us is let through: 0, or after how many
 * microseconds one would be.
 */
int64_t limiter_ask(struct limiter *l, int64_t now_us);

void limiter_close(struct limiter *l);

#endif
