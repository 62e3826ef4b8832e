/*
 * rate_window: at most N requests within any span of a length, however
 * they lie in it; numbers only, given the time.
 *
 * What was sent is counted by 128ths of the span, so that the memory is fixed,
 * and one that is waited for comes up to a 128th late.  Times are in
 * microseconds of a clock that only goes forward, from 0 on.
 *
 * Layer: http.
 */
#ifndef HTTP_RATE_WINDOW_H
#define HTTP_RATE_WINDOW_H

#include <stdint.h>

#define RATE_WINDOW_PARTS 128

struct rate_window {
	uint64_t count; /* at most this many */
	int64_t part_us;
	int64_t newest;	 /* number of the part that was counted last */
	uint64_t sent[RATE_WINDOW_PARTS + 1]; /* by number, modulo */
};

/* count is 1 or more, span_us 1 or more. */
struct rate_window rate_window_make(uint64_t count, int64_t span_us);

/* How long to wait before one may be sent; 0: it may now. */
int64_t rate_window_wait_us(const struct rate_window *w, int64_t now_us);

/* One was sent. */
void rate_window_sent(struct rate_window *w, int64_t now_us);

#endif
