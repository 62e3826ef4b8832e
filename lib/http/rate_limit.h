/*
 * rate_limit: when the next request may be sent: rate, pauses and requests in
 * flight; numbers only, given the time.
 *
 * Four rules, all of which must allow it: a token bucket holds the rate, and
 * windows the number of requests in any span of some lengths; a
 * pause, shared by all requests, follows what the server asked for; and the
 * number in flight stays under a goal that grows while all goes well (doubling
 * each round at first, then one more a round) and shrinks when the server
 * struggles, once for all that was sent before it was noticed.
 *
 * Times are in microseconds of a clock that only goes forward.
 *
 * Layer: http.
 */
#ifndef HTTP_RATE_LIMIT_H
#define HTTP_RATE_LIMIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "http/rate_window.h"

/* The most windows that hold at a time. */
#define RATE_LIMIT_WINDOWS 4

/* What rate_limit_wait_us() says when only a finished request can help. */
#define RATE_LIMIT_NEVER INT64_MAX

struct rate_limit {
	double interval_us; /* between requests at the full rate; 0: none */
	double slack_us;    /* how far ahead of the rate a burst may be */
	double next_us;	    /* when the next one is due at the full rate */

	int64_t pause_until_us;
	int64_t paused_us; /* pauses so far, overlaps counted once */

	double goal;	    /* requests in flight, 1..ceiling */
	double ceiling;
	bool doubling;	    /* nothing has gone wrong yet */
	int64_t held_us;    /* when the goal last held one back */
	int64_t shrunk_us;  /* when it last shrank */

	struct rate_window windows[RATE_LIMIT_WINDOWS];
	size_t nwindows;
};

/*
 * At most rate requests a second (0: no limit) and ceiling in flight.  After
 * a rest, the smaller of rate and 10 may go at once.
 */
struct rate_limit rate_limit_make(double rate, size_t ceiling);

/*
 * Let no span of that length have more than count requests, beside what else
 * holds; at most RATE_LIMIT_WINDOWS times.
 */
void rate_limit_add_window(struct rate_limit *p, uint64_t count,
    int64_t span_us);

/*
 * How long to wait before a request may be sent, with this many in flight: 0
 * when one may go now, RATE_LIMIT_NEVER when it takes a finished one.
 */
int64_t rate_limit_wait_us(
    const struct rate_limit *p, int64_t now_us, size_t in_flight);

/* One was sent. */
void rate_limit_sent(struct rate_limit *p, int64_t now_us);

/* The goal alone keeps one from being sent. */
void rate_limit_held(struct rate_limit *p, int64_t now_us);

/*
 * One that was sent at sent_us came back well.  The goal grows if it held
 * others back since then: what was never tried says nothing about a higher
 * one.
 */
void rate_limit_success(struct rate_limit *p, int64_t sent_us);

/* One that was sent at sent_us shows that the server has too much to do. */
void rate_limit_congestion(
    struct rate_limit *p, int64_t sent_us, int64_t now_us);

/* Send nothing for that long from now; a longer pause stays as it is. */
void rate_limit_pause(struct rate_limit *p, int64_t now_us, int64_t ms);

/* How many may be in flight now. */
size_t rate_limit_goal(const struct rate_limit *p);

#endif
