/*
 * retry: when to make a request again, and how long to wait before; numbers
 * only, no clock and no network.
 *
 * Layer: http.  Thread-safe except for the budget.
 */
#ifndef HTTP_RETRY_H
#define HTTP_RETRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/rng.h"

/* A set of HTTP statuses, 100 to 599. */
struct retry_set {
	uint8_t bits[64];
};

/* 408, 425, 429, 500, 502, 503, 504, and 520 to 524 (from caches). */
struct retry_set retry_set_make(void) MUST_CHECK;

/*
 * Put the statuses of a list such as "404,500-504" into s, beside those it
 * has; a list that begins with "=" replaces them, and "=" alone empties s.
 * -1 with *e (USAGE) for what is not such a list; s is as it was.
 */
int retry_set_add(struct retry_set *s, const char *list,
    struct error *e) MUST_CHECK;

bool retry_set_has(const struct retry_set *s, int status);

/*
 * How long to wait before try number n + 1 (n tries were made, n > 0): full
 * jitter, that is anything from 0 to the smaller of cap_ms and
 * base_ms * 2^(n - 1).
 */
int64_t retry_backoff_ms(struct rng *r, uint32_t n, int64_t base_ms,
    int64_t cap_ms);

/*
 * The wait, in ms, that a Retry-After value asks for: seconds (a fraction
 * counts as a whole one) or an HTTP date in any of the three forms of RFC
 * 9110, section 5.6.7.  now_s is the wall clock.  A date that has passed, or
 * a negative number, asks for 0; more than INT32_MAX seconds is that.
 * False when the value is neither.
 */
bool retry_after_ms(const char *value, size_t len, int64_t now_s,
    int64_t *ms) MUST_CHECK;

/*
 * As above for the reset time of a rate limit (X-RateLimit-Reset,
 * RateLimit-Reset): seconds from now, or, above 10^9, since 1970, and from
 * 10^11 on milliseconds since then, from 10^14 on microseconds.
 */
bool retry_reset_ms(const char *value, size_t len, int64_t now_s,
    int64_t *ms) MUST_CHECK;

/*
 * How many repeats are still allowed: each costs one, each success gives one
 * back, up to what there was at first.  So a server that fails now and then is
 * asked again for ever, and one that only fails is soon left alone.
 */
struct retry_budget {
	uint32_t left;
	uint32_t full;
};

struct retry_budget retry_budget_make(uint32_t full) MUST_CHECK;

/* Take one; false when there is none. */
bool retry_budget_take(struct retry_budget *b) MUST_CHECK;

/* A request succeeded. */
void retry_budget_give(struct retry_budget *b);

#endif
